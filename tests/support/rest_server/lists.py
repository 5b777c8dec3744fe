"""The lists of a site: an element for every user, group, project and item of content."""

from collections.abc import Iterator

from support.rest_server.element import Element
from support.rest_server.listed import BY_KIND
from support.rest_server.served_site import ADMINISTRATOR, ServedSite
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Content, Group, Item, Lock, Project

_LOCKS = {
    Lock.CUSTOMIZABLE: "ManagedByOwner",
    Lock.LOCKED: "LockedToProjectWithoutNested",
    Lock.LOCKED_INCLUDING_NESTED: "LockedToProject",
}
_WHEN = {"createdAt": "2024-02-14T04:42:09Z", "updatedAt": "2025-02-04T06:39:20Z"}


def elements_of(site: ServedSite, collection: str) -> tuple[Element, ...]:
    """Return every element of one list, with all its fields; made once."""
    if collection not in site.lists:
        site.lists[collection] = _elements_of(site, collection)
    return site.lists[collection]


def _elements_of(site: ServedSite, collection: str) -> tuple[Element, ...]:
    match collection:
        case "users":
            return (administrator(site), *(user_element(site, name) for name in site.site.users))
        case "groups":
            return tuple(_group(site, group) for group in site.site.groups.values())
        case "groupsets":
            return tuple(group_set(site, name) for name in site.site.group_sets)
        case _:
            kinds = {listed.name: kind for kind, listed in BY_KIND.items()}
            return tuple(
                item_element(site, item)
                for item in site.site.items()
                if item.kind is kinds[collection]
            )


# People


def administrator(site: ServedSite) -> Element:
    """Return the user who signs in: an administrator whom no declaration names."""
    if ADMINISTRATOR in site.site.users:
        raise ValueError("this name is the server's own administrator")
    return _user(site, ADMINISTRATOR, "ServerAdministrator", "Server Admin", "")


def user_element(site: ServedSite, name: str) -> Element:
    """Return one user, with all fields."""
    if name == ADMINISTRATOR:
        return administrator(site)
    user = site.site.users[name]
    return _user(site, name, user.role.rest_name, user.full_name or name, user.email or "")


def _user(site: ServedSite, name: str, role: str, full_name: str, email: str) -> Element:
    address = f"user:{name}"
    return Element(
        "user",
        {
            "id": site.ids[address],
            "name": site.name_of(address, name),
            "siteRole": role,
            "fullName": full_name,
            "email": email,
            "authSetting": "ServerDefault",
            "lastLogin": "2025-02-04T06:39:20Z",
            "externalAuthUserId": "",
        },
        (Element("domain", {"name": site.domain_of(address)}),),
    )


def _group(site: ServedSite, group: Group) -> Element:
    address = f"group:{group.name}"
    domain = site.domain_of(address, group.domain)
    minimum = group.minimum_site_role
    imported = (
        ()
        if minimum is None
        else (
            Element(
                "import",
                {
                    "domainName": domain,
                    "siteRole": minimum.rest_name,
                    **({"grantLicenseMode": "onLogin"} if group.grant_on_sign_in else {}),
                },
            ),
        )
    )
    return Element(
        "group",
        {
            "id": site.ids[address],
            "name": site.name_of(address, group.name),
            "userCount": str(len(site.members_of(group.name))),
        },
        (Element("domain", {"name": domain}), *imported),
    )


def group_set(site: ServedSite, name: str) -> Element:
    """Return a group set with its groups."""
    address = f"group_set:{name}"
    groups = site.site.group_sets[name].groups
    return Element(
        "groupSet",
        {
            "id": site.ids[address],
            "name": site.name_of(address, name),
            "groupCount": str(len(groups)),
        },
        tuple(
            Element(
                "group",
                {"id": site.ids[f"group:{group}"], "name": site.name_of(f"group:{group}", group)},
            )
            for group in groups
        ),
    )


# Projects and content


def item_element(site: ServedSite, item: Item) -> Element:
    """Return a project, or an item of content, as its list has it."""
    if isinstance(item, Project):
        return _project(site, item)
    own = {"id": site.id_of(item), "name": site.item_name(item)}
    return Element(
        BY_KIND[item.kind].element,
        {**own, **dict(_attributes(site, item))},
        tuple(_children(site, item)),
    )


def _project(site: ServedSite, project: Project) -> Element:
    above = site.graph.parent(project)
    managing = site.graph.managing_project(project)
    parent = {} if above is None else {"parentProjectId": site.id_of(above)}
    controlling = (
        {}
        if managing is None or managing.lock is not Lock.LOCKED_INCLUDING_NESTED
        else {"controllingPermissionsProjectId": site.id_of(managing)}
    )
    return Element(
        "project",
        {
            "id": site.id_of(project),
            "name": site.item_name(project),
            "description": "",
            **parent,
            "topLevelProject": "true" if above is None else "false",
            "writeable": "true",
            "contentPermissions": _LOCKS[project.lock],
            **controlling,
            **_WHEN,
        },
        (site.owner_element(project),),
    )


def _attributes(site: ServedSite, item: Content) -> Iterator[tuple[str, str]]:
    match item.kind:
        case Kind.WORKBOOK:
            yield "description", ""
            yield "contentUrl", site.id_of(item)[:8]
            yield "showTabs", "true" if item.tabs_shown else "false"
            yield "size", "1"
            yield from _WHEN.items()
        case Kind.VIEW:
            yield "contentUrl", f"{site.id_of(item)[:8]}/sheets/{site.id_of(item)[9:13]}"
            yield from _WHEN.items()
            yield "viewUrlName", site.id_of(item)[9:13]
        case Kind.DATA_SOURCE:
            yield "contentUrl", site.id_of(item)[:8]
            yield "type", "postgres"
            yield from _WHEN.items()
            yield "hasExtracts", "false"
            yield "isCertified", "false"
        case Kind.FLOW:
            yield "fileType", "tflx"
            yield from _WHEN.items()
        case Kind.VIRTUAL_CONNECTION:
            yield from _WHEN.items()
            yield "hasExtracts", "false"
            yield "isCertified", "false"
        case Kind.METRIC:
            yield from _WHEN.items()
            yield "suspended", "false"
        case Kind.DATABASE:
            yield "connectionType", "postgres"
            yield "isEmbedded", "false"
            yield "isCertified", "false"
            yield "type", "DatabaseServer"
            yield "hostName", "db.example.edu"
            yield "port", "5432"
            yield "contentPermissions", "LockedToDatabase" if item.locked else "ManagedByOwner"
        case Kind.TABLE:
            yield "isEmbedded", "false"
            yield "isCertified", "false"
            yield "schema", "public"
        case _:
            return


def _children(site: ServedSite, item: Content) -> Iterator[Element]:
    match item.kind:
        case Kind.VIEW:
            workbook = site.graph.parent(item)
            yield Element("workbook", {"id": site.id_of(workbook)})
            yield site.owner_element(item)
            yield from site.place_elements(item)
            yield Element("tags")
        case Kind.DATABASE:
            yield Element("site", {"id": site.id})
            yield from site.place_elements(item)
            if item.owner is not None:  # nobody owns an external asset: somebody answers for it
                yield Element("contact", site.owner_element(item).attributes)
        case Kind.TABLE:
            database = site.graph.parent(item)
            yield Element("site", {"id": site.id})
            if site.tables_tell_database:
                yield Element(
                    "location",
                    {
                        "id": site.id_of(database),
                        "type": "Database",
                        "name": site.item_name(database),
                    },
                )
        case _:
            yield from site.place_elements(item)
            yield site.owner_element(item)
            yield Element("tags")
