"""How the answer of a cell comes about, asked of the resolver for the few that are shown."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from tableau_perm_cli.audit.expectations.findings import RawCell
from tableau_perm_cli.audit.expectations.outcome import Evidence, FailedCell, PossibleUser
from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.catalog.site_roles import RoleReading
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    Content,
    Declaration,
    Item,
    Ownership,
    PersonalSpace,
    Project,
    Site,
    User,
)
from tableau_perm_cli.resolve import Resolver, Task, Verdict, open_site
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.excerpt import open_excerpt
from tableau_perm_cli.resolve.tasks import perform

_FEW_ITEMS = 2_000
"""Of so many items a graph is built in no time; of a larger site one of what is asked about."""


class Witness:
    """Tells how the answers of one site come about."""

    def __init__(self, engine: BulkEngine) -> None:
        """Take the compiled site."""
        self._engine = engine
        self._site = engine.site

    @cached_property
    def resolver(self) -> Resolver:
        """A resolver for the whole site, for tasks."""
        return open_site(Declaration({self._site.name: self._site}, None, ()), self._site.name)

    def cell(self, raw: RawCell) -> FailedCell:
        """Return a cell with the evidence for its answer."""
        if raw.item is None or raw.word is None:
            possible = raw.user if isinstance(raw.user, PossibleUser) else None
            name = str(raw.user) if isinstance(raw.user, PossibleUser) else self._name(raw.user)
            effective = _other(raw.expected)
            return FailedCell(name, None, None, raw.expected, effective, None, possible=possible)
        item, word, user = self._engine.items[raw.item].item, raw.word, raw.user
        if isinstance(user, PossibleUser):
            name = str(user)
            found = _derive_possible(self._site, user, item, word)
        else:
            name = self._name(user)
            found = self._find(name, item, word)
        return FailedCell(
            name,
            str(item.address),
            raw.word.key,
            raw.expected,
            found.answer.effective,
            found.answer.reason,
            raw.reason if found.answer.reason is not raw.reason else None,
            found,
            raw.user if isinstance(raw.user, PossibleUser) else None,
        )

    def _name(self, user: int) -> str:
        return self._engine.users[user]

    def _find(self, name: str, item: Item, word: Capability | Task) -> Evidence:
        large = len(self._engine.items) > _FEW_ITEMS
        if large and isinstance(word, Capability):
            return _ask(open_excerpt(self._site, [name], item), name, item, word)
        return _ask(self.resolver, name, item, word)


def _ask(resolver: Resolver, name: str, item: Item, word: Capability | Task) -> Evidence:
    user = resolver.graph.user(name)
    return Evidence(
        resolver.derive(name, item, word)
        if isinstance(word, Capability)
        else perform(resolver, name, word, item),
        resolver.principal(user) if user else None,
        resolver.graph.governing(item),
        resolver.browsable(name, item),
    )


def _other(verdict: Verdict) -> Verdict:
    return Verdict.DENIED if verdict is Verdict.ALLOWED else Verdict.ALLOWED


def with_possible_user(site: Site, possible: PossibleUser, name: str) -> Site:
    """Return the site with a possible user on it, under a name that nobody has."""
    user = User(name, site.position, RoleReading(possible.role, None), site.position)
    groups = {
        key: replace(group, members=(*group.members, name)) if key in possible.groups else group
        for key, group in site.groups.items()
    }
    return replace(site, users={**site.users, name: user}, groups=groups)


def _derive_possible(
    site: Site, possible: PossibleUser, item: Item, word: Capability | Task
) -> Evidence:
    name = str(possible)
    while name in site.users:
        name += "'"
    site = with_possible_user(site, possible, name)
    if possible.owner:
        site = with_owner(site, item.address, name)
        item = next(it for it in site.items() if it.address == item.address)
    return _ask(open_excerpt(site, [name], item), name, item, word)


def with_owner(site: Site, address: Address, name: str) -> Site:
    """Return the site with another owner of one item; of a part, of what it is part of."""
    spaces = tuple(
        PersonalSpace(it.user, it.position, tuple(_owned_content(it.content, address, name)))
        for it in site.personal_spaces
    )
    projects = tuple(_owned_projects(site.projects, address, name))
    return replace(site, projects=projects, personal_spaces=spaces)


def _owned_projects(
    projects: tuple[Project, ...], address: Address, name: str
) -> Iterator[Project]:
    for project in projects:
        if project.address == address:
            yield replace(project, owner=Ownership(name, project.position))
        elif address.path[: len(project.address.path)] == project.address.path:
            yield replace(
                project,
                content=tuple(_owned_content(project.content, address, name)),
                projects=tuple(_owned_projects(project.projects, address, name)),
            )
        else:
            yield project


def _owned_content(content: tuple[Content, ...], address: Address, name: str) -> Iterator[Content]:
    for item in content:
        owned = item.address == address or any(part.address == address for part in item.parts)
        yield replace(item, owner=Ownership(name, item.position)) if owned else item
