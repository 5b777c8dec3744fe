"""One site's matrix in factors: whoever and whatever is treated alike stands in it once.

Users fall into *classes*: the same class of site role and the same memberships, of those that any
rule list is about. Items fall into *rule sets*: the same governing list, kind and lock state. On a
rule set most classes of one role come to the same, its *default*; classes that do not are listed.
What is a single person's comes on top: named rules, project owners and leaders by *scope* (items
alike but for their own owners), and the owner of each item.

Answers on all capabilities of a kind are one *verdict*, a row of codes. Everything is numbers;
the first of these that has a verdict for a user and an item decides: owner, exception, class,
default.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.bulk.bits import (
    bits_of,
    everyone,
    indexes_in,
    lowest_bit,
    union,
    without,
)
from tableau_perm_cli.resolve.bulk.codes import LOCKED, SET_PERMISSIONS, Row, with_set_permissions
from tableau_perm_cli.resolve.bulk.rule_lists import DistinctList, Masks
from tableau_perm_cli.resolve.bulk.strata import NO_OWNER, Stratum

_NOBODY = -1
"""Stands for a user whom no rule names."""

Columns = tuple["array[int]", "array[int]", "array[int]"]
"""A table of three columns of numbers, the last of which is a verdict."""


def _columns() -> Columns:
    return array("i"), array("i"), array("i")


@dataclass(slots=True)
class Factored:
    """The factors of one site. Users and items are in the order of the engine."""

    engine: BulkEngine
    class_of: "array[int]" = field(default_factory=lambda: array("i"))
    """For each user the number of the class."""
    rule_set_of: "array[int]" = field(default_factory=lambda: array("i"))
    """For each item."""
    scope_of: "array[int]" = field(default_factory=lambda: array("i"))
    """For each item."""
    defaults: Columns = field(default_factory=_columns)
    """Rule set, class of site role, verdict."""
    by_class: Columns = field(default_factory=_columns)
    """Rule set, class, verdict; sorted by rule set, then verdict, then class."""
    exceptions: Columns = field(default_factory=_columns)
    """Scope, user, verdict."""
    owners: Columns = field(default_factory=_columns)
    """Item, user, verdict."""
    verdicts: dict[tuple[int, Row], int] = field(default_factory=dict)
    """The number of each row of a kind, by the number of the kind and the row."""

    def verdict(self, kind_number: int, row: Row) -> int:
        """Return the number of a verdict."""
        return self.verdicts.setdefault((kind_number, row), len(self.verdicts))


def factor(engine: BulkEngine) -> Factored:
    """Return the factors of a site."""
    factored = Factored(engine)
    classes = _Classes(engine)
    factored.class_of = classes.class_of
    rule_sets: dict[tuple[DistinctList, bool], int] = {}
    scopes: dict[Stratum, int] = {}
    for place, governed in enumerate(engine.items):
        stratum = governed.stratum
        key = (stratum.rules, stratum.lock is not None)
        if key not in rule_sets:
            rule_sets[key] = len(rule_sets)
            _add_rule_set(factored, classes, rule_sets[key], *key)
        if stratum not in scopes:
            scopes[stratum] = len(scopes)
            _add_exceptions(factored, classes, scopes[stratum], stratum)
        factored.rule_set_of.append(rule_sets[key])
        factored.scope_of.append(scopes[stratum])
        if governed.owner != NO_OWNER:
            _add_owner(factored, place, stratum, governed.owner)
    return factored


class _Classes:
    """Users who are treated alike by every rule list of the site."""

    def __init__(self, engine: BulkEngine) -> None:
        people = engine.people
        memberships = people.memberships
        matters = frozenset(serial for rules in engine.lists for serial in _serials(rules))
        role_classes = people.ceilings.class_of
        bound = {
            role_class
            for role_class in set(role_classes)
            if any(0 in rows[role_class] for rows in people.ceilings.rows)
        }
        numbers: dict[tuple[int, frozenset[int]], int] = {}
        self.class_of = array("i")
        self.first: list[int] = []
        """For each class its first user."""
        inside: dict[int, list[int]] = {serial: [] for serial in matters}
        of_role: dict[int, list[int]] = {}
        for user, audiences in enumerate(memberships.audiences_of):
            role_class = role_classes[user]
            # Of administrators and the unlicensed the role alone decides.
            joined = matters.intersection(audiences) if role_class in bound else frozenset()
            number = numbers.setdefault((role_class, joined), len(numbers))
            if number == len(self.first):
                self.first.append(user)
                of_role.setdefault(role_class, []).append(number)
                for serial in joined:
                    inside[serial].append(number)
            self.class_of.append(number)
        size = len(self.first)
        self.everyone = everyone(size)
        self.inside = {serial: bits_of(found, size) for serial, found in inside.items()}
        """The classes of each audience, as a bit set."""
        self.of_role = {role: bits_of(found, size) for role, found in sorted(of_role.items())}
        """The classes of each class of site role, as a bit set."""
        self.bound_users = [_users_of(role_classes, role) for role in sorted(bound)]
        """The users of each class of site role that does not decide by itself."""


def _users_of(role_classes: bytes, role_class: int) -> int:
    found = [user for user, number in enumerate(role_classes) if number == role_class]
    return bits_of(found, len(role_classes))


def _add_rule_set(
    factored: Factored,
    classes: _Classes,
    number: int,
    rules: DistinctList,
    locked: bool,  # noqa: FBT001 - a pair of a dictionary's keys
) -> None:
    """Add what each class comes to under a rule list, apart from rules that name users."""
    kind_number = rules.kind_number
    blocks = [*_blocks(rules, classes)]
    found: dict[int, int] = {}
    for role_class, members in classes.of_role.items():
        ceiling = factored.engine.people.ceilings.rows[kind_number][role_class]
        rows: dict[Row, int] = {}
        for audiences, bits in blocks:
            if bits & members:
                row = rules.row(ceiling, _NOBODY, audiences)
                if locked:
                    row = with_set_permissions(row, SET_PERMISSIONS[kind_number], LOCKED)
                rows[row] = rows.get(row, 0) | bits & members
        default = max(rows, key=lambda row: (rows[row].bit_count(), row))
        _append(factored.defaults, number, [role_class], factored.verdict(kind_number, default))
        del rows[default]
        for row, bits in rows.items():
            verdict = factored.verdict(kind_number, row)
            found[verdict] = found.get(verdict, 0) | bits
    for verdict, bits in sorted(found.items()):
        _append(factored.by_class, number, indexes_in(bits), verdict)


def _blocks(rules: DistinctList, classes: _Classes) -> Iterator[tuple[list[int], int]]:
    """Split the classes by what the rules for groups and group sets, taken together, say.

    Yields:
        Audiences whose rules together say it, and the bit set of the classes; none is empty.
    """
    blocks: dict[tuple[Masks, Masks], tuple[list[int], int]] = {(0, 0): ([], classes.everyone)}
    for serial in _serials(rules):
        inside = classes.inside[serial]
        said = (
            rules.groups.by_serial.get(serial, 0),
            rules.group_sets.by_serial.get(serial, 0),
        )
        split: dict[tuple[Masks, Masks], tuple[list[int], int]] = {}
        for (groups, group_sets), (audiences, bits) in blocks.items():
            joined = bits & inside
            if joined:
                _merge(
                    split,
                    (groups | said[0], group_sets | said[1]),
                    [*audiences, serial],
                    joined,
                )
            if bits != joined:
                _merge(split, (groups, group_sets), audiences, bits ^ joined)
        blocks = split
    return iter(blocks.values())


def _serials(rules: DistinctList) -> list[int]:
    """Return the audiences that a rule list is about."""
    return sorted(rules.groups.by_serial.keys() | rules.group_sets.by_serial.keys())


def _merge(
    blocks: dict[tuple[Masks, Masks], tuple[list[int], int]],
    key: tuple[Masks, Masks],
    audiences: list[int],
    bits: int,
) -> None:
    known = blocks.get(key)
    blocks[key] = (known[0], known[1] | bits) if known else (audiences, bits)


def _add_exceptions(factored: Factored, classes: _Classes, number: int, stratum: Stratum) -> None:
    """Add those whom a rule names, and the owners and leaders of the projects above."""
    people = factored.engine.people
    kind_number = stratum.rules.kind_number
    named = stratum.rules.users
    for user in named:
        verdict = factored.verdict(kind_number, stratum.row(people, user))
        _append(factored.exceptions, number, [user], verdict)
    for users in _in_charge(stratum, classes, bits_of([*named], len(people.names))):
        # All of them have one role class and one standing, so no rule tells them apart.
        verdict = factored.verdict(kind_number, stratum.row(people, lowest_bit(users)))
        _append(factored.exceptions, number, indexes_in(users), verdict)


def _in_charge(stratum: Stratum, classes: _Classes, named: int) -> Iterator[int]:
    """Yield sets of users in charge who come to the same; without those who are named.

    Whom the role alone decides about, being in charge gives nothing.
    """
    size = len(classes.class_of)
    claims = [bits for _, bits in stratum.charge.claims(size)]
    if not claims:
        return
    # Who is an owner and a leader is an owner, so leaders need no mark of their own.
    marks = claims[:1]
    if stratum.lock is not None:
        marks += [bits for _, bits in stratum.lock.claims(size)]
    charged = without(union(claims), named)
    for users in classes.bound_users:
        parts = [charged & users]
        for mark in marks:
            parts = [it for part in parts for it in (part & mark, without(part, mark))]
        yield from filter(None, parts)


def _add_owner(factored: Factored, item: int, stratum: Stratum, owner: int) -> None:
    """Add the item's own owner, if owning it makes a difference."""
    people = factored.engine.people
    row = stratum.row(people, owner, owner)
    if row != stratum.row(people, owner):
        verdict = factored.verdict(stratum.rules.kind_number, row)
        _append(factored.owners, item, [owner], verdict)


def _append(table: Columns, key: int, seconds: list[int], verdict: int) -> None:
    number = len(seconds)
    table[0].extend(array("i", [key]) * number)
    table[1].extend(seconds)
    table[2].extend(array("i", [verdict]) * number)
