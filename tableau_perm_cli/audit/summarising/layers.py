"""Who gives what: administrators, those in charge, owners, rules for groups, rules for users.

Each layer says, for some crowds, which keys they have on which standings. All layers together
give what the engine allows; what a crowd has too much, by a rule for a single user, is found
later and said as an exception.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tableau_perm_cli.audit.summarising.crowd import Crowd, Said, crowd_of
from tableau_perm_cli.audit.summarising.ground import Ground, Part, Standing, fits
from tableau_perm_cli.audit.summarising.statement import Basis, Roles, Who
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.resolve.bulk.bits import indexes_in, without
from tableau_perm_cli.resolve.bulk.charges import Charge
from tableau_perm_cli.resolve.bulk.rule_lists import DENY, AudienceRules


@dataclass(slots=True)
class Claim:
    """What one crowd has."""

    basis: Basis
    crowd: Crowd
    must: dict[int, int] = field(default_factory=dict)
    """By the number of a standing the keys."""


_Groups = dict[int, dict[int, Crowd | None]]
"""By standing and part the crowd to which group rules give it."""


class Layers:
    """The layers over one ground."""

    def __init__(self, ground: Ground) -> None:
        """Work them out."""
        self._ground = ground
        self._crowds: dict[object, Crowd | None] = {}
        self._by_rules: _Groups = {
            standing.number: {
                place: self._crowd_by_rules(standing, part)
                for place, part in enumerate(standing.parts)
            }
            for standing in ground.standings
        }
        self._in_charge: dict[tuple[int, int], int] = {}
        """Whom those statements reach that are made of people in charge, by standing and part."""

    def claims(self) -> Iterator[Claim]:
        """Yield what each crowd has; each crowd comes once for each basis."""
        yield from self._administrators()
        yield from self._people_in_charge()
        yield from self._owners()
        yield from self._rules()
        yield from self._single_users()

    def _each_part(self) -> Iterator[tuple[Standing, int, Part]]:
        for standing in self._ground.standings:
            for place, part in enumerate(standing.parts):
                yield standing, place, part

    # Administrators

    def _administrators(self) -> Iterator[Claim]:
        bits, roles = self._ground.administrators
        if bits:
            claim = Claim(Basis.ADMINISTRATORS, Crowd(Who(roles=roles), bits))
            for standing, _, part in self._each_part():
                if part.administrators:
                    _add(claim.must, standing, part)
            if claim.must:
                yield claim

    # Owners and leaders of projects

    def _people_in_charge(self) -> Iterator[Claim]:
        """Yield what those have who own or lead projects, unless rules give them all of it."""
        for grantee in self._grantees():
            claims: dict[Who, Claim] = {}
            reach: list[tuple[int, int, int]] = []
            needed = False
            for standing, place, part, low in self._standing_of(grantee):
                crowd = self._crowd_in_charge(grantee, low, part)
                claim = claims.setdefault(crowd.who, Claim(Basis.IN_CHARGE, crowd))
                _add(claim.must, standing, part)
                reach.append((standing.number, place, low))
                by_rules = self._by_rules[standing.number][place]
                given = by_rules.bits & part.allowed if by_rules else 0
                needed = needed or not fits(low, given)
            if needed:
                for number, place, low in reach:
                    self._in_charge[number, place] = self._in_charge.get((number, place), 0) | low
                yield from claims.values()

    def _grantees(self) -> list["_InCharge"]:
        """Return everyone who is in charge of any standing: users by name, then groups."""
        users: set[int] = set()
        groups: set[int] = set()
        for charge in {standing.stratum.charge for standing in self._ground.standings}:
            users |= charge.owners | charge.leaders
            groups |= charge.leading
        ground = self._ground
        names = ground.engine.users
        administrators, _ = ground.administrators
        found = [
            _InCharge(names[user], 1 << user, user, None)
            for user in sorted(users)
            if ground.users >> user & 1 and not administrators >> user & 1
        ]
        named = [(ground.audiences[ground.key(it, group_set=False)], it) for it in groups]
        found += [
            _InCharge(name, without(bits, administrators), None, serial)
            for (name, bits), serial in sorted(named)
        ]
        return [it for it in found if it.bits]

    def _standing_of(self, grantee: "_InCharge") -> Iterator[tuple[Standing, int, Part, int]]:
        """Yield where a grantee's charge gives what, and to which of its users."""
        for standing in self._ground.standings:
            if not grantee.leads(standing.stratum.charge):
                continue
            for place, part in enumerate(standing.parts):
                lock = standing.stratum.lock
                if part.locked and (lock is None or not grantee.leads(lock)):
                    continue
                if low := grantee.bits & part.bound:
                    yield standing, place, part, low

    def _crowd_in_charge(self, grantee: "_InCharge", low: int, part: Part) -> Crowd:
        if grantee.user is not None:
            return Crowd(Who(users=(grantee.name,)), grantee.bits)
        key = ("leads", grantee.serial, low, part.administrators)
        known = self._crowds.get(key)
        if known is None:
            name, whole = self._ground.audiences[
                self._ground.key(grantee.serial or 0, group_set=False)
            ]
            roles, bits = self._roles(whole, low, low | part.administrators)
            known = self._crowds[key] = Crowd(Who(groups=(name,), roles=roles), bits)
        return known

    def _roles(self, whole: int, wanted: int, may: int) -> tuple[Roles | None, int]:
        """Return the roles that leave of the whole all who are wanted, and none but ``may``."""
        for roles, bits in ((None, whole), *self._ground.roles_for(wanted)):
            if fits(whole & bits, may):
                return roles, whole & bits
        raise AssertionError("a ceiling is one of whole classes of roles")

    # Owners

    def _owners(self) -> Iterator[Claim]:
        """Yield what owners have on what they own; of projects they are in charge anyhow."""
        ground = self._ground
        administrators, _ = ground.administrators
        owning = dict.fromkeys(Kind, 0)
        for standing in ground.standings:
            owning[standing.kind] |= standing.owners
        claims: dict[Who, Claim] = {}
        needed = False
        for standing, place, part in self._each_part():
            low = without(owning[standing.kind] & part.bound, administrators)
            theirs = standing.owners & low
            if part.locked or not theirs:
                continue
            whole = owning[standing.kind]
            roles, _ = self._roles(whole, low, low | part.administrators)
            chosen = dict(self._ground.roles_for(low))[roles] if roles else ground.users
            claim = claims.setdefault(
                who := Who(roles=roles, owners=True), Claim(Basis.OWNERS, Crowd(who, chosen))
            )
            _add(claim.must, standing, part)
            by_rules = self._by_rules[standing.number][place]
            given = (by_rules.bits & part.allowed if by_rules else 0) | self._in_charge.get(
                (standing.number, place), 0
            )
            of_content = standing.kind is not Kind.PROJECT
            needed = needed or (of_content and not fits(theirs, given))
        if needed:
            yield from claims.values()

    # Rules

    def _rules(self) -> Iterator[Claim]:
        """Yield what rules for groups give to any but those in charge."""
        claims: dict[Who, Claim] = {}
        for standing, place, part in self._each_part():
            crowd = self._by_rules[standing.number][place]
            if crowd is None:
                continue
            in_charge = self._in_charge.get((standing.number, place), 0)
            if fits(crowd.bits & part.allowed, in_charge | part.administrators):
                continue
            claim = claims.setdefault(crowd.who, Claim(Basis.RULES, crowd))
            _add(claim.must, standing, part)
        yield from claims.values()

    def _crowd_by_rules(self, standing: Standing, part: Part) -> Crowd | None:
        if part.locked:
            return None
        rules = standing.stratum.rules
        allowed, denied = _said(rules.groups, part.capability)
        sets_allowed, sets_denied = _said(rules.group_sets, part.capability)
        key = Ground.key
        said = Said(
            tuple(key(it, group_set=False) for it in allowed),
            tuple(key(it, group_set=False) for it in denied),
            tuple(key(it, group_set=True) for it in sets_allowed),
            tuple(key(it, group_set=True) for it in sets_denied),
        )
        if not said.allowed and not said.sets_allowed:
            return None
        known = (said, part.bound, part.administrators)
        if known not in self._crowds:
            self._crowds[known] = crowd_of(self._ground, said, part.bound, part.administrators)
        return self._crowds[known]

    # Rules for single users

    def _single_users(self) -> Iterator[Claim]:
        """Yield what is left: what a rule for a user gives, and nothing else does."""
        claims: dict[int, Claim] = {}
        for standing, place, part in self._each_part():
            crowd = self._by_rules[standing.number][place]
            said = crowd.bits if crowd else 0
            said |= self._in_charge.get((standing.number, place), 0) | part.administrators
            for user in indexes_in(without(part.allowed, said)):
                if user not in claims:
                    who = Who(users=(self._ground.engine.users[user],))
                    claims[user] = Claim(Basis.USER_RULES, Crowd(who, 1 << user))
                _add(claims[user].must, standing, part)
        for user in sorted(claims):
            yield claims[user]


@dataclass(frozen=True, slots=True)
class _InCharge:
    """A user or a group that owns or leads projects."""

    name: str
    bits: int
    """Administrators left out."""
    user: int | None
    serial: int | None

    def leads(self, charge: Charge) -> bool:
        """Whether it is in charge."""
        if self.user is None:
            return self.serial in charge.leading
        return self.user in charge.owners or self.user in charge.leaders


def _add(must: dict[int, int], standing: Standing, part: Part) -> None:
    must[standing.number] = must.get(standing.number, 0) | part.keys


def _said(rules: AudienceRules, capability: int) -> tuple[list[int], list[int]]:
    """Return the serial numbers of the audiences that are allowed and denied a capability."""
    allow = 1 << capability
    deny = allow << DENY
    said = sorted(rules.by_serial.items())
    return (
        [serial for serial, masks in said if masks & allow and not masks & deny],
        [serial for serial, masks in said if masks & deny],
    )
