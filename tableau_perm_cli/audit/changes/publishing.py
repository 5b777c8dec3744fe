"""Changes that come with publishing: something new, or over what is there."""

from collections.abc import Iterator
from dataclasses import dataclass

from tableau_perm_cli.audit.changes.amend import with_added
from tableau_perm_cli.audit.changes.change import ChangeError, Played, unchanged
from tableau_perm_cli.audit.changes.items import WHOLES, owner_notes, with_owner
from tableau_perm_cli.audit.changes.looking_up import (
    content_at,
    find_item,
    in_personal_space,
    project_at,
    user_of,
)
from tableau_perm_cli.audit.changes.standing import (
    graph_around,
    refusal,
    refusal_of_publishing,
)
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.expected import one_of
from tableau_perm_cli.declaration.model import CONTENT_KINDS, Content, Ownership, Project, Site

PUBLISHED_KINDS: tuple[Kind, ...] = tuple(it for it in CONTENT_KINDS if it is not Kind.DATABASE)
"""What people publish to a project, and over what is there."""


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
        return Played(after, tuple(owner_notes(after, item, self.user)))


def _check_overwritten(item: Content) -> None:
    if item.kind in WHOLES:
        whole = WHOLES[item.kind]
        raise ChangeError(
            f"`{item.address}` is published with its {whole}", help=f"overwrite the {whole}"
        )
    _check_published(item.kind)
