"""``at_most``: each of the capabilities on each of the items is held by so many users at most."""

from tableau_perm_cli.audit.expectations.binding import Binding
from tableau_perm_cli.audit.expectations.demands import cells_in, held_to_it
from tableau_perm_cli.audit.expectations.findings import Findings
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.resolve import Verdict


def check_at_most(binding: Binding, findings: Findings) -> None:
    """Note, where too many users hold a capability, all of those who hold it.

    Counted are the selected users; administrators, who hold everything, only when the
    expectation includes them.
    """
    engine = binding.bench.engine
    limit = binding.expectation.limit
    users, items, chosen = binding.scope(binding.expectation.scope, must_select=False)
    users = held_to_it(binding, users)
    for place, capability in cells_in(binding, items, chosen):
        findings.tested += users.bit_count()
        holders = users & engine.allowed(place, capability)
        number = holders.bit_count()
        if number > limit:
            if len(findings.cells) < findings.most:
                address = visible(str(engine.items[place].item.address))
                binding.notes.append(
                    f"{number} {'user has' if number == 1 else 'users have'} {capability.key} on "
                    f"{address}, at most {limit} may"
                )
            findings.add_users(holders, place, capability, Verdict.DENIED)
