"""Reads whole sites from the fragments that one or more files give of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tableau_perm_cli.catalog import (
    CATALOG,
    CEILING_CLASSES,
    CeilingClass,
    Kind,
    RoleClass,
    fold,
)
from tableau_perm_cli.declaration.content import ContentReader
from tableau_perm_cli.declaration.expectations import read_expectations
from tableau_perm_cli.declaration.expected import expected
from tableau_perm_cli.declaration.file_values import Entry, FileValues, Text, get
from tableau_perm_cli.declaration.lost import Lost, Names
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Declaration,
    Project,
    Settings,
    Site,
    User,
)
from tableau_perm_cli.declaration.not_read import read_site_gaps
from tableau_perm_cli.declaration.principals import (
    read_group_sets,
    read_groups,
    read_server_administrators,
    read_users,
    with_server_administrators,
)
from tableau_perm_cli.declaration.rules import note_unknown_capability
from tableau_perm_cli.declaration.scope import Definitions, Fragment, Guesses, Scope
from tableau_perm_cli.declaration.unread import unread_notice
from tableau_perm_cli.diagnostics import Diagnostic, Position, Severity, visible

DEFAULT_PROJECTS = ("Default", "default")
"""What Tableau calls the project whose rules new top-level projects copy."""


def read_declaration(
    files: Sequence[FileValues], lost: frozenset[Lost] = frozenset()
) -> Declaration:
    """Read what the files declare together; errors are noted in the files.

    Args:
        files: the files that could be read.
        lost: what may be declared beside them, in files that could not.
    """
    lost = lost.union(*(file.lost for file in files))
    fragments = _fragments(files)
    definitions = {name: Definitions() for name in fragments}
    users = {name: read_users(found, definitions[name]) for name, found in fragments.items()}
    administrators = read_server_administrators(files)
    for declared in users.values():
        for user in declared.values():
            if user.role.role_class is RoleClass.SERVER_ADMIN:
                administrators.setdefault(user.name, user.role_position)
    complete = {
        name: with_server_administrators(declared, administrators)
        for name, declared in users.items()
    }
    guesses = Guesses()
    sites = {}
    for name, found in fragments.items():
        scope = Scope(
            name,
            complete[name],
            {ALL_USERS, *_names_in(found, Names.GROUPS)},
            _names_in(found, Names.GROUP_SETS),
            lost,
            complete,
            guesses,
        )
        sites[name] = _read_site(found, complete[name], scope, definitions[name])
    stated = read_expectations(files, fragments, lost)
    sites = {name: replace(site, expectations=stated[name]) for name, site in sites.items()}
    server_name = next(
        (
            str(get(server, "name"))
            for file in files
            if get(server := get(file.document.root, "server"), "name") is not None
        ),
        None,
    )
    notices = [
        diagnostic
        for file in files
        for diagnostic in file.diagnostics
        if diagnostic.severity is Severity.INFO
    ]
    notices += [notice for site in sites.values() for notice in _notices(site)]
    unread = unread_notice(sites)
    if unread is not None:
        notices.append(unread)
    return Declaration(sites, server_name, tuple(notices))


def _fragments(files: Sequence[FileValues]) -> dict[str, list[Fragment]]:
    fragments: dict[str, list[Fragment]] = {}
    for file in files:
        for entry in file.entries(get(file.document.root, "sites")):
            if not entry.key.strip():
                file.error(entry.key_mark, "a site has an empty name", label="expected a name")
            fragment = Fragment(file, entry.value, entry.key_mark)
            fragments.setdefault(entry.key, []).append(fragment)
    return fragments


def _names_in(fragments: Sequence[Fragment], names: Names) -> set[str]:
    """Return all keys of a section, whatever else may be wrong with it."""
    sections = [get(fragment.value, names.value) for fragment in fragments]
    return {key for section in sections if isinstance(section, dict) for key in section}


def _read_site(
    fragments: Sequence[Fragment],
    users: Mapping[str, User],
    scope: Scope,
    definitions: Definitions,
) -> Site:
    groups = read_groups(fragments, scope, definitions)
    group_sets = read_group_sets(fragments, scope, definitions)
    reader = ContentReader(scope, definitions)
    projects = reader.read_projects(fragments)
    personal_spaces = reader.read_personal_spaces(fragments)
    reader.check_references()
    first = fragments[0]
    return Site(
        scope.site,
        first.file.position(first.mark),
        _read_settings(fragments, definitions),
        users,
        groups,
        group_sets,
        projects,
        personal_spaces,
        not_read=read_site_gaps(fragments, definitions),
    )


def _read_settings(fragments: Sequence[Fragment], definitions: Definitions) -> Settings:
    flags: dict[str, bool] = {}
    ceilings: dict[tuple[Kind, str, CeilingClass], bool] = {}
    for fragment in fragments:
        file = fragment.file
        for entry in file.entries(get(fragment.value, "settings")):
            what = f"the setting `{visible(entry.key)}`"
            if not definitions.add(
                ("setting", entry.key), what, file, entry.key_mark, advice="keep one of the two"
            ):
                continue
            if entry.key == "uncertain_ceilings":
                ceilings.update(_read_ceilings(file, entry))
            elif entry.key in {"guest_access", "web_authoring", "group_sets"}:
                flags[entry.key] = entry.value == "true"
    return Settings(**flags, ceilings=ceilings)


def _read_ceilings(file: FileValues, setting: Entry) -> dict[tuple[Kind, str, CeilingClass], bool]:
    """Read the site's decisions of cells of the ceilings table that are uncertain."""
    decided: dict[tuple[Kind, str, CeilingClass], bool] = {}
    kinds = {fold(kind.value): kind for kind in Kind}
    classes = {fold(column.value): column for column in CEILING_CLASSES}
    for of_kind in file.entries(setting.value):
        kind = kinds.get(fold(of_kind.key))
        if kind is None:
            _unknown(file, of_kind, "content type", list(Kind))
            continue
        for of_capability in file.entries(of_kind.value):
            capability = CATALOG[kind].find(of_capability.key)
            if capability is None:
                written = Text(of_capability.key, of_capability.key_mark)
                note_unknown_capability(file, written, kind)
                continue
            for cell in file.entries(of_capability.value):
                column = classes.get(fold(cell.key))
                if column is None:
                    _unknown(file, cell, "class of site role", list(CEILING_CLASSES))
                elif not capability.ceiling[column].uncertain:
                    file.error(
                        cell.key_mark,
                        f"the ceiling of `{capability.key}` for `{column}` is not uncertain",
                        label="Tableau's help settles this cell",
                    )
                else:
                    decided[kind, capability.key, column] = cell.value == "true"
    return decided


def _unknown(file: FileValues, entry: Entry, what: str, known: Sequence[str]) -> None:
    label, advice = expected(f"a {what}", entry.key, known)
    file.error(entry.key_mark, f"unknown {what} `{visible(entry.key)}`", label=label, help=advice)


def default_project(projects: Sequence[Project]) -> Project | None:
    """Return the Default project, whose rules new top-level projects copied; None without one."""
    by_name = {project.address.path[0]: project for project in projects}
    return next((by_name[name] for name in DEFAULT_PROJECTS if name in by_name), None)


def _notices(site: Site) -> list[Diagnostic]:
    """Return what is legal and worth knowing about a site (semantics section 4)."""
    notices: list[Diagnostic] = []
    default = default_project(site.projects)
    orphans = [
        project
        for project in site.projects
        if project.permissions is None and project is not default
    ]
    if orphans and default is None:
        notices.append(
            _notice(
                orphans[0].position,
                f"site `{visible(site.name)}` declares no Default project: projects without "
                "permissions of their own have no rules at all",
            )
        )
    elif default is not None and default.permissions is None:
        notices.append(
            _notice(
                default.position,
                "the Default project is declared without permissions: it has no rules, and so "
                "have the projects that copy it",
            )
        )
    has_guest = any(user.role.role_class is RoleClass.GUEST for user in site.users.values())
    if site.settings.guest_access and not has_guest:
        notices.append(
            _notice(
                site.position,
                f"site `{visible(site.name)}` has guest access and declares no user with the "
                "role Guest: anonymous visitors are missing from the answers",
            )
        )
    return notices


def _notice(position: Position, message: str) -> Diagnostic:
    return Diagnostic(Severity.INFO, message, position)
