"""The third part: what fails first and why, or that nothing does, and what goes along with it."""

from collections.abc import Iterator

from tableau_perm_cli.audit.troubleshooting.actions import Action
from tableau_perm_cli.audit.troubleshooting.checklist import Check, Outcome, Part, Step
from tableau_perm_cli.audit.troubleshooting.looking_at import Scene, place_of
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Authentication, Project
from tableau_perm_cli.resolve import TASKS, Need, Reason, Verdict
from tableau_perm_cli.resolve.task_result import SubjectTo
from tableau_perm_cli.resolve.tasks import perform

_OPENED = {Action.SEE_DATA, Action.OPEN, Action.WEB_EDIT, Action.CONNECT}


def finding_steps(
    scene: Scene, subject_to: tuple[SubjectTo, ...], *, browsable: bool
) -> Iterator[Step]:
    """Yield what fails, in the order of the requirements, and what to know beside the verdict."""
    complaint = scene.complaint
    failing = complaint.failing
    if not failing:
        state = "the model grants everything that this needs"
        basis = complaint.answers[0][1]
        yield Step(
            Part.FINDING, Check.ALL_GRANTED, Outcome.PASSED, state, scene.item.address, basis
        )
    for number, need in enumerate(failing):
        yield _failure(need, first=number == 0)
    yield from _uncertain(complaint.deciding)
    if not failing:
        yield from _prompts(complaint.needs)
        yield from _after_publishing(scene)
    if complaint.barred() is None:
        yield from map(_subject_to, subject_to)
        if not browsable and complaint.action in _OPENED:
            yield from _not_browsable(scene)


def _failure(need: Need, *, first: bool) -> Step:
    return Step(
        Part.FINDING,
        Check.FIRST_FAILURE if first else Check.FURTHER_FAILURE,
        Outcome.FAILED,
        "this fails first" if first else "this fails too",
        need.item,
        need,
        place_of(need),
    )


def _what_is_uncertain(need: Need) -> str:
    if need.derivation is not None:
        return ", ".join(it.sentence for it in need.derivation.uncertainties)
    if need.reason is Reason.NOT_READ:
        return "what it rests on was not read"
    return "public text does not settle what this site role may do, or a part was not read"


def _uncertain(deciding: tuple[Need, ...]) -> Iterator[Step]:
    for need in deciding:
        if not need.uncertain:
            continue
        state = f"the answer is uncertain: {_what_is_uncertain(need)}"
        yield Step(
            Part.FINDING,
            Check.UNCERTAIN,
            Outcome.WARNING,
            state,
            need.item,
            need,
            place_of(need),
        )


def _prompts(needs: tuple[Need, ...]) -> Iterator[Step]:
    for need in needs:
        if need.prompts:
            state = "the user is prompted for database credentials, which have to be right"
            yield Step(Part.FINDING, Check.PROMPTS, Outcome.INFO, state, need.item, need)


_OUTSIDE = {
    "run_as_user": "the database, Active Directory or NTFS may still refuse the Run As account",
    "impersonation": "the database may still refuse the user it impersonates",
    "database": "the database may still refuse, row by row",
}


def _subject_to(found: SubjectTo) -> Step:
    said = _OUTSIDE.get(found.external_authorization, "the database may still refuse")
    state = f"subject to {found.external_authorization}: {said}"
    return Step(Part.FINDING, Check.SUBJECT_TO, Outcome.WARNING, state, found.data_source)


def _not_browsable(scene: Scene) -> Iterator[Step]:
    """Yield what hides the item, unless that fails anyhow: View on a project above it."""
    views = [scene.derive(project, "view") for project in scene.graph.projects_above(scene.item)]
    hiding = next(it for it in views if it.effective is Verdict.DENIED)
    if any(need.derivation == hiding for need in scene.complaint.failing):
        return
    yield Step(
        Part.FINDING,
        Check.NOT_BROWSABLE,
        Outcome.WARNING,
        "not found by browsing: reached only by link, search or favourites",
        hiding.item,
        hiding,
        place_of(hiding),
    )


def _after_publishing(scene: Scene) -> Iterator[Step]:
    """Yield what becomes of what is published: the publisher is its owner then."""
    if scene.complaint.action is not Action.PUBLISH:
        return
    project = scene.graph.project_of(scene.item)
    if project is not None:
        result = perform(scene.resolver, scene.user, TASKS["set_permissions_at_publish"], project)
        if result.effective is Verdict.DENIED:
            managing = scene.graph.managing_project(project) or project
            state = f"no rules can be set while publishing: `{managing.address}` is locked"
            yield _then(state, project, result.failing, Outcome.INFO)
    workbook = scene.workbook() if scene.item.kind is Kind.WORKBOOK else None
    for way, source in scene.graph.connections_of(workbook) if workbook else ():
        connect = scene.derive(source, "connect")
        embedded = way.authentication is Authentication.EMBEDDED
        if embedded and connect.effective is Verdict.DENIED:
            yield Step(
                Part.FINDING,
                Check.AFTER_PUBLISHING,
                Outcome.WARNING,
                "whoever publishes owns it, and its embedded connection then has no Connect",
                source.address,
                connect,
                place_of(connect),
            )


def _then(state: str, project: Project, need: Need | None, outcome: Outcome) -> Step:
    position = project.lock_position or project.position
    return Step(
        Part.FINDING,
        Check.AFTER_PUBLISHING,
        outcome,
        state,
        project.address,
        need,
        position,
    )
