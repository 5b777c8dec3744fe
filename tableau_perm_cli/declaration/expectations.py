"""Reads the expectations of every site, under the site and in files of their own."""

from collections.abc import Iterator, Mapping, Sequence

from tableau_perm_cli.declaration.expectation_model import Expectation
from tableau_perm_cli.declaration.expectation_reader import ExpectationReader
from tableau_perm_cli.declaration.expected import one_of
from tableau_perm_cli.declaration.file_values import Entry, FileValues, get
from tableau_perm_cli.declaration.lost import EVERYTHING, Lost
from tableau_perm_cli.declaration.scope import Fragment
from tableau_perm_cli.declaration.text.document import Value
from tableau_perm_cli.diagnostics import did_you_mean, visible


def read_expectations(
    files: Sequence[FileValues],
    fragments: Mapping[str, Sequence[Fragment]],
    lost: frozenset[Lost],
) -> dict[str, tuple[Expectation, ...]]:
    """Return the expectations of every site; errors are noted in the files.

    Args:
        files: all files, some of which may have expectations only.
        fragments: what the files say of each site.
        lost: what may be declared without our knowing; perhaps a site.
    """
    found: dict[str, list[Expectation]] = {
        site: [
            expectation
            for part in parts
            for expectation in _read_list(part.file, get(part.value, "expectations"))
        ]
        for site, parts in fragments.items()
    }
    for file in files:
        for entry in file.entries(get(file.document.root, "expectations")):
            stated = list(_read_list(file, entry.value))
            if entry.key in found:
                found[entry.key] += stated
            elif lost >= EVERYTHING:
                file.unchecked += 1
            else:
                _note_unknown_site(file, entry, [*found])
    return {site: tuple(stated) for site, stated in found.items()}


def _note_unknown_site(file: FileValues, entry: Entry, sites: list[str]) -> None:
    advice = did_you_mean(entry.key, sites)
    if not sites:
        advice = "read the file with the declaration that has the site: add `-f PATH`"
    file.error(
        entry.key_mark,
        f"unknown site `{visible(entry.key)}`",
        label="not a site of this declaration",
        help=advice or (f"write {one_of(list(map(visible, sites)))}"),
    )


def _read_list(file: FileValues, value: Value) -> Iterator[Expectation]:
    if isinstance(value, list):
        for element, mark in file.document.elements(value):
            name = file.text(element, "name")
            if isinstance(element, dict) and name is not None:
                yield ExpectationReader(file, element, name, mark).read()
