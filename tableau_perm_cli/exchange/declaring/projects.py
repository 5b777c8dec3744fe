"""The rules of a project as they are declared, a lock considered that stands above it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.editing.rendering import Plain
from tableau_perm_cli.declaration.model import Grantee, Lock, list_key
from tableau_perm_cli.declaration.words import LOCKS
from tableau_perm_cli.exchange.declaring.people import People
from tableau_perm_cli.exchange.declaring.reasons import UNKNOWN_LOCK
from tableau_perm_cli.exchange.declaring.rules import LIST_KINDS, Grants, leaders_in
from tableau_perm_cli.exchange.picture import Mode, ToldProject


@dataclass(frozen=True, slots=True)
class ProjectRules:
    """What is declared of the rules of one project."""

    permissions: Mapping[str, Plain] | None
    """None: left out, since a lock above makes it what the project above has."""
    not_read: Mapping[str, str]
    """The rule lists that were not read, in the order of the format."""
    misled: tuple[Grantee, ...] = ()
    """The group sets that are told to lead the project, which a group set cannot."""


def lock_of(project: ToldProject) -> Lock | None:
    """Return the lock of a project; None where it is not known."""
    told = project.content_permissions
    return None if told is None else LOCKS.find(told)


def gaps_of(project: ToldProject) -> dict[str, str]:
    """Return what but the rule lists is not known of a project."""
    gaps = {
        part: project.not_read[part]
        for part in ("owner", "content_permissions")
        if part in project.not_read
    }
    if lock_of(project) is None and project.content_permissions is not None:
        gaps["content_permissions"] = UNKNOWN_LOCK
    return gaps


def rules_of(project: ToldProject, managing: ToldProject | None, people: People) -> ProjectRules:
    """Return what is declared of the rules of a project.

    Args:
        project: the project.
        managing: the outermost project above it whose lock includes nested projects, if any.
        people: how everybody is called.
    """
    unread = _unread(project)
    skipped = [
        kind for kind in LIST_KINDS if kind not in project.lists and list_key(kind) not in unread
    ]
    own = project.lists.get(Kind.PROJECT, ())
    if len(skipped) == len(LIST_KINDS):
        return ProjectRules(None, {})
    if not skipped or managing is None:
        return _written(project, project, unread, people)
    # What a lock above makes ineffective was not asked for: the rules are the managing project's,
    # and are left out. They have to be written where the project has leaders of its own.
    leads = any(mode is Mode.ALLOW for _, mode in leaders_in(own, people))
    if not leads and not unread:
        return ProjectRules(None, {})
    return _written(project, managing, {**_unread(managing), **unread}, people)


def _written(
    project: ToldProject, ruled_by: ToldProject, unread: Mapping[str, str], people: People
) -> ProjectRules:
    """Return the lists of one project with the leaders of another."""
    grants = Grants(people)
    for kind in LIST_KINDS:
        if list_key(kind) not in unread:
            grants.add(kind, ruled_by.lists.get(kind, ()))
    grants.add_leaders(project.lists.get(Kind.PROJECT, ()))
    ordered = {key: unread[key] for key in map(list_key, LIST_KINDS) if key in unread}
    return ProjectRules(grants.value(), ordered, tuple(grants.misled))


def _unread(project: ToldProject) -> dict[str, str]:
    return {
        key: project.not_read[key] for key in map(list_key, LIST_KINDS) if key in project.not_read
    }
