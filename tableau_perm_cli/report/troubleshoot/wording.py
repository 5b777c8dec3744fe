"""The checklist in words: headings, what a step is called, and why it came out so."""

from tableau_perm_cli.audit.troubleshooting import Action, Check, Checklist, Part, Step
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.sentences import need_why, why
from tableau_perm_cli.resolve import Derivation, Need, TaskResult
from tableau_perm_cli.resolve.task_result import NeedKind

HEADINGS: dict[Part, str] = {
    Part.WHO: "1 Who: role, groups, effective permissions, individual rules",
    Part.COMPONENTS: "2 Every component, locked or customizable",
    Part.FINDING: "3 What fails first, and why",
    Part.TO_DO: "4 What to do",
}
_LABELS: dict[Check, str] = {
    Check.SITE_MEMBERSHIP: "Site",
    Check.SITE_ROLE: "Site role",
    Check.MEMBERSHIPS: "Groups",
    Check.EFFECTIVE_PERMISSIONS: "Effective permissions on",
    Check.USER_RULE: "Individual rules",
    Check.DEAD_RULE: "Dead rule of",
    Check.SITE_SETTING: "Site setting",
    Check.PROMPTS: "Credentials of",
    Check.SUBJECT_TO: "Outside Tableau, of",
    Check.UNCERTAIN: "Uncertain",
    Check.NOT_BROWSABLE: "Browsing",
    Check.AFTER_PUBLISHING: "After publishing",
}
_WITH_COMPONENT = frozenset(
    {
        *(Check.EFFECTIVE_PERMISSIONS, Check.USER_RULE, Check.DEAD_RULE, Check.WORKSHEET),
        *(Check.WORKBOOK, Check.DATA_SOURCE, Check.CONTENT, Check.PROJECT, Check.PROMPTS),
        *(Check.SUBJECT_TO, Check.AFTER_PUBLISHING),
    }
)
_COMPONENTS = frozenset(
    {Check.WORKSHEET, Check.WORKBOOK, Check.DATA_SOURCE, Check.CONTENT, Check.PROJECT}
)
_EXPLAINED = frozenset(
    {Check.FIRST_FAILURE, Check.FURTHER_FAILURE, Check.NOT_BROWSABLE, Check.SITE_ROLE}
)
_TRIED: dict[Action, str] = {
    Action.OPEN: "open it",
    Action.SEE_DATA: "see its data",
    Action.PUBLISH: "publish to it",
    Action.CONNECT: "connect to its data",
    Action.WEB_EDIT: "edit it on the web",
}


def tried(checklist: Checklist) -> str:
    """Return what is tried, as the rest of a sentence about the item."""
    action = checklist.complaint.action
    if action is Action.PUBLISH and checklist.item.kind is not Kind.PROJECT:
        return "publish over it"
    return _TRIED[action]


def label(step: Step) -> str:
    """Return what a step looks at; nothing where that is the component itself."""
    return _LABELS.get(step.check, "")


def component(step: Step) -> str:
    """Return the component to name beside the label, raw; nothing where the rest names it."""
    named = step.component is not None and step.check in _WITH_COMPONENT
    return str(step.component) if named else ""


def because(step: Step) -> str:
    """Return why a step came out as it did, where its state alone does not say it."""
    basis = step.basis
    if step.check in _COMPONENTS:
        return _of_component(basis)
    if step.check not in _EXPLAINED:
        return ""
    match basis:
        case Need():
            return need_why(basis)
        case Derivation():
            item = (
                f" on {visible(str(step.component))}" if step.check is Check.NOT_BROWSABLE else ""
            )
            return f"{basis.capability.label}{item}: {why(basis)}"
        case _:
            return ""


def _of_component(basis: Derivation | TaskResult | Need | None) -> str:
    """Return the capability and what decided it; the component is named already."""
    match basis:
        case Derivation():
            return f"{basis.capability.label}: {why(basis)}"
        case Need() if basis.derivation is None or basis.kind is NeedKind.PUBLISHERS_CONNECT:
            return need_why(basis)
        case Need(derivation=Derivation() as derivation):
            return _of_component(derivation)
        case _:
            return ""
