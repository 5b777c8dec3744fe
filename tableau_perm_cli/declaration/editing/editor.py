"""Edits one file's text by the names that lead to a place: set, put in, take out, add, remove.

Each edit is a cut in the text as it was read. What an edit needs that is not written yet, such as
a ``permissions`` mapping, it writes. Where an edit builds on one before it, the text is made and
read again in between.
"""

import json
from collections.abc import Sequence
from typing import TypeAlias

from yaml.error import YAMLError

from tableau_perm_cli.declaration.editing.removing import (
    BYTE_ORDER_MARK,
    CannotEditError,
    Cut,
    apply_cuts,
    cuts_of,
    line_end,
)
from tableau_perm_cli.declaration.editing.rendering import Plain, rendered
from tableau_perm_cli.declaration.editing.tree import Branch, Node, Tree, read_tree
from tableau_perm_cli.declaration.text.source import decode

Path: TypeAlias = Sequence[str]
"""The keys that lead to a value, from the top of the file."""


class Editor:
    """The edits of one file."""

    def __init__(self, name: str, data: bytes) -> None:
        """Take a file that could be read.

        Raises:
            CannotEditError: it is not UTF-8, or JSON that only a JSON parser reads.
        """
        self._name = name
        self._read(data)

    def _read(self, data: bytes) -> None:
        self._mark = BYTE_ORDER_MARK if data.startswith(BYTE_ORDER_MARK) else b""
        self.source, problem = decode(self._name, data)
        if problem is not None or self._mark + self.source.data != data:
            raise CannotEditError("only UTF-8 is edited")
        try:
            self.tree: Tree = read_tree(self.source)
        except YAMLError as error:
            raise CannotEditError("it is JSON that only a JSON parser reads") from error
        self._as_json = _is_json(self.tree)
        self._cuts: list[Cut] = []
        self._removed: set[Branch] = set()
        self._inserted: dict[int, int] = {}
        self._written: set[tuple[str, ...]] = set()
        """The paths at which something else is written than was read."""
        self._grown: set[int] = set()
        """The mappings and lists that have got something new, by id."""
        self._shrunk: set[int] = set()
        """Those that have lost something."""

    @property
    def edited(self) -> bytes:
        """The file with all edits made."""
        cuts = [*self._cuts, *cuts_of(self.tree, self._removed)]
        return self._mark + apply_cuts(self.tree.text, cuts).encode()

    def _settle(self) -> None:
        """Make the edits so far, and go on from the text that they give."""
        if self._cuts or self._removed:
            self._read(self.edited)

    def _settle_above(self, path: Path) -> None:
        """Settle if what stands at a path, or above it, is not what was read."""
        if any(tuple(path[:steps]) in self._written for steps in range(1, len(path) + 1)):
            self._settle()

    # Where things are

    def branch(self, path: Path) -> Branch | None:
        """Return the entry at the end of a path of keys, or None."""
        found: Branch | None = None
        node = self.tree.root
        for key in path:
            found = next((it for it in node.branches if it.name == key), None)
            if found is None:
                return None
            node = found.value
        return found

    def depth(self, path: Path) -> int:
        """Return how many steps of a path are written in this file."""
        return next((steps for steps in range(len(path), 0, -1) if self.branch(path[:steps])), 0)

    def paths(self) -> list[tuple[str, ...]]:
        """Return the keys that lead to every entry, as the text is with the edits so far."""
        self._settle()
        found = []
        for branch in self.tree.branches():
            names: list[str | None] = []
            here: Branch | None = branch
            while here is not None:
                names.append(here.name)
                here = here.above
            found.append(tuple(name for name in reversed(names) if name is not None))
        return found

    # Edits

    def put(self, path: Path, value: Plain) -> None:
        """Write a value at the end of a path, in place of what is there, or as a new entry.

        Raises:
            CannotEditError: something on the way is not a mapping, or is an alias.
        """
        self._settle_above(path)
        found = self.branch(path)
        if found is not None:
            self._written.add(tuple(path))
            self._replace(found.value, rendered(value, as_json=self._as_json))
            return
        steps = self.depth(path[:-1])
        # What is missing on the way is written with it.
        for key in reversed(path[steps + 1 :]):
            value = {key: value}
        holder = self._growing(path[:steps])
        self._written.add(tuple(path[: steps + 1]))
        self._insert(holder, path[steps], rendered(value, as_json=self._as_json))

    def append(self, path: Path, element: Plain) -> None:
        """Add an element to the list at the end of a path.

        Raises:
            CannotEditError: there is something else than a list.
        """
        self._settle_above(path)
        found = self.branch(path)
        if found is not None and id(found.value) in self._shrunk:
            self._settle()
            found = self.branch(path)
        text = rendered(element, as_json=self._as_json)
        if found is None:
            self.put(path, [element])
            return
        self._grown.add(id(found.value))
        if not found.value.branches:
            self._written.add(tuple(path))
            self._replace(found.value, f"[{text}]")
        elif found.value.mapping or found.value.key is not None:
            raise CannotEditError(f"`{path[-1]}` is not a list")
        elif found.value.flow:
            self._cut(found.value.branches[-1].end, f", {text}")
        else:
            last = found.value.branches[-1]
            start = self.tree.text.rfind("\n", 0, last.start) + 1
            dash = self.tree.text.index("-", start)
            self._lines_after(last, f"{' ' * (dash - start)}- {text}")

    def remove(self, path: Path, element: str | None = None) -> None:
        """Remove the entry at the end of a path, or one scalar element of the list there.

        Raises:
            CannotEditError: it is not there.
        """
        self._settle_above(path)
        found = self._found(path, element)
        if id(found.within) in self._grown:
            self._settle()
            found = self._found(path, element)
        self._shrunk.add(id(found.within))
        if found.above is not None:  # a grantee goes with its last rule
            self._shrunk.add(id(found.above.within))
        self._removed.add(found)
        if element is None:
            self._written.add(tuple(path))

    def _found(self, path: Path, element: str | None) -> Branch:
        found = self.branch(path)
        if found is not None and element is not None:
            found = next((it for it in found.value.branches if it.value.key == element), None)
        if found is None:
            raise CannotEditError(f"`{'/'.join(path)}` is not written in this file")
        return found

    # The text

    def _growing(self, path: Path) -> Node:
        """Return the mapping at a path, to write an entry into it."""
        node = self._holder(path)
        if id(node) in self._shrunk or (id(node) in self._grown and not node.branches):
            self._settle()
            node = self._holder(path)
        self._grown.add(id(node))
        return node

    def _holder(self, path: Path) -> Node:
        found = self.branch(path) if path else None
        node = found.value if found else self.tree.root
        if node.key or (node.branches and not node.mapping):
            raise CannotEditError(f"`{'/'.join(path)}` is not a mapping")
        if self.tree.text.startswith("*", node.start):
            raise CannotEditError(f"`{'/'.join(path)}` is an alias")
        return node

    def _insert(self, within: Node, key: str, text: str) -> None:
        word = rendered(key, as_json=self._as_json)
        if not within.branches:
            self._replace(within, f"{{{word}: {text}}}")
        elif within.flow:
            self._cut(within.branches[-1].end, f", {word}: {text}")
        else:
            first, last = within.branches[0], within.branches[-1]
            start = self.tree.text.rfind("\n", 0, first.start) + 1
            self._lines_after(last, f"{' ' * (first.start - start)}{word}: {text}")

    def _lines_after(self, last: Branch, line: str) -> None:
        """Write a line after the last one of an entry."""
        # At the start of the next line: what is removed of the entry ends there at the latest.
        text = self.tree.text
        at = line_end(text, last.end)
        end = "\r\n" if text.endswith("\r\n", 0, at) else "\n"
        # Where several blocks end in one place, the innermost goes on first; a list's dashes may
        # stand under the key it belongs to.
        indent = len(line) - len(line.lstrip(" "))
        rank = -2 * indent - line.startswith("- ", indent)
        if text.endswith("\n", 0, at):
            self._cut(at, f"{line}{end}", rank)
        else:
            self._cut(at, f"{end}{line}", rank)

    def _replace(self, node: Node, text: str) -> None:
        source = self.tree.text
        line = source.rfind("\n", 0, node.start) + 1
        if node.branches and not node.flow and not source[line : node.start].strip():
            # What stands in lines of its own is written behind its key.
            colon = source.rfind(":", 0, _key_line_end(source, line))
            self._cut(colon + 1, f" {text}")
            self._cuts.append(Cut(line, line_end(source, node.end)))
            return
        if node.start == node.end and source[node.start - 1 : node.start] == ":":
            text = f" {text}"  # nothing was written after the colon
        self._cuts.append(Cut(node.start, node.end, text))

    def _cut(self, at: int, text: str, rank: int = 0) -> None:
        """Insert text; what is inserted at one place stands by rank, then by order of edits."""
        order = self._inserted[at] = self._inserted.get(at, 0) + 1
        self._cuts.append(Cut(at, at, text, (rank, order)))


def _key_line_end(text: str, line: int) -> int:
    """Return where the key ends whose value begins with a line: before any comment after it."""
    while True:
        above = text.rfind("\n", 0, line - 1) + 1
        written = text[above:line].partition(" #")[0]
        if written.strip() and not written.lstrip().startswith("#"):
            return above + len(written)
        line = above


def _is_json(tree: Tree) -> bool:
    """Whether a text is JSON, and has to stay so."""
    if not tree.root.flow:
        return False
    try:
        json.loads(tree.text)
    except ValueError:
        return False
    return True
