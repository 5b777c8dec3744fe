"""Tableau's own tables as data: site roles, content types, capabilities, ceilings, templates.

Everything here can be held against Tableau's help page by eye. Cells that public text does not
settle are marked *uncertain*; an answer that rests on one says so. Source: semantics sections 1
and 2 (Tableau help: "Site roles", "Permissions", "Guest user").
"""

from tableau_perm_cli.catalog.capabilities import CATALOG, Capability, Cell, ContentType
from tableau_perm_cli.catalog.folding import fold
from tableau_perm_cli.catalog.kinds import CEILING_CLASSES, CeilingClass, Kind
from tableau_perm_cli.catalog.site_roles import (
    LEGACY_SITE_ROLES,
    SITE_ROLES,
    RoleClass,
    SiteRole,
    higher_role,
    site_role_named,
)
from tableau_perm_cli.catalog.templates import Template, template_name_of, template_named

__all__ = [
    "CATALOG",
    "CEILING_CLASSES",
    "LEGACY_SITE_ROLES",
    "SITE_ROLES",
    "Capability",
    "CeilingClass",
    "Cell",
    "ContentType",
    "Kind",
    "RoleClass",
    "SiteRole",
    "Template",
    "fold",
    "higher_role",
    "site_role_named",
    "template_name_of",
    "template_named",
]
