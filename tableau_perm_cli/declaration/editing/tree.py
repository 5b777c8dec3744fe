"""Where everything in a text begins and ends: a tree of mappings, lists and scalars by offset."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from yaml.events import (
    CollectionEndEvent,
    CollectionStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    StreamEndEvent,
)

from tableau_perm_cli.declaration.text.source import Source
from tableau_perm_cli.declaration.text.yaml_events import open_parser


@dataclass(slots=True, eq=False)
class Node:
    """One value as it is written; offsets count code points from the start of the text."""

    start: int
    end: int
    """After its last character; of a collection in block style, of its last child."""
    flow: bool = False
    """Whether it is a collection in brackets."""
    key: str | None = None
    """The text of a scalar."""
    mapping: bool = False
    """Whether it is a mapping; else a list, or nothing that has children."""
    branches: list["Branch"] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Branch:
    """One entry of a mapping, or one element of a list."""

    within: Node
    """The mapping or list."""
    key: Node | None
    """None for an element of a list."""
    value: Node
    above: "Branch | None"
    """What the mapping or list is the value of; None at the top."""

    @property
    def start(self) -> int:
        """Where the entry or the element begins."""
        return self.value.start if self.key is None else self.key.start

    @property
    def end(self) -> int:
        """Where it ends, the comma after it not included."""
        return max(self.value.end, self.key.end if self.key else 0)

    @property
    def name(self) -> str | None:
        """The text of the key."""
        return self.key.key if self.key else None


class Tree:
    """A text's values by where they are written."""

    def __init__(self, source: Source, root: Node) -> None:
        """Take what one reading gave."""
        self.source = source
        self.text = source.text
        self.root = root

    def branch_at(self, offset: int) -> Branch | None:
        """Return the innermost entry or element that begins at an offset, or None."""
        return self._by_start.get(offset)

    @cached_property
    def _by_start(self) -> dict[int, Branch]:
        # An element that is a mapping and the mapping's first entry begin together: the entry.
        return {branch.start: branch for branch in self.branches()}

    def branches(self) -> Iterator[Branch]:
        """Yield every entry and element, each before what it contains."""
        pending = list(reversed(self.root.branches))
        while pending:
            branch = pending.pop()
            yield branch
            pending.extend(reversed(branch.value.branches))


def read_tree(source: Source) -> Tree:
    """Return the tree of a text that is known to be valid.

    Raises:
        yaml.YAMLError: libyaml cannot read it: some JSON it refuses.
    """
    parser = cast("Any", open_parser(source))
    growing = _Growing()
    event: Any = parser.get_event()
    while not isinstance(event, StreamEndEvent):
        if isinstance(event, CollectionEndEvent):
            growing.close(cast("Any", event).end_mark.index)
        elif isinstance(event, NodeEvent):
            growing.add(event)
        event = parser.get_event()
    return Tree(source, growing.root())


class _Growing:
    """A tree while its text is read."""

    def __init__(self) -> None:
        self._top = Node(0, 0)
        self._open: list[tuple[Node, Branch | None]] = [(self._top, None)]
        """The collections that are read, each with what it is the value of."""
        self._keys: list[Node | None] = [None]
        """For each of them the key that waits for its value."""

    def add(self, event: NodeEvent) -> None:
        """Take a scalar, an alias or the start of a collection."""
        node = _node(event)
        within, above = self._open[-1]
        key = self._keys[-1]
        if within.mapping and key is None:
            self._keys[-1] = node
            above_node = above
        else:
            above_node = Branch(within, key, node, above)
            within.branches.append(above_node)
            self._keys[-1] = None
        if isinstance(event, CollectionStartEvent):
            self._open.append((node, above_node))
            self._keys.append(None)

    def close(self, end: int) -> None:
        """Take the end of a collection."""
        node, _ = self._open.pop()
        self._keys.pop()
        if node.flow:
            node.end = end
        elif node.branches:
            node.end = node.branches[-1].end

    def root(self) -> Node:
        """Return the value of the first document; an empty one when there is none."""
        if not self._top.branches:
            return self._top
        root = self._top.branches[0].value
        for branch in root.branches:
            branch.above = None
        return root


def _node(event: Any) -> Node:  # noqa: ANN401 - of either parser, by its attributes
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, ScalarEvent):
        return Node(start, end, key=event.value)
    flow = bool(getattr(event, "flow_style", False))
    return Node(start, end, flow, mapping=isinstance(event, MappingStartEvent))
