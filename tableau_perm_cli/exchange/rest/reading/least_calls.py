"""How many calls reading a site takes at the least, by its picture."""

from collections import Counter
from collections.abc import Iterator

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import ALL_USERS
from tableau_perm_cli.exchange.picture import Picture, ToldGroup
from tableau_perm_cli.exchange.rest.reading.content_types import (
    GROUP_SETS_SINCE,
    LISTED,
    NEWEST,
    ApiVersion,
)
from tableau_perm_cli.exchange.rest.reading.needed import Extent, Needed

_PAGE_SIZE = 1_000


def least_calls(
    picture: Picture,
    page_size: int = _PAGE_SIZE,
    *,
    every_rule: bool = False,
    api_version: ApiVersion = NEWEST,
) -> int:
    """Return the fewest GETs that a site takes when nothing fails, signing in apart.

    One for the site; a page or more for each list; the pages of every group's members, but not of
    All Users and of empty groups; one for the rules of each project and for each of its default
    lists that is consulted; one for the rules of each item that are consulted; and one for the
    connections of each workbook and of each data source without an extract. One for each virtual
    connection, whose list leaves out the project; and where the list of tables left out what they
    are in, the pages of every database's tables. Group sets are told with their groups.

    Args:
        picture: the site.
        page_size: how many elements a page of a list has.
        every_rule: whether rules are read too that a lock makes ineffective.
        api_version: which REST API answers; other versions have other lists.
    """
    needed = Needed(
        picture.projects,
        picture.content,
        Extent(api_version, every_rule),
        all_published=CATALOG[Kind.DATA_SOURCE].plural not in picture.not_read,
    )
    lists = [len(picture.users), len(picture.groups), len(picture.projects)]
    if api_version >= GROUP_SETS_SINCE:
        lists.append(len(picture.group_sets))
    of_kind = Counter(item.kind for item in picture.content)
    lists += [of_kind[listed.kind] for listed in LISTED if listed.listed_in(api_version)]
    members = [len(group.members) for group in picture.groups if _is_asked(group)]
    of_databases = _tables_by_database(picture) if picture.tables_by_database else ()
    of_projects = sum(1 + len(list(needed.default_rules(one))) for one in picture.projects)
    of_content = sum(needed.rules(item) + needed.connections(item) for item in picture.content)
    of_items = sum(of_kind[listed.kind] for listed in LISTED if listed.item_since <= api_version)
    pages = sum(_pages(count, page_size) for count in [*lists, *members, *of_databases])
    return 1 + pages + of_projects + of_items + of_content


def _tables_by_database(picture: Picture) -> Iterator[int]:
    """Yield how many tables each database has."""
    inside = Counter(item.parent for item in picture.content if item.kind is Kind.TABLE)
    return (inside[item.id] for item in picture.content if item.kind is Kind.DATABASE)


def _is_asked(group: ToldGroup) -> bool:
    all_users = group.name == ALL_USERS and group.domain in {None, "local"}
    return bool(group.members) and not all_users


def _pages(count: int, page_size: int) -> int:
    return max(1, -(-count // page_size))
