"""Changes of items: who owns them, and how workbooks show their sheets and connect."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.changes.amend import with_content, with_item, without_gap
from tableau_perm_cli.audit.changes.change import ChangeError, Played, unchanged
from tableau_perm_cli.audit.changes.looking_up import (
    content_at,
    find_item,
    in_personal_space,
    item_at,
    user_of,
)
from tableau_perm_cli.audit.changes.standing import (
    graph_around,
    refusal,
    resolver_around,
)
from tableau_perm_cli.catalog import Kind, RoleClass
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    Authentication,
    Content,
    Item,
    Ownership,
    Project,
    Site,
)

WHOLES = {Kind.VIEW: "workbook", Kind.TABLE: "database"}
"""What has no owner of its own, and what it is part of."""


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
        return Played(after, tuple(owner_notes(after, item, self.user)))

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
    whole = WHOLES.get(item.kind)
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

    def owned(it: Item) -> Item:
        return replace(without_gap(it, "owner"), owner=Ownership(user, it.position))

    return with_item(site, item.address, owned)


def owner_notes(after: Site, item: Item, user: str) -> Iterator[str]:
    """Yield what another owner brings with it: who falls back to rules, what is not shown."""
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
