"""Draws the answer of ``explain``: a header, a row a capability, the tasks, the ladder."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

from tableau_perm_cli.diagnostics import visible
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
    need_why,
    places,
    task_why,
    why,
)
from tableau_perm_cli.report.table import Table
from tableau_perm_cli.report.terminal import (
    DIM,
    columns,
    fields,
    stacked,
    title,
    verdict_text,
)
from tableau_perm_cli.resolve import (
    Derivation,
    Effect,
    Evidence,
    Outcome,
    Principal,
    StepName,
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
        else:
            parts.append(self._capabilities(glyphs))
        dead = list(_unique(it for found in self.derivations for it in found.not_consulted))
        if dead:
            parts += [Text(""), _dead_rules(dead, self.governing)]
        if self.tasks:
            parts += [Text(""), _tasks(self.tasks, glyphs)]
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
        table = columns(("Capability", "Effective", "Why"))
        for found in self.derivations:
            sentence = Text(why(found))
            sentence.append(f"\n{found.reason.value}", style=DIM)
            written = places(it.position for it in found.decided_by)
            if written:
                sentence.append(f" {glyphs.dot} {written}", style=DIM)
            last = found.decided_by[-1].position if found.decided_by else None
            lost = places((it.position for it in found.overridden), after=last)
            if lost:
                sentence.append(f" {glyphs.dot} overrides {lost}", style=DIM)
            table.add_row(
                Text(found.capability.label), verdict_text(found.effective, glyphs), sentence
            )
        return table


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


_STEP_NAMES = {
    StepName.SITE_MEMBERSHIP: "user of this site",
    StepName.CEILING: "1 ceiling of the site role",
    StepName.ADMINISTRATOR: "2 administrator",
    StepName.PROJECT_OWNER_OR_LEADER: "3 project owner or leader",
    StepName.CONTENT_OWNER: "4 content owner",
    StepName.GOVERNING_RULES: "5 governing rules",
    StepName.USER_RULES: "6 user rules",
    StepName.GROUP_RULES: "7 group rules",
    StepName.GROUP_SET_RULES: "8 group-set rules",
    StepName.UNSPECIFIED: "9 nothing said",
}


def ladder(derivation: Derivation, glyphs: Glyphs) -> Tree:
    """Return every rung of the ladder as a tree, the deciding one with its evidence."""
    root = Text(f"{derivation.capability.label}: ", style="bold")
    root.append_text(verdict_text(derivation.effective, glyphs))
    tree = Tree(root, guide_style=DIM)
    for step in derivation.steps():
        name = _STEP_NAMES[step.name]
        if step.name is StepName.GOVERNING_RULES and step.outcome is Outcome.PASSED:
            tree.add(Text(f"{name}: {governed_by(derivation.governing)}"))
        elif step.outcome is Outcome.DECIDED:
            line = Text(f"{name}: ")
            line.append(f"decided, {why(derivation)}", style="bold")
            branch = tree.add(line)
            for it in derivation.decided_by:
                branch.add(_evidence_line(it, glyphs.arrow))
            for it in derivation.overridden:
                branch.add(_evidence_line(it, "overridden:"))
        else:
            passed = step.outcome is Outcome.PASSED
            said = _passed(derivation, step.name) if passed else "not reached"
            tree.add(Text(f"{name}: {said}", style=DIM))
    for it in derivation.not_consulted:
        tree.add(_evidence_line(it, "not consulted:"))
    return tree


_PASSED = {
    StepName.ADMINISTRATOR: "not an administrator",
    StepName.PROJECT_OWNER_OR_LEADER: "owns and leads no project that counts",
    StepName.CONTENT_OWNER: "not the owner",
    StepName.USER_RULES: "no rule for this user",
    StepName.GROUP_RULES: "no rule of a group of this user",
    StepName.GROUP_SET_RULES: "no rule of a group set of this user",
}


def _passed(derivation: Derivation, step: StepName) -> str:
    """Say why a rung passed the question on."""
    if step is StepName.CEILING and derivation.principal is not None:
        return f"{derivation.principal.role.name} can hold {derivation.capability.label}"
    return _PASSED.get(step, "passed")


_EFFECTS = {
    Effect.ALLOW: "{} allows",
    Effect.DENY: "{} denies",
    Effect.OWNER: "{} is the owner",
    Effect.LEADER: "{} leads the project",
    Effect.SITE_ROLE: "the site role comes from {}",
    Effect.LOCK: "{} is locked",
}


def _evidence_line(evidence: Evidence, sign: str) -> Text:
    template = f" (template {evidence.template})" if evidence.template else ""
    said = _EFFECTS[evidence.effect].format(grantee_name(evidence.grantee))
    line = Text(f"{sign} {said}{template}")
    line.append(f" {places([evidence.position])}", style=DIM)
    return line


def task_ladder(result: TaskResult, glyphs: Glyphs) -> Tree:
    """Return a task with each of its requirements."""
    root = Text(f"{result.task}: ", style="bold")
    root.append_text(verdict_text(result.effective, glyphs))
    tree = Tree(root, guide_style=DIM)
    for need in result.needs:
        line = verdict_text(need.effective, glyphs)
        line.append(f" {need_why(need)}", style="default")
        tree.add(line)
    return tree
