"""Draws the answer of ``explain``: a header, a row a capability, the tasks, the ladder."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tableau_perm_cli.diagnostics import Position, visible
from tableau_perm_cli.graph import Governing
from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.records import (
    Record,
    explain_record,
    principal_record,
)
from tableau_perm_cli.report.sentences import (
    governed_by,
    grantee_name,
    listing,
    places,
    task_why,
    why,
)
from tableau_perm_cli.report.table import Table
from tableau_perm_cli.report.terminal import (
    DIM,
    Fitted,
    columns,
    fields,
    stacked,
    title,
    verdict_text,
)
from tableau_perm_cli.report.trace import ladder
from tableau_perm_cli.resolve import (
    Derivation,
    Evidence,
    Principal,
    TaskResult,
)

COLUMNS = (
    "user",
    "item",
    "capability",
    "effective",
    "reason",
    "why",
    "decided_by",
    "overridden",
    "rules_of",
    "because",
    "browsable",
)


ROOMY = 100
"""From so many columns on, every place is written with its file."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything ``explain`` says of one user and one item."""

    site: str
    user: str
    principal: Principal | None
    governing: Governing
    browsable: bool
    derivations: Sequence[Derivation]
    tasks: Sequence[TaskResult]

    def record(self) -> Record:
        """Return the JSON record."""
        who = {"site": self.site, "user": self.user, **principal_record(self.principal)}
        return explain_record(
            self.derivations, self.governing, who, self.tasks, browsable=self.browsable
        )

    def table(self) -> Table:
        """Return a row a capability."""
        governing = self.governing
        return Table(
            COLUMNS,
            (
                (
                    self.user,
                    str(governing.item.address),
                    found.capability.key,
                    found.effective.value,
                    found.reason.value,
                    why(found),
                    evidence_text(found.decided_by),
                    evidence_text(found.overridden),
                    str(governing.rules_of),
                    governing.because.value,
                    "yes" if self.browsable else "no",
                )
                for found in self.derivations
            ),
        )

    def drawing(self, glyphs: Glyphs, *, trace: bool) -> RenderableType:
        """Return the whole explanation for a terminal.

        Args:
            glyphs: the signs the terminal can show.
            trace: draw the whole ladder of every capability.
        """
        parts: list[RenderableType] = [self._header(), Text("")]
        if trace:
            parts += [ladder(found, glyphs) for found in self.derivations]
        elif self.derivations:
            parts.append(self._capabilities(glyphs))
        dead = list(_unique(it for found in self.derivations for it in found.not_consulted))
        if dead:
            parts += [Text(""), _dead_rules(dead, self.governing)]
        if self.tasks:
            gap = [Text("")] if self.derivations or trace else []
            parts += [*gap, _tasks(self.tasks, glyphs)]
        return stacked(*parts)

    def _header(self) -> RenderableType:
        governing = self.governing
        head = f"{visible(self.user)} on {visible(str(governing.item.address))}"
        pairs: list[tuple[str, str | Text]] = [("site", visible(self.site))]
        if self.principal is None:
            pairs.append(("role", "not a user of this site"))
        else:
            pairs += _principal_fields(self.principal)
        pairs.append(("rules", f"{governed_by(governing)} ({places([governing.position])})"))
        managing = governing.managing_project
        if managing is not None:
            place = places([managing.lock_position or managing.position])
            pairs.append(("lock", f"{visible(str(managing.address))}, {managing.lock} ({place})"))
        if not self.browsable:
            pairs.append(("browse", "no: reached only by link, search or favourites"))
        return stacked(title(head), fields(pairs))

    def _capabilities(self, glyphs: Glyphs) -> RenderableType:
        return Fitted(lambda width: self._rows(glyphs, narrow=width < ROOMY))

    def _rows(self, glyphs: Glyphs, *, narrow: bool) -> RenderableType:
        """Return a row a capability; where there is little room, places leave the file out.

        The header has just named it, unless they are in another.
        """
        table = columns(("Capability", "Effective", "Why"))
        if narrow:
            table.columns[0].no_wrap, table.columns[0].max_width = False, 22
        named = self.governing.position if narrow else None
        for found in self.derivations:
            table.add_row(
                Text(found.capability.label),
                verdict_text(found.effective, glyphs),
                _why(found, glyphs, named),
            )
        return table


def _why(found: Derivation, glyphs: Glyphs, named: Position | None) -> Text:
    """Return the sentence, the reason code, and where everything is written."""
    line = Text(why(found))
    line.append(f" {glyphs.dot} {found.reason.value}", style=DIM)
    written = places((it.position for it in found.decided_by), after=named)
    if written:
        line.append(f" {written}", style=DIM)
    last = found.decided_by[-1].position if found.decided_by else named
    lost = places((it.position for it in found.overridden), after=last)
    if lost:
        line.append(f", over {lost}", style=DIM)
    return line


def _principal_fields(principal: Principal) -> list[tuple[str, str | Text]]:
    role = principal.role.name
    if principal.raised_by is not None:
        role += f", raised from {principal.user.role.name} by {visible(principal.raised_by.name)}"
    pairs: list[tuple[str, str | Text]] = [("role", role)]
    groups = listing([visible(group.name) for group in principal.groups])
    pairs.append(("groups", groups or "none"))
    if principal.group_sets:
        pairs.append(("group sets", listing([visible(it.name) for it in principal.group_sets])))
    return pairs


def evidence_text(evidence: Iterable[Evidence]) -> str:
    """Return evidence on one line, for a cell of a table."""
    return "; ".join(f"{it.grantee} {it.effect} {it.position}" for it in evidence)


def _unique(evidence: Iterable[Evidence]) -> Iterable[Evidence]:
    return dict.fromkeys(evidence)


def _dead_rules(dead: Sequence[Evidence], governing: Governing) -> RenderableType:
    """List the rules that are written for the item and not consulted."""
    managing = governing.managing_project
    cause = f"locked by {visible(str(managing.address))}" if managing else governed_by(governing)
    grouped: dict[tuple[str, str], list[Evidence]] = {}
    for it in dead:
        grouped.setdefault((it.grantee, it.effect.value), []).append(it)
    pairs: list[tuple[str, str | Text]] = [
        (f"{grantee_name(grantee)} {effect}", Text(places(it.position for it in found), style=DIM))
        for (grantee, effect), found in grouped.items()
    ]
    return stacked(title(f"Rules not consulted: {cause}"), fields(pairs))


def _tasks(tasks: Sequence[TaskResult], glyphs: Glyphs) -> RenderableType:
    table = columns(("Task", "Effective", "Why"))
    for result in tasks:
        name = result.task if result.target is None else f"{result.task} {visible(result.target)}"
        table.add_row(Text(name), verdict_text(result.effective, glyphs), Text(task_why(result)))
    return table
