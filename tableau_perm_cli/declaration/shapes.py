"""The shape of a declaration, format version 1: which keys there are and what they hold.

pydantic stays at this edge. The models check shape only (keys, nesting, closed sets of words);
what names mean is read afterwards from the plain values, where positions are at hand. The same
models give the JSON Schema that editors use.
"""

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from tableau_perm_cli.catalog import CEILING_CLASSES
from tableau_perm_cli.declaration.expectation_shapes import Expectation
from tableau_perm_cli.declaration.not_read_shapes import (
    ContentNotRead,
    GroupNotRead,
    PartNotRead,
    PersonalWorkbookNotRead,
    ProjectNotRead,
    SiteNotRead,
    UserNotRead,
    WorkbookNotRead,
)
from tableau_perm_cli.declaration.shape_types import (
    EXPECTED,
    LIST_TAG,
    MAPPING_TAG,
    TEXT_TAG,
    AuthenticationWord,
    Boolean,
    CapabilityName,
    DatabaseLockWord,
    ExternalWord,
    LeaderSetting,
    LockWord,
    Name,
    Named,
    Names,
    RoleName,
    Shape,
    TabsWord,
    TemplateName,
    Version,
    optional,
    shape_of,
)


class UnknownCapabilities(Shape):
    """Capabilities by the names that the site told, which this format does not know."""

    allow: Names = Field(None, description="Those that are allowed.")
    deny: Names = Field(None, description="Those that are denied.")


class RuleMapping(Shape):
    """A rule in its long form."""

    template: TemplateName | None = Field(
        None, description="The template that the rule starts from."
    )
    allow: list[CapabilityName] | None = Field(None, description="Capabilities that are allowed.")
    deny: list[CapabilityName] | None = Field(None, description="Capabilities that are denied.")
    unknown: UnknownCapabilities = optional(
        "Capabilities that the site told and this format does not know: kept, never consulted."
    )


Rule = Annotated[
    Annotated[TemplateName, Tag(TEXT_TAG)] | Annotated[RuleMapping, Tag(MAPPING_TAG)],
    Discriminator(
        shape_of,
        custom_error_type=EXPECTED,
        custom_error_message="a template name or a mapping with `template`, `allow`, `deny`",
    ),
    Field(description="A template name, or what is allowed and denied."),
]


class ContentPermissions(Shape):
    """The complete list of rules of an item of content."""

    groups: Named[Rule] = Field(None, description="Rules for groups, by name.")
    users: Named[Rule] = Field(None, description="Rules for users, by name.")
    group_sets: Named[Rule] = Field(None, description="Rules for group sets, by name.")


class ProjectGrantSet(Shape):
    """What a project's rules say of one group set, by content type."""

    project: Rule | None = Field(None, description="On the project itself.")
    workbooks: Rule | None = Field(None, description="Default for workbooks and their views.")
    data_sources: Rule | None = Field(None, description="Default for data sources.")
    flows: Rule | None = Field(None, description="Default for flows.")
    data_roles: Rule | None = Field(None, description="Default for data roles.")
    metrics: Rule | None = Field(None, description="Default for metrics (retired 2024.2).")
    lenses: Rule | None = Field(None, description="Default for lenses (retired 2024.2).")
    virtual_connections: Rule | None = Field(None, description="Default for virtual connections.")
    databases: Rule | None = Field(None, description="Default for databases and their tables.")


class ProjectGrant(ProjectGrantSet):
    """What a project's rules say of one user or group, by content type."""

    leader: LeaderSetting | None = Field(None, description="Whether it makes a project leader.")


class ProjectPermissions(Shape):
    """The complete rules of a project and its defaults for what it contains."""

    groups: Named[ProjectGrant] = Field(None, description="Rules for groups, by name.")
    users: Named[ProjectGrant] = Field(None, description="Rules for users, by name.")
    group_sets: Named[ProjectGrantSet] = Field(None, description="Rules for group sets.")


class Part(Shape):
    """A view of a workbook or a table of a database; its owner is what it is part of has."""

    labels: Names = Field(None, description="Free tags.")
    permissions: ContentPermissions = optional(
        "The complete list of rules; left out: still the initial copy."
    )
    not_read: PartNotRead = optional("What could not be read of it, with the reason.")


class PlainContent(Part):
    """An item of content: a flow, data role, metric, lens or virtual connection."""

    owner: Name = optional("A user; left out: an undeclared administrator.")
    not_read: ContentNotRead = optional("What could not be read of it, with the reason.")


class ConnectionShape(Shape):
    """A connection to a published data source."""

    data_source: Name = Field(description="The data source's path, as `Project/Name`.")
    authentication: AuthenticationWord = Field("prompt", description="Default: prompt.")


class Workbook(PlainContent):
    """A workbook with its views and connections."""

    tabs: TabsWord = Field("shown", description="Whether sheets are shown as tabs.")
    views: Named[Part | None] = Field(None, description="Its views, by name.")
    connects_to: list[ConnectionShape] | None = Field(
        None, description="The published data sources it connects to."
    )
    not_read: WorkbookNotRead = optional("What could not be read of it, with the reason.")


class DataSource(PlainContent):
    """A published data source."""

    authentication: AuthenticationWord = Field(
        "embedded", description="How it signs in to its database. Default: embedded."
    )
    external_authorization: ExternalWord = optional("What outside Tableau may still refuse.")


class Database(PlainContent):
    """A database with its tables."""

    content_permissions: DatabaseLockWord = Field(
        "customizable", description="Whether its tables follow its rules."
    )
    tables: Named[Part | None] = Field(None, description="Its tables, by name.")


class Project(Shape):
    """A project: its rules, its content and its nested projects."""

    owner: Name = optional("A user; left out: an undeclared administrator.")
    content_permissions: LockWord = Field(
        "customizable", description="Whether content follows the project's rules."
    )
    labels: Names = Field(None, description="Free tags.")
    permissions: ProjectPermissions = optional(
        "The complete rules; left out: still the initial copy."
    )
    not_read: ProjectNotRead = optional("What could not be read of it, with the reason.")
    projects: "Named[Project | None]" = Field(None, description="Nested projects, by name.")
    workbooks: Named[Workbook | None] = Field(None, description="Workbooks, by name.")
    data_sources: Named[DataSource | None] = Field(None, description="Data sources, by name.")
    flows: Named[PlainContent | None] = Field(None, description="Flows, by name.")
    data_roles: Named[PlainContent | None] = Field(None, description="Data roles, by name.")
    metrics: Named[PlainContent | None] = Field(None, description="Metrics (retired).")
    lenses: Named[PlainContent | None] = Field(None, description="Lenses (retired).")
    virtual_connections: Named[PlainContent | None] = Field(
        None, description="Virtual connections, by name."
    )
    databases: Named[Database | None] = Field(None, description="Databases, by name.")


class PersonalWorkbook(Shape):
    """A workbook in a Personal Space: it has no rules, its owner is the user."""

    labels: Names = Field(None, description="Free tags.")
    tabs: TabsWord = Field("shown", description="Whether sheets are shown as tabs.")
    views: Named["PersonalContent | None"] = Field(None, description="Its views, by name.")
    connects_to: list[ConnectionShape] | None = Field(
        None, description="The published data sources it connects to."
    )
    not_read: PersonalWorkbookNotRead = optional("What could not be read of it, with the reason.")


class PersonalContent(Shape):
    """Content in a Personal Space: it has no rules, its owner is the user."""

    labels: Names = Field(None, description="Free tags.")


class PersonalDataSource(PersonalContent):
    """A data source in a Personal Space."""

    authentication: AuthenticationWord = Field("embedded", description="Default: embedded.")
    external_authorization: ExternalWord = optional("What outside Tableau may still refuse.")


class PersonalSpace(Shape):
    """What one user keeps in Personal Space."""

    workbooks: Named[PersonalWorkbook | None] = Field(None, description="Workbooks, by name.")
    data_sources: Named[PersonalDataSource | None] = Field(
        None, description="Data sources, by name."
    )
    flows: Named[PersonalContent | None] = Field(None, description="Flows, by name.")


class UserMapping(Shape):
    """A user in its long form."""

    role: RoleName = Field(description="The site role.")
    full_name: Name = optional("The display name.")
    email: Name = optional("The e-mail address.")
    not_read: UserNotRead = optional("What could not be read of it, with the reason.")


User = Annotated[
    Annotated[RoleName, Tag(TEXT_TAG)] | Annotated[UserMapping, Tag(MAPPING_TAG)],
    Discriminator(
        shape_of,
        custom_error_type=EXPECTED,
        custom_error_message="a site role or a mapping with `role`",
    ),
]


class GroupMapping(Shape):
    """A group in its long form."""

    members: Names = Field(None, description="Users of this site.")
    minimum_site_role: RoleName = optional("No member is below this role.")
    grant_on_sign_in: Boolean = optional("Grant the role on sign-in.")
    domain: Name = optional("The identity store, such as `local`.")
    not_read: GroupNotRead = optional("What could not be read of it, with the reason.")


Group = Annotated[
    Annotated[list[Name], Tag(LIST_TAG)] | Annotated[GroupMapping, Tag(MAPPING_TAG)],
    Discriminator(
        shape_of,
        custom_error_type=EXPECTED,
        custom_error_message="a list of members or a mapping with `members`",
    ),
]


class Settings(Shape):
    """Site settings that permissions depend on."""

    guest_access: Boolean = optional("Whether anonymous visitors may enter.")
    web_authoring: Boolean = optional("Whether anyone may edit on the web.")
    group_sets: Boolean = optional("Whether group-set rules are evaluated.")
    uncertain_ceilings: dict[Name, dict[Name, dict[Name, Boolean]]] | None = Field(
        None,
        description=(
            "Decides cells of the ceilings table that public text leaves open: content type, "
            f"capability, class ({', '.join(CEILING_CLASSES)}), true or false."
        ),
    )


class Site(Shape):
    """One site."""

    settings: Settings | None = Field(None, description="Site settings.")
    users: Named[User] = Field(None, description="Users and their site roles, by name.")
    groups: Named[Group | None] = Field(None, description="Groups and members, by name.")
    group_sets: Named[Names] = Field(
        None, description="Group sets: the groups a user must all be in."
    )
    projects: Named[Project | None] = Field(None, description="Top-level projects, by name.")
    personal_spaces: Named[PersonalSpace | None] = Field(
        None, description="Personal Spaces, by user."
    )
    expectations: list[Expectation] | None = Field(None, description="What must hold.")
    not_read: SiteNotRead = optional("Which content could not be listed, with the reason.")


class Server(Shape):
    """The server that the sites are on."""

    name: Name = optional("The server's name.")
    administrators: Names = Field(None, description="Server administrators, on every site.")


class DeclarationShape(Shape):
    """A tableau-perm declaration, format version 1."""

    version: Version = Field(description="The format version.")
    server: Server | None = Field(None, description="The server and its administrators.")
    sites: Named[Site | None] = Field(None, description="Sites, by name.")
    expectations: Named[list[Expectation]] = Field(
        None, description="Expectations in a file of their own, by site."
    )
