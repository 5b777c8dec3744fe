"""What a source tells of one site, by ids and in Tableau's words, before it is a declaration.

Every source (the REST API, its saved answers, Admin Insights, the repository, user lists) fills
the same picture; `declaring/` makes the declaration of it. Nothing is judged here: names may
repeat, ids may lead nowhere, capabilities may be unknown. What was not read is said, with why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Authentication, GranteeKind


class Mode(StrEnum):
    """What a rule says of a capability, in the REST API's words."""

    ALLOW = "Allow"
    DENY = "Deny"


@dataclass(frozen=True, slots=True, order=True)
class GranteeId:
    """Whom a rule is for."""

    kind: GranteeKind
    id: str


@dataclass(frozen=True, slots=True)
class ToldRule:
    """What one rule list says of one grantee."""

    grantee: GranteeId
    capabilities: Mapping[str, Mode]
    """By the REST API's name of the capability, known or not. On a project, ``ProjectLeader``
    is among them; ``InheritedProjectLeader`` never is (see ``Picture.inherited_leaders``)."""


ToldRules = tuple[ToldRule, ...]


@dataclass(frozen=True, slots=True)
class ToldUser:
    """A user of the site."""

    id: str
    name: str
    site_role: str
    """As the source spells it; it may be one that the catalog does not know."""
    domain: str | None = None
    full_name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class ToldGroup:
    """A group. The one called All Users in the domain ``local`` contains everybody."""

    id: str
    name: str
    members: tuple[str, ...]
    """The ids of users; of All Users they need not be told."""
    domain: str | None = None
    minimum_site_role: str | None = None
    grant_on_sign_in: bool = False


@dataclass(frozen=True, slots=True)
class ToldGroupSet:
    """A group set, with the ids of its groups."""

    id: str
    name: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldProject:
    """A project."""

    id: str
    name: str
    parent: str | None
    """The id of the project above; None for a top-level project."""
    owner: str | None
    """The id of a user; None where the source does not tell."""
    content_permissions: str | None
    """The REST name of the lock; None where the source does not tell."""
    lists: Mapping[Kind, ToldRules] = field(default_factory=dict)
    """Its own rules (``Kind.PROJECT``) and its default rules by content type. A kind that is in
    neither this nor ``not_read`` was not asked for, since a lock makes it ineffective."""
    not_read: Mapping[str, str] = field(default_factory=dict)
    """What could not be read, with the reason: ``project``, ``workbooks``, … for a rule list,
    ``owner``, ``content_permissions``."""


@dataclass(frozen=True, slots=True)
class ToldConnection:
    """A workbook's connection to a published data source."""

    data_source: str
    """The id of the data source."""
    authentication: Authentication


@dataclass(frozen=True, slots=True)
class ToldContent:
    """An item of content, a view or a table."""

    kind: Kind
    id: str
    name: str
    project: str | None = None
    """The id of its project; None in a Personal Space, and for views and tables."""
    parent: str | None = None
    """For a view the id of its workbook, for a table that of its database."""
    owner: str | None = None
    """The id of a user; None where the source does not tell, and for views and tables."""
    personal: bool = False
    """Whether it is in its owner's Personal Space."""
    rules: ToldRules | None = None
    """None: not asked for, since a lock or tabs make it ineffective; or it could not be read."""
    tabs_shown: bool = False
    connections: tuple[ToldConnection, ...] = ()
    authentication: Authentication = Authentication.EMBEDDED
    """Of a data source: how it signs in to its database."""
    has_extract: bool | None = None
    """Of a data source: whether its data is an extract; None where the source does not tell."""
    locked: bool = False
    """Of a database: REST LockedToDatabase."""
    not_read: Mapping[str, str] = field(default_factory=dict)
    """What could not be read, with the reason: ``permissions``, ``connects_to``, ``owner``."""


@dataclass(frozen=True, slots=True)
class InheritedLeader:
    """That the server counts a grantee as project leader by a project further up.

    The server computes it: it checks our inference (`verify`) and is never a rule.
    """

    project: str
    """The id of the project it is told of."""
    grantee: GranteeId
    mode: Mode


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that a source tells of one site. Ids are unique within a kind of thing."""

    name: str
    """The site's name."""
    id: str | None = None
    content_url: str | None = None
    guest_access: bool | None = None
    """None where the source does not tell; so the other settings."""
    web_authoring: bool | None = None
    users: tuple[ToldUser, ...] = ()
    groups: tuple[ToldGroup, ...] = ()
    group_sets: tuple[ToldGroupSet, ...] = ()
    projects: tuple[ToldProject, ...] = ()
    content: tuple[ToldContent, ...] = ()
    inherited_leaders: tuple[InheritedLeader, ...] = ()
    tables_by_database: bool = False
    """Whether each database was asked for its tables, since their own list left out the database:
    how the source was read, and nothing of the site."""
    not_read: Mapping[str, str] = field(default_factory=dict)
    """Whole parts of the site that could not be read, with the reason: ``flows``, ``tables``…;
    ``settings`` with why those above are None, where that is known.
    People (users, groups, members, group sets) and projects are never here: without them no
    answer would be right, and a source that cannot tell them is refused."""
    notes: tuple[str, ...] = ()
    """What the user ought to know of the source, a sentence each, names in backticks."""
