"""Which thing of the old side is which of the new: by id where both have one, else by name.

What the names alone decide: without ids, or where the two sides have no id in common (another
server, a restored copy), everything is what it is called.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tableau_perm_cli.audit.drift.free_name import free_name
from tableau_perm_cli.audit.drift.item_matching import ItemMatch, match_items
from tableau_perm_cli.audit.drift.rename import Rename, RenameKind
from tableau_perm_cli.declaration.model import ALL_USERS, Site

Ids: TypeAlias = Mapping[str, str]
"""Of one site: the ids by address (``workbook:Finance/Sales``) and principal (``user:ada``)."""


@dataclass(frozen=True, slots=True)
class Match:
    """How the old state of a site is to be renamed so that its names are those of the new."""

    by_ids: bool
    """Whether ids had a say."""
    users: Mapping[str, str] = field(default_factory=dict)
    """From each name to the one it has now."""
    groups: Mapping[str, str] = field(default_factory=dict)
    group_sets: Mapping[str, str] = field(default_factory=dict)
    items: ItemMatch = field(default_factory=ItemMatch)
    renames: tuple[Rename, ...] = ()


def match(old: Site, new: Site, old_ids: Ids, new_ids: Ids) -> Match:
    """Return what is what on two states of one site."""
    if not common_ids(old_ids, new_ids):
        return Match(by_ids=False)
    principals = [
        _Principals(word, _names(before), _names(after), old_ids, new_ids)
        for word, before, after in (
            ("user", old.users, new.users),
            ("group", old.groups, new.groups),
            ("group_set", old.group_sets, new.group_sets),
        )
    ]
    users, groups, group_sets = (it.targets() for it in principals)
    items = match_items(old, new, old_ids, new_ids, users)
    renames = [rename for it in principals for rename in it.renames()]
    return Match(
        by_ids=True,
        users=users,
        groups=groups,
        group_sets=group_sets,
        items=items,
        renames=(*renames, *items.renames),
    )


def common_ids(old_ids: Ids, new_ids: Ids) -> int:
    """Return how many ids of one sort of thing both sides have."""
    return len(_sorted_ids(old_ids) & _sorted_ids(new_ids))


def _sorted_ids(ids: Ids) -> set[tuple[str, str]]:
    return {(key.partition(":")[0], value) for key, value in ids.items()}


def _names(principals: Mapping[str, object]) -> list[str]:
    """Return the names that ids decide about: All Users is everybody, whatever its id."""
    return [name for name in principals if name != ALL_USERS]


class _Principals:
    """The users, the groups or the group sets of both sides."""

    def __init__(
        self,
        word: str,
        old: Collection[str],
        new: Collection[str],
        old_ids: Ids,
        new_ids: Ids,
    ) -> None:
        self._word = word
        self._old = {name: old_ids.get(f"{word}:{name}") for name in old}
        self._new = {name: new_ids.get(f"{word}:{name}") for name in new}
        by_id = {found: name for name, found in self._new.items() if found is not None}
        self._matched: dict[str, str] = {}
        for name, found in self._old.items():
            if found is not None and found in by_id:
                self._matched[name] = by_id.pop(found)

    def targets(self) -> dict[str, str]:
        """Return for each old name the one it has now.

        What is gone keeps its name unless another thing has taken it.
        """
        claimed = set(self._matched.values())
        taken = {*self._old, *self._new}
        found = dict(self._matched)
        for name in self._old:
            if name not in found:
                found[name] = free_name(name, "gone", taken) if name in claimed else name
                taken.add(found[name])
        return found

    def renames(self) -> Iterator[Rename]:
        """Yield what is called otherwise, and what is another thing of the same name."""
        claimed = set(self._matched.values())
        for name, found in self._old.items():
            after = self._matched.get(name)
            thing = f"{self._word}:{name}"
            if after is not None and after != name:
                yield Rename(RenameKind.RENAMED, thing, f"{self._word}:{after}")
            elif after is None and name not in claimed and found and self._new.get(name):
                yield Rename(RenameKind.REPLACED, thing, thing)
