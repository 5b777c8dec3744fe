"""Reads the plain values of one file tolerantly and collects what is wrong, with positions.

INVARIANT: a value of the wrong shape has already been reported (``shape_errors``), so the
accessors here give an empty value for it and stay silent. That is how one run finds every error.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tableau_perm_cli.declaration.lost import Lost
from tableau_perm_cli.declaration.text.document import Document, Mark, Value
from tableau_perm_cli.diagnostics import Diagnostic, Position, Related, Severity

_LARGE: Final = 64
"""From how many keys on a mapping's marks are looked up in a table."""


class Text(NamedTuple):
    """A piece of text and where it is written."""

    text: str
    mark: Mark


class Entry(NamedTuple):
    """One entry of a mapping and where its key and its value are written."""

    key: str
    key_mark: Mark
    value: Value
    value_mark: Mark


@dataclass(slots=True)
class FileValues:
    """The values of one file, and what was found wrong with them."""

    document: Document
    diagnostics: list[Diagnostic] = field(default_factory=list)
    lost: set[Lost] = field(default_factory=set)
    """What this file may declare without our knowing, because of an error."""
    unchecked: int = 0
    """How many names were not found and not reported, since they may be among the lost."""
    position: Callable[[Mark], Position] = field(init=False, repr=False)
    """Where a mark is, for people."""
    _tables: dict[int, dict[str, tuple[Mark, Mark]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.position = self.document.source.at

    def entries(self, value: Value) -> Iterator[Entry]:
        """Yield the entries of a mapping; nothing for anything else."""
        if isinstance(value, dict):
            return map(Entry._make, self.document.entries(value))
        return iter(())

    def texts(self, value: Value) -> Iterator[Text]:
        """Yield the texts of a list; nothing for anything else."""
        if not isinstance(value, list):
            return iter(())
        elements = self.document.elements(value)
        return (Text(inner, mark) for inner, mark in elements if isinstance(inner, str))

    def text(self, value: Value, key: str) -> Text | None:
        """Return the text under ``key`` of a mapping, or None."""
        if isinstance(value, dict):
            inner = value.get(key)
            if isinstance(inner, str):
                return Text(inner, self.document.value_mark(value, key))
        return None

    def marks(self, mapping: dict[str, Value], key: str) -> tuple[Mark, Mark]:
        """Return where ``key`` of the mapping and its value are written.

        However many entries of a large mapping are wrong, each is found at once.
        """
        if len(mapping) < _LARGE:
            return self.document.key_mark(mapping, key), self.document.value_mark(mapping, key)
        table = self._tables.get(id(mapping))
        if table is None:
            table = {
                known: (key_mark, value_mark)
                for known, key_mark, _, value_mark in self.document.entries(mapping)
            }
            self._tables[id(mapping)] = table
        return table[key]

    def error(
        self,
        mark: Mark,
        message: str,
        *,
        label: str | None = None,
        help: str | None = None,  # noqa: A002 - the same word as in Diagnostic
        related: tuple[Related, ...] = (),
    ) -> None:
        """Note an error at ``mark``."""
        position, length = self.position(mark), self.document.token_length(mark)
        self.diagnostics.append(
            Diagnostic(Severity.ERROR, message, position, length, label, help, related)
        )

    def notice(self, mark: Mark, message: str) -> None:
        """Note what is legal and worth knowing at ``mark``."""
        position, length = self.position(mark), self.document.token_length(mark)
        self.diagnostics.append(Diagnostic(Severity.INFO, message, position, length))

    def related(self, mark: Mark, label: str) -> Related:
        """Return ``mark`` as a second place that explains the first."""
        return Related(self.position(mark), self.document.token_length(mark), label)


def get(value: Value, key: str) -> Value:
    """Return what stands under ``key`` of a mapping; None for anything else."""
    return value.get(key) if isinstance(value, dict) else None
