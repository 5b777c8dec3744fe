"""What a saved answer itself says it is: held against its name, and in place of a name."""

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.exchange.rest.answers import Resource
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.reading import resources
from tableau_perm_cli.exchange.rest.reading.content_types import LISTED
from tableau_perm_cli.exchange.rest.unreadable import UnreadableAnswerError
from tableau_perm_cli.exchange.rest.unwrapping import PAGINATION

_ERROR = "error"
_BY_ELEMENT = {listed.element: listed for listed in LISTED}
_RECOGNISED_LISTS = (
    *(resources.GROUPS, resources.GROUP_SETS, resources.PROJECTS),
    *(resources.list_of(listed) for listed in LISTED if listed.kind is not Kind.TABLE),
)
"""Not users and tables: those of a group and of a database look like the site's."""


def refusal_in(root: Node) -> str | None:
    """Return what an answer refuses with, where it is an error that was saved."""
    error = root.first(_ERROR)
    if error is None:
        return None
    return f"an error is saved, {error.get('code') or 'without a code'}"


def told_request(root: Node) -> Resource:
    """Return the request that an answer is of, by what is in it.

    Raises:
        UnreadableAnswerError: it could be of several, or is of none that is asked.
    """
    tags = {child.tag for child in root.children}
    if "site" in tags:
        return resources.SITE
    for resource in _RECOGNISED_LISTS:
        if PAGINATION in tags and tags & {_container(resource), _bare(resource)}:
            return resource
    if "permissions" in tags:
        return _rules_of(root)
    group_set = root.first(resources.GROUP_SETS.element)
    if group_set is not None and group_set.get("id"):
        return resources.group_set(group_set.attributes["id"])
    if resources.USERS.path in tags:
        raise UnreadableAnswerError(
            "it may be the site's users or those of a group; name it `users` or `groups/ID/users`"
        )
    if "tables" in tags:
        raise UnreadableAnswerError(
            "it may be the site's tables or those of a database; name it `tables` or "
            "`databases/ID/tables`"
        )
    raise UnreadableAnswerError("neither its name nor what is in it says which request it answers")


def _rules_of(root: Node) -> Resource:
    permissions = root.first("permissions") or root
    for child in permissions.children:
        listed = _BY_ELEMENT.get(child.tag)
        if listed is not None and child.get("id"):
            return resources.rules_of(listed.kind, child.attributes["id"])
    raise UnreadableAnswerError(
        "it may be a project's own rules or its default rules for any type of content; name it "
        "`projects/ID/permissions` or `projects/ID/default-permissions/TYPE`"
    )


def check(root: Node, resource: Resource) -> None:
    """Check that an answer can be of a request.

    Raises:
        UnreadableAnswerError: it holds something else, or is about something else.
    """
    tags = [child.tag for child in root.children if child.tag != PAGINATION]
    held = {_container(resource), resource.element} if resource.paged else {resource.element}
    if (tags or not resource.paged) and not held & set(tags):
        found = f"`{tags[0]}`" if tags else "nothing"
        raise UnreadableAnswerError(
            f"by its name it answers `{resource.path or 'sites/ID'}`, and it holds {found}"
        )
    if resource.element == "permissions":
        _check_subject(root, resource)


def _check_subject(root: Node, resource: Resource) -> None:
    """Check that rules are of the item that the file is named for, where they tell."""
    collection, identity, *_ = resource.path.split("/")
    for child in (root.first("permissions") or root).children:
        listed = _BY_ELEMENT.get(child.tag)
        told = listed.path if listed is not None else f"{child.tag}s"
        known = listed is not None or child.tag == "project"
        if known and child.get("id") and (told, child.get("id")) != (collection, identity):
            raise UnreadableAnswerError(
                f"by its name it is about `{collection}/{identity}`, and it holds the rules of "
                f"`{told}/{child.get('id')}`"
            )


def _bare(resource: Resource) -> str | None:
    """Return the element of a list that stands in nothing else: metrics do."""
    return resource.element if resource.element == "metric" else None


def _container(resource: Resource) -> str:
    """Return the element that a list stands in."""
    if resource.element == "lens":
        return "lenses"
    return f"{resource.element}s"
