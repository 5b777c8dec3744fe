"""Draws the answer of ``why-not``: the answer, then what would turn it, best first."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tableau_perm_cli.audit.repairs import OtherCell, Repair, Repairs
from tableau_perm_cli.audit.repairs.question import Result
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.records import Record, can_record
from tableau_perm_cli.report.sentences import places, task_why, why
from tableau_perm_cli.report.table import Table
from tableau_perm_cli.report.terminal import (
    DIM,
    columns,
    drawn,
    indented,
    stacked,
    title,
    verdict_text,
)
from tableau_perm_cli.resolve import TaskResult, Verdict

SHORT = 3
"""So many repairs end another answer."""
SHOWN = 5
"""So many repairs are drawn unless all are asked for."""
COLUMNS = (
    "repair",
    "edits",
    "where",
    "gained",
    "lost",
    "others",
    "advised",
    "against",
)
LIST_COLUMNS = ("user", "item", "capability", "change", "before", "after")


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Everything ``why-not`` says."""

    found: Repairs

    def record(self) -> Record:
        """Return ``tableau-perm/why-not/1``."""
        found = self.found
        return {
            **can_record(found.result),
            "schema": "tableau-perm/why-not/1",
            "repairs": list(self.records()),
            "remark": found.remark,
            "left_out": found.left_out,
            "groups_left_out": found.groups_left_out,
        }

    def records(self) -> Iterator[Record]:
        """Yield a record a repair."""
        return map(repair_record, self.found.repairs)

    def table(self) -> Table:
        """Return a row a repair."""
        return Table(
            COLUMNS,
            (
                (
                    str(number),
                    "; ".join(edit.summary for edit in repair.edits),
                    "; ".join(f"{it.position.file}:{it.position.line}" for it in repair.edits),
                    str(repair.reach.gained),
                    str(repair.reach.lost),
                    str(repair.reach.others),
                    "yes" if repair.advised else "no",
                    "; ".join(it.value for it in repair.against),
                )
                for number, repair in enumerate(self.found.repairs, start=1)
            ),
        )

    def message(self) -> str | None:
        """Return what there is to say when there are no repairs, or besides them."""
        if self.found.result.effective is Verdict.ALLOWED:
            return "already allowed: nothing has to change"
        return self.found.remark

    def left_out(self, *, counted_all: bool) -> Iterator[str]:
        """Yield what was found and not counted, and what was not tried.

        Args:
            counted_all: as many were counted as are at all.
        """
        found = self.found
        if found.left_out:
            way = "" if counted_all else ": --all"
            yield f"{found.left_out:,} more were found and not counted{way}"
        groups = found.groups_left_out
        if groups:
            which = "1 more group" if groups == 1 else f"{groups:,} more groups"
            yield f"{which} might do, alone or in a pair that was not tried"

    def drawing(self, glyphs: Glyphs, *, every: bool, counted_all: bool = False) -> RenderableType:
        """Return the whole answer for a terminal.

        Args:
            glyphs: the signs the terminal can show.
            every: draw every repair, with all there is to be warned of.
            counted_all: as many were counted as are at all, which may change their numbers.
        """
        found = self.found
        parts: list[RenderableType] = [self._header(glyphs)]
        said = self.message()
        if said is not None:
            parts += [Text(""), Text(visible(said))]
        if found.repairs:
            shown = found.repairs if every else found.repairs[:SHOWN]
            parts += [Text(""), title("What would change that, and how much else it opens")]
            parts += [
                self._repairs(shown, every=every),
                *self._footer(shown, every=every, counted_all=counted_all),
            ]
        return stacked(*parts)

    def _header(self, glyphs: Glyphs) -> RenderableType:
        result = self.found.result
        if isinstance(result, TaskResult):
            word, sentence, written = result.task, task_why(result), ""
        else:
            word, sentence = result.capability.label, why(result)
            written = places(it.position for it in result.decided_by)
        line = verdict_text(result.effective, glyphs)
        line.append(f"  {sentence}", style="none")
        line.append(f" {glyphs.dot} {result.reason.value} {written}".rstrip(), style=DIM)
        head = f"{visible(result.user)}: {word} on {visible(str(result.item))}"
        return stacked(title(head), indented(line, 2))

    def _repairs(self, shown: tuple[Repair, ...], *, every: bool) -> RenderableType:
        grid = columns(("", ""))
        grid.show_header = False
        for number, repair in enumerate(shown, start=1):
            grid.add_row(Text(f"{number:3}", style="bold"), _repair_text(repair, every=every))
        return grid

    def _footer(
        self, shown: tuple[Repair, ...], *, every: bool, counted_all: bool
    ) -> Iterator[RenderableType]:
        notes = []
        hidden = len(self.found.repairs) - len(shown)
        if hidden:
            notes.append(f"{hidden} more: --all")
        if not every and (noted := sum(bool(it.warnings) for it in shown)):
            notes.append(f"there are notes on {noted} of these: --all")
        notes += self.left_out(counted_all=counted_all)
        option = "--all --repair N" if counted_all else "--repair N"
        notes.append(f"{option} --patch writes one as a patch, {option} --list what it touches")
        yield Text("")
        yield Text("; ".join(notes), style=DIM)


def short_section(found: Repairs) -> RenderableType:
    """Return the best repairs, a line each, as the end of another answer."""
    word = _asked_word(found.result)
    parts: list[RenderableType] = [Text(""), title(f"What would change {word}")]
    said = found.remark
    if said is not None:
        parts.append(indented(Text(visible(said)), 2))
    grid = columns(("", ""))
    grid.show_header = False
    for repair in found.repairs[:SHORT]:
        grid.add_row(Text("  -"), repair_line(repair))
    if found.repairs:
        parts += [grid, indented(_ask_for_all(found.result), 2)]
    return stacked(*parts)


def command_section(result: Result) -> RenderableType:
    """Return how to ask for repairs, in place of them."""
    heading = title(f"What would change {_asked_word(result)}")
    return stacked(Text(""), heading, indented(_ask_for_all(result), 2))


def _ask_for_all(result: Result) -> Text:
    word = result.task if isinstance(result, TaskResult) else result.capability.key
    command = shlex.join(["why-not", result.user, word, str(result.item)])
    return Text(f"details: {visible(command)} (with the same -f and --site)", style=DIM)


def _asked_word(result: Result) -> str:
    return result.task if isinstance(result, TaskResult) else result.capability.label


def repair_line(repair: Repair) -> Text:
    """Return a repair on one line, for the end of another answer."""
    line = Text(" and ".join(visible(edit.summary) for edit in repair.edits))
    line.append(f" ({_reach_words(repair)}{_against_words(repair)})", style=DIM)
    return line


def _repair_text(repair: Repair, *, every: bool) -> Text:
    lines: list[Text] = []
    for edit in repair.edits:
        line = Text(visible(edit.summary))
        line.append(f" {places([edit.position])}", style=DIM)
        lines.append(line)
    lines.append(Text(_reach_words(repair) + _against_words(repair), style=DIM))
    lines += [Text(f"lost for good: {visible(it)}", style=DIM) for it in repair.lost]
    if every:
        lines += [Text(f"note: {visible(it)}", style=DIM) for it in repair.warnings]
    return Text("\n").join(lines)


def _reach_words(repair: Repair) -> str:
    """Say what else a repair opens and closes."""
    reach = repair.reach
    words = []
    if reach.gained > reach.asked:
        words.append(f"opens {reach.gained - reach.asked:,} more")
    if reach.lost:
        words.append(f"closes {reach.lost:,}")
    if reach.able:
        who = "1 other user" if reach.able == 1 else f"{reach.able:,} other users"
        words.append(f"lets {who} do the same")
    return ", ".join(words) or "changes nothing else"


def _against_words(repair: Repair) -> str:
    if repair.advised:
        return ""
    return f"; against Tableau's advice: {', '.join(it.value for it in repair.against)}"


def repair_record(repair: Repair) -> Record:
    """Return one repair (design section 4).

    ``gained`` and ``lost`` are all cells that change, as ``diff`` counts them; of the gained ones
    ``asked`` were asked for.
    """
    return {
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
        "asked": repair.reach.asked,
        "able": repair.reach.able,
        "advised": repair.advised,
        "against": [it.name.lower() for it in repair.against],
        "warnings": list(repair.warnings),
        "lost_forever": list(repair.lost),
    }


@dataclass(frozen=True, slots=True)
class Others:
    """Every other cell that one repair opens or closes."""

    found: Repairs
    repair: Repair

    def table(self) -> Table:
        """Return a row a cell."""
        return Table(
            LIST_COLUMNS,
            (
                (
                    it.user,
                    str(it.item),
                    it.capability,
                    _change(it),
                    it.before.value if it.before else "",
                    it.after.value if it.after else "",
                )
                for it in self.found.others(self.repair)
            ),
        )

    def record(self) -> Record:
        """Return ``tableau-perm/why-not-cells/1``."""
        return {
            "schema": "tableau-perm/why-not-cells/1",
            "site": self.found.question.site.name,
            "repair": repair_record(self.repair),
            "cells": [dict(zip(LIST_COLUMNS, row, strict=True)) for row in self.table().rows],
        }

    def drawing(self) -> RenderableType:
        """Return the cells for a terminal, below the repair."""
        return stacked(_repair_text(self.repair, every=True), Text(""), drawn(self.table()))


def _change(cell: OtherCell) -> str:
    return "gained" if cell.gained else "lost"
