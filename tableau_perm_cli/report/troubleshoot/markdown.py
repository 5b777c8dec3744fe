"""A checklist as Markdown for a ticket: a box a step, ticked where nothing is left to do."""

from collections.abc import Iterator, Sequence

from tableau_perm_cli.audit.repairs import Repairs
from tableau_perm_cli.audit.troubleshooting import Checklist, Outcome, Part, Step
from tableau_perm_cli.diagnostics import Position
from tableau_perm_cli.report.findings.markdown import sentence
from tableau_perm_cli.report.plain import markdown_text
from tableau_perm_cli.report.troubleshoot.repairs import (
    notes,
    offered,
    purpose,
    repair_position,
    repair_text,
)
from tableau_perm_cli.report.troubleshoot.wording import (
    HEADINGS,
    because,
    component,
    label,
    tried,
)

_WORDS = {Outcome.FAILED: "**fails** ", Outcome.WARNING: "**look** "}


def checklist_markdown(checklist: Checklist, found: Sequence[Repairs]) -> Iterator[str]:
    """Yield the verdict, then a list of boxes for each part."""
    verdict = "works" if checklist.works else "does not work"
    user = markdown_text(checklist.complaint.user)
    item = markdown_text(str(checklist.item))
    yield f"### {user} on {item}, to {tried(checklist)}: {verdict}\n\n"
    yield f"Site {markdown_text(checklist.site)}.\n"
    if checklist.error is not None:
        yield f"\nThe error: {markdown_text(checklist.error.text)}\n"
    for part, heading in HEADINGS.items():
        steps = [step for step in checklist.steps if step.part is part]
        if steps:
            number, _, words = heading.partition(" ")
            yield f"\n#### {number}. {words}\n\n"
            yield from map(_step, steps)
    yield from _repairs(found)


def _step(step: Step) -> str:
    done = step.part is not Part.TO_DO and step.outcome in {Outcome.PASSED, Outcome.INFO}
    head = " ".join(filter(None, (label(step), markdown_text(component(step)))))
    said = [f"{head}: {sentence(step.state)}" if head else sentence(step.state)]
    reason = because(step)
    if reason:
        said.append(markdown_text(reason))
    word = "" if done else _WORDS.get(step.outcome, "")
    return f"- [{'x' if done else ' '}] {word}{'. '.join(said)}{_place(step.position)}\n"


def _place(position: Position | None) -> str:
    if position is None:
        return ""
    return f" ({markdown_text(f'{position.file}:{position.line}')})"


def _repairs(found: Sequence[Repairs]) -> Iterator[str]:
    if not found:
        return
    yield "\nRepairs, the best first; each is enough for what it is for:\n\n"
    for answer, repair in offered(found):
        about = f"for `{purpose(answer.question)}`: " if len(found) > 1 else ""
        place = _place(repair_position(repair))
        yield f"- [ ] {sentence(about + repair_text(repair))}{place}\n"
    for note in notes(found):
        yield f"- {sentence(note)}\n"
