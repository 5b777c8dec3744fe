"""The names of users, groups and group sets, of those too that are known by an id alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tableau_perm_cli.declaration.model import ALL_USERS, Grantee, GranteeKind
from tableau_perm_cli.exchange.declaring.redaction import Redaction
from tableau_perm_cli.exchange.declaring.spelling import (
    Spelling,
    distinct,
    told_name,
    unknown_name,
)
from tableau_perm_cli.exchange.declaring.wording import made_up, shortened, told_apart
from tableau_perm_cli.exchange.picture import (
    GranteeId,
    Picture,
    ToldGroup,
    ToldGroupSet,
    ToldRules,
    ToldUser,
)

LOCAL: Final = "local"
"""The domain of a site's own users and groups."""
_WORDS: Final = {
    GranteeKind.USER: ("user", "users"),
    GranteeKind.GROUP: ("group", "groups"),
    GranteeKind.GROUP_SET: ("group set", "group sets"),
}


@dataclass(frozen=True, slots=True)
class People:
    """How the principals of a site are declared."""

    names: Mapping[GranteeKind, Mapping[str, str]]
    """By id."""
    unknown: Mapping[GranteeKind, Sequence[str]]
    """The ids that are mentioned and that nobody has, sorted."""
    everyone: str | None
    """The id of All Users, where it is told."""
    notes: Sequence[str]

    def user(self, thing: str) -> str:
        """Return the name of the user with an id."""
        return self.names[GranteeKind.USER][thing]

    def grantee(self, told: GranteeId) -> Grantee:
        """Return whom a rule is for."""
        return Grantee(told.kind, self.names[told.kind][told.id])


def people_of(picture: Picture, redaction: Redaction | None) -> People:
    """Return how everybody is called whom a picture tells or mentions."""
    everyone = _everyone_of(picture.groups)
    told: dict[GranteeKind, Sequence[ToldUser | ToldGroup | ToldGroupSet]] = {
        GranteeKind.USER: picture.users,
        GranteeKind.GROUP: [group for group in picture.groups if group.id != everyone],
        GranteeKind.GROUP_SET: picture.group_sets,
    }
    known = {kind: {it.id for it in things} for kind, things in told.items()}
    if everyone is not None:
        known[GranteeKind.GROUP].add(everyone)
    mentioned = set(_mentioned(picture, everyone))
    names: dict[GranteeKind, dict[str, str]] = {}
    unknown: dict[GranteeKind, Sequence[str]] = {}
    notes: list[str] = []
    for kind, things in told.items():
        word, plural = _WORDS[kind]
        unknown[kind] = sorted(
            it.id for it in mentioned if it.kind is kind and it.id not in known[kind]
        )
        taken = frozenset({ALL_USERS} if kind is GranteeKind.GROUP else ())
        if redaction:
            spellings = [redaction.spelling(kind.value, it.id, it.name) for it in things]
            spellings += [redaction.spelling(kind.value, it, it) for it in unknown[kind]]
        else:
            spellings = [*_spellings(things, taken)]
            spellings += [unknown_name(it, word) for it in unknown[kind]]
        names[kind] = distinct(spellings, taken)
        apart = [] if redaction else told_apart(plural, None, _plain(things), names[kind])
        made = [names[kind][thing] for thing in unknown[kind]]
        notes += [*shortened(apart), *made_up(word, plural, made)]
    if everyone is not None:
        names[GranteeKind.GROUP][everyone] = ALL_USERS
    return People(names, unknown, everyone, notes)


def _everyone_of(groups: Iterable[ToldGroup]) -> str | None:
    """Return the id of the group that contains everybody: in no domain but the site's own."""
    called = [group for group in groups if group.name == ALL_USERS]
    own = [group.id for group in called if (group.domain or "").casefold() == LOCAL]
    return min(own or [group.id for group in called if not group.domain], default=None)


def _spellings(
    things: Sequence[ToldUser | ToldGroup | ToldGroupSet], taken: frozenset[str]
) -> Iterator[Spelling]:
    """Yield the names; who is called like another in another domain has the domain before it."""
    domains: defaultdict[str, set[str | None]] = defaultdict(set)
    for thing in things:
        domains[thing.name].add(_domain_of(thing))
    for thing in things:
        domain = _domain_of(thing)
        helps = len(domains[thing.name]) > 1 or thing.name in taken
        yield told_name(thing.id, f"{domain}\\{thing.name}" if helps and domain else thing.name)


def _domain_of(thing: ToldUser | ToldGroup | ToldGroupSet) -> str | None:
    return None if isinstance(thing, ToldGroupSet) else thing.domain or None


def _plain(things: Iterable[ToldUser | ToldGroup | ToldGroupSet]) -> Iterator[Spelling]:
    return (told_name(thing.id, thing.name) for thing in things)


def _mentioned(picture: Picture, everyone: str | None) -> Iterator[GranteeId]:
    """Yield whoever owns something, is in a group, or has a rule; any number of times."""
    for group in picture.groups:
        if group.id == everyone:
            continue
        yield from (GranteeId(GranteeKind.USER, it) for it in group.members)
    for group_set in picture.group_sets:
        yield from (GranteeId(GranteeKind.GROUP, it) for it in group_set.groups)
    owners = (*(it.owner for it in picture.projects), *(it.owner for it in picture.content))
    yield from (GranteeId(GranteeKind.USER, it) for it in owners if it is not None)
    for rules in _lists(picture):
        yield from (rule.grantee for rule in rules)


def _lists(picture: Picture) -> Iterator[ToldRules]:
    for project in picture.projects:
        yield from project.lists.values()
    for content in picture.content:
        yield content.rules or ()
