"""A file's plain values, with the place of each kept beside them."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from typing import TypeAlias

from tableau_perm_cli.declaration.text.source import Source
from tableau_perm_cli.declaration.text.token_length import token_length
from tableau_perm_cli.diagnostics import Position

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
"""Every scalar is text, exactly as written without its quotes; None means nothing is there."""

Mark: TypeAlias = int
"""A place: line << 32 | column, both from zero."""

_COLUMN = 0xFFFF_FFFF


class Marks:
    """The marks of every container's children, as flat numbers: eight bytes a mark.

    A container's run of marks is its own mark, then those of its children in order: of each
    element of a list, of each key and value of a mapping.
    """

    def __init__(self) -> None:
        self.runs = array("Q")
        """The runs one after the other."""
        self.starts = array("Q")
        """Where the run of each container begins."""
        self.identities = array("Q")
        """The `id` of each container, in the order of starts."""
        self.kept: list[object] = []
        """Containers that were read and dropped.

        INVARIANT: no container dies while others are read, else its id could come twice.
        """
        self.flow_regions: list[tuple[Mark, Mark]] = []
        """From where to where a flow collection goes on over several lines."""

    def close(self, container: object, run: list[Mark]) -> None:
        """Records the marks of a container whose children have all been read."""
        self.identities.append(id(container))
        self.starts.append(len(self.runs))
        self.runs.fromlist(run)

    def seal(self) -> None:
        """Sorts by id, for look-ups; to be called once, when all is read."""
        # One number a container takes a third of the memory of a pair.
        order = [at << 32 | start for at, start in zip(self.identities, self.starts, strict=True)]
        order.sort()
        self.identities = array("Q", (packed >> 32 for packed in order))
        self.starts = array("Q", (packed & _COLUMN for packed in order))

    def start(self, container: object) -> int:
        """Where the container's run begins.

        Raises:
            LookupError: the container is not of this document.
        """
        identity = id(container)
        at = bisect_left(self.identities, identity)
        if at == len(self.identities) or self.identities[at] != identity:
            raise LookupError("the container was not read from this document")
        return self.starts[at]


class Document:
    """One file that was read.

    INVARIANT: nobody changes the values, since their places are found by identity and order.
    """

    def __init__(self, source: Source, root: Value, marks: Marks) -> None:
        """Takes what one reading gave; marks must be complete."""
        self.source = source
        self.root = root
        self._marks = marks
        marks.seal()

    @property
    def name(self) -> str:
        """The file's name as the user gave it, with `/` between its parts; or `<stdin>`."""
        return self.source.name

    @property
    def lines(self) -> list[str]:
        """The lines of the file without their ends."""
        return self.source.lines

    def entries(self, mapping: dict[str, Value]) -> Iterator[tuple[str, Mark, Value, Mark]]:
        """Gives each key, its mark, its value and the value's mark, in written order.

        What a merge (`<<`) brought comes last, with the marks of where it is written.
        """
        start = self._marks.start(mapping) + 1
        # One walk over the marks: a key's, then its value's, in the order in which zip takes them.
        marks = iter(self._marks.runs[start : start + 2 * len(mapping)])
        return zip(mapping, marks, mapping.values(), marks, strict=True)

    def elements(self, sequence: list[Value]) -> Iterator[tuple[Value, Mark]]:
        """Gives each element of a list with its mark."""
        at = self._marks.start(sequence) + 1
        return zip(sequence, self._marks.runs[at : at + len(sequence)], strict=True)

    def mark(self, container: Value) -> Mark:
        """Where a mapping or list begins; for one used by an alias, where its anchor is."""
        return self._marks.runs[self._marks.start(container)]

    def key_mark(self, mapping: dict[str, Value], key: str) -> Mark:
        """Where a key of the mapping is written.

        Raises:
            KeyError: the mapping has no such key.
        """
        return self._marks.runs[self._key_at(mapping, key)]

    def value_mark(
        self, container: dict[str, Value] | list[Value], key_or_index: str | int
    ) -> Mark:
        """Where the value at a key or an index is written; an alias counts, not its anchor.

        Raises:
            KeyError: the mapping has no such key.
            IndexError: the list is not as long.
        """
        if isinstance(container, dict):
            return self._marks.runs[self._key_at(container, str(key_or_index)) + 1]
        index = range(len(container))[int(key_or_index)]
        return self._marks.runs[self._marks.start(container) + 1 + index]

    def _key_at(self, mapping: dict[str, Value], key: str) -> int:
        if key not in mapping:
            raise KeyError(key)
        number = list(mapping).index(key)
        return self._marks.start(mapping) + 1 + 2 * number

    def position(self, mark: Mark) -> Position:
        """The mark as a place to show."""
        return self.source.at(mark)

    def token_length(self, mark: Mark) -> int:
        """How many code points the value or key at the mark takes, on its first line."""
        line, column = self.source.place(mark >> 32, mark & _COLUMN)
        if line >= len(self.lines):
            return 1
        flow = self._in_flow(mark - (mark & _COLUMN))
        return token_length(self.lines[line], column, flow=flow)

    def _in_flow(self, line_mark: Mark) -> bool:
        # INVARIANT: the regions stand one after the other; what is nested has none of its own.
        regions = self._marks.flow_regions
        at = bisect_left(regions, (line_mark, 0)) - 1
        return at >= 0 and regions[at][0] < line_mark <= regions[at][1]
