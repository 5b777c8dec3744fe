"""Runs the procedure: puts the questions to the resolver and writes the checklist."""

from collections.abc import Sequence

from tableau_perm_cli.audit.troubleshooting.actions import (
    Action,
    likeliest_action,
    questions_of,
)
from tableau_perm_cli.audit.troubleshooting.checklist import Checklist, Complaint
from tableau_perm_cli.audit.troubleshooting.components import component_steps
from tableau_perm_cli.audit.troubleshooting.finding import finding_steps
from tableau_perm_cli.audit.troubleshooting.known_errors import KnownError
from tableau_perm_cli.audit.troubleshooting.looking_at import Scene
from tableau_perm_cli.audit.troubleshooting.to_do import cause_of, to_do_steps
from tableau_perm_cli.audit.troubleshooting.who import who_steps
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Item
from tableau_perm_cli.resolve import Resolver
from tableau_perm_cli.resolve.task_result import SubjectTo


def troubleshoot(
    resolver: Resolver,
    user: str,
    item: Item,
    action: Action | None = None,
    *,
    error: KnownError | None = None,
    nodes: Sequence[str] = (),
) -> Checklist:
    """Return why a user can or cannot do something with an item, step by step.

    Args:
        resolver: of the site.
        user: a user of this site, or of another site of the declaration.
        item: what it is about.
        action: what is tried; by default what is tried most with such an item, or what the error
            comes from.
        error: what was seen.
        nodes: host names or IP addresses of the server's nodes, for the proxy check.

    Raises:
        UsageError: the action or the error does not go with such an item.
    """
    if error is not None:
        action = error.action_for(item.kind, action)
    action = action or likeliest_action(item.kind)
    graph = resolver.graph
    known = graph.user(user)
    complaint = Complaint(
        user,
        resolver.principal(known) if known else None,
        action,
        tuple((it, it.put_to(resolver, user)) for it in questions_of(graph, action, item)),
    )
    scene = Scene(resolver, item, complaint)
    browsable = resolver.browsable(user, item)
    subject_to = _subject_to(scene)
    cause = cause_of(complaint, error)
    return Checklist(
        graph.site.name,
        item.address,
        complaint,
        (
            *who_steps(scene),
            *component_steps(scene),
            *finding_steps(scene, subject_to, browsable=browsable),
            *to_do_steps(scene, error, cause, nodes),
        ),
        browsable,
        resolver.answers(user, item),
        subject_to,
        error,
        cause,
        tuple(nodes),
    )


def _subject_to(scene: Scene) -> tuple[SubjectTo, ...]:
    """Return what outside Tableau may still refuse, of every data source that is in play."""
    if scene.complaint.action is Action.PUBLISH or scene.item.kind is Kind.PROJECT:
        return ()
    return tuple(
        SubjectTo(source.address, source.external_authorization)
        for source in scene.data_sources()
        if source.external_authorization is not None
    )
