"""The answer of ``troubleshoot``: rows, the JSON record, and the drawing for a terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from tableau_perm_cli.audit.repairs import Repairs
from tableau_perm_cli.audit.troubleshooting import Checklist, Outcome, Part, Step
from tableau_perm_cli.diagnostics import Position, visible
from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.records import (
    Record,
    capability_record,
    principal_record,
    task_record,
)
from tableau_perm_cli.report.sentences import places
from tableau_perm_cli.report.table import Row, Table
from tableau_perm_cli.report.terminal import (
    ALLOWED_STYLE,
    DENIED_STYLE,
    DIM,
    fields,
    stacked,
    title,
)
from tableau_perm_cli.report.troubleshoot.repairs import (
    notes,
    offered,
    purpose,
    repair_position,
    repair_records,
    repair_text,
)
from tableau_perm_cli.report.troubleshoot.wording import (
    HEADINGS,
    because,
    component,
    label,
    tried,
)
from tableau_perm_cli.resolve import Derivation

SCHEMA = "tableau-perm/troubleshoot/1"
_COLUMNS = ("step", "component", "state", "outcome", "reason", "location")
_STYLES = {
    Outcome.PASSED: ALLOWED_STYLE,
    Outcome.FAILED: DENIED_STYLE,
    Outcome.WARNING: "yellow",
    Outcome.INFO: DIM,
}


@dataclass(frozen=True, slots=True)
class TroubleshootAnswer:
    """A checklist with the repairs of what fails."""

    checklist: Checklist
    repairs: Sequence[Repairs]
    """One for each question that is denied; none when nobody looked for them."""

    def table(self) -> Table:
        """Return a row a step, then a row a repair."""
        return Table(_COLUMNS, [*map(_row, self.checklist.steps), *self._repair_rows()])

    def _repair_rows(self) -> Iterator[Row]:
        for answer, repair in offered(self.repairs):
            item = str(answer.question.item.address)
            place = str(repair_position(repair))
            yield ("repair", item, repair_text(repair), Outcome.INFO.value, "", place)
        for note in notes(self.repairs):
            yield ("repair", "", note, Outcome.INFO.value, "", "")

    def record(self) -> Record:
        """Return ``tableau-perm/troubleshoot/1``."""
        found = self.checklist
        complaint = found.complaint
        failing = complaint.failing
        return {
            "schema": SCHEMA,
            "site": found.site,
            "user": complaint.user,
            **principal_record(complaint.principal),
            "item": str(found.item),
            "action": complaint.action.value,
            "works": found.works,
            "reason": failing[0].reason.value if failing else "all_needs_met",
            "uncertain": found.uncertain,
            "browsable": found.browsable,
            "subject_to": [
                {
                    "item": str(it.data_source),
                    "external_authorization": it.external_authorization,
                }
                for it in found.subject_to
            ],
            "error": {"name": found.error.name.value, "text": found.error.text}
            if found.error
            else None,
            "cause": found.cause.value if found.cause else None,
            "nodes": [*found.nodes],
            "steps": [*map(_step_record, found.steps)],
            "answers": [
                {
                    "item": str(answer.item),
                    **(
                        capability_record(answer)
                        if isinstance(answer, Derivation)
                        else task_record(answer)
                    ),
                }
                for _, answer in complaint.answers
            ],
            "capabilities": [
                {
                    "capability": it.capability.key,
                    "effective": it.effective.value,
                    "reason": it.reason.value,
                }
                for it in found.capabilities
            ],
            "repairs": repair_records(self.repairs),
            "notes": notes(self.repairs),
        }

    def drawing(self, glyphs: Glyphs) -> RenderableType:
        """Return the checklist for a terminal: a sign, what was looked at, how it is and why."""
        found = self.checklist
        parts: list[RenderableType] = [self._header(glyphs)]
        for part, heading in HEADINGS.items():
            lines = [_line(step, glyphs) for step in found.steps if step.part is part]
            if part is Part.TO_DO:
                lines += self._repair_lines(glyphs)
            if lines:
                parts += [Text(""), title(heading), _listed(lines)]
        return stacked(*parts)

    def _header(self, glyphs: Glyphs) -> RenderableType:
        found = self.checklist
        head = title(f"{visible(found.complaint.user)} on {visible(str(found.item))}, ")
        head.append(f"to {tried(found)}: ")
        if found.works:
            head.append(f"{glyphs.yes} works", style=ALLOWED_STYLE)
        else:
            head.append(f"{glyphs.no} does not work", style=DENIED_STYLE)
        pairs: list[tuple[str, str | Text]] = [("site", visible(found.site))]
        if found.error is not None:
            pairs.append(("error", found.error.text))
        return stacked(head, fields(pairs))

    def _repair_lines(self, glyphs: Glyphs) -> Iterator[tuple[Text, Text]]:
        dot = Text(glyphs.dot, style=DIM)
        for answer, repair in offered(self.repairs):
            about = f" for `{purpose(answer.question)}`" if len(self.repairs) > 1 else ""
            text = Text(f"Repair{visible(about)}: {visible(repair_text(repair))}")
            text.append_text(_place(repair_position(repair)))
            yield dot, text
        for note in notes(self.repairs):
            yield dot, Text(visible(note))


def _row(step: Step) -> Row:
    return (
        step.check.value,
        str(step.component or ""),
        step.state,
        step.outcome.value,
        step.reason.value if step.reason else "",
        str(step.position or ""),
    )


def _step_record(step: Step) -> Record:
    return {
        "part": step.part.value,
        "step": step.check.value,
        "component": str(step.component) if step.component else None,
        "state": step.state,
        "outcome": step.outcome.value,
        "reason": step.reason.value if step.reason else None,
        "why": because(step) or None,
        "location": str(step.position) if step.position else None,
    }


def _line(step: Step, glyphs: Glyphs) -> tuple[Text, Text]:
    signs = {Outcome.PASSED: glyphs.yes, Outcome.FAILED: glyphs.no, Outcome.WARNING: "!"}
    head = " ".join(filter(None, (label(step), visible(component(step)))))
    text = Text(f"{head}: {visible(step.state)}" if head else visible(step.state))
    reason = because(step)
    if reason:
        text.append(f" {glyphs.dot} {reason}", style="bold" if _is_bold(step) else "")
    text.append_text(_place(step.position))
    return Text(signs.get(step.outcome, glyphs.dot), style=_STYLES[step.outcome]), text


def _is_bold(step: Step) -> bool:
    return step.part is Part.FINDING and step.outcome is Outcome.FAILED


def _place(position: Position | None) -> Text:
    return Text(f" {places([position])}", style=DIM) if position else Text("")


def _listed(lines: Sequence[tuple[Text, Text]]) -> RichTable:
    grid = RichTable.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=3, justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for sign, text in lines:
        grid.add_row(sign, text)
    return grid
