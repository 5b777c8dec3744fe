"""The repairs of what fails, beside a checklist; ``audit.repairs`` finds them."""

from collections.abc import Iterator, Sequence

from tableau_perm_cli.audit.repairs import Repair, Repairs
from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.diagnostics import Position
from tableau_perm_cli.report.records import Record

MOST_SHOWN = 5
"""So many of each question's repairs people are shown; JSON has all."""


def offered(found: Sequence[Repairs]) -> Iterator[tuple[Repairs, Repair]]:
    """Yield the repairs that people are shown, best first."""
    for answer in found:
        for repair in answer.repairs[:MOST_SHOWN]:
            yield answer, repair


def repair_text(repair: Repair) -> str:
    """Return what to do, what else it changes, and what speaks against it; names in backticks."""
    edits = ", and ".join(edit.summary for edit in repair.edits)
    against = ", ".join(it.value for it in repair.against)
    advice = f"; against Tableau's advice: {against}" if against else ""
    return f"{edits} ({_reach(repair)}{advice})"


def _reach(repair: Repair) -> str:
    reach = repair.reach
    if not reach.others:
        return "changes nothing else"
    return f"{reach.others:,} other {'change' if reach.others == 1 else 'changes'}"


def repair_position(repair: Repair) -> Position:
    """Return where the first edit is made."""
    return repair.edits[0].position


def notes(found: Sequence[Repairs]) -> list[str]:
    """Return what is to be said of the repairs beside them, a sentence each."""
    said = [answer.remark for answer in found if answer.remark is not None]
    if sum(bool(answer.repairs) for answer in found) > 1:
        said.append("several things fail: a repair of each is needed")
    hidden = sum(max(0, len(it.repairs) - MOST_SHOWN) + it.left_out for it in found)
    if hidden:
        noun = "repair" if hidden == 1 else "repairs"
        said.append(f"{hidden:,} more {noun}: `tableau-perm why-not` lists them")
    return list(dict.fromkeys(said))


def repair_records(found: Sequence[Repairs]) -> list[Record]:
    """Return every repair with the question that it answers."""
    return [
        {
            "item": str(answer.question.item.address),
            "capability" if isinstance(answer.question.asked, Capability) else "task": (
                answer.question.asked.key
            ),
            "edits": [
                {
                    "kind": edit.kind,
                    "summary": edit.summary,
                    "file": edit.position.file,
                    "line": edit.position.line,
                }
                for edit in repair.edits
            ],
            "gained": repair.reach.gained,
            "lost": repair.reach.lost,
            "advised": repair.advised,
            "against": [it.value for it in repair.against],
        }
        for answer in found
        for repair in answer.repairs
    ]
