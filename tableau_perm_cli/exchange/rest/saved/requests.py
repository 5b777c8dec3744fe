"""From the words of a path to the request it is of: ``groups/ID/users`` and all the others."""

from collections.abc import Sequence

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.exchange.rest.answers import Resource
from tableau_perm_cli.exchange.rest.reading import resources
from tableau_perm_cli.exchange.rest.reading.content_types import (
    DEFAULT_RULES,
    LISTED,
    DefaultRules,
    ListedType,
)

_LISTS: dict[str, Resource] = {
    resource.path.casefold(): resource
    for resource in (
        *(resources.USERS, resources.GROUPS, resources.GROUP_SETS, resources.PROJECTS),
        *(resources.list_of(listed) for listed in LISTED),
    )
}
_TYPES: dict[str, ListedType] = {listed.path.casefold(): listed for listed in LISTED}
_DEFAULTS: dict[str, DefaultRules] = {of.path.casefold(): of for of in DEFAULT_RULES}
FIRST_WORDS = frozenset({*_LISTS, "sites"})
"""What a request begins with: ``sites`` and the lists."""


def request_of(words: Sequence[str]) -> Resource | None:
    """Return the request whose path has these words, or None if there is none we ask.

    The words of the API count in any case, since its own documentation does not agree.
    """
    match [words[0].casefold(), *words[1:]] if words else []:
        case ["site"] | ["sites", _]:
            return resources.SITE
        case [one] if one in _LISTS:
            return _LISTS[one]
        case [collection, identity, *rest] if collection in _LISTS:
            return _below(collection, identity, [word.casefold() for word in rest])
        case _:
            return None


def _below(collection: str, identity: str, rest: list[str]) -> Resource | None:
    found: Resource | None = None
    match collection, rest:
        case "groups", ["users"]:
            found = resources.members_of(identity)
        case "groupsets", []:
            found = resources.group_set(identity)
        case "projects", ["permissions"]:
            found = resources.project_rules(identity)
        case "projects", ["default-permissions", of] if of in _DEFAULTS:
            found = resources.default_rules(identity, _DEFAULTS[of])
        case _ if collection in _TYPES:
            found = _of_item(_TYPES[collection].kind, identity, rest)
    return found


def _of_item(kind: Kind, identity: str, rest: list[str]) -> Resource | None:
    match rest:
        case [] if kind is Kind.VIRTUAL_CONNECTION:
            return resources.item_of(kind, identity)
        case ["tables"] if kind is Kind.DATABASE:
            return resources.tables_of(identity)
        case ["permissions"]:
            return resources.rules_of(kind, identity)
        case ["connections"] if kind in {Kind.WORKBOOK, Kind.DATA_SOURCE}:
            return resources.connections_of(kind, identity)
        case _:
            return None
