"""``disjoint``: nobody is one of two sets of users, or holds two duties (separation of duty)."""

from dataclasses import dataclass
from itertools import combinations

from tableau_perm_cli.audit.expectations.bench import problem_at
from tableau_perm_cli.audit.expectations.binding import Binding, Chosen
from tableau_perm_cli.audit.expectations.demands import cells_in, held_to_it
from tableau_perm_cli.audit.expectations.findings import Findings, RawCell
from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.declaration.expectation_model import Scope
from tableau_perm_cli.resolve import Verdict
from tableau_perm_cli.resolve.bulk.bits import indexes_in, union


@dataclass(frozen=True, slots=True)
class Duty:
    """What a user can be or have, of which nobody is to combine two."""

    scope: Scope
    users: int
    items: int
    """Empty: to be one of the users is enough."""
    chosen: Chosen

    def cells(self, binding: Binding) -> list[tuple[int, Capability]]:
        """Return the cells of which to hold one is to have the duty."""
        return list(cells_in(binding, self.items, self.chosen))


def duties_of(binding: Binding) -> list[Duty]:
    """Return what is to be disjoint; problems are noted in the binding."""
    scopes = binding.expectation.duties
    found = [
        (
            held_to_it(binding, binding.users(scope.users, must_select=False)),
            binding.items(scope.items),
        )
        for scope in scopes
    ]
    words = {scope.capabilities for scope in scopes}
    # Capabilities that are written once for all need not be there on each side.
    together = union(items for _, items in found) if len(words) == 1 else 0
    duties = []
    for scope, (users, items) in zip(scopes, found, strict=True):
        chosen = binding.capabilities(scope.capabilities, together or items)
        duty = Duty(scope, users, items, chosen)
        if items and not binding.problems and not duty.cells(binding):
            word = scope.items[0]
            message = f"nothing that `{word.text}` selects has any of the capabilities"
            binding.problems.append(problem_at(word, message, label="there is nothing to test"))
        duties.append(duty)
    return duties


def check_disjoint(binding: Binding, findings: Findings) -> None:
    """Note everyone who combines two of them, with a cell of each that shows it."""
    duties = duties_of(binding)
    holders = [_holders(binding, duty) for duty in duties]
    findings.tested += union(holders).bit_count()
    for one, other in combinations(range(len(duties)), 2):
        both = holders[one] & holders[other]
        for user in indexes_in(both):
            findings.failing += 1
            if len(findings.cells) < findings.most:
                pair = (duties[one], duties[other])
                findings.keep(_cell_of(binding, duty, user) for duty in pair)


def _holders(binding: Binding, duty: Duty) -> int:
    if not duty.items:
        return duty.users
    holders = 0
    for place, capability in duty.cells(binding):
        holders |= binding.bench.engine.allowed(place, capability)
        if holders & duty.users == duty.users:
            break
    return holders & duty.users


def _cell_of(binding: Binding, duty: Duty, user: int) -> RawCell:
    """Return a cell that gives a user the duty."""
    engine = binding.bench.engine
    for place, capability in duty.cells(binding):
        if engine.allowed(place, capability) >> user & 1:
            return RawCell(user, place, capability, Verdict.DENIED)
    return RawCell(user, None, None, Verdict.DENIED)
