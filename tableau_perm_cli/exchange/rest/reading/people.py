"""Users, groups and group sets: from the answers' elements to what the picture tells of them."""

from collections.abc import Iterable, Iterator

from tableau_perm_cli.declaration.model import ALL_USERS
from tableau_perm_cli.exchange.picture import ToldGroup, ToldGroupSet, ToldUser
from tableau_perm_cli.exchange.rest.answers import Resource
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.reading import resources
from tableau_perm_cli.exchange.rest.reading.asking import Asking
from tableau_perm_cli.exchange.rest.reading.notebook import Notebook

_LOCAL = "local"
"""The domain of the groups that are Tableau's own."""
_ON_SIGN_IN = "onlogin"


def named(nodes: Iterable[Node], of: Resource, notebook: Notebook) -> tuple[Node, ...]:
    """Return the elements, all of which must have an id and a name."""
    found = tuple(nodes)
    if any(not node.get("id") or node.get("name") is None for node in found):
        notebook.fail(of, f"it has a `{of.element}` without an id or a name")
        return ()
    return found


def told_user(node: Node) -> ToldUser:
    """Return what an element ``user`` tells."""
    return ToldUser(
        id=node.attributes["id"],
        name=node.attributes["name"],
        site_role=node.get("siteRole") or "",
        domain=_domain(node),
        full_name=node.get("fullName") or None,
        email=node.get("email") or None,
    )


def _domain(node: Node) -> str | None:
    domain = node.first("domain")
    return (domain.get("name") or None) if domain is not None else None


def _is_all_users(group: Node) -> bool:
    return group.get("name") == ALL_USERS and _domain(group) in {None, _LOCAL}


def needs_members(group: Node) -> bool:
    """Whether a group's users are asked for: not of All Users, nor where there are none."""
    return not _is_all_users(group) and group.get("userCount") != "0"


def told_groups(groups: Iterable[Node], asked: Asking, notebook: Notebook) -> Iterator[ToldGroup]:
    """Yield the groups with the ids of their members."""
    for group in groups:
        members: tuple[str, ...] = ()
        if needs_members(group):
            of = resources.members_of(group.attributes["id"])
            users = asked.whole(of)
            if any(not user.get("id") for user in users):
                notebook.fail(of, "it has a `user` without an id")
            members = tuple(user.get("id") or "" for user in users)
        yield told_group(group, members)


def told_group(node: Node, members: tuple[str, ...]) -> ToldGroup:
    """Return what an element ``group`` tells, with the ids of its members."""
    brought = node.first("import")
    of_import = brought.attributes if brought is not None else {}
    licence_mode = of_import.get("grantLicenseMode") or node.get("grantLicenseMode") or ""
    return ToldGroup(
        id=node.attributes["id"],
        name=node.attributes["name"],
        members=members,
        domain=_domain(node) or of_import.get("domainName"),
        minimum_site_role=of_import.get("siteRole") or node.get("minimumSiteRole") or None,
        grant_on_sign_in=licence_mode.casefold() == _ON_SIGN_IN,
    )


def needs_groups(group_set: Node) -> bool:
    """Whether a group set's groups are asked for: where the list does not tell all of them."""
    count = group_set.get("groupCount")
    return count is None or count != str(len(_group_nodes(group_set)))


def told_group_sets(
    group_sets: Iterable[Node], asked: Asking, notebook: Notebook
) -> Iterator[ToldGroupSet]:
    """Yield the group sets with the ids of their groups."""
    for listed in group_sets:
        identity, name = listed.attributes["id"], listed.attributes["name"]
        source = listed
        if needs_groups(listed):
            of = resources.group_set(identity)
            source = next(iter(asked.whole(of)), listed)
            if source is not listed and source.get("groupCount") and needs_groups(source):
                notebook.fail(of, "it tells fewer groups than it counts")
        yield ToldGroupSet(
            identity, name, tuple(group.get("id") or "" for group in _group_nodes(source))
        )


def _group_nodes(group_set: Node) -> tuple[Node, ...]:
    inside = group_set.first("groups") or group_set
    return tuple(group for group in inside.all("group") if group.get("id"))
