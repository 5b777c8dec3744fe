"""The cells of a table that ask for tasks: each is performed, since a task has many needs."""

from tableau_perm_cli.audit.expectations.bench import problem_at
from tableau_perm_cli.audit.expectations.binding import Binding
from tableau_perm_cli.audit.expectations.demands import held_to_it
from tableau_perm_cli.audit.expectations.evidence import Witness
from tableau_perm_cli.audit.expectations.findings import Findings, RawCell
from tableau_perm_cli.declaration.expectation_model import ExpectedAnswer
from tableau_perm_cli.resolve import Verdict
from tableau_perm_cli.resolve.bulk.bits import indexes_in
from tableau_perm_cli.resolve.tasks import perform

MOST_TASKS = 200_000
"""So many tasks of one entry are performed, each of which takes as long as a few questions."""


def check_tasks(binding: Binding, witness: Witness, findings: Findings) -> None:
    """Perform the tasks that a table expects something of; note what comes out otherwise."""
    scope = binding.expectation.scope
    answers = binding.expectation.answers
    if not answers:
        return
    items = binding.items(scope.items)
    users = held_to_it(binding, binding.users(scope.users, must_select=True))
    for answer in answers:
        _check(binding, witness, findings, answer, (users, items))


def _check(
    binding: Binding,
    witness: Witness,
    findings: Findings,
    answer: ExpectedAnswer,
    asked: tuple[int, int],
) -> None:
    users, items = asked
    task = binding.task(answer.word, items)
    if task is None or task.target_required:
        return
    expected = Verdict.ALLOWED if answer.allowed else Verdict.DENIED
    reason = binding.reason(answer.reason, allowed=answer.allowed)
    engine = binding.bench.engine
    places = [
        place
        for kind, found in binding.kinds(items).items()
        if kind in task.kinds
        for place in found
    ]
    if not places:
        binding.capabilities([answer.word], items)
    number = len(places) * users.bit_count()
    if number > MOST_TASKS:
        message = (
            f"this asks for a task {number:,} times, and at most {MOST_TASKS:,} are performed"
        )
        binding.problems.append(
            problem_at(answer.word, message, help="select fewer users or items")
        )
        return
    for place in sorted(places):
        for user in indexes_in(users):
            findings.tested += 1
            name, item = engine.users[user], engine.items[place].item
            result = perform(witness.resolver, name, task, item)
            wrong_reason = reason is not None and result.reason is not reason
            if result.effective is not expected or wrong_reason:
                findings.add(RawCell(user, place, task, expected, reason))
