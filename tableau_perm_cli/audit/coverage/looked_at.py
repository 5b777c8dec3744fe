"""The cells that expectations look at, as sets of users for each item and capability."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from tableau_perm_cli.audit.expectations.bench import Bench
from tableau_perm_cli.audit.expectations.binding import Binding
from tableau_perm_cli.audit.expectations.demands import cells_in, demands_of, held_to_it
from tableau_perm_cli.audit.expectations.disjoint import duties_of
from tableau_perm_cli.audit.expectations.evidence import Witness
from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.declaration.expectation_model import Expectation, ExpectationForm
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.bulk.bits import indexes_in
from tableau_perm_cli.resolve.tasks import perform

LookedAt = dict[tuple[int, int], int]
"""By the index of an item and that of a capability the set of users."""
_Cell = tuple[int, Capability, int]


def looked_at(engine: BulkEngine, expectations: Iterable[Expectation]) -> LookedAt:
    """Return the cells that some expectations of a site look at.

    Cells of possible users are not among them: nobody has them.

    Args:
        engine: of the site.
        expectations: those that can be tested on it.
    """
    bench = Bench(engine)
    witness = Witness(engine)
    found: LookedAt = defaultdict(int)
    for expectation in expectations:
        binding = Binding(bench, expectation)
        for place, capability, users in _cells_of(binding, witness):
            found[place, capability.index] |= users
    return dict(found)


def _cells_of(binding: Binding, witness: Witness) -> Iterator[_Cell]:
    match binding.expectation.form:
        case ExpectationForm.AT_MOST:
            users, items, chosen = binding.scope(binding.expectation.scope, must_select=False)
            users = held_to_it(binding, users)
            for place, capability in cells_in(binding, items, chosen):
                yield place, capability, users
        case ExpectationForm.DISJOINT:
            for duty in duties_of(binding):
                for place, capability in duty.cells(binding):
                    yield place, capability, duty.users
        case _:
            for demand in demands_of(binding):
                yield demand.item, demand.capability, demand.allowed | demand.denied
            yield from _cells_of_tasks(binding, witness)


def _cells_of_tasks(binding: Binding, witness: Witness) -> Iterator[_Cell]:
    """Yield the cells that the tasks of a table come down to, the publisher's among them."""
    expectation = binding.expectation
    engine = binding.bench.engine
    items = binding.items(expectation.scope.items) if expectation.answers else 0
    tasks = [task for answer in expectation.answers if (task := binding.task(answer.word, items))]
    users = held_to_it(binding, binding.users(expectation.scope.users, must_select=True))
    for task in tasks:
        for place in indexes_in(items):
            item = engine.items[place].item
            for user in indexes_in(users) if item.kind in task.kinds else ():
                result = perform(witness.resolver, engine.users[user], task, item)
                for need in result.needs:
                    derivation = need.derivation
                    at = engine.item_index(derivation.item) if derivation else None
                    whose = engine.user_index(derivation.user) if derivation else None
                    if derivation is not None and at is not None and whose is not None:
                        yield at, derivation.capability, 1 << whose
