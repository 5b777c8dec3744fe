"""Plays the changes of a command line in order: their names are those of the site by then."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tableau_perm_cli.audit.changes.entry import FORMS, Given
from tableau_perm_cli.audit.changes.patch_file import read_patch
from tableau_perm_cli.audit.changes.record import TOP
from tableau_perm_cli.audit.what_if import Step, play_step, with_site
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.cli.session import Session, unknown_name
from tableau_perm_cli.cli.what_if_options import KIND, PATCH_FILE, Spoken
from tableau_perm_cli.declaration.address import split_kind
from tableau_perm_cli.declaration.expected import one_of
from tableau_perm_cli.declaration.files import STANDARD_INPUT, read_bytes
from tableau_perm_cli.declaration.model import CONTENT_KINDS, Declaration, Site
from tableau_perm_cli.diagnostics import FileError, ToolError, UsageError, visible

if TYPE_CHECKING:
    from tableau_perm_cli.audit.changes import Change


def check_changes(spoken: Sequence[Spoken], names: Sequence[str]) -> None:
    """Find what can be seen before anything is read.

    Args:
        spoken: the changes.
        names: of the declaration's files.

    Raises:
        UsageError: there is no change, or standard input would be read twice.
    """
    if not spoken:
        raise UsageError(
            "no change given",
            help="as in `--add-to-group USER GROUP`; `tableau-perm what-if --help` lists them",
        )
    patches = [it.fields["file"] for it in spoken if it.word == PATCH_FILE]
    if [*patches, *names].count(STANDARD_INPUT) > 1:
        raise UsageError("standard input can be read but once", help="name a file for the changes")


def play_all(spoken: Sequence[Spoken], declaration: Declaration, site: Site) -> list[Step]:
    """Play changes one after the other.

    Raises:
        ToolError: a name is unknown, or a change cannot be made; it says which, if there are
            several.
    """
    steps: list[Step] = []
    for it in spoken:
        number = len(steps) + 1
        try:
            for change in _changes(it, declaration, site):
                steps.append(play_step(len(steps) + 1, change, site))
                site = steps[-1].after
        except FileError:
            raise
        except ToolError as error:
            if len(spoken) == 1:
                raise
            message = f"change {number} (`{it.flag}`): {error.message}"
            raise ToolError(message, help=error.help) from error
    return steps


def _changes(spoken: Spoken, declaration: Declaration, site: Site) -> "Iterator[Change]":
    if spoken.word == PATCH_FILE:
        name = spoken.fields["file"]
        yield from read_patch(name, read_bytes(name), site)
        return
    session = Session(with_site(declaration, site), site)
    fields = {key: _resolved(session, spoken, key, text) for key, text in spoken.fields.items()}
    _check_capability(fields)
    yield FORMS[spoken.word].make(Given(site, fields))


def _resolved(session: Session, spoken: Spoken, key: str, text: str) -> str:
    """Return a field with the name that it means written in full.

    Raises:
        UnknownNameError: nothing has the name.
        UsageError: several have.
    """
    match key:
        case "user":
            return _principal("user", text, session.site.users)
        case "group":
            return _principal("group", text, session.site.groups)
        case "item":
            return str(session.item(text).address)
        case "project":
            is_top = spoken.word == "move" and text == TOP
            return TOP if is_top else str(session.project(text).address)
        case "workbook" | "data_source":
            kind, _ = split_kind(text)
            return str(session.item(text if kind else f"{key}:{text}").address)
        case _:
            return text


def _principal(word: str, text: str, known: Mapping[str, object]) -> str:
    for name in (text, text.removeprefix(f"{word}:")):
        if name in known:
            return name
    raise unknown_name(word, text.removeprefix(f"{word}:"), known)


def _check_capability(fields: Mapping[str, str]) -> None:
    """See that a project's default rules are meant where they are named.

    Raises:
        UsageError: a capability is one of content alone, and for which is not said.
    """
    word, item = fields.get("capability"), fields.get("item")
    if word is None or item is None or KIND in fields or split_kind(item)[0] is not Kind.PROJECT:
        return
    kinds = [f"--kind {kind.value}" for kind in CONTENT_KINDS if CATALOG[kind].find(word)]
    if kinds and CATALOG[Kind.PROJECT].find(word) is None:
        raise UsageError(
            f"`{visible(word)}` is no capability of a project",
            help=f"for the project's default rules add {one_of(kinds)}",
        )
