"""From a request to its reply: the resources of the REST API, each one function."""

from collections.abc import Callable
from dataclasses import dataclass

from support.rest_server.element import Element
from support.rest_server.exchange import RefusedError, Reply, Request, answered, refused
from support.rest_server.listed import BY_KIND, COLLECTIONS, DEFAULT_PERMISSIONS, Collection
from support.rest_server.lists import elements_of, group_set, item_element, user_element
from support.rest_server.paging import page_of
from support.rest_server.permissions import default_permissions_of, permissions_of
from support.rest_server.served_site import ADMINISTRATOR, ServedSite
from support.rest_server.sessions import Sessions
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Content, Project

Listing = Callable[[tuple[Element, ...]], tuple[Element, ...]]
"""What becomes of a whole list before a page of it is cut."""


@dataclass
class Answering:
    """Everything a server answers by."""

    sessions: Sessions
    api_version: tuple[int, int]
    largest_page: int
    lists_all_sites: bool
    """Whether who signs in may list the sites: a server administrator may."""
    group_sets_tell_groups: bool = True
    """Whether the list of group sets has their groups; each by its id has them always."""

    def answer(self, request: Request, listing: Listing) -> Reply:
        """Return the reply to a request, an error of the REST API included."""
        try:
            return self._answer(request, listing)
        except RefusedError as error:
            return refused(request, error.code, error.summary, error.detail)

    def _answer(self, request: Request, listing: Listing) -> Reply:
        if request.version > self.api_version:
            raise _not_found("API version", ".".join(map(str, request.version)))
        if request.place == "serverinfo":
            return answered(request, self._server_info())
        if request.place == "auth/signin":
            return answered(request, self.sessions.sign_in(request))
        site = self.sessions.site_of(request)
        if site is None:
            raise RefusedError(
                "401002", "Unauthorized Access", "Invalid authentication credentials were provided"
            )
        match request.method, request.place:
            case "POST", "auth/signout":
                self.sessions.sign_out(request)
                return Reply(204, b"")
            case "POST", "auth/switchsite":
                return answered(request, self.sessions.switch_site(request))
            case "GET", "sites":
                return answered(request, *self._sites(request, listing))
            case "GET", _:
                return answered(request, *self._below(site, request, listing))
        raise RefusedError("405000", "Invalid Request Method", f"{request.method} is not allowed")

    def _server_info(self) -> Element:
        version = ".".join(map(str, self.api_version))
        return Element(
            "serverInfo",
            {},
            (
                Element("productVersion", {"build": "20244.24.1010.1014"}, text="2024.2.4"),
                Element("restApiVersion", text=version),
            ),
        )

    def _sites(self, request: Request, listing: Listing) -> tuple[Element, ...]:
        if not self.lists_all_sites:
            raise RefusedError("403004", "Forbidden", "Only server administrators list sites.")
        sites = tuple(_site(site) for site in self.sessions.sites.values())
        return page_of(listing(sites), request.query, "sites", self.largest_page)

    def _below(self, site: ServedSite, request: Request, listing: Listing) -> tuple[Element, ...]:
        if request.site_id is None:
            raise _not_found("Resource", request.path)
        if request.site_id != site.id:
            raise RefusedError("403004", "Forbidden", "The session is of another site.")
        if request.place == "site":
            return (_site(site),)
        collection = COLLECTIONS.get(request.place.partition("/")[0])
        if collection is None or not collection.serves(request.version):
            raise _not_found("Resource", request.place)
        listed = self._listed(site, collection, request)
        if listed is None:
            return (_told(site, collection, request),)
        container, elements = listed
        return page_of(listing(elements), request.query, container, self.largest_page)

    def _listed(
        self, site: ServedSite, collection: Collection, request: Request
    ) -> tuple[str, tuple[Element, ...]] | None:
        """Return the list that is asked for, with its container's tag; None if none is."""
        match request.place.split("/")[1:]:
            case []:
                return collection.container, self._whole_list(site, collection, request)
            case [identity, "users"] if collection.name == "groups":
                return "users", _members(site, identity)
            case [identity, "tables"] if collection.name == "databases":
                return "tables", _tables(site, collection, identity)
            case _:
                return None

    def _whole_list(
        self, site: ServedSite, collection: Collection, request: Request
    ) -> tuple[Element, ...]:
        elements = elements_of(site, collection.name)
        local = request.query.get("resultlevel") == "local" or not self.group_sets_tell_groups
        if collection.named_only or (collection.name == "groupsets" and local):
            return tuple(element.holding() for element in elements)
        return elements


def _told(site: ServedSite, collection: Collection, request: Request) -> Element:
    """Return the one thing that is asked for."""
    match request.place.split("/")[1:]:
        case [identity]:
            if request.version < collection.item_since:
                raise _not_found("Resource", request.place)
            return _one(site, collection, identity)
        case [identity, "permissions"]:
            return _permissions(site, collection, identity, request)
        case [identity, "default-permissions", word] if collection.name == "projects":
            return _defaults(site, identity, word, request)
        case [identity, "connections"] if collection.has_connections:
            item = _item(site, collection, identity)
            return Element("connections", {}, site.connection_elements(item))
    raise _not_found("Resource", request.place)


def _site(site: ServedSite) -> Element:
    def said(value: bool) -> str:  # noqa: FBT001 - the one thing it is about
        return "true" if value else "false"

    settings = site.site.settings
    return Element(
        "site",
        {
            "id": site.id,
            "name": site.name_of(f"site:{site.site.name}", site.site.name),
            "contentUrl": site.content_url,
            "adminMode": "ContentAndUsers",
            "state": "Active",
            "guestAccessEnabled": said(settings.guest_access),
            "authoringEnabled": said(settings.web_authoring),
            "flowsEnabled": "true",
            "catalogingEnabled": "true",
            "derivedPermissionsEnabled": "false",
            "commentingEnabled": "true",
        },
    )


def _one(site: ServedSite, collection: Collection, identity: str) -> Element:
    """Return one thing by its id; the REST API has no such request for a project or a group."""
    address = site.addresses.get(identity, "")
    if collection.name == "groupsets" and address.startswith("group_set:"):
        return group_set(site, address.partition(":")[2])
    if collection.name == "users" and address.startswith("user:"):
        return user_element(site, address.partition(":")[2])
    if collection.kind is None or collection.name == "projects":
        raise RefusedError("405000", "Invalid Request Method", "GET is not allowed")
    return item_element(site, _item(site, collection, identity))


def _members(site: ServedSite, identity: str) -> tuple[Element, ...]:
    address = site.addresses.get(identity, "")
    if not address.startswith("group:"):
        raise _not_found("Group", identity)
    names = site.members_of(address.partition(":")[2])
    return tuple(user_element(site, name) for name in names if _is_user(site, name))


def _tables(site: ServedSite, databases: Collection, identity: str) -> tuple[Element, ...]:
    database = _item(site, databases, identity)
    return tuple(
        item_element(site, item)
        for item in site.site.items()
        if item.kind is Kind.TABLE and site.graph.parent(item) is database
    )


def _is_user(site: ServedSite, name: str) -> bool:
    return name == ADMINISTRATOR or name in site.site.users


def _item(site: ServedSite, collection: Collection, identity: str) -> Project | Content:
    item = site.items.get(identity)
    if item is None or BY_KIND.get(item.kind) is not collection:
        raise _not_found(collection.element.capitalize(), identity)
    return item


def _permissions(
    site: ServedSite, collection: Collection, identity: str, request: Request
) -> Element:
    if collection.kind is None or request.version < collection.permissions_since:
        raise _not_found("Resource", request.place)
    return permissions_of(site, _item(site, collection, identity))


def _defaults(site: ServedSite, identity: str, word: str, request: Request) -> Element:
    defaults = DEFAULT_PERMISSIONS.get(word)
    if defaults is None or not defaults.serves(request.version):
        raise _not_found("Resource", request.place)
    project = _item(site, COLLECTIONS["projects"], identity)
    if not isinstance(project, Project):
        raise _not_found("Project", identity)
    return default_permissions_of(site, project, defaults.kind)


def _not_found(what: str, which: str) -> RefusedError:
    return RefusedError("404000", "Resource Not Found", f"{what} '{which}' could not be found.")
