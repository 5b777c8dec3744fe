"""Finds where something is written that the model keeps no place of, by reading the text again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import PERSONAL_SPACE_MARK, Address
from tableau_perm_cli.declaration.text.document import Document, Mark, Value
from tableau_perm_cli.declaration.text.source import Source
from tableau_perm_cli.diagnostics import Position

_PARENTS = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE}


@dataclass(frozen=True, slots=True)
class Spot:
    """A way down the text: keys of mappings, and at the end perhaps an element of a list."""

    steps: tuple[str, ...]
    file: str | None = None
    """The file it must be in, as positions name it; None when any will do."""


def site_path(site: str) -> tuple[str, ...]:
    """Return the way to a site."""
    return ("sites", site)


def item_path(site: str, address: Address, *, in_space: bool = False) -> tuple[str, ...]:
    """Return the way to an item of a site."""
    names = list(address.path)
    steps = [*site_path(site)]
    kinds = _kinds_along(address)
    if in_space:
        steps += ["personal_spaces", names.pop(0).removeprefix(PERSONAL_SPACE_MARK)]
    elif address.kind is not Kind.PROJECT:
        kinds = [Kind.PROJECT] * (len(names) - len(kinds)) + kinds
    for kind, name in zip(kinds, names, strict=True):
        steps += [CATALOG[kind].plural, name]
    return tuple(steps)


def _kinds_along(address: Address) -> list[Kind]:
    """Return what each name of the address is called, projects above content left out."""
    if address.kind is Kind.PROJECT:
        return [Kind.PROJECT] * len(address.path)
    parent = _PARENTS.get(address.kind)
    return [parent, address.kind] if parent else [address.kind]


class Places:
    """The texts of one declaration; each is read when it is first asked about."""

    def __init__(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Take the names and the bytes of the files that were read."""
        self._files = {Source(name, b"").name: (name, data) for name, data in files}
        self._documents: dict[str, Document | None] = {}

    def find(self, spot: Spot) -> Position | None:
        """Return the deepest place on the way that is written; None when not even a site is.

        What is gone from the text is so found where it would stand.
        """
        names = [spot.file] if spot.file is not None else list(self._files)
        best: tuple[int, Position] | None = None
        for name in names:
            document = self._document(name)
            if document is None:
                continue
            depth, mark = _descend(document, spot.steps)
            if mark is not None and (best is None or depth > best[0]):
                best = depth, document.position(mark)
        return best[1] if best else None

    def top(self) -> Position | None:
        """Return where the sites are written: of the first file that has any."""
        return self.find(Spot(("sites",)))

    def _document(self, name: str) -> Document | None:
        from tableau_perm_cli.declaration.text.reader import read_document  # noqa: PLC0415 - YAML

        if name not in self._documents:
            file = self._files.get(name)
            self._documents[name] = read_document(*file)[0] if file else None
        return self._documents[name]


def _descend(document: Document, steps: Sequence[str]) -> tuple[int, Mark | None]:
    """Return how many steps could be taken, and the mark of the last."""
    value: Value = document.root
    found: Mark | None = None
    for depth, step in enumerate(steps):
        if isinstance(value, dict) and step in value:
            found = document.key_mark(value, step)
            value = value[step]
        elif isinstance(value, list) and step in value:
            found = document.value_mark(value, value.index(step))
            value = None
        elif not (isinstance(value, list) and step == "members"):  # the short form has no key
            return depth, found
    return len(steps), found
