"""Changes of items: who owns them, how workbooks show and connect, what is published."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.changes.amend import with_added, with_content, with_item
from tableau_perm_cli.audit.changes.change import ChangeError, Played, unchanged
from tableau_perm_cli.audit.changes.looking_up import (
    content_at,
    find_item,
    in_personal_space,
    item_at,
    project_at,
    user_of,
)
from tableau_perm_cli.audit.changes.standing import (
    graph_around,
    refusal,
    refusal_of_publishing,
    resolver_around,
)
from tableau_perm_cli.catalog import CATALOG, Kind, RoleClass
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.expected import one_of
from tableau_perm_cli.declaration.model import (
    CONTENT_KINDS,
    Authentication,
    Content,
    Item,
    Ownership,
    Project,
    Site,
)

PUBLISHED_KINDS: tuple[Kind, ...] = tuple(it for it in CONTENT_KINDS if it is not Kind.DATABASE)
"""What people publish to a project, and over what is there."""

_WHOLES = {Kind.VIEW: "workbook", Kind.TABLE: "database"}


@dataclass(frozen=True, slots=True)
class SetOwner:
    """A project or an item of content passes to another owner."""

    item: Address
    user: str

    @property
    def summary(self) -> str:
        """What is done."""
        return f"make `{self.user}` the owner of `{self.item}`"

    def play(self, site: Site) -> Played:
        """Return the site as it would be.

        Raises:
            ChangeError: there is no such item or user; the item has no owner of its own; or the
                user cannot receive it.
        """
        item = item_at(site, self.item)
        _check_owned(site, item)
        user_of(site, self.user)
        if item.owner and item.owner.user == self.user:
            return unchanged(site, f"`{self.user}` owns `{self.item}` already")
        self._check_receiver(site, item)
        after = with_owner(site, item, self.user)
        return Played(after, tuple(_owner_notes(after, item, self.user)))

    def _check_receiver(self, site: Site, item: Item) -> None:
        """See that the user can receive the item (semantics section 5, ``change_owner``)."""
        principal = resolver_around(site, self.user, item).principal(site.users[self.user])
        role = principal.role
        if role.role_class in {RoleClass.GUEST, RoleClass.UNLICENSED}:
            raise ChangeError(
                f"`{self.user}` is {role.name} and cannot own anything",
                help="name a user with another site role",
            )
        if isinstance(item, Project) and not role.may_publish:
            raise ChangeError(
                f"`{self.user}` is {role.name} and cannot own a project",
                help="name a Creator, an Explorer (can publish) or an administrator",
            )


def _check_owned(site: Site, item: Item) -> None:
    whole = _WHOLES.get(item.kind)
    if whole is not None:
        raise ChangeError(
            f"the owner of `{item.address}` is that of its {whole}",
            help=f"change the owner of the {whole}",
        )
    if in_personal_space(site, item):
        raise ChangeError(
            f"`{item.address}` is in a Personal Space, which belongs to one user",
            help="publish it to a project first",
        )


def with_owner(site: Site, item: Item, user: str) -> Site:
    """Return the site with another owner of an item."""
    return with_item(
        site, item.address, lambda it: replace(it, owner=Ownership(user, it.position))
    )


def _owner_notes(after: Site, item: Item, user: str) -> Iterator[str]:
    if item.owner is not None:
        yield (
            f"`{item.owner.user}` owns `{item.address}` no longer, and falls back to the rules "
            "or to being in charge of a project"
        )
    changed = find_item(after, item.address)
    if isinstance(changed, Content):
        yield from _embedded_notes(after, changed, user)


def _embedded_notes(site: Site, workbook: Content, owner: str) -> Iterator[str]:
    """Yield the data sources that a workbook does not show any more.

    Embedded is "through the publisher's Connect" (semantics section 5, ``see_data``).
    """
    for connection in workbook.connections:
        if connection.authentication is not Authentication.EMBEDDED:
            continue
        data_source = find_item(site, connection.data_source)
        if data_source is None:
            continue
        reason = refusal(site, owner, "connect", data_source)
        if reason is not None:
            yield (
                f"`{workbook.address}` shows nobody the data of `{data_source.address}`: its "
                f"owner `{owner}` cannot connect ({reason.value})"
            )


@dataclass(frozen=True, slots=True)
class SetTabs:
    """A workbook shows its sheets as tabs, or hides them."""

    workbook: Address
    shown: bool

    @property
    def summary(self) -> str:
        """What is done."""
        return f"{'show' if self.shown else 'hide'} the tabs of `{self.workbook}`"

    def play(self, site: Site) -> Played:
        """Return the site as it would be.

        Raises:
            ChangeError: there is no such workbook.
        """
        workbook = _workbook_at(site, self.workbook)
        if workbook.tabs_shown == self.shown:
            word = "shown" if self.shown else "hidden"
            return unchanged(site, f"the tabs of `{self.workbook}` are {word} already")
        after = with_content(
            site, self.workbook, lambda item: replace(item, tabs_shown=self.shown)
        )
        return Played(after, tuple(self._notes(site, workbook)))

    def _notes(self, site: Site, workbook: Content) -> Iterator[str]:
        if in_personal_space(site, workbook):
            return
        managing = graph_around(site, workbook).governing(workbook).managing_project
        if managing is not None:
            yield f"`{managing.address}` is locked, and decides about the views whatever the tabs"
            return
        for view in workbook.parts:
            if view.permissions is not None:
                verb = "decide no longer" if self.shown else "decide again"
                yield f"the own rules of `{view.address}` {verb}"


def _workbook_at(site: Site, address: Address) -> Content:
    content = content_at(site, address)
    if content.kind is not Kind.WORKBOOK:
        raise ChangeError(f"`{address}` is not a workbook", help="name a workbook")
    return content


@dataclass(frozen=True, slots=True)
class SetAuthentication:
    """A workbook signs in to a data source with embedded credentials, or prompts."""

    workbook: Address
    data_source: Address
    how: Authentication

    @property
    def summary(self) -> str:
        """What is done."""
        what = "embed the credentials" if self.how is Authentication.EMBEDDED else "prompt"
        return f"{what} where `{self.workbook}` connects to `{self.data_source}`"

    def play(self, site: Site) -> Played:
        """Return the site as it would be.

        Raises:
            ChangeError: there is no such workbook, or it does not connect to the data source.
        """
        workbook = _workbook_at(site, self.workbook)
        ways = [it for it in workbook.connections if it.data_source == self.data_source]
        if not ways:
            known = sorted({f"`{it.data_source}`" for it in workbook.connections})
            raise ChangeError(
                f"`{self.workbook}` does not connect to `{self.data_source}`",
                help=f"it connects to {', '.join(known) or 'no published data source'}",
            )
        if all(way.authentication is self.how for way in ways):
            return unchanged(
                site, f"`{self.workbook}` connects by {self.how.value} authentication already"
            )
        connections = tuple(
            replace(it, authentication=self.how) if it in ways else it
            for it in workbook.connections
        )
        after = with_content(
            site, self.workbook, lambda item: replace(item, connections=connections)
        )
        return Played(after, tuple(self._notes(after, workbook)))

    def _notes(self, after: Site, workbook: Content) -> Iterator[str]:
        if self.how is Authentication.EMBEDDED and workbook.owner is not None:
            changed = content_at(after, workbook.address)
            one = tuple(it for it in changed.connections if it.data_source == self.data_source)
            narrowed = replace(changed, connections=one[:1])
            yield from _embedded_notes(after, narrowed, workbook.owner.user)


@dataclass(frozen=True, slots=True)
class Publish:
    """A user publishes something new to a project."""

    user: str
    project: Address
    name: str
    kind: Kind = Kind.WORKBOOK

    @property
    def summary(self) -> str:
        """What is done."""
        label = CATALOG[self.kind].label.lower()
        return f"let `{self.user}` publish {label} `{self.name}` to `{self.project}`"

    def play(self, site: Site) -> Played:
        """Return the site as it would be: "the publisher becomes the owner".

        What is published "starts with the copy" (semantics section 4). The model is that of
        2020.1 and later, in which nothing of the copy is turned.

        Raises:
            ChangeError: there is no such user or project; the name is empty or taken; it is
                nothing that is published; or the user may not publish there.
        """
        user_of(site, self.user)
        project = project_at(site, self.project)
        address = project.address.child(self.kind, self.name)
        _check_published(self.kind)
        if not self.name.strip():
            raise ChangeError("what is published needs a name", help="give it one")
        if find_item(site, address) is not None:
            raise ChangeError(
                f"`{address}` is there already",
                help=f"overwrite it, as in `--overwrite {self.user} {address}`, or choose another "
                "name",
            )
        reason = refusal_of_publishing(site, self.user, project)
        if reason is not None:
            raise _cannot_publish(self.user, project, reason.value)
        content = Content(
            address,
            project.position,
            Ownership(self.user, project.position),
            tabs_shown=self.kind is Kind.WORKBOOK,
        )
        after = with_added(site, project.address, content)
        return Played(after, tuple(self._notes(after, content)))

    def _notes(self, after: Site, content: Content) -> Iterator[str]:
        managing = graph_around(after, content).governing(content).managing_project
        if managing is not None:
            yield (
                f"`{managing.address}` is locked: no rules can be set when `{content.address}` is "
                "published"
            )
        else:
            yield f"`{content.address}` starts with a copy of the rules of `{self.project}`"


def _check_published(kind: Kind) -> None:
    if kind not in PUBLISHED_KINDS:
        raise ChangeError(
            f"a {CATALOG[kind].label.lower()} is not published to a project",
            help=f"what is published is a {one_of([it.value for it in PUBLISHED_KINDS])}",
        )


def _cannot_publish(user: str, project: Project, reason: str) -> ChangeError:
    return ChangeError(
        f"`{user}` may not publish to `{project.address}` ({reason})",
        help=f"`tableau-perm why-not {user} publish {project.address}` says what would help",
    )


@dataclass(frozen=True, slots=True)
class Overwrite:
    """A user publishes over what is there."""

    user: str
    item: Address

    @property
    def summary(self) -> str:
        """What is done."""
        return f"let `{self.user}` overwrite `{self.item}`"

    def play(self, site: Site) -> Played:
        """Return the site as it would be.

        "Overwriting makes the publisher the owner; the old owner falls back to rules" (semantics
        section 4). It needs Overwrite, and Publish on the project (section 5, ``save_over``).

        Raises:
            ChangeError: there is no such user or item; it is nothing that is overwritten; or the
                user may not.
        """
        user_of(site, self.user)
        item = content_at(site, self.item)
        _check_overwritten(item)
        reason = refusal(site, self.user, "overwrite", item)
        if reason is not None:
            raise ChangeError(
                f"`{self.user}` may not overwrite `{self.item}` ({reason.value})",
                help=f"`tableau-perm why-not {self.user} overwrite {self.item}` says what would "
                "help",
            )
        if not in_personal_space(site, item):
            project = graph_around(site, item).project_of(item)
            if project is not None:
                denied = refusal_of_publishing(site, self.user, project)
                if denied is not None:
                    raise _cannot_publish(self.user, project, denied.value)
        owner = item.owner.user if item.owner else None
        if owner == self.user or in_personal_space(site, item):
            return unchanged(site, f"`{self.user}` owns `{self.item}` already, and keeps it")
        after = with_owner(site, item, self.user)
        return Played(after, tuple(_owner_notes(after, item, self.user)))


def _check_overwritten(item: Content) -> None:
    if item.kind in _WHOLES:
        whole = _WHOLES[item.kind]
        raise ChangeError(
            f"`{item.address}` is published with its {whole}", help=f"overwrite the {whole}"
        )
    _check_published(item.kind)
