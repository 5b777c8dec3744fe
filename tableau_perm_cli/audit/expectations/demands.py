"""What expectations demand, as sets of users for each item and capability.

A table, an exact list and the invariants ``never``, ``only`` and ``always`` all come to the same:
of each cell, that it be allowed, or denied, and perhaps why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from tableau_perm_cli.audit.expectations.binding import Binding, Chosen
from tableau_perm_cli.catalog import CATALOG, Capability
from tableau_perm_cli.declaration.expectation_model import ExpectationForm
from tableau_perm_cli.resolve import Reason
from tableau_perm_cli.resolve.bulk.bits import indexes_in, without


@dataclass(frozen=True, slots=True)
class Demand:
    """Who is to have one capability on one item, and who is not; all others are free."""

    item: int
    """The index of the item."""
    capability: Capability
    allowed: int
    """The set of users who are to have it."""
    denied: int
    """The set of users who are not to have it."""
    reason: Reason | None = None
    """Why all of them."""


def demands_of(binding: Binding) -> list[Demand]:
    """Return what an expectation demands cell by cell; problems are noted in the binding.

    Of ``at_most`` and ``disjoint``, which are about several cells at a time, there is nothing.
    """
    match binding.expectation.form:
        case ExpectationForm.TABLE:
            return _of_table(binding)
        case ExpectationForm.WHO:
            return _of_who(binding)
        case ExpectationForm.NEVER | ExpectationForm.ONLY | ExpectationForm.ALWAYS:
            return _of_invariant(binding)
        case ExpectationForm.AT_MOST | ExpectationForm.DISJOINT:
            return []
        case _:
            assert_never(binding.expectation.form)


def cells_in(binding: Binding, items: int, chosen: Chosen) -> Iterator[tuple[int, Capability]]:
    """Yield each item with each of the capabilities that are asked about, in order."""
    for place in indexes_in(items):
        for capability in chosen.get(binding.bench.engine.items[place].item.kind, ()):
            yield place, capability


def held_to_it(binding: Binding, users: int) -> int:
    """Return the users without administrators, unless they are held to the expectation too."""
    if binding.expectation.include_admins:
        return users
    return without(users, binding.bench.administrators)


def _of_invariant(binding: Binding) -> list[Demand]:
    expectation = binding.expectation
    always = expectation.form is ExpectationForm.ALWAYS
    users, items, chosen = binding.scope(
        expectation.scope, must_select=always and not expectation.any_user
    )
    if expectation.form is ExpectationForm.ONLY:
        users = without(binding.bench.everyone, users)
    users = held_to_it(binding, users)
    allowed, denied = (users, 0) if always else (0, users)
    return [
        Demand(place, capability, allowed, denied)
        for place, capability in cells_in(binding, items, chosen)
    ]


def _of_who(binding: Binding) -> list[Demand]:
    scope = binding.expectation.scope
    _, items, chosen = binding.scope(scope, must_select=False)
    exactly = binding.expectation.exactly
    allowed = binding.users(exactly, must_select=True) if exactly else 0
    denied = held_to_it(binding, without(binding.bench.everyone, allowed))
    return [
        Demand(place, capability, allowed, denied)
        for place, capability in cells_in(binding, items, chosen)
    ]


def _of_table(binding: Binding) -> list[Demand]:
    expectation = binding.expectation
    scope = expectation.scope
    listed: dict[tuple[int, str], int] = {}
    """Of whom a cell is listed."""
    users = held_to_it(binding, binding.users(scope.users, must_select=True))
    items = binding.items(scope.items)
    demands: list[Demand] = []
    for answer in expectation.answers:
        if items and binding.task(answer.word, items) is None:
            reason = binding.reason(answer.reason, allowed=answer.allowed)
            allowed, denied = (users, 0) if answer.allowed else (0, users)
            chosen = binding.capabilities([answer.word], items)
            for place, capability in cells_in(binding, items, chosen):
                listed[place, capability.key] = listed.get((place, capability.key), 0) | users
                demands.append(Demand(place, capability, allowed, denied, reason))
    for cell in expectation.matrix:
        among = binding.users([cell.users], must_select=True)
        on = binding.items([cell.items])
        items |= 0 if scope.items else on
        chosen = binding.capabilities(cell.capabilities, on)
        for place, capability in cells_in(binding, on, chosen):
            listed[place, capability.key] = listed.get((place, capability.key), 0) | among
            demands.append(Demand(place, capability, among, 0))
    if expectation.closed:
        demands += _closed(binding, users, items, listed)
    return demands


def _closed(
    binding: Binding, users: int, items: int, listed: dict[tuple[int, str], int]
) -> Iterator[Demand]:
    """Yield what a closed table demands beside what it lists: nothing else is allowed."""
    engine = binding.bench.engine
    for place in indexes_in(items):
        for capability in CATALOG[engine.items[place].item.kind].capabilities:
            denied = without(users, listed.get((place, capability.key), 0))
            if denied:
                yield Demand(place, capability, 0, denied)
