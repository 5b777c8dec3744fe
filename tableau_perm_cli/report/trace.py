"""Draws the whole way to an answer: every rung of the ladder, every need of a task."""

from rich.text import Text
from rich.tree import Tree

from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.sentences import governed_by, grantee_name, need_why, places, why
from tableau_perm_cli.report.terminal import DIM, verdict_text
from tableau_perm_cli.resolve import (
    Derivation,
    Effect,
    Evidence,
    Outcome,
    StepName,
    TaskResult,
)

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
    Effect.NOT_READ: "the rules of {} were not read",
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
