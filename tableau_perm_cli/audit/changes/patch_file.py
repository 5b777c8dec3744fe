"""Reads a file of changes, to be played in order; what is wrong with it is said with its place.

    version: 1
    changes:
      - move: {item: workbook:Finance/Sales, project: project:Archive}
      - grant: {grantee: group:Analysts, capability: view, item: project:Finance, kind: workbook}

The words and their fields are those of ``entry.FORMS``. An entry may name what an earlier one
brings, so each is read on the site as those before it leave it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tableau_perm_cli.audit.changes.change import Change, ChangeError
from tableau_perm_cli.audit.changes.entry import FORMS, Given
from tableau_perm_cli.declaration.expected import expected, one_of
from tableau_perm_cli.declaration.file_values import Entry, FileValues
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.declaration.text.document import Mark, Value
from tableau_perm_cli.declaration.text.reader import read_document
from tableau_perm_cli.declaration.text.source import decode
from tableau_perm_cli.diagnostics import Diagnostic, FileError, SourceLookup, visible


@dataclass(frozen=True, slots=True)
class _Written:
    """One entry of the right shape."""

    word: str
    mark: Mark
    """Where the word is written."""
    fields: dict[str, str]


def read_patch(name: str, data: bytes, site: Site) -> list[Change]:
    """Return the changes that a file lists.

    Args:
        name: the file's name as the user gave it.
        data: all its bytes.
        site: that the changes are of.

    Raises:
        FileError: the file has errors, or a change cannot be made after those before it.
    """
    document, problems = read_document(name, data)
    if document is None:
        lines = decode(name, data)[0].lines
        raise FileError(problems, lambda _: lines, _where(name))
    file = FileValues(document)
    written = list(_entries(file))
    if not problems and not file.diagnostics:
        changes = list(_read(file, written, site))
        if not file.diagnostics:
            return changes
    raise _error(file, [*problems, *file.diagnostics])


def _where(name: str) -> str:
    return f"the changes of `{visible(name)}`"


def _error(file: FileValues, problems: list[Diagnostic]) -> FileError:
    sources: SourceLookup = lambda _: file.document.lines  # noqa: E731 - a line is enough
    return FileError(problems, sources, _where(file.document.name))


def _entries(file: FileValues) -> Iterator[_Written]:
    """Yield the entries; what has another shape is noted."""
    root = file.document.root
    for entry in file.entries(root):
        if entry.key not in {"version", "changes"}:
            label, advice = expected("a key", entry.key, ("version", "changes"))
            message = f"unknown key `{visible(entry.key)}` in a file of changes"
            file.error(entry.key_mark, message, label=label, help=advice)
        elif entry.key == "version" and entry.value != "1":
            file.error(
                entry.value_mark,
                "`version` is not one that is known",
                label="expected `1`, the only format version",
            )
    listed = root.get("changes") if isinstance(root, dict) else None
    if not isinstance(listed, list):
        missing = not isinstance(root, dict) or "changes" not in root
        mark = 0 if missing or not isinstance(root, dict) else file.marks(root, "changes")[0]
        file.error(
            mark,
            "missing key `changes` in the file" if missing else "`changes` is not a list",
            label="expected `changes: [{move: {…}}, …]`",
            help=f"an entry is one of {one_of([*FORMS])}",
        )
        return
    for element, mark in file.document.elements(listed):
        yield from _entry(file, element, mark)


def _entry(file: FileValues, element: Value, mark: Mark) -> Iterator[_Written]:
    found = list(file.entries(element))
    if len(found) != 1:
        file.error(
            mark,
            "an entry is one change" if found else "an entry cannot be this",
            label="expected one word with its fields, as in `move: {item: …, project: …}`",
            help="give each change an element of the list" if found else None,
        )
        return
    entry = found[0]
    form = FORMS.get(entry.key)
    if form is None:
        label, advice = expected("a kind of change", entry.key, [*FORMS])
        message = f"unknown change `{visible(entry.key)}`"
        file.error(entry.key_mark, message, label=label, help=advice)
        return
    before = len(file.diagnostics)
    fields = dict(_fields(file, entry, (*form.needs, *form.may)))
    missing = [key for key in form.needs if key not in fields]
    if len(file.diagnostics) > before:
        return
    if missing:
        file.error(
            entry.key_mark,
            f"`{entry.key}` lacks {' and '.join(f'`{key}`' for key in missing)}",
            label=f"expected {', '.join(f'`{key}`' for key in form.needs)}",
            help=f"write `{entry.key}: {{{', '.join(f'{key}: …' for key in form.needs)}}}`",
        )
        return
    yield _Written(entry.key, entry.key_mark, fields)


def _fields(file: FileValues, entry: Entry, known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for field in file.entries(entry.value):
        if field.key not in known:
            label, advice = expected("a field", field.key, known)
            message = f"unknown field `{visible(field.key)}` of `{entry.key}`"
            file.error(field.key_mark, message, label=label, help=advice)
        elif not isinstance(field.value, str):
            file.error(field.key_mark, f"`{field.key}` is no text", label="expected one value")
        else:
            yield field.key, field.value


def _read(file: FileValues, written: list[_Written], site: Site) -> Iterator[Change]:
    """Yield the changes; at the first that cannot be made, that is noted, and the rest left."""
    for entry in written:
        try:
            change = FORMS[entry.word].make(Given(site, entry.fields))
            site = change.play(site).site
        except ChangeError as error:
            file.error(
                entry.mark,
                error.message,
                label="this change cannot be made",
                help=error.help,
            )
            return
        yield change
