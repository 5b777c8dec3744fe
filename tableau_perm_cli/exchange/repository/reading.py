"""The repository's tables -> pictures, one a site."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.exchange.picture import InheritedLeader, Picture
from tableau_perm_cli.exchange.repository.content import PARENTS, TABLES, ContentReader
from tableau_perm_cli.exchange.repository.dump import Dump, open_dump
from tableau_perm_cli.exchange.repository.people import People, read_people
from tableau_perm_cli.exchange.repository.projects import Projects, read_projects
from tableau_perm_cli.exchange.repository.rules import Rules, read_rules
from tableau_perm_cli.exchange.site_choice import chosen
from tableau_perm_cli.exchange.tables import Cell, told


def read_repository(paths: Sequence[Path], site_name: str | None = None) -> list[Picture]:
    """Return a picture of every site that the tables tell.

    Args:
        paths: CSV files, or directories of them.
        site_name: of several sites the one to read; its name where there is no table `sites`.

    Raises:
        FileError: the tables cannot be read, with every problem of every file.
        UnknownNameError: there is no site of that name.
    """
    dump = open_dump(paths)
    people = read_people(dump)
    rules = read_rules(dump, people)
    projects = read_projects(dump, people, rules)
    content = ContentReader(dump, people, projects, rules)
    content.read()
    sites = _sites(dump, people, site_name)
    told_of = people.users.keys() | projects.by_site.keys() | content.items.keys()
    for number in sorted(told_of - {number for number, _ in sites} if sites else ()):
        message = f"things are on the site `{number}`, and the table `sites` has no such row"
        dump.problems.add(dump.where, None, message)
    dump.need_rows()
    dump.problems.raise_if_any()
    pictures = [_filled(site, picture, people, projects, content) for site, picture in sites]
    first, *others = chosen(pictures, site_name)
    # They are about the tables, which are those of all sites: said once.
    return [replace(first, notes=tuple(_notes(dump, rules, projects, content))), *others]


def _sites(dump: Dump, people: People, site_name: str | None) -> list[tuple[str, Picture]]:
    """Return the sites by number, each as an empty picture."""
    if not dump.has("sites"):
        numbers = sorted(people.users)
        if len(numbers) > 1:
            message = "there is no file of the table `sites`, and users are of several sites"
            dump.problems.add(dump.where, None, message, help="export it as `sites.csv`")
        return [(number, Picture(site_name or f"Site {number}")) for number in numbers]
    sites = []
    for file, line, cells in dump.rows("sites"):
        number, luid, name, url, guest, disabled, enabled = cells
        web = Cell(file, line, "web_editing_enabled", enabled).truth(dump.problems)
        not_web = Cell(file, line, "authoring_disabled", disabled).truth(dump.problems)
        picture = Picture(
            name,
            told(luid) or number,
            url,
            Cell(file, line, "guest_access_enabled", guest).truth(dump.problems),
            _web_authoring(enabled=web, disabled=not_web),
        )
        sites.append((number, picture))
    if not sites:
        dump.problems.add(dump.where, None, "the table `sites` has no row")
    return sites


def _web_authoring(*, enabled: bool | None, disabled: bool | None) -> bool | None:
    """Return what the columns of the releases say; None where they say nothing, or both."""
    if disabled is None:
        return enabled
    return not disabled if enabled in {None, not disabled} else None


def _filled(
    site: str, picture: Picture, people: People, projects: Projects, content: ContentReader
) -> Picture:
    return replace(
        picture,
        users=tuple(people.users.get(site, ())),
        groups=tuple(people.groups.get(site, ())),
        projects=tuple(projects.by_site.get(site, ())),
        content=tuple(content.items.get(site, ())),
        inherited_leaders=tuple(_inherited(site, projects, content.rules)),
        not_read=_not_read(content.dump),
    )


def _not_read(dump: Dump) -> dict[str, str]:
    """Return the types whose table, or that of what they stand in, is not there."""
    return {
        CATALOG[kind].plural: f"there is no file of the table `{missing}`"
        for kind, table in TABLES.items()
        for missing in (table, TABLES[PARENTS[kind]] if kind in PARENTS else table)
        if not dump.has(missing)
    }


def _inherited(site: str, projects: Projects, rules: Rules) -> Iterator[InheritedLeader]:
    here = {project.id for project in projects.by_site.get(site, ())}
    for number, leaders in rules.inherited.items():
        identity = projects.ids.get(number)
        if identity in here:
            yield from (replace(leader, project=identity) for leader in leaders)


def _notes(dump: Dump, rules: Rules, projects: Projects, content: ContentReader) -> Iterator[str]:
    yield from dump.notes
    for what, number in sorted(content.left_out.items()):
        yield f"left out: {what} ({number:,})"
    for type_name, number in sorted(rules.not_read.items()):
        yield f"left out: rows of rules for the type `{type_name}` ({number:,})"
    for kind, number in sorted(_stale(dump, rules, projects, content).items()):
        plural = CATALOG[Kind(kind)].plural.replace("_", " ")
        yield f"left out: the rules of {plural} that are not in the tables ({number:,})"
    if rules.group_sets:
        yield (
            "the tables do not tell which groups are in the group sets that rules are for "
            f"({len(rules.group_sets):,})"
        )
    for table in sorted(dump.missing_columns):
        if "luid" in dump.missing_columns[table]:
            yield f"the table `{table}` has no column `luid`: its numbers are the ids"


def _stale(dump: Dump, rules: Rules, projects: Projects, content: ContentReader) -> Counter[str]:
    """Count the rule lists whose item the tables do not have, though its table is there."""
    stale: Counter[str] = Counter()
    for kind, number in rules.own:
        if kind is Kind.PROJECT:
            stale[kind] += number not in projects.ids
        elif dump.has(TABLES[kind]):
            stale[kind] += (kind, number) not in content.places
    return +stale
