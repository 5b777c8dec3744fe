"""What is written that paths rest on, and how many escalations each could close at most."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tableau_perm_cli.audit.escalation.dependence import Dependence
from tableau_perm_cli.audit.escalation.hops import HopKind
from tableau_perm_cli.audit.escalation.site_search import Escalation, Escalations
from tableau_perm_cli.audit.escalation.undoing import (
    TakeFromRule,
    TakeLeader,
    TakeMember,
    TakeOwner,
    TakeSignIn,
    Undoing,
)
from tableau_perm_cli.audit.escalation.weights import Weights
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Grantee,
    GranteeKind,
    Item,
    RuleList,
)
from tableau_perm_cli.resolve.bulk import places_by_list
from tableau_perm_cli.resolve.bulk.bits import indexes_in, lowest_bit

_FEW = 20
"""Up to so many users are taken out of their groups one by one; for more, rules are edited."""
_MEANS = ("set_permissions", "overwrite", "move")
"""The capabilities that hops are made by; on a project it is Publish."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An edit that may close paths."""

    edit: Undoing
    most: int
    """It closes no more cells than this."""


def candidates(escalations: Escalations) -> list[Candidate]:
    """Return the edits that may close anything, those that may close most first."""
    found = [it for it in _Reckoning(escalations).all() if it.most]
    return sorted(found, key=_most_first)


def _most_first(candidate: Candidate) -> tuple[int, str, int, int, str]:
    place = candidate.edit.position
    return (-candidate.most, place.file, place.line, place.column, repr(candidate.edit))


class _Reckoning:
    """Reckons what each edit could close: nothing of users or items that it is not about."""

    def __init__(self, escalations: Escalations) -> None:
        self._all = escalations
        self._engine = escalations.engine
        self._by_place: dict[int, list[Escalation]] = defaultdict(list)
        self._by_project: dict[int, list[Escalation]] = defaultdict(list)
        self._moving = Weights()
        self._dependence = Dependence(escalations.destinations)
        self._signing_in, self._everything = Weights(), Weights()
        for it in escalations.found:
            self._add(it)
        self._governed = places_by_list(escalations.engine)

    def _add(self, it: Escalation) -> None:
        self._by_place[it.whole].append(it)
        if it.whole != it.place:
            self._by_place[it.place].append(it)
        number = it.capabilities.bit_count()
        self._everything.add(it.users, number)
        if any(step.moves for step in it.steps):
            self._moving.add(it.users, number)
            self._dependence.add(it, self._all.item(it.whole))
        if HopKind.SIGN_IN in it.steps:
            self._signing_in.add(it.users, number)
        if HopKind.OVERWRITE in it.steps:
            self._by_project[self._engine.items[it.whole].project].append(it)

    def all(self) -> Iterator[Candidate]:
        """Yield every edit."""
        for item in self._all.site.items():
            yield from self._of_item(item)
        yield from self._of_groups()

    def _of_item(self, item: Item) -> Iterator[Candidate]:
        if item.owner is not None:
            name = item.owner.user
            edit = TakeOwner(item.address, name, item.owner.position)
            yield Candidate(edit, self._of_charge(1 << self._engine.people.index[name]))
        permissions = item.permissions
        if isinstance(permissions, RuleList):
            yield from self._of_list(item, permissions)
        elif permissions is not None:
            for leader in permissions.leaders:
                taken = TakeLeader(item.address, leader.grantee, leader.position)
                yield Candidate(taken, self._of_charge(self._bits(leader.grantee)))
            for rules in permissions.lists.values():
                yield from self._of_list(item, rules)

    def _of_charge(self, users: int) -> int:
        """Return what rests on some users' ownership or leadership, at most.

        Whoever has it can do everything there already; it is of use for moving things in or out.
        """
        return self._moving.of(users) + self._signing_in.of(users)

    def _of_list(self, item: Item, rules: RuleList) -> Iterator[Candidate]:
        kind = CATALOG[rules.kind]
        keys = ("publish",) if rules.kind is Kind.PROJECT else _MEANS
        means = sum(kind.capability(key).bit for key in keys if kind.has(key))
        for rule in rules.rules:
            taken = rule.allow & means
            most = self._of_rule(rules, self._bits(rule.grantee)) if taken else 0
            if most:
                place = rule.position_of(lowest_bit(taken))
                edit = TakeFromRule(item.address, rules.kind, rule.grantee, taken, place)
                yield Candidate(edit, most)

    def _of_rule(self, rules: RuleList, users: int) -> int:
        """Return what rests on a list's rule for some users, at most."""
        places = self._governed.get(id(rules), ())
        most = self._at(places, users)
        most += self._dependence.of(rules, users)
        if rules.kind is Kind.PROJECT:
            for place in places:
                most += sum(_count(it, users) for it in self._by_project.get(place, ()))
        return min(most, self._everything.of(users))

    def _at(self, places: Iterable[int], users: int) -> int:
        found = {id(it): it for place in places for it in self._by_place.get(place, ())}
        return sum(_count(it, users) for it in found.values())

    def _of_groups(self) -> Iterator[Candidate]:
        site, index = self._all.site, self._engine.people.index
        for group in site.groups.values():
            if group.minimum_site_role is not None and group.position is not None:
                members = self._bits(Grantee(GranteeKind.GROUP, group.name))
                edit = TakeSignIn(group.name, group.position)
                yield Candidate(edit, self._everything.of(members))
        users = self._all.users
        if users.bit_count() > _FEW:
            return
        for place in indexes_in(users):
            name = self._engine.users[place]
            for group in site.groups.values():
                if group.name != ALL_USERS and name in group.members and group.position:
                    leaving = TakeMember(name, group.name, group.position)
                    yield Candidate(leaving, self._everything.of(1 << index[name]))

    def _bits(self, grantee: Grantee) -> int:
        return self._engine.people.named_by(grantee)


def _count(escalation: Escalation, users: int) -> int:
    return (escalation.users & users).bit_count() * escalation.capabilities.bit_count()
