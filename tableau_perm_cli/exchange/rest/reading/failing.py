"""The failure of a reading that does not learn of everybody and of every project."""

from collections.abc import Iterable
from dataclasses import dataclass

from tableau_perm_cli.diagnostics import ToolError

_SHOWN = 10
"""How many requests the message lists; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One request that a reading cannot do without."""

    path: str
    """Below the site."""
    reason: str
    """Why it was not answered as it must be, as in ``403 Forbidden``."""


class IncompletePeopleError(ToolError):
    """People or projects could not be read whole, and without them no answer would be right."""

    def __init__(self, failures: Iterable[Failure]) -> None:
        """Words the error; there is at least one failure."""
        self.failures = tuple(failures)
        """Every request that failed, in the order they were asked."""
        shown = [f"`{failure.path}`: {failure.reason}" for failure in self.failures[:_SHOWN]]
        rest = len(self.failures) - len(shown)
        if rest:
            shown.append(f"and {rest:,} more")
        super().__init__(
            f"the site's people and projects could not be read whole: {'; '.join(shown)}",
            help=(
                "no answer about a site is right without all of its users, groups, members, group "
                "sets and projects: a site administrator may read them, and saved answers must "
                "have them"
            ),
        )
