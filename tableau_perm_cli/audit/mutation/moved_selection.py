"""Expectations that select others when users move: of whom they would fail, each moved alone."""

from itertools import combinations

from tableau_perm_cli.audit.expectations.bench import Bench
from tableau_perm_cli.audit.expectations.binding import Binding
from tableau_perm_cli.audit.expectations.demands import demands_of
from tableau_perm_cli.audit.expectations.disjoint import duties_of
from tableau_perm_cli.audit.mutation.cell_watch import wrong_reason
from tableau_perm_cli.audit.mutation.watched import Watched, limited_by
from tableau_perm_cli.declaration.expectation_model import ExpectationForm
from tableau_perm_cli.resolve.bulk import (
    BulkEngine,
)
from tableau_perm_cli.resolve.bulk.bits import without
from tableau_perm_cli.resolve.selectors import Subject


def wrong_on(before: BulkEngine, after: BulkEngine, watched: Watched) -> int:
    """Return the users who, moved alone, would make an expectation fail.

    Args:
        before: the site as it is, on which it holds.
        after: the site on which many have moved, each of whom stands for himself.
        watched: the expectation on the site as it is.
    """
    binding = Binding(Bench(after), watched.expectation)
    match watched.expectation.form:
        case ExpectationForm.AT_MOST:
            wrong = _one_too_many(before, after, watched, binding)
        case ExpectationForm.DISJOINT:
            wrong = _with_two_duties(binding)
        case _:
            wrong = 0
            for demand in demands_of(binding):
                has = after.allowed(demand.item, demand.capability)
                wrong |= without(demand.allowed, has) | (demand.denied & has)
                wrong |= wrong_reason(demand, after.who)
    return wrong | _nobody_left(watched, before, after)


def _one_too_many(
    before: BulkEngine, after: BulkEngine, watched: Watched, binding: Binding
) -> int:
    wrong = 0
    for was, demand in zip(watched.limited, limited_by(binding), strict=True):
        held = before.allowed(was.item, was.capability) & was.denied
        if held.bit_count() == watched.expectation.limit:
            holds = after.allowed(demand.item, demand.capability) & demand.denied
            wrong |= without(holds, held)
    return wrong


def _with_two_duties(binding: Binding) -> int:
    engine = binding.bench.engine
    holders = []
    for duty in duties_of(binding):
        held = 0 if duty.items else duty.users
        for place, capability in duty.cells(binding):
            held |= engine.allowed(place, capability) & duty.users
        holders.append(held)
    wrong = 0
    for one, other in combinations(holders, 2):
        wrong |= one & other
    return wrong


def _nobody_left(watched: Watched, before: BulkEngine, after: BulkEngine) -> int:
    """Return the users without whom a selector that must select somebody selects nobody."""
    benches = Bench(before), Bench(after)
    alone = 0
    for word in watched.must_select:
        was, now = (bench.select(Subject.USERS, word.text).bits for bench in benches)
        if was.bit_count() == 1:
            alone |= without(was, now)
    return alone
