"""Admin Insights' exports -> pictures, one a site."""

from collections import Counter
from collections.abc import Iterator, MutableMapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.exchange.insights.exports import (
    CONTENT,
    GROUPS,
    PERMISSIONS,
    USERS,
    Exports,
    open_exports,
)
from tableau_perm_cli.exchange.insights.people import People, read_people
from tableau_perm_cli.exchange.insights.placing import Placing
from tableau_perm_cli.exchange.insights.rules import ShownRules, read_rules
from tableau_perm_cli.exchange.insights.structure import Structure, Structures, read_structures
from tableau_perm_cli.exchange.picture import Picture
from tableau_perm_cli.exchange.site_choice import chosen

_Told = TypeVar("_Told")
_NAMELESS: Final = ""
_LISTED: Final = frozenset({Kind.PROJECT, Kind.WORKBOOK, Kind.VIEW, Kind.DATA_SOURCE, Kind.FLOW})
"""The types that Site Content lists in every release: no row of these means that there is none."""


def read_insights(paths: Sequence[Path], site_name: str | None = None) -> list[Picture]:
    """Return a picture of every site that the exports are of.

    Args:
        paths: CSV files, or directories of them.
        site_name: of several sites the one to read; of a nameless one its name.

    Raises:
        FileError: the exports cannot be read, with every problem of every file.
        UnknownNameError: there is no site of that name.
    """
    exports = open_exports(paths)
    exports.need(USERS, "all answers")
    exports.need(GROUPS, "all group rules")
    exports.need(CONTENT, "all answers about content")
    people = read_people(exports)
    structures = read_structures(exports)
    rules = read_rules(exports)
    names = structures.site_names | people.site_names
    sites = frozenset(names)
    _place_nameless(people.users, sites, exports)
    _place_nameless(people.groups, sites, exports)
    _place_nameless(structures.by_site, sites, exports)
    _place_nameless(rules, sites, exports)
    _place_nameless(names, sites, exports)
    for shape, rows in ((USERS, people.users), (GROUPS, people.groups)):
        if exports.has(shape) and not rows and not exports.problems.found:
            exports.problems.add(exports.where, None, f"the export of `{shape.table}` has no row")
    exports.problems.raise_if_any()
    pictures = [
        _picture(site, names[site] or site_name or "Default", exports, people, structures, rules)
        for site in sorted(names)
    ]
    return chosen(pictures, site_name)


def _place_nameless(
    told: MutableMapping[str, _Told], sites: frozenset[str], exports: Exports
) -> None:
    """Give what an export without the column `Site LUID` tells to the one site of the others."""
    others = sites - {_NAMELESS}
    if _NAMELESS not in told or not others:
        return
    if len(others) > 1:
        message = "some have no column `Site LUID`, and the others are of several sites"
        exports.problems.add(exports.where, None, message, kind=message)
        return
    nameless = told.pop(_NAMELESS)
    told.setdefault(next(iter(others)), nameless)


def _picture(
    site: str,
    name: str,
    exports: Exports,
    people: People,
    structures: Structures,
    rules: dict[str, ShownRules],
) -> Picture:
    structure = structures.by_site.get(site, Structure())
    shown = rules.get(site, ShownRules()) if exports.has(PERMISSIONS) else None
    projects, content = Placing(site, structure, people, shown).place()
    listed = {item.kind for item in structure.items.values()} | _LISTED
    return Picture(
        name,
        site or None,
        users=tuple(people.users.get(site, {}).values()),
        groups=tuple(people.groups.get(site, ())),
        projects=projects,
        content=content,
        inherited_leaders=() if shown is None else tuple(shown.inherited),
        not_read={
            **{
                CATALOG[kind].plural: "Site Content lists none, and does not list every type"
                for kind in CATALOG
                if kind not in listed
            },
            **_unlisted(structure, shown),
        },
        notes=tuple(_notes(exports, structures, structure, shown)),
    )


def _unlisted(structure: Structure, shown: ShownRules | None) -> dict[str, str]:
    """Return the content types of which Permissions has items that Site Content does not list.

    Such exports are not of one day, or one of them was filtered.
    """
    if shown is None:
        return {}
    missing = Counter(kind for item, kind in shown.kinds.items() if item not in structure.by_id)
    return {
        CATALOG[kind].plural: f"Permissions has {number:,} that Site Content does not list"
        for kind, number in missing.items()
        if kind is not Kind.PROJECT
    }


def _notes(
    exports: Exports, structures: Structures, structure: Structure, shown: ShownRules | None
) -> Iterator[str]:
    for file in exports.others:
        yield f"the file `{file.path.name}` has the columns of no data source that is read"
    for type_name, number in sorted(structures.left_out.items()):
        yield f"left out: rows of Site Content of the type `{type_name}` ({number:,})"
    if "Workbook Shows Sheets As Tabs" in exports.missing_columns.get(CONTENT.table, ()):
        yield "Site Content does not tell which workbooks show tabs: they are read as without"
    if shown is None:
        return
    yield (
        "Admin Insights' Permissions shows only rules that decide for somebody: rules that "
        "decide for nobody are not in the declaration"
    )
    if unlisted := (shown.own.keys() | shown.unreadable.keys()) - structure.by_id.keys():
        yield (
            "left out: rows of Permissions for items that Site Content does not list "
            f"({len(unlisted):,})"
        )
    for type_name, number in sorted(shown.left_out.items()):
        yield f"left out: rows of Permissions for the type `{type_name}` ({number:,})"
    for description, number in sorted(shown.not_told.items()):
        yield f"left out: rows of Permissions described as `{description}` ({number:,})"
    if shown.group_sets:
        yield (
            "Admin Insights does not tell which groups are in the group sets that rules are for "
            f"({len(shown.group_sets):,})"
        )
