"""The repairs of what fails, beside a checklist; worded as ``why-not`` words them."""

import shlex
from collections.abc import Iterator, Sequence

from tableau_perm_cli.audit.repairs import Question, Repair, Repairs
from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.diagnostics import Position
from tableau_perm_cli.report.records import Record
from tableau_perm_cli.report.why_not import SHORT, repair_line, repair_record


def offered(found: Sequence[Repairs]) -> Iterator[tuple[Repairs, Repair]]:
    """Yield the repairs that people are shown, best first; JSON has all."""
    for answer in found:
        for repair in answer.repairs[:SHORT]:
            yield answer, repair


def repair_text(repair: Repair) -> str:
    """Return what to do, what else it changes, and what speaks against it; names in backticks."""
    return repair_line(repair).plain


def repair_position(repair: Repair) -> Position:
    """Return where the first edit is made."""
    return repair.edits[0].position


def purpose(question: Question) -> str:
    """Return what a repair is for, where several things fail: ``publish_to project:P``."""
    return f"{question.asked.key} {question.item.address}"


def notes(found: Sequence[Repairs]) -> list[str]:
    """Return what is to be said of the repairs beside them, a sentence each."""
    said = [answer.remark for answer in found if answer.remark is not None]
    if sum(bool(answer.repairs) for answer in found) > 1:
        said.append("several things fail: a repair of each is needed")
    for answer in found:
        hidden = len(answer.repairs) - SHORT + answer.left_out
        if hidden > 0:
            asked = answer.question
            words = ["why-not", asked.user, asked.asked.key, str(asked.item.address)]
            said.append(f"{hidden:,} more: {shlex.join(words)} (with the same -f and --site)")
    return list(dict.fromkeys(said))


def repair_records(found: Sequence[Repairs]) -> list[Record]:
    """Return every repair with the question that it answers."""
    return [
        {
            "item": str(answer.question.item.address),
            "capability" if isinstance(answer.question.asked, Capability) else "task": (
                answer.question.asked.key
            ),
            **repair_record(repair),
        }
        for answer in found
        for repair in answer.repairs
    ]
