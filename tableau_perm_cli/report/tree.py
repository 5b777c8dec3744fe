"""Draws the answer of ``tree``: the hierarchy with its locks, owners, leaders and rule lists."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import Content, Item, Lock, PersonalSpace, Project
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.graph import SiteGraph
from tableau_perm_cli.report.glyphs import UNICODE, Glyphs
from tableau_perm_cli.report.records import Record
from tableau_perm_cli.report.sentences import grantee_name, listing
from tableau_perm_cli.report.table import Row, Table
from tableau_perm_cli.report.terminal import DIM
from tableau_perm_cli.report.terminal import tree as empty_tree

_COLUMNS = (
    "item",
    "kind",
    "depth",
    "owner",
    "lock",
    "managed_by",
    "rules",
    "leaders",
    "labels",
    "location",
)
_OWN, _COPY, _DEAD, _NONE, _NOT_READ = "own", "copy", "dead", "none", "not_read"
_LOCKED_STYLE = "yellow"
_LOCKS = {
    Lock.CUSTOMIZABLE: ("□", "[ ]", "customizable"),
    Lock.LOCKED: ("◧", "[/]", "locked"),
    Lock.LOCKED_INCLUDING_NESTED: ("■", "[x]", "locked, nested projects included"),
}
"""The sign, the sign in ASCII, and the words."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One item with what it contains, as far down as was asked for."""

    item: Item
    depth: int
    """0 for what stands at the top of the site."""
    lock: Lock | None
    """Of a project; None where it was not read."""
    managed_by: Project | None
    """The project whose lock takes this item's rules away."""
    rules: str
    """``own``, ``copy``, ``dead``, ``not_read``, or ``none`` in a Personal Space."""
    leaders: tuple[str, ...]
    """Of a project: those who lead it by its own setting, as ``group:Name``."""
    branches: tuple["Branch", ...]
    hidden: tuple[Item, ...]
    """What it contains and is not drawn."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the hierarchy to draw."""

    depth: int | None = None
    """So many levels; None for all."""
    projects_only: bool = False


def branch_of(graph: SiteGraph, item: Item, limits: Limits, level: int = 1) -> Branch:
    """Return an item with what it contains, each with what the tree says of it."""
    inside = contained(item)
    drawn = [it for it in inside if isinstance(it, Project) or not limits.projects_only]
    if limits.depth is not None and level >= limits.depth:
        drawn = []
    leaders = graph.leaders_of(item) if isinstance(item, Project) else ()
    managing = graph.governing(item).managing_project
    return Branch(
        item,
        len(item.address.path) - 1,
        _lock_of(item),
        None if managing is item else managing,
        _rules_word(graph, item),
        tuple(sorted(str(leader.grantee) for leader in leaders)),
        tuple(branch_of(graph, it, limits, level + 1) for it in drawn),
        tuple(it for it in inside if it not in drawn),
    )


def _lock_of(item: Item) -> Lock | None:
    if not isinstance(item, Project) or "content_permissions" in item.gaps:
        return None
    return item.lock


def contained(item: Item) -> tuple[Item, ...]:
    """Return what an item directly contains, content before nested projects."""
    return (*item.content, *item.projects) if isinstance(item, Project) else item.parts


def _rules_word(graph: SiteGraph, item: Item) -> str:
    governing = graph.governing(item)
    if governing.dead is not None:
        return _DEAD
    if item.permissions is not None:
        own = graph.own_rules(item).rules
        return _OWN if own is None or own.not_read is None else _NOT_READ
    return _NONE if graph.project_of(item) is None else _COPY


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The answer of ``tree``."""

    site: str
    branches: Sequence[Branch]
    spaces: Sequence[tuple[PersonalSpace, Sequence[Branch]]] = ()

    # For machines

    def record(self) -> Record:
        """Return ``tableau-perm/tree/1``."""
        return {
            "schema": "tableau-perm/tree/1",
            "site": self.site,
            "items": [_branch_record(branch) for branch in self.branches],
            "personal_spaces": [
                {"user": space.user, "items": [_branch_record(branch) for branch in branches]}
                for space, branches in self.spaces
            ],
        }

    def records(self) -> Iterator[Record]:
        """Yield a record an item, flat, for jsonl."""
        for branch in self._walk():
            yield {"site": self.site, **_flat_record(branch)}

    def table(self) -> Table:
        """Return a row an item, each before what it contains."""
        return Table(_COLUMNS, map(_row, self._walk()))

    def _walk(self) -> Iterator[Branch]:
        tops = [*self.branches, *(it for _, branches in self.spaces for it in branches)]
        pending = list(reversed(tops))
        while pending:
            branch = pending.pop()
            yield branch
            pending.extend(reversed(branch.branches))

    # For people

    def drawing(self, glyphs: Glyphs, *, guides: bool) -> RenderableType:
        """Return the hierarchy.

        Args:
            glyphs: the signs that can be written.
            guides: draw lines from an item to what it contains; else indent alone.
        """
        root = Text(visible(self.site), style="bold")
        root.append("  site", style=DIM)
        top = empty_tree(root)
        for branch in self.branches:
            _grow(top, branch, glyphs)
        for space, branches in self.spaces:
            label = Text(f"Personal Space of {visible(space.user)}", style="bold")
            node = top.add(label)
            for branch in branches:
                _grow(node, branch, glyphs)
        return top if guides else Text("\n").join(_indented(top))


def _indented(tree: Tree) -> Iterator[Text]:
    pending = [(tree, 0)]
    while pending:
        node, level = pending.pop()
        label = node.label
        assert isinstance(label, Text)  # noqa: S101 - _grow adds nothing else
        yield Text("  " * level).append_text(label)
        pending.extend((child, level + 1) for child in reversed(node.children))


def _grow(top: Tree, branch: Branch, glyphs: Glyphs) -> None:
    """Add a branch with all that is below it."""
    node = top.add(_label(branch, glyphs))
    for inner in branch.branches:
        _grow(node, inner, glyphs)
    if branch.hidden:
        node.add(Text(_hidden_text(branch.hidden), style=DIM))


def _hidden_text(hidden: Sequence[Item]) -> str:
    """Count what is not drawn, by content type."""
    counts = Counter(item.kind for item in hidden)
    words = [
        f"{counts[kind]} {(described.label if counts[kind] == 1 else described.plural).lower()}"
        for kind, described in CATALOG.items()
        if counts[kind]
    ]
    return f"({', '.join(words).replace('_', ' ')})"


def _label(branch: Branch, glyphs: Glyphs) -> Text:
    item = branch.item
    label = Text(visible(item.address.path[-1]))
    if isinstance(item, Project):
        label.stylize("bold")
    label.append(f"  {CATALOG[item.kind].label.lower()}", style=DIM)
    for note, style in _notes(branch, glyphs):
        label.append(f" {glyphs.dot} ", style=DIM).append(note, style=style)
    return label


def _notes(branch: Branch, glyphs: Glyphs) -> Iterator[tuple[str, str]]:
    """Yield what is worth saying of an item, with a style."""
    item = branch.item
    if branch.lock is not None:
        yield _lock_note(branch.lock, branch.managed_by, glyphs)
    if item.owner is not None:
        yield f"owner {visible(item.owner.user)}", ""
    if branch.leaders:
        names = listing([grantee_name(name) for name in branch.leaders])
        yield f"led by {names}", ""
    if isinstance(item, Content) and item.tabs_shown and item.parts:
        yield "tabs shown", DIM
    if isinstance(item, Content) and item.locked:
        yield "locked for its tables", _LOCKED_STYLE
    if branch.rules == _DEAD:
        yield f"{glyphs.no} own rules not consulted", "red"
    elif branch.rules == _OWN:
        yield "own rules", "cyan"
    if item.not_read:
        yield f"{glyphs.no} not read: {', '.join(item.not_read)}", _LOCKED_STYLE
    if item.labels:
        yield f"labels {', '.join(map(visible, item.labels))}", DIM


def _lock_note(lock: Lock, manager: Project | None, glyphs: Glyphs) -> tuple[str, str]:
    """Return a project's lock as a sign and words; under another's lock, who manages it."""
    counts = lock if manager is None else Lock.LOCKED_INCLUDING_NESTED
    sign, plain, words = _LOCKS[counts]
    sign = sign if glyphs is UNICODE else plain
    if manager is None:
        return f"{sign} {words}", DIM if lock is Lock.CUSTOMIZABLE else _LOCKED_STYLE
    said = f"{sign} managed by {visible(str(manager.address))}"
    if lock is not Lock.CUSTOMIZABLE:
        said += f", its own lock ({lock}) not consulted"
    return said, _LOCKED_STYLE


def _flat_record(branch: Branch) -> Record:
    item, manager = branch.item, branch.managed_by
    return {
        "item": str(item.address),
        "kind": item.kind.value,
        "name": item.address.path[-1],
        "depth": branch.depth,
        "owner": item.owner.user if item.owner else None,
        "lock": branch.lock.value if branch.lock else None,
        "managed_by": str(manager.address) if manager else None,
        "rules": branch.rules,
        "leaders": list(branch.leaders),
        "labels": list(item.labels),
        "location": str(item.position),
        **({"not_read": dict(item.not_read)} if item.not_read else {}),
    }


def _branch_record(branch: Branch) -> Record:
    return {
        **_flat_record(branch),
        "items": [_branch_record(inner) for inner in branch.branches],
    }


def _row(branch: Branch) -> Row:
    record = _flat_record(branch)
    record["leaders"] = "; ".join(branch.leaders)
    record["labels"] = "; ".join(branch.item.labels)
    return tuple("" if record[key] is None else str(record[key]) for key in _COLUMNS)
