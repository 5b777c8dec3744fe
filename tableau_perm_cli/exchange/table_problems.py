"""What is wrong with tables that were read: all of it, before anything is done with them."""

from collections import Counter
from dataclasses import dataclass, field

from tableau_perm_cli.diagnostics import Diagnostic, FileError, Position, Severity

_MOST_OF_A_KIND = 20  # a column that is wrong in a million rows is one mistake, not a million


@dataclass(slots=True)
class Problems:
    """The problems of every file of one source, as they are found."""

    where: str
    """What is read, as in "the repository's tables"."""
    found: list[Diagnostic] = field(default_factory=list)
    _seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(
        self,
        file: str,
        line: int | None,
        message: str,
        *,
        help: str | None = None,  # noqa: A002 - the same word as in Diagnostic
        kind: str | None = None,
    ) -> None:
        """Note a problem.

        Args:
            file: the file's name, as the user gave it.
            line: counted from 1; None when it is about the whole.
            message: as in a diagnostic. INVARIANT: never the text of a whole line, which in a
                list of users has a password.
            help: what to do, or what was perhaps meant.
            kind: what it has in common with others of its file: of a kind the first are kept, and
                the rest are counted.
        """
        key = (file, kind or message)
        self._seen[key] += 1
        if kind is not None and self._seen[key] > _MOST_OF_A_KIND:
            return
        position = Position(file, line or 1, 1)
        self.found.append(Diagnostic(Severity.ERROR, message, position, help=help))

    def raise_if_any(self) -> None:
        """Raise what was found.

        Raises:
            FileError: there is a problem.
        """
        if not self.found:
            return
        rest = [
            Diagnostic(
                Severity.ERROR,
                f"{seen - _MOST_OF_A_KIND:,} more of this kind: {kind}",
                Position(file, 1, 1),
            )
            for (file, kind), seen in self._seen.items()
            if seen > _MOST_OF_A_KIND
        ]
        raise FileError([*self.found, *rest], lambda _: None, self.where)
