"""Rule lists as the REST API tells them: grantees with the capabilities they have and lack."""

from collections.abc import Iterable, Iterator

from support.rest_server.element import Element
from support.rest_server.listed import BY_KIND
from support.rest_server.served_site import ServedSite
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Grantee, GranteeKind, Item, Project, RuleList

LEADER = "ProjectLeader"
INHERITED_LEADER = "InheritedProjectLeader"

_TAGS = {
    GranteeKind.USER: "user",
    GranteeKind.GROUP: "group",
    GranteeKind.GROUP_SET: "groupSet",
}
Modes = dict[Grantee, dict[str, str]]
"""The mode of every capability that is told of a grantee."""


def permissions_of(site: ServedSite, item: Item) -> Element:
    """Return an item's own stored rules: written, or the copy it was created with."""
    modes = _modes(site.graph.own_rules(item).rules)
    if isinstance(item, Project):
        _add_leaders(site, item, modes)
    return _element(site, item, modes)


def default_permissions_of(site: ServedSite, project: Project, kind: Kind) -> Element:
    """Return a project's stored default rules for one content type.

    Those for views are the workbooks', those for tables the databases'.
    """
    stored = Kind.DATABASE if kind is Kind.TABLE else kind
    return _element(site, project, _modes(site.graph.defaults_of(project, stored).rules))


def _modes(rules: RuleList | None) -> Modes:
    if rules is None:
        return {}
    content_type = CATALOG[rules.kind]
    modes: Modes = {}
    for rule in rules.rules:
        told = modes.setdefault(rule.grantee, {})
        told.update({each.rest_name: "Allow" for each in content_type.members(rule.allow)})
        told.update({each.rest_name: "Deny" for each in content_type.members(rule.deny)})
    return modes


def _add_leaders(site: ServedSite, project: Project, modes: Modes) -> None:
    for leader in site.graph.leaders_of(project):
        modes.setdefault(leader.grantee, {})[LEADER] = "Allow"
    for residue in project.permissions.leader_residues if project.permissions else ():
        modes.setdefault(residue.grantee, {})[LEADER] = "Deny"
    for above in site.graph.projects_above(project)[1:]:
        for leader in site.graph.leaders_of(above):
            modes.setdefault(leader.grantee, {})[INHERITED_LEADER] = "Allow"


def _element(site: ServedSite, item: Item, modes: Modes) -> Element:
    subject = Element(
        BY_KIND[item.kind].element,
        {"id": site.id_of(item), "name": site.item_name(item)},
        (site.owner_element(item),),
    )
    return Element("permissions", {}, (subject, *_grantees(site, modes)))


def _grantees(site: ServedSite, modes: Modes) -> Iterator[Element]:
    for grantee, told in modes.items():
        if told:
            yield grantee_capabilities(
                _TAGS[grantee.kind], site.ids[f"{grantee.kind.value}:{grantee.name}"], told.items()
            )


def grantee_capabilities(tag: str, identity: str, told: Iterable[tuple[str, str]]) -> Element:
    """Return what is told of one grantee."""
    return Element(
        "granteeCapabilities",
        {},
        (
            Element(tag, {"id": identity}),
            Element(
                "capabilities",
                {},
                tuple(Element("capability", {"name": name, "mode": mode}) for name, mode in told),
            ),
        ),
    )
