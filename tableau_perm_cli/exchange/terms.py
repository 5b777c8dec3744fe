"""Tableau's words of other sources (the repository, Admin Insights) in those of the REST API."""

from typing import Final

from tableau_perm_cli.catalog import CATALOG, Kind, fold

PROJECT_LEADER: Final = "ProjectLeader"
INHERITED_PROJECT_LEADER: Final = "InheritedProjectLeader"

_LEADERS: Final = {fold(name): name for name in (PROJECT_LEADER, INHERITED_PROJECT_LEADER)}

# The repository has names of its own for some types; the rest are spelt as in the REST API.
_OTHER_KINDS: Final = {
    "askdatalens": Kind.LENS,
    "publishedconnection": Kind.VIRTUAL_CONNECTION,
    "publisheddatasource": Kind.DATA_SOURCE,
}
_KINDS: Final = {
    **{
        fold(name): kind
        for kind, content_type in CATALOG.items()
        for name in (content_type.label, content_type.rest_name, kind.value, content_type.plural)
    },
    **_OTHER_KINDS,
}

LOCKED: Final = "LockedToProject"
LOCKED_WITHOUT_NESTED: Final = "LockedToProjectWithoutNested"
CUSTOMIZABLE: Final = "ManagedByOwner"


def kind_named(name: str) -> Kind | None:
    """Return the kind of thing that ``Datasource``, ``data_source`` or ``Data Source`` names."""
    return _KINDS.get(fold(name))


def rest_capability(kind: Kind, name: str) -> str:
    """Return the REST API's name of ``export_xml`` or ``Download Full Data``; else ``name``.

    The catalog's spellings settle it: the repository writes the REST names in snake case.
    """
    if kind is Kind.PROJECT and (leader := _LEADERS.get(fold(name))):
        return leader
    capability = CATALOG[kind].find(name)
    return name if capability is None else capability.rest_name


def lock_named(*, locked: bool, nested: bool | None) -> str:
    """Return the REST API's name of a lock.

    Args:
        locked: whether the project's permissions are locked.
        nested: whether that includes nested projects; None before 2020.1, when it always did.
    """
    if not locked:
        return CUSTOMIZABLE
    return LOCKED_WITHOUT_NESTED if nested is False else LOCKED
