"""What a declaration says, once it is known to be valid: frozen, positioned, every name known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tableau_perm_cli.catalog import CATALOG, CeilingClass, Kind, SiteRole
from tableau_perm_cli.catalog.site_roles import RoleReading
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.expectation_model import Expectation
from tableau_perm_cli.diagnostics import Diagnostic, Position

ALL_USERS = "All Users"
"""The group that every site has and that contains every user."""


class Lock(StrEnum):
    """A project's content permissions (Help, "Use projects to manage content access")."""

    CUSTOMIZABLE = "customizable"
    LOCKED = "locked"
    """Locked without nested projects."""
    LOCKED_INCLUDING_NESTED = "locked_including_nested"


class Authentication(StrEnum):
    """How a connection signs in to what it connects to."""

    EMBEDDED = "embedded"
    PROMPT = "prompt"


class GranteeKind(StrEnum):
    """What a rule can be for."""

    USER = "user"
    GROUP = "group"
    GROUP_SET = "group_set"


@dataclass(frozen=True, slots=True, order=True)
class Grantee:
    """Whom a rule is for."""

    kind: GranteeKind
    name: str

    def __str__(self) -> str:
        """Return the grantee as the JSON records name it, e.g. ``group:All Users``."""
        return f"{self.kind.value}:{self.name}"


@dataclass(frozen=True, slots=True)
class Rule:
    """What one rule list says of one grantee, as masks of the capabilities of ``kind``."""

    grantee: Grantee
    kind: Kind
    """The content type whose capabilities the masks are of."""
    allow: int
    deny: int
    """INVARIANT: no capability is in both masks."""
    uncertain: int
    """Allowed by a template of which public text does not say that it has them."""
    template: str | None
    """The template as it was written, if there was one."""
    position: Position
    template_position: Position | None
    explicit: tuple[tuple[int, Position], ...]
    """Where each capability that is listed by name is written, by its index."""
    unknown: tuple[tuple[str, str], ...] = ()
    """Capabilities that the catalog does not have for the type, each with ``allow`` or ``deny``:
    kept as they were told, never consulted."""

    def position_of(self, index: int) -> Position:
        """Return where the capability with this index is allowed or denied."""
        for listed, position in self.explicit:
            if listed == index:
                return position
        return self.template_position or self.position


@dataclass(frozen=True, slots=True)
class RuleList:
    """The complete list of rules of one item, or a project's defaults for one content type."""

    kind: Kind
    rules: tuple[Rule, ...]
    """At most one rule a grantee, in written order."""
    position: Position
    """Where the word ``permissions`` is written; of a list that was not read, where that is."""
    not_read: str | None = None
    """Why a pull could not read the list. INVARIANT: there are no rules then."""

    @property
    def list_key(self) -> str:
        """What a project calls its list of this kind."""
        return list_key(self.kind)


@dataclass(frozen=True, slots=True)
class Leader:
    """A project leader setting."""

    grantee: Grantee
    position: Position


@dataclass(frozen=True, slots=True)
class ProjectPermissions:
    """A project's own rules, its default rules for each content type, and its leaders."""

    lists: Mapping[Kind, RuleList]
    """For the project itself and for every content type that has defaults; none is missing."""
    leaders: tuple[Leader, ...]
    leader_residues: tuple[Leader, ...]
    """Denials of Project Leader from before 2020.1: kept to be shown, never consulted."""
    position: Position


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who owns something, and where that is written."""

    user: str
    position: Position


@dataclass(frozen=True, slots=True)
class Connection:
    """A workbook's connection to a published data source."""

    data_source: Address
    authentication: Authentication
    position: Position


@dataclass(frozen=True, slots=True)
class Content:
    """An item of content: anything on a site that is not a project."""

    address: Address
    position: Position
    owner: Ownership | None
    """None: an administrator who is not declared. Views and tables have their parent's."""
    labels: tuple[str, ...] = ()
    permissions: RuleList | None = None
    """None: still the copy it was created with."""
    tabs_shown: bool = False
    """Of a workbook: whether it shows its sheets as tabs."""
    connections: tuple[Connection, ...] = ()
    """Of a workbook: the published data sources it connects to."""
    authentication: Authentication = Authentication.EMBEDDED
    """Of a data source: how it signs in to its database."""
    external_authorization: str | None = None
    """Of a data source: what outside Tableau may still refuse."""
    locked: bool = False
    """Of a database: whether its tables follow its rules (REST LockedToDatabase)."""
    parts: tuple["Content", ...] = ()
    """Of a workbook its views, of a database its tables."""
    gaps: Mapping[str, str] = field(default_factory=dict)
    """What but the rule list could not be read, with the reason: see ``not_read``."""

    @property
    def kind(self) -> Kind:
        """The content type."""
        return self.address.kind

    @property
    def not_read(self) -> Mapping[str, str]:
        """All that could not be read, as it is written: ``permissions`` among it."""
        if self.permissions is None or self.permissions.not_read is None:
            return self.gaps
        return {"permissions": self.permissions.not_read, **self.gaps}


@dataclass(frozen=True, slots=True)
class Project:
    """A project, with what it contains."""

    address: Address
    position: Position
    owner: Ownership | None
    lock: Lock
    lock_position: Position | None
    labels: tuple[str, ...]
    permissions: ProjectPermissions | None
    """None: still the copy it was created with."""
    content: tuple[Content, ...]
    projects: tuple["Project", ...]
    gaps: Mapping[str, str] = field(default_factory=dict)
    """What but the rule lists could not be read, with the reason: see ``not_read``."""

    @property
    def kind(self) -> Kind:
        """Always a project."""
        return Kind.PROJECT

    @property
    def not_read(self) -> Mapping[str, str]:
        """All that could not be read, as it is written: rule lists by the key of their type."""
        lists = self.permissions.lists if self.permissions else {}
        told = {
            list_key(kind): rules.not_read
            for kind, rules in lists.items()
            if rules.not_read is not None
        }
        return {**told, **self.gaps} if told else self.gaps


Item = Project | Content
"""What a rule list can belong to and a question can be about."""


@dataclass(frozen=True, slots=True)
class User:
    """A user of one site."""

    name: str
    position: Position
    reading: RoleReading
    role_position: Position
    full_name: str | None = None
    email: str | None = None
    not_read: Mapping[str, str] = field(default_factory=dict)
    """What could not be read, with the reason: ``role``. The role is then a stopgap."""

    @property
    def role(self) -> SiteRole:
        """The site role that is declared; groups may raise it."""
        return self.reading.role


@dataclass(frozen=True, slots=True)
class Group:
    """A group of users. Groups are flat."""

    name: str
    position: Position | None
    """None for All Users, which every site has undeclared."""
    members: tuple[str, ...]
    """For All Users empty: everyone is a member."""
    minimum_site_role: SiteRole | None = None
    grant_on_sign_in: bool = False
    domain: str | None = None
    not_read: Mapping[str, str] = field(default_factory=dict)
    """What could not be read, with the reason: ``members``. There may be more than are known."""


@dataclass(frozen=True, slots=True)
class GroupSet:
    """Several groups of which a user must be in all (2024.2 and later)."""

    name: str
    position: Position
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """Site settings that permissions depend on."""

    guest_access: bool = False
    web_authoring: bool = True
    group_sets: bool = True
    ceilings: Mapping[tuple[Kind, str, CeilingClass], bool] = field(default_factory=dict)
    """Decisions of uncertain cells of the ceilings table, by type, capability key and class."""


@dataclass(frozen=True, slots=True)
class PersonalSpace:
    """Content that belongs to one user, in no project and under no rules."""

    user: str
    position: Position
    content: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """One site, complete."""

    name: str
    position: Position
    settings: Settings
    users: Mapping[str, User]
    """Server administrators count as users of every site."""
    groups: Mapping[str, Group]
    """All Users included."""
    group_sets: Mapping[str, GroupSet]
    projects: tuple[Project, ...]
    personal_spaces: tuple[PersonalSpace, ...]
    expectations: tuple[Expectation, ...] = ()
    """What must hold, in written order: those under the site, then those in other places."""
    not_read: Mapping[str, str] = field(default_factory=dict)
    """Content that could not be listed whole, with the reason: by its key, ``views`` as well; and
    ``settings``: those that are as they are by default may be otherwise."""

    def items(self) -> Iterator[Item]:
        """Yield every project and item of content, each before what it contains."""
        pending: list[Item] = [
            *reversed([item for space in self.personal_spaces for item in space.content]),
            *reversed(self.projects),
        ]
        while pending:
            item = pending.pop()
            yield item
            inside: tuple[Item, ...] = (
                (*item.content, *item.projects) if isinstance(item, Project) else item.parts
            )
            pending.extend(reversed(inside))


@dataclass(frozen=True, slots=True)
class Declaration:
    """Everything that the given files declare together."""

    sites: Mapping[str, Site]
    server_name: str | None
    notices: tuple[Diagnostic, ...]
    """What is legal and worth knowing: legacy role names, no Default project."""


CONTENT_KINDS: tuple[Kind, ...] = tuple(
    kind for kind in CATALOG if kind not in {Kind.PROJECT, Kind.VIEW, Kind.TABLE}
)
"""The kinds that stand directly in a project and that a project has default rules for."""


def list_key(kind: Kind) -> str:
    """Return what a project calls its rule list for a kind: ``project`` or the type's plural."""
    return "project" if kind is Kind.PROJECT else CATALOG[kind].plural
