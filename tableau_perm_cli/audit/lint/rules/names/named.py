"""Everything on a site that has a name of its own: who, what, where, and beside what."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import Group, GroupSet, User
from tableau_perm_cli.diagnostics import Position, Subject


@dataclass(frozen=True, slots=True)
class Named:
    """One thing and its name."""

    word: str
    """What it is, for a sentence: ``group set``, ``data source``."""
    name: str
    position: Position | None
    """None for All Users, which nobody has named."""
    about: Subject
    siblings: Hashable
    """What is the same for all that must not be mistaken for one another."""
    told: bool = False
    """Whether a site before this one has it too, and has told: a server administrator."""

    def __str__(self) -> str:
        """Return it for a sentence: ``the group `Finance```."""
        if self.position is None:
            return self.name
        return f"the {self.word} `{self.name}`"


def everything_named(linted: LintedSite) -> Iterator[Named]:
    """Yield principals and items, in written order."""
    yield from principals(linted)
    site = linted.site.name
    for item in linted.items:
        *above, name = item.address.path
        yield Named(
            CATALOG[item.kind].label.lower(),
            name,
            item.position,
            Subject(site, str(item.address)),
            (item.kind, *above),
        )


def principals(linted: LintedSite) -> Iterator[Named]:
    """Yield the users, groups and group sets of a site, All Users included."""
    site = linted.site
    elsewhere = next(iter(linted.declaration.sites.values()))
    known = elsewhere.users if elsewhere is not site else {}
    groups: Iterable[tuple[str, User | Group | GroupSet]] = (
        *(("user", it) for it in site.users.values()),
        *(("group", it) for it in site.groups.values()),
        *(("group set", it) for it in site.group_sets.values()),
    )
    for word, it in groups:
        yield Named(
            word,
            it.name,
            it.position,
            Subject(site.name, grantee=f"{word.replace(' ', '_')}:{it.name}"),
            word,
            told=isinstance(it, User) and _same_place(known.get(it.name), it),
        )


def _same_place(one: User | None, other: User) -> bool:
    return one is not None and one.position == other.position


def families(things: Iterable[Named]) -> Iterator[list[Named]]:
    """Yield those that stand beside one another together, where there are two or more."""
    found: dict[Hashable, list[Named]] = {}
    for thing in things:
        found.setdefault(thing.siblings, []).append(thing)
    return (family for family in found.values() if len(family) > 1)
