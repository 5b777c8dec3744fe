"""The shapes of ``not_read``: what of each thing a source may fail to tell, with the reason."""

from tableau_perm_cli.declaration.shape_types import Name, Shape, optional


class PartNotRead(Shape):
    """What of a view or a table could not be read, with the reason."""

    permissions: Name = optional("Why its rules could not be read.")


class ContentNotRead(PartNotRead):
    """What of an item of content could not be read, with the reason."""

    owner: Name = optional("Why its owner could not be read.")


class WorkbookNotRead(ContentNotRead):
    """What of a workbook could not be read, with the reason."""

    connects_to: Name = optional("Why its connections could not be read.")


class ProjectNotRead(Shape):
    """What of a project could not be read, with the reason: a rule list by its content type."""

    project: Name = optional("Why the project's own rules could not be read.")
    workbooks: Name = optional("Why the defaults for workbooks could not be read.")
    data_sources: Name = optional("Why the defaults for data sources could not be read.")
    flows: Name = optional("Why the defaults for flows could not be read.")
    data_roles: Name = optional("Why the defaults for data roles could not be read.")
    metrics: Name = optional("Why the defaults for metrics could not be read.")
    lenses: Name = optional("Why the defaults for lenses could not be read.")
    virtual_connections: Name = optional(
        "Why the defaults for virtual connections could not be read."
    )
    databases: Name = optional("Why the defaults for databases could not be read.")
    owner: Name = optional("Why its owner could not be read.")
    content_permissions: Name = optional("Why its lock could not be read.")


class PersonalWorkbookNotRead(Shape):
    """What of a workbook in a Personal Space could not be read, with the reason."""

    connects_to: Name = optional("Why its connections could not be read.")


class UserNotRead(Shape):
    """What of a user could not be read, with the reason."""

    role: Name = optional("Why the site role could not be read.")


class GroupNotRead(Shape):
    """What of a group could not be read, with the reason."""

    members: Name = optional("Why the members could not be read.")


class SiteNotRead(Shape):
    """What of a site could not be read: content that was not listed whole; with the reason."""

    settings: Name = optional("Why the settings that are not written are not known.")
    workbooks: Name = optional("Why workbooks could not be listed.")
    views: Name = optional("Why views could not be listed.")
    data_sources: Name = optional("Why data sources could not be listed.")
    flows: Name = optional("Why flows could not be listed.")
    data_roles: Name = optional("Why data roles could not be listed.")
    metrics: Name = optional("Why metrics could not be listed.")
    lenses: Name = optional("Why lenses could not be listed.")
    virtual_connections: Name = optional("Why virtual connections could not be listed.")
    databases: Name = optional("Why databases could not be listed.")
    tables: Name = optional("Why tables could not be listed.")
