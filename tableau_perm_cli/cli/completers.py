"""What can stand for an argument: the names a shell completes, read from the declaration.

A declaration with errors still gives the names that could be read; one that cannot be read gives
none. Nothing here says anything or waits for input: somebody is in the middle of typing.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import typer

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import decode_path, split_kind
from tableau_perm_cli.declaration.model import Declaration, Site
from tableau_perm_cli.diagnostics import ToolError, visible

Completion = list[str | tuple[str, str]]
"""Words, or words with what a shell may show beside them."""

_LARGEST = 8_000_000  # bytes; reading more takes longer than anyone waits for a word


def complete_user(context: typer.Context, incomplete: str) -> Completion:
    """Return the users, with their site roles."""
    del incomplete  # Typer leaves out what does not begin so
    return _typeable((name, role) for name, role in _users(context))


def complete_user_or_group(context: typer.Context, incomplete: str) -> Completion:
    """Return the users, and the groups as ``group:NAME``."""
    groups = [
        (f"group:{group.name}", "each of its members")
        for site in _sites(context)
        for group in site.groups.values()
    ]
    return [*complete_user(context, incomplete), *_typeable(groups)]


def complete_item(context: typer.Context, incomplete: str) -> Completion:
    """Return every item's address; paths without a kind when that is what is being typed."""
    addresses = [str(item.address) for site in _sites(context) for item in site.items()]
    if not any(address.startswith(incomplete) for address in addresses):
        addresses = [address.partition(":")[2] for address in addresses]
    return _typeable((address, "") for address in addresses)


def complete_capability(context: typer.Context, incomplete: str) -> Completion:
    """Return capabilities: those of the item, if it is typed already, else all."""
    del incomplete
    kinds = _kinds_typed(context)
    capabilities = [(it.key, it.label) for kind in kinds for it in CATALOG[kind].capabilities]
    return _typeable(capabilities)


def complete_capability_or_task(context: typer.Context, incomplete: str) -> Completion:
    """Return capabilities and the tasks."""
    from tableau_perm_cli.resolve.tasks import TASKS  # noqa: PLC0415 - only when it is asked for

    kinds = _kinds_typed(context)
    tasks = [(it.key, it.label) for it in TASKS.values() if not it.kinds.isdisjoint(kinds)]
    return [*complete_capability(context, incomplete), *_typeable(tasks)]


def complete_target(context: typer.Context, incomplete: str) -> Completion:
    """Return what a task can be directed at: projects and users."""
    projects = [
        (str(item.address), "")
        for site in _sites(context)
        for item in site.items()
        if item.kind is Kind.PROJECT
    ]
    return [*_typeable(projects), *complete_user(context, incomplete)]


def complete_site(context: typer.Context, incomplete: str) -> Completion:
    """Return the sites."""
    del incomplete
    declaration = _declaration(context)
    return _typeable((name, "") for name in (declaration.sites if declaration else ()))


def complete_type(incomplete: str) -> Completion:
    """Return the content types that a project has default rules for."""
    del incomplete
    return [it.plural for it in CATALOG.values() if it.kind not in {Kind.VIEW, Kind.TABLE}]


def complete_topic(incomplete: str) -> Completion:
    """Return the pages of the catalog."""
    del incomplete
    return [*(kind.value for kind in CATALOG), "roles", "tasks", "reasons"]


def complete_rule(incomplete: str) -> Completion:
    """Return the names of the lint rules, or their codes where one is being typed."""
    return [*_rules(incomplete)]


def complete_rules(incomplete: str) -> Completion:
    """Return the rules that may come next in a list with commas."""
    before, comma, last = incomplete.rpartition(",")
    given = {it.strip().casefold() for it in before.split(",")}
    return [
        (f"{before}{comma}{word}", said)
        for word, said in [("all", "every rule"), *_rules(last)]
        if word.casefold() not in given
    ]


def _rules(incomplete: str) -> list[tuple[str, str]]:
    from tableau_perm_cli.audit.lint.registry import all_rules  # noqa: PLC0415 - as above

    coded = incomplete[:2].casefold() == "tp"
    return [(it.code if coded else it.name, it.summary) for it in all_rules()]


def complete_record(incomplete: str) -> Completion:
    """Return what has a JSON Schema."""
    from tableau_perm_cli.report.schema_files import record_names  # noqa: PLC0415

    del incomplete
    return ["declaration", *record_names()]


def _typeable(found: "Iterator[tuple[str, str]] | list[tuple[str, str]]") -> Completion:
    """Return words, each once, without those that a shell or terminal would act on."""
    words = {word: said for word, said in found if visible(word) == word and word[:1] != "-"}
    return [(word, visible(said)) if said else word for word, said in words.items()]


def _users(context: typer.Context) -> Iterator[tuple[str, str]]:
    for site in _sites(context):
        for user in site.users.values():
            yield user.name, user.role.name


def _kinds_typed(context: typer.Context) -> list[Kind]:
    """Return the content type of the item that stands on the line, or all of them."""
    written = context.params.get("item")
    if not isinstance(written, str):
        return list(CATALOG)
    kind, path = split_kind(written)
    if kind is not None:
        return [kind]
    names = decode_path(path)
    found = {
        it.kind for site in _sites(context) for it in site.items() if it.address.path == names
    }
    return [kind for kind in CATALOG if kind in found] or list(CATALOG)


def _sites(context: typer.Context) -> list[Site]:
    """Return the site that is meant, or all."""
    declaration = _declaration(context)
    if declaration is None:
        return []
    named = declaration.sites.get(str(_option(context, "site")))
    return [named] if named else list(declaration.sites.values())


def _option(context: typer.Context, name: str) -> object:
    """Return a shared option's value, given after the command or before it."""
    value = context.params.get(name)
    if not value and context.parent is not None:
        value = context.parent.params.get(name)
    return value


def _declaration(context: typer.Context) -> Declaration | None:
    """Return what the files on the line declare, or those read without any; None if nothing."""
    from tableau_perm_cli.cli.options import Options  # noqa: PLC0415 - needs this module itself
    from tableau_perm_cli.cli.session import input_names  # noqa: PLC0415 - only when asked for

    outer = context.parent.params.get("file") if context.parent else None
    files = [str(name) for given in (outer, context.params.get("file")) for name in given or ()]
    try:
        names = input_names(Options(file=files))
        # The shell has not replaced variables and ~ yet.
        return _read(str(Path(os.path.expandvars(name)).expanduser()) for name in names)
    except (ToolError, OSError, RuntimeError):  # RuntimeError: ~ of nobody
        return None


def _read(names: Iterator[str]) -> Declaration | None:
    """Read files tolerantly and in a hurry: their shape is not checked, which takes pydantic.

    The reading of a declaration passes over whatever has the wrong shape.
    """
    from tableau_perm_cli.declaration.file_values import FileValues  # noqa: PLC0415 - as above
    from tableau_perm_cli.declaration.files import find_files  # noqa: PLC0415
    from tableau_perm_cli.declaration.sites import read_declaration  # noqa: PLC0415
    from tableau_perm_cli.declaration.text.reader import read_document  # noqa: PLC0415

    # Standard input is not ours to read, and a pipe can be read but once.
    files = [file for file in find_files(list(names)) if Path(file).is_file()]
    if sum(Path(file).stat().st_size for file in files) > _LARGEST:
        return None
    documents = [read_document(file, Path(file).read_bytes())[0] for file in files]
    return read_declaration([FileValues(it) for it in documents if it is not None])
