"""One thing that has the same id on both sides and another name or place, or the reverse."""

from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.declaration.address import Address


class RenameKind(StrEnum):
    """What became of a thing; the values are part of the JSON record."""

    RENAMED = "renamed"
    MOVED = "moved"
    """It stands in another project; it may be called otherwise there."""
    REPLACED = "replaced"
    """It has the name and another id: it was deleted and made anew."""


@dataclass(frozen=True, slots=True)
class Rename:
    """One thing that the ids tell more of than the names."""

    kind: RenameKind
    before: str
    """As a file of ids names it: ``user:ada``, ``workbook:Finance/Sales``, ``site:Training``."""
    after: str
    item: Address | None = None
    """Of a project or an item of content: its address now."""

    @property
    def summary(self) -> str:
        """The change in words: lower case start, no full stop, names in backticks."""
        if self.kind is RenameKind.REPLACED:
            return f"{_named(self.before)} deleted and made anew: it has another id"
        verb = "renamed" if self.kind is RenameKind.RENAMED else "moved"
        _, _, name = self.after.partition(":")
        to = self.after if self.item is not None else name
        return f"{_named(self.before)} {verb} to `{to}`"


def _named(thing: str) -> str:
    """Return a thing as the words of edits name it."""
    word, _, name = thing.partition(":")
    if word in {"user", "group", "group_set", "site"}:
        return f"{word.replace('_', ' ')} `{name}`"
    return f"`{thing}`"
