"""What could not be read of one thing, on the old side or the new, and what that means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.diagnostics import Position


class GapState(StrEnum):
    """On which sides it could not be read; the values are part of the JSON record."""

    NO_LONGER_READABLE = "no_longer_readable"
    """It was read before: what was known stands for it, and that it is not read is drift."""
    NOT_COMPARED = "not_compared"
    """It was not read before either, or there was nothing of it."""
    NOW_READABLE = "now_readable"
    """It was not read before: nothing is known of what it was, so nothing is held against it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One part that was not read on one side at least."""

    site: str
    state: GapState
    part: str
    """As ``not_read`` names it: ``workbooks``, ``permissions``, ``owner``, ``role``…"""
    reason: str
    """Why it was not read."""
    position: Position
    """Where the thing is written in the new text."""
    item: Address | None = None
    """Of a part of a project or of content: which."""
    grantee: str | None = None
    """Of a part of a user or group: whose, ``user:ada``."""

    @property
    def summary(self) -> str:
        """The gap in words: lower case start, no full stop, names in backticks."""
        what = self.part.replace("_", " ")
        if self.item is not None:
            what = f"{_ITEM_PARTS.get(self.part, f'rules for {what}')} of `{self.item}`"
        elif self.grantee is not None:
            what = f"{_PRINCIPAL_PARTS[self.part]} of `{self.grantee}`"
        else:
            what = f"{what} of the site"
        return f"{what} {_VERBS[self.state]}: {self.reason}"


_ITEM_PARTS = {
    "permissions": "rules",
    "project": "rules",
    "owner": "owner",
    "content_permissions": "lock",
    "connects_to": "connections",
}
_PRINCIPAL_PARTS = {"role": "site role", "members": "members"}
_VERBS = {
    GapState.NO_LONGER_READABLE: "could not be read any more",
    GapState.NOT_COMPARED: "not compared",
    GapState.NOW_READABLE: "not read before, and read now",
}


def states(
    was: Mapping[str, str] | None, now: Mapping[str, str]
) -> Iterator[tuple[str, GapState, str]]:
    """Yield the parts that were not read, with what that means and why.

    Args:
        was: the parts that were not read of the old thing; None when there was no such thing.
        now: those of the new.
    """
    for part, reason in now.items():
        both = was is None or part in was
        yield part, GapState.NOT_COMPARED if both else GapState.NO_LONGER_READABLE, reason
    for part, reason in (was or {}).items():
        if part not in now:
            yield part, GapState.NOW_READABLE, reason
