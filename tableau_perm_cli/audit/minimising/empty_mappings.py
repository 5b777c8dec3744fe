"""Takes out of the text the empty mappings in rule lists: ``users: {}``, and grantees with none.

The model knows nothing of them. An empty ``permissions`` stays: it is a complete list.
"""

from collections.abc import Container, Iterator, Sequence

from yaml.error import YAMLError

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.editing.removing import (
    BYTE_ORDER_MARK,
    CannotEditError,
    apply_cuts,
    cuts_of,
)
from tableau_perm_cli.declaration.editing.tree import Branch, Node, Tree, read_tree
from tableau_perm_cli.declaration.scope import SECTIONS
from tableau_perm_cli.declaration.text.source import Source, decode
from tableau_perm_cli.diagnostics import Position

_SECTIONS = frozenset(section.value for section in SECTIONS.values())
_HOLDERS = frozenset(content_type.plural for content_type in CATALOG.values())
"""The keys under which items stand by their names."""


def without_empty_mappings(
    name: str, data: bytes, sites: Container[str]
) -> tuple[bytes, Sequence[tuple[Position, str]]]:
    """Return a file without them, and the place and the name of each.

    What cannot be edited safely stays as it is.

    Args:
        name: of the file.
        data: a declaration that could be read.
        sites: those that are looked at.
    """
    mark = BYTE_ORDER_MARK if data.startswith(BYTE_ORDER_MARK) else b""
    source, problem = decode(name, data)
    if problem is not None or mark + source.data != data:
        return data, ()
    try:
        tree = read_tree(source)
        found = [it for it in _empty(tree.root, sites) if it.name is not None]
        edited = mark + apply_cuts(tree.text, cuts_of(tree, {*found})).encode()
    except (YAMLError, CannotEditError):
        return data, ()
    if not found:
        return data, ()
    return edited, [(_place(source, tree, it), it.name or "") for it in found]


def _place(source: Source, tree: Tree, branch: Branch) -> Position:
    before = tree.text[: branch.start]
    return Position(source.name, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _empty(root: Node, names: Container[str]) -> Iterator[Branch]:
    """Yield the empty mappings in the rule lists of a file; of nested ones the outermost."""
    for sites in _named(root, {"sites"}):
        for site in sites.value.branches:
            for holder in _named(site.value, {"projects"}) if site.name in names else ():
                yield from _in_items(holder.value)


def _in_items(holder: Node) -> Iterator[Branch]:
    pending = [*reversed(holder.branches)]
    while pending:
        item = pending.pop()
        for permissions in _named(item.value, {"permissions"}):
            for section in _named(permissions.value, _SECTIONS):
                yield from _in_section(section)
        for inner in _named(item.value, _HOLDERS):
            pending += reversed(inner.value.branches)


def _in_section(section: Branch) -> Iterator[Branch]:
    empty = [it for it in section.value.branches if _is_empty(it)]
    if len(empty) == len(section.value.branches):
        if empty or _is_empty(section):
            yield section
    else:
        yield from empty


def _named(node: Node, names: frozenset[str] | set[str]) -> Iterator[Branch]:
    return (it for it in node.branches if it.name in names)


def _is_empty(branch: Branch) -> bool:
    value = branch.value
    return value.flow and value.mapping and not value.branches
