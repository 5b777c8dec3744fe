"""The file that keeps what the server has answered, so that an interrupted pull can go on.

JSON Lines: a heading, then a line a resource. It holds names and rules of the site and is only
for its owner's eyes; it never holds a token, since only bodies of GET answers come into it.
What was refused, and lists that may not be complete, are not kept: they are asked for again.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from tableau_perm_cli.diagnostics import ToolError, visible
from tableau_perm_cli.exchange.rest.answers import Answer, Resource
from tableau_perm_cli.exchange.rest.live.checkpoint_file import open_alone, read_whole, remove
from tableau_perm_cli.exchange.rest.live.checkpoint_heading import Heading, NotACheckpointError
from tableau_perm_cli.exchange.rest.live.checkpoint_lines import Kept, answer_line, read_answer


class Checkpoint:
    """What is kept of one pull, of one site or of several. Used from one thread."""

    def __init__(self, path: Path, descriptor: int, began: datetime, kept: Kept) -> None:
        """Take what ``Checkpoint.open`` has found."""
        self.path = path
        self.began = began
        """When the pull began that is gone on with; now, if none is."""
        self.answers_kept = len(kept)
        """How many resources an earlier pull has left; 0 where it begins anew."""
        self._descriptor: int | None = descriptor
        self._kept = kept

    @classmethod
    def open(cls, path: Path, heading: Heading, *, fresh: bool = False) -> "Checkpoint":
        """Go on from the file, or begin it.

        Args:
            path: beside the output.
            heading: what is asked for now.
            fresh: begin anew, whatever an earlier pull left.

        Raises:
            ToolError: the file is not a checkpoint, is a symbolic link, is of another pull, is
                being written by one, or cannot be written.
        """
        try:
            if not path.is_symlink() and path.exists() and not path.is_file():
                raise _not_ours(path)
            descriptor = open_alone(path)
        except OSError as error:
            raise _cannot("write", path, error) from error
        try:
            began, kept = _begin(path, descriptor, heading, fresh=fresh)
        except OSError as error:
            os.close(descriptor)
            raise _cannot("write", path, error) from error
        except ToolError:
            os.close(descriptor)
            raise
        return cls(path, descriptor, began, kept)

    def answer(self, site: str, resource: Resource) -> Answer | None:
        """Return what is kept of a resource of a site, by the site's name in URLs."""
        return self._kept.get((site, resource))

    def keep(self, site: str, resource: Resource, answer: Answer) -> None:
        """Write down an answer at once, unless it may not be complete.

        Raises:
            ToolError: it cannot be written.
        """
        # Once the file is let go of, what still comes is asked for again by the next pull.
        if answer.trouble is not None or self._descriptor is None:
            return
        try:
            _write(self._descriptor, answer_line(site, resource, answer))
        except OSError as error:
            raise _cannot("write", self.path, error) from error

    def delete(self) -> None:
        """Remove the file: the pull is complete."""
        if self._descriptor is None:
            self.path.unlink(missing_ok=True)
        else:
            descriptor, self._descriptor = self._descriptor, None
            remove(self.path, descriptor)

    def close(self) -> None:
        """Let go of the file, and leave it for the next pull."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _begin(path: Path, descriptor: int, heading: Heading, *, fresh: bool) -> tuple[datetime, Kept]:
    """Return when the pull began and what is kept of it, and cut off what is not whole.

    Raises:
        OSError: the file cannot be read or written.
        ToolError: it is not a checkpoint, or of another pull.
    """
    data = read_whole(descriptor)
    whole = data[: data.rfind(b"\n") + 1]
    first, _, rest = whole.partition(b"\n")
    try:
        found = Heading.read(first, data)
    except NotACheckpointError:
        raise _not_ours(path) from None
    if found is None or fresh:
        os.ftruncate(descriptor, 0)
        began = datetime.now(UTC)
        _write(descriptor, heading.line(began))
        return began, {}
    earlier, began = found
    if differs := earlier.difference(heading):
        raise ToolError(
            f"`{visible(str(path))}` is left from a pull {differs}",
            help="use `--fresh` to begin anew, or repeat that pull as it was to go on with it",
        )
    os.ftruncate(descriptor, len(whole))
    return began, dict(filter(None, map(read_answer, rest.splitlines())))


def _write(descriptor: int, line: bytes) -> None:
    """Write a line whole, in one go where the system takes it in one go.

    Raises:
        OSError: it cannot be written.
    """
    left = memoryview(line)
    while left:
        left = left[os.write(descriptor, left) :]


def _not_ours(path: Path) -> ToolError:
    return ToolError(
        f"`{visible(str(path))}` is not a checkpoint of `pull`, and is left as it is",
        help="move it away, or write the result somewhere else",
    )


def _cannot(do: str, path: Path, error: OSError) -> ToolError:
    reason = (error.strerror or type(error).__name__).lower()
    return ToolError(f"cannot {do} `{visible(str(path))}`: {reason}")
