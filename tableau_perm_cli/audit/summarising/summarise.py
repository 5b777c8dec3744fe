"""Makes the summary: claims into rectangles, rectangles into statements with their exceptions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from tableau_perm_cli.audit.summarising.crowd import Crowd
from tableau_perm_cli.audit.summarising.deciding import Deciding
from tableau_perm_cli.audit.summarising.ground import Ground, Standing, fits
from tableau_perm_cli.audit.summarising.keys import keys_of, named
from tableau_perm_cli.audit.summarising.layers import Claim, Layers
from tableau_perm_cli.audit.summarising.places import Atlas
from tableau_perm_cli.audit.summarising.rectangles import Rectangle, rectangles
from tableau_perm_cli.audit.summarising.said_twice import Told, not_said_twice
from tableau_perm_cli.audit.summarising.statement import Basis, Exempt, Statement, Summary, Who
from tableau_perm_cli.audit.summarising.truth import Truth
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.resolve import Evidence, Reason
from tableau_perm_cli.resolve.bulk import REASON, BulkEngine
from tableau_perm_cli.resolve.bulk.bits import bits_of, indexes_in, union, without
from tableau_perm_cli.resolve.matrix import Chosen

_MERGED = frozenset({Basis.IN_CHARGE, Basis.USER_RULES})
"""Single users of whom the very same is true are named in one breath."""


_Thing = TypeVar("_Thing")


class Watched(Protocol):
    """Goes through a list, and may say how far it is."""

    def __call__(self, what: str, things: Sequence[_Thing], /) -> Iterable[_Thing]:
        """Yield the things; ``what`` they are is a plural."""


def _unwatched(_what: str, things: Sequence[_Thing], /) -> Iterable[_Thing]:
    return things


def summarise(
    engine: BulkEngine,
    users: int,
    items: int,
    capabilities: Chosen | None = None,
    *,
    watched: Watched = _unwatched,
) -> Summary:
    """Return who can do what, so that read back it is the very same matrix.

    Args:
        engine: of the site.
        users: the set of users to look at.
        items: the set of items to look at.
        capabilities: those to look at; None for all.
        watched: what the long loops go through; it may count on the way.
    """
    every = {kind: content_type.capabilities for kind, content_type in CATALOG.items()}
    ground = Ground(engine, users, items, capabilities or every)
    statements = _Statements(ground, everything=capabilities is None).all(watched)
    asked = {it.key: None for chosen in (capabilities or {}).values() for it in chosen}
    return Summary(
        engine.site.name,
        users.bit_count(),
        items.bit_count(),
        tuple(asked) if capabilities is not None else None,
        tuple(statements),
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """A statement that was made."""

    statement: Statement
    order: tuple[int, ...]
    """What it is sorted by."""
    told: Told


class _Statements:
    """The statements about one ground."""

    def __init__(self, ground: Ground, *, everything: bool) -> None:
        self._ground = ground
        self._everything = everything
        self._atlas = Atlas(ground.engine, ground.items)
        self._deciding = Deciding(ground, self._atlas)
        self._truth = Truth(ground)
        self._full = {it.number: keys_of(it.kind) for it in ground.standings}
        kinds: dict[Kind, list[int]] = {}
        for place, governed in enumerate(ground.engine.items):
            kinds.setdefault(governed.item.kind, []).append(place)
        size = len(ground.engine.items)
        self._kinds = {kind: bits_of(places, size) for kind, places in kinds.items()}

    def all(self, watched: Watched) -> list[Statement]:
        """Return all statements, in order."""
        found: dict[tuple[Basis, int, frozenset[int]], tuple[Claim, Rectangle]] = {}
        alone: list[tuple[Claim, Rectangle]] = []
        for claim in watched("crowds", [*Layers(self._ground).claims()]):
            for rectangle in self._rectangles(claim, self._truth.of(claim.crowd)):
                key = (claim.basis, rectangle.keys, frozenset(rectangle.standings))
                if claim.basis not in _MERGED or claim.crowd.who.roles:
                    alone.append((claim, rectangle))
                elif key in found:
                    found[key] = _together(found[key], claim)
                else:
                    found[key] = (claim, rectangle)
        drafts = watched("sentences", [*alone, *found.values()])
        made = [self._made(claim, rectangle) for claim, rectangle in drafts]
        kept = not_said_twice(self._ground, [it.told for it in made])
        statements = [made[place] for place in kept]
        statements.sort(
            key=lambda it: (
                it.order,
                str(it.statement.who.expression()),
                it.statement.capabilities,
            )
        )
        return [it.statement for it in statements]

    def _rectangles(self, claim: Claim, true: Mapping[int, int]) -> list[Rectangle]:
        may = {number: keys | true.get(number, 0) for number, keys in claim.must.items()}
        return rectangles(claim.must, may, self._full)

    def _made(self, claim: Claim, rectangle: Rectangle) -> "_Made":
        """Return a statement with what is needed to compare it with others."""
        ground, keys, who = self._ground, rectangle.keys, claim.crowd.who
        standings = [ground.standings[number] for number in sorted(rectangle.standings)]
        must = union(it.items for it in standings)
        relevant = self._relevant(keys)
        true = [
            ground.standings[number]
            for number, held in self._truth.of(claim.crowd).items()
            if held & keys and not self._full[number] & keys & ~held
        ]
        places = self._atlas.places(must, union(it.items for it in true), relevant)
        included = union(map(self._atlas.items, places)) & relevant & ground.items
        meant = [it for it in ground.standings if it.items & included]
        users = claim.crowd.bits
        if who.owners:
            meant = [it for it in meant if it.owners]
            users &= union(it.owners for it in meant)
        number, items = users.bit_count(), included.bit_count()
        evidence, reasons = self._decided(claim, meant, keys, users, included)
        statement = Statement(
            claim.basis,
            who,
            number,
            tuple(named(keys & union(it.full for it in meant))),
            self._everything and all(keys & it.full == it.full for it in meant),
            places,
            items,
            reasons,
            evidence,
            tuple(self._exempt(claim, rectangle, included)),
        )
        first_kind = min(list(Kind).index(it.kind) for it in meant)
        administrators = claim.basis is not Basis.ADMINISTRATORS
        told = Told(
            claim.basis,
            claim.crowd.bits,
            keys,
            frozenset(rectangle.standings),
            frozenset(it.number for it in true if fits(it.items, included)),
        )
        order = (administrators, statement.is_exception, first_kind, -number * items)
        return _Made(statement, order, told)

    def _relevant(self, keys: int) -> int:
        return union(bits for kind, bits in self._kinds.items() if keys_of(kind) & keys)

    def _decided(
        self, claim: Claim, standings: Sequence[Standing], keys: int, users: int, items: int
    ) -> tuple[tuple[Evidence, ...], tuple[Reason, ...]]:
        """Return what decides, and the reasons that the users have, in the ladder's order."""
        who = claim.crowd.who
        match claim.basis:
            case Basis.ADMINISTRATORS:
                evidence = self._deciding.administrators(users)
                admits = {Reason.SERVER_ADMIN, Reason.SITE_ADMIN}
            case Basis.IN_CHARGE:
                evidence = self._deciding.in_charge(who, items)
                admits = {Reason.PROJECT_OWNER, Reason.PROJECT_LEADER}
            case Basis.OWNERS:
                return self._deciding.owners(users, items), (Reason.OWNER,)
            case Basis.RULES:
                evidence = self._deciding.rules(who, standings, keys)
                admits = {Reason.GROUP_ALLOW, Reason.GROUP_SET_ALLOW}
            case Basis.USER_RULES:
                evidence = self._deciding.rules(who, standings, keys)
                return evidence, (Reason.USER_ALLOW,)
        reasons = {
            reason
            for it in standings
            for part in it.parts
            if part.keys & keys
            for reason, bits in self._who(it, part.capability)
            if reason in admits and bits & users
        }
        return evidence, tuple(it for it in Reason if it in reasons)

    def _who(self, standing: Standing, capability: int) -> Iterator[tuple[Reason, int]]:
        claims = standing.stratum.partition(self._ground.engine.people, capability)
        return ((REASON[code], bits) for code, bits in claims)

    # Exceptions

    def _exempt(self, claim: Claim, rectangle: Rectangle, included: int) -> Iterator[Exempt]:
        """Yield those of the crowd whom a rule of their own denies some of it."""
        if claim.basis is not Basis.RULES:
            return
        ground = self._ground
        denied: dict[int, dict[int, int]] = {}
        for number in rectangle.standings:
            standing = ground.standings[number]
            for part in standing.parts:
                keys = part.keys & rectangle.keys
                for user in indexes_in(without(claim.crowd.bits, part.allowed)) if keys else ():
                    if without(standing.items, standing.owned.get(user, 0)):
                        of_user = denied.setdefault(user, {})
                        of_user[number] = of_user.get(number, 0) | keys
        alike: dict[tuple[int, int], list[tuple[int, frozenset[int]]]] = {}
        for user in sorted(denied):
            for it in rectangles(denied[user], denied[user], self._full):
                items = union(
                    without(standing.items, standing.owned.get(user, 0))
                    for standing in (ground.standings[number] for number in it.standings)
                )
                alike.setdefault((it.keys, items), []).append((user, frozenset(it.standings)))
        for (keys, items), users in alike.items():
            yield self._exempted(rectangle, keys, items, users, included)

    def _exempted(
        self,
        rectangle: Rectangle,
        keys: int,
        items: int,
        users: Iterable[tuple[int, frozenset[int]]],
        included: int,
    ) -> Exempt:
        ground = self._ground
        names: list[str] = []
        evidence: dict[Evidence, None] = {}
        numbers: set[int] = set()
        for user, standings in users:
            names.append(ground.engine.users[user])
            numbers |= standings
            theirs = [ground.standings[number] for number in sorted(standings)]
            evidence |= dict.fromkeys(self._deciding.user_denies(names[-1], theirs, keys))
        relevant = self._relevant(keys)
        meant = [ground.standings[number] for number in numbers]
        return Exempt(
            tuple(names),
            tuple(named(keys & union(it.full for it in meant))),
            self._atlas.places(items, 0, relevant),
            items == included,
            all(keys & it.full == rectangle.keys & it.full for it in meant),
            (Reason.USER_DENY,),
            tuple(evidence),
        )


def _together(known: tuple[Claim, Rectangle], other: Claim) -> tuple[Claim, Rectangle]:
    """Return a claim for two crowds of single users or whole groups of whom the same is true."""
    claim, rectangle = known
    one, two = claim.crowd, other.crowd
    who: Who = replace(
        one.who,
        users=(*one.who.users, *two.who.users),
        groups=(*one.who.groups, *two.who.groups),
    )
    return Claim(claim.basis, Crowd(who, one.bits | two.bits), claim.must), rectangle
