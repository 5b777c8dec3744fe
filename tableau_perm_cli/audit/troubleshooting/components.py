"""The second part: every component from the worksheet up to the topmost project, and its lock."""

from collections.abc import Iterator

from tableau_perm_cli.audit.troubleshooting.checklist import Check, Outcome, Part, Step
from tableau_perm_cli.audit.troubleshooting.looking_at import Scene, place_of
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Content, Item, Project
from tableau_perm_cli.graph import Because, Governing
from tableau_perm_cli.resolve import TASKS, Derivation, Need, Reason, Verdict
from tableau_perm_cli.resolve.task_result import NeedKind
from tableau_perm_cli.resolve.tasks import perform

_CHECKS = {
    Kind.VIEW: Check.WORKSHEET,
    Kind.WORKBOOK: Check.WORKBOOK,
    Kind.DATA_SOURCE: Check.DATA_SOURCE,
    Kind.PROJECT: Check.PROJECT,
}
_CONNECTS = frozenset({NeedKind.OWN_CONNECT, NeedKind.PUBLISHERS_CONNECT})


def component_steps(scene: Scene) -> Iterator[Step]:
    """Yield a step a component, or a requirement of one: what the action needs passes or fails.

    What it does not need and is denied is a warning.
    """
    yield from _site_settings(scene)
    for item in scene.components():
        needs = scene.needs_at(item.address)
        for need in needs:
            yield _needed(scene, item, need)
        if not needs:
            yield _beside(scene, item)


def _site_settings(scene: Scene) -> Iterator[Step]:
    for need in scene.complaint.needs:
        if need.kind is NeedKind.SITE_SETTING:
            off = need.reason is Reason.SITE_SETTING
            yield Step(
                Part.COMPONENTS,
                Check.SITE_SETTING,
                Outcome.FAILED if off else Outcome.PASSED,
                f"web authoring is {'off' if off else 'on'} on this site",
                basis=need,
                position=scene.graph.site.position,
            )


def _needed(scene: Scene, item: Item, need: Need) -> Step:
    allowed = need.effective is Verdict.ALLOWED
    return _step(scene, item, Outcome.PASSED if allowed else Outcome.FAILED, need)


def _beside(scene: Scene, item: Item) -> Step:
    """Return a component that the action asks nothing of."""
    if scene.complaint.barred() is not None:
        return _step(scene, item, Outcome.INFO, None)
    basis = _connect(scene, item) or scene.derive(item, "view")
    if basis.effective is Verdict.ALLOWED:
        return _step(scene, item, Outcome.PASSED, basis)
    # Nobody browses to a data source to open a workbook.
    elsewhere = item in scene.projects_of_sources()
    return _step(scene, item, Outcome.INFO if elsewhere else Outcome.WARNING, basis)


def _connect(scene: Scene, item: Item) -> Need | None:
    """Return the Connect through which a workbook shows the data of a data source."""
    workbook = scene.workbook()
    if item.kind is not Kind.DATA_SOURCE or workbook is None:
        return None
    result = perform(scene.resolver, scene.user, TASKS["see_data"], workbook)
    connects = [it for it in result.needs if it.kind in _CONNECTS and it.item == item.address]
    denied = [it for it in connects if it.effective is Verdict.DENIED]
    return next(iter(denied or connects), None)


def _step(scene: Scene, item: Item, outcome: Outcome, basis: Derivation | Need | None) -> Step:
    governing = scene.graph.governing(item)
    place = place_of(basis) if basis is not None else None
    if isinstance(item, Project) and outcome in {Outcome.PASSED, Outcome.INFO}:
        place = item.lock_position or item.position
    return Step(
        Part.COMPONENTS,
        _CHECKS.get(item.kind, Check.CONTENT),
        outcome,
        _state(scene, item, governing),
        item.address,
        basis,
        place or governing.position,
    )


def _state(scene: Scene, item: Item, governing: Governing) -> str:
    said = [_lock(item, governing), _rules(governing)]
    if isinstance(item, Content) and item.kind is Kind.DATA_SOURCE:
        said += _connections(scene, item)
    return "; ".join(filter(None, said))


def _lock(item: Item, governing: Governing) -> str:
    """Say whether an item is locked or customizable, and by what."""
    managing = governing.managing_project
    if isinstance(item, Project):
        own = item.lock.value.replace("_", " ")
        under = managing is not None and managing is not item
        return f"under the lock of `{managing.address}`" if under and managing else own
    if managing is not None:
        return f"locked by `{managing.address}`"
    if governing.because is Because.LOCKED_DATABASE:
        return f"locked by `{governing.governor.address}`"
    return "customizable" if governing.source.origin is not None else "in a Personal Space"


def _rules(governing: Governing) -> str:
    """Say whose rules decide, where a lock has not said it."""
    match governing.because:
        case Because.OWN_RULES:
            return "its own rules" if governing.source.origin is not None else "no rules"
        case Because.INITIAL_COPY:
            return f"still its first copy of the rules of `{governing.rules_of}`"
        case Because.TABS_SHOWN:
            return f"the rules of `{governing.governor.address}`, which shows tabs"
        case Because.LOCKED_PROJECT | Because.LOCKED_ANCESTOR | Because.LOCKED_DATABASE:
            return ""


def _connections(scene: Scene, source: Content) -> Iterator[str]:
    """Yield how the workbook signs in to the data source, and that to its database."""
    workbook = scene.workbook()
    if workbook is not None:
        ways = {
            way.authentication.value
            for way in workbook.connections
            if way.data_source == source.address
        }
        yield f"the workbook's connection: {' and '.join(sorted(ways))}"
    yield f"its own to the database: {source.authentication.value}"
    if source.external_authorization is not None:
        yield f"external authorization: {source.external_authorization}"
