"""The ids side file: which id every thing had when a site was pulled, so that renames are seen."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tableau_perm_cli.declaration.editing.rendering import rendered
from tableau_perm_cli.declaration.files import SUFFIXES
from tableau_perm_cli.diagnostics import Diagnostic, FileError, Position, Severity, visible

SCHEMA: Final = "tableau-perm/ids/1"
"""What the first line of the file says it is."""

_SUFFIX: Final = ".ids"
"""None that the loader takes for a declaration."""
_IN_A_DIRECTORY: Final = "site.ids"
_KEYS: Final = ("site", "is", "id")


@dataclass(frozen=True, slots=True, order=True)
class IdEntry:
    """The id of one thing on one site."""

    site: str
    what: str
    """An address, ``workbook:Finance/Sales``, or a principal: ``user:ada``, ``group:Staff``,
    ``group_set:Both``."""
    id: str


def ids_path(output: Path, directory: bool) -> Path:  # noqa: FBT001 - the two kinds of output
    """Return where the ids of a declaration are kept: beside the file, or in the directory."""
    if directory:
        return output / _IN_A_DIRECTORY
    if output.suffix.lower() in SUFFIXES:
        return output.with_suffix(_SUFFIX)
    return output.with_name(output.name + _SUFFIX)


def ids_text(entries: Iterable[IdEntry]) -> Iterator[str]:
    """Yield the lines of the file: JSON Lines, a line a thing, sorted."""
    yield f"{json.dumps({'schema': SCHEMA})}\n"
    for entry in sorted(entries):
        line = dict(zip(_KEYS, (entry.site, entry.what, entry.id), strict=True))
        # Only what is not plain is worth the time that it takes to show what hides in it.
        text = json.dumps(line, ensure_ascii=False)
        yield f"{text if text.isascii() else rendered(line, as_json=True)}\n"


def read_ids(name: str, data: bytes) -> tuple[IdEntry, ...]:
    """Return what a file of ids holds, in its order.

    Raises:
        FileError: it is none, or of a version that is not known; all its errors are in it.
    """
    reading = _Reading(name, data.decode("utf-8", "replace").split("\n"))
    entries = reading.entries()
    if reading.problems:
        where = f"the ids file `{visible(name)}`"
        raise FileError(reading.problems, lambda _: reading.lines, where)
    return entries


@dataclass(slots=True)
class _Reading:
    """One reading of a file of ids."""

    name: str
    lines: Sequence[str]
    problems: list[Diagnostic] = field(default_factory=list)

    def entries(self) -> tuple[IdEntry, ...]:
        if not self._has_header():
            return ()
        found: dict[tuple[str, str], IdEntry] = {}
        for number, line in enumerate(self.lines[1:], 2):
            if not line.strip():
                continue
            entry = self._entry(number, line)
            if entry is None:
                continue
            if (entry.site, entry.what) in found:
                self._complain(number, f"`{entry.what}` has an id twice", "the second one")
            found[entry.site, entry.what] = entry
        return tuple(found.values())

    def _has_header(self) -> bool:
        """Whether the first line names the schema that is read here."""
        schema = _mapping(self.lines[0]).get("schema")
        if schema == SCHEMA:
            return True
        if isinstance(schema, str):
            self._complain(1, f"the schema `{schema}` is not known", f"expected {SCHEMA}")
        else:
            self._complain(1, "this is no file of ids", f'expected {{"schema": "{SCHEMA}"}}')
        return False

    def _entry(self, number: int, line: str) -> IdEntry | None:
        # Keys that are not known are left alone: a later version may add some.
        value = _mapping(line)
        texts = [text for key in _KEYS if isinstance(text := value.get(key), str)]
        if len(texts) == len(_KEYS):
            return IdEntry(*texts)
        self._complain(
            number,
            "this line gives no id",
            'expected {"site": …, "is": …, "id": …}, each of them text',
        )
        return None

    def _complain(self, number: int, message: str, label: str) -> None:
        length = max(1, len(self.lines[number - 1]))
        position = Position(self.name, number, 1)
        self.problems.append(
            Diagnostic(
                Severity.ERROR,
                message,
                position,
                length=length,
                label=label,
                help="`tableau-perm pull` writes the file anew",
            )
        )


def _mapping(line: str) -> dict[str, object]:
    """Return the JSON object on a line; empty when there is none."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
