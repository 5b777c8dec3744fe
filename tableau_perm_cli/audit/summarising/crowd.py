"""Names a set of users by groups, group sets and site roles: in few words, and exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tableau_perm_cli.audit.summarising.ground import Ground
from tableau_perm_cli.audit.summarising.statement import InAll, Roles, Who
from tableau_perm_cli.resolve.bulk.bits import union, without


@dataclass(frozen=True, slots=True)
class Crowd:
    """Users by a name and as a set; administrators may be among them or not."""

    who: Who
    bits: int
    """Of those who are asked about."""


@dataclass(frozen=True, slots=True)
class Said:
    """What group rules say of one capability, by the keys of ``Ground.audiences``."""

    allowed: tuple[int, ...]
    denied: tuple[int, ...]
    sets_allowed: tuple[int, ...]
    sets_denied: tuple[int, ...]


def crowd_of(ground: Ground, said: Said, bound: int, also: int) -> Crowd | None:
    """Return those to whom group rules give a capability (semantics section 3, steps 7 and 8).

    Args:
        ground: of the users.
        said: what the rules say; no group and no group set is on both sides.
        bound: about whom rules decide.
        also: those who have the capability whatever the rules say. They may be left in, or out.

    Returns:
        None when there is nobody.
    """
    named = ground.audiences
    denied = [named[key] for key in said.denied]
    sets_denied = [named[key] for key in said.sets_denied]
    shut_out = union(bits for _, bits in sets_denied)
    terms: list[_Term] = [
        _Term(named[key][0], named[key][1], in_all=False) for key in said.allowed
    ]
    for key in said.sets_allowed:
        name, bits = named[key]
        terms.append(_Term(name, without(bits, shut_out), in_all=True, whole=bits))
    wanted = without(union(it.bits for it in terms), union(bits for _, bits in denied)) & bound
    if not wanted:
        return None
    chosen = _fewest(terms, wanted)
    reached = union(it.bits for it in chosen)
    roles, reached, but_not = _cut(ground, reached, denied, wanted, wanted | also)
    who = Who(
        groups=tuple(it.name for it in chosen if not it.in_all),
        group_sets=tuple(it.group_set(sets_denied) for it in chosen if it.in_all),
        roles=roles,
        but_not=but_not,
    )
    return Crowd(who, reached)


@dataclass(frozen=True, slots=True)
class _Term:
    """A group or group set that is allowed."""

    name: str
    bits: int
    in_all: bool
    whole: int = 0

    def group_set(self, denied: Sequence[tuple[str, int]]) -> InAll:
        """Return the group set without those of its members who are in a denied one."""
        return InAll(self.name, tuple(name for name, bits in denied if bits & self.whole))


def _fewest(terms: Iterable[_Term], wanted: int) -> list[_Term]:
    """Return some of the terms that have all who are wanted: the largest first, none for nothing.

    In the order in which they came.
    """
    candidates = list(terms)
    chosen: list[_Term] = []
    left = wanted
    while left:
        best = max(candidates, key=lambda it: (it.bits & left).bit_count())
        chosen.append(best)
        left = without(left, best.bits)
    for term in list(chosen):
        others = [it for it in chosen if it is not term]
        if not without(wanted, union(it.bits for it in others)):
            chosen = others
    return [it for it in candidates if it in chosen]


def _cut(
    ground: Ground, reached: int, denied: Sequence[tuple[str, int]], wanted: int, may: int
) -> tuple[Roles | None, int, tuple[str, ...]]:
    """Return roles and denied groups that leave of those reached all wanted, and none but ``may``.

    INVARIANT: the last choice always does, since a ceiling is one of whole classes of roles.
    """
    everyone_denied = union(bits for _, bits in denied)
    for roles, bits in ((None, reached), *ground.roles_for(wanted)):
        left = reached & bits
        if without(without(left, everyone_denied), may):
            continue
        but_not: list[str] = []
        while excess := without(left, may):
            name, them = max(denied, key=lambda it: (it[1] & excess).bit_count())
            but_not.append(name)
            left = without(left, them)
        return roles, left, tuple(but_not)
    raise AssertionError("the roles of those who are wanted are enough")
