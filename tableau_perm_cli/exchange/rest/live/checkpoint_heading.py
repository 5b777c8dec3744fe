"""The first line of a checkpoint: what the answers in it are answers to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from tableau_perm_cli.exchange.rest.live.checkpoint_lines import json_line

_SCHEMA: Final = "tableau-perm/checkpoint/1"
_BEGINS: Final = b'{"schema":"tableau-perm/checkpoint/'


class NotACheckpointError(ValueError):
    """A file that does not begin as a checkpoint does."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What was asked for: answers to another question are of no use."""

    server: str
    """``Connection.server``."""
    site: str | None
    """The site's name in URLs; None for all sites of the server."""
    api_version: tuple[int, int]
    """What the answers look like depends on it."""
    options: Mapping[str, Any]
    """Of the command, as plain JSON values: whatever changes what is asked. Never a token."""

    def line(self, began: datetime) -> bytes:
        """Return the line, with the time at which the pull began."""
        return json_line(
            {
                "schema": _SCHEMA,
                "server": self.server,
                "site": self.site,
                "api_version": list(self.api_version),
                "options": dict(self.options),
                "began": began.isoformat(timespec="seconds"),
            }
        )

    @classmethod
    def read(cls, line: bytes, data: bytes) -> "tuple[Heading, datetime] | None":
        """Read the first line of a file.

        Args:
            line: the line, if it is whole; else empty.
            data: the file, which may end within its first line.

        Returns:
            None where the file is empty, or was cut before its first line was whole.

        Raises:
            NotACheckpointError: the file is something else.
        """
        if not line and (data.startswith(_BEGINS) or _BEGINS.startswith(data)):
            return None
        try:
            told = json.loads(line)
            if told["schema"] != _SCHEMA:
                raise NotACheckpointError
            major, minor = told["api_version"]
            heading = cls(told["server"], told["site"], (major, minor), dict(told["options"]))
            return heading, datetime.fromisoformat(told["began"])
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise NotACheckpointError from error

    def difference(self, other: "Heading") -> str | None:
        """Return what sets this pull apart from another, to be read after "a pull"."""
        if self.server != other.server:
            return f"of another server, `{self.server}`"
        if self.site != other.site:
            return "of all sites" if self.site is None else f"of another site, `{self.site}`"
        # As JSON, since what was read back has lists for tuples.
        mine, theirs = (json.loads(json_line(each.options)) for each in (self, other))
        names = sorted(name for name in mine | theirs if mine.get(name) != theirs.get(name))
        if names:
            return f"with other options ({', '.join(f'`{name}`' for name in names)})"
        if self.api_version != other.api_version:
            spoken = ".".join(map(str, self.api_version))
            return f"when the server spoke version {spoken} of the REST API"
        return None
