"""Sets of items as a few places: a project with all in it, its workbooks, a single item."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import Address, encode_name
from tableau_perm_cli.declaration.model import Project
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.bulk.bits import bits_of, indexes_in, union, without
from tableau_perm_cli.resolve.selectors.expression import (
    Expression,
    Glob,
    Not,
    Term,
    all_of,
    any_of,
)
from tableau_perm_cli.resolve.selectors.vocabulary import ANY_KIND, KIND

_SITE: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Some items by where they are and what they are."""

    path: tuple[str, ...]
    """The names that lead there; empty for the whole site."""
    kind: Kind | None
    """Only such items; None: all kinds."""
    inside: bool
    """Whether all that is in the project is meant, at any depth, itself included."""
    direct: bool = False
    """Whether what stands directly in the project, or the workbook, is meant."""
    personal: bool = False
    """Whether it is a Personal Space, or in one."""
    but_not: tuple["Place", ...] = ()
    """What of it is not meant."""

    @property
    def weight(self) -> int:
        """How much there is to read."""
        return 1 + sum(it.weight for it in self.but_not)

    def expression(self) -> Expression:
        """Return the selector that selects them."""
        if not self.but_not:
            return self._whole()
        return all_of(self._whole(), Not(any_of(*(it.expression() for it in self.but_not))))

    def _whole(self) -> Expression:
        text = "/".join(map(encode_name, self.path))
        kind = ANY_KIND if self.kind is None else self.kind.value
        if self.direct:
            return Term(kind, Glob((f"{text}/", "")))
        if not self.inside:
            return Term(kind, Glob((text,)))
        if not self.path:
            anything = Term(ANY_KIND, Glob(("", "", "")))
            return anything if self.kind is None else Term(KIND, Glob((self.kind.value,)))
        # A project is asked for by its address: the path of a workbook can be the same.
        prefix = ANY_KIND if self.personal else Kind.PROJECT.value
        below = Term(prefix, Glob((f"{text}/", "", "")))
        if self.kind is None:
            return below
        return all_of(below, Term(KIND, Glob((self.kind.value,))))


def selector_of(places: Iterable[Place]) -> str:
    """Return the selector of several places as text."""
    text = str(any_of(*(it.expression() for it in places)))
    return "**" if text == "*:**" else text


@dataclass(slots=True, eq=False)
class _Node:
    """A project, a Personal Space, or the site: what is in it, as sets of items."""

    path: tuple[str, ...]
    bits: int = 0
    """Everything in it, itself included."""
    direct: int = 0
    """Itself and the content in it, without nested projects."""
    nested: list["_Node"] = field(default_factory=list)
    personal: bool = False


class Atlas:
    """Where the items of a site are; finds the places of a set of them."""

    def __init__(self, engine: BulkEngine, scope: int) -> None:
        """Take the compiled site and the items that can be asked about, as a bit set."""
        self._addresses: list[Address] = [it.item.address for it in engine.items]
        kinds: dict[Kind, list[int]] = {}
        for place, address in enumerate(self._addresses):
            kinds.setdefault(address.kind, []).append(place)
        size = len(engine.items)
        self._kinds = {kind: bits_of(places, size) for kind, places in kinds.items()}
        self._at = {address: place for place, address in enumerate(self._addresses)}
        self._nodes = _tree(engine)
        self._root = self._nodes[_SITE]
        # Nothing outside is ever meant: the walk begins where all that can be is together.
        while inner := [it for it in self._root.nested if not without(scope, it.bits)]:
            self._root = inner[0]

    def places(self, must: int, may: int, relevant: int) -> tuple[Place, ...]:
        """Return few places that have all of ``must`` and, of what is relevant, all in ``may``.

        Args:
            must: the items.
            may: items that can be there too; ``must`` itself goes without saying.
            relevant: the items about which it makes a difference.
        """
        search = _Search(self._addresses, self._kinds, relevant)
        return tuple(search.best(self._root, must, must | may | ~relevant))

    def items(self, place: Place) -> int:
        """Return the items of a place."""
        if place.inside:
            found = self._nodes[place.path].bits
            if place.kind is not None:
                found &= self._kinds[place.kind]
        elif place.direct:
            node = self._nodes.get(place.path) or self._nodes[place.path[:-1]]
            of_kind = indexes_in(node.direct & self._kinds.get(place.kind or Kind.PROJECT, 0))
            found = sum(1 << it for it in of_kind if self._addresses[it].path[:-1] == place.path)
        else:
            found = 1 << self._at[Address(place.kind or Kind.PROJECT, place.path)]
        return without(found, union(map(self.items, place.but_not)))

    def below(self, path: tuple[str, ...]) -> int:
        """Return everything in a project, itself included."""
        return self._nodes[path].bits


def _tree(engine: BulkEngine) -> dict[tuple[str, ...], _Node]:
    site = _Node(_SITE)
    nodes: dict[tuple[str, ...], _Node] = {_SITE: site}
    direct: dict[tuple[str, ...], list[int]] = {}
    for place, governed in enumerate(engine.items):
        address = governed.item.address
        if isinstance(governed.item, Project):
            path = address.path
        elif governed.project >= 0:
            path = engine.items[governed.project].item.address.path
        else:
            path = address.path[:1]
        if path not in nodes:
            nodes[path] = _Node(path)
            nodes[path[:-1]].nested.append(nodes[path])
        nodes[path].personal |= governed.project < 0
        direct.setdefault(path, []).append(place)
    size = len(engine.items)
    for path in sorted(nodes, key=len, reverse=True):
        node = nodes[path]
        node.direct = bits_of(direct.get(path, ()), size)
        node.bits |= node.direct
        if path:
            nodes[path[:-1]].bits |= node.bits
    return nodes


class _Search:
    """One search for places."""

    def __init__(
        self, addresses: Sequence[Address], kinds: dict[Kind, int], relevant: int
    ) -> None:
        self._addresses = addresses
        self._kinds = kinds
        self._relevant = relevant

    def best(self, node: _Node, must: int, ok: int) -> list[Place]:
        """Return places in a node, some with exceptions; the smaller of several that weigh alike.

        Args:
            node: where to look.
            must: what they have to have; elsewhere it does not count.
            ok: what they are free to have; all else they must not.
        """
        todo = must & node.bits
        if not todo:
            return []
        parts = self._direct(node, todo & node.direct, ok)
        for nested in node.nested:
            parts += self.best(nested, todo, ok)
        if _weight(parts) == 1:
            return parts
        bad = without(node.bits, ok)
        if not bad:
            return [self._whole(node)]
        by_kind = self._by_kind(node, todo, ok, _weight(parts))
        if by_kind is not None:
            parts = by_kind
        excluded = self._plain(node, bad, ~must, _weight(parts) - 2)
        if excluded is not None:
            return [replace(self._whole(node), but_not=tuple(excluded))]
        return parts

    def _plain(  # noqa: PLR0911 - a way out for each simple case
        self, node: _Node, must: int, ok: int, most: int
    ) -> list[Place] | None:
        """Return places without exceptions, or None if that takes more than so many."""
        todo = must & node.bits
        if not todo:
            return []
        if most < 1:
            return None
        if todo.bit_count() == 1:
            return [self._item(place) for place in indexes_in(todo)]
        if not without(node.bits, ok):
            return [self._whole(node)]
        for kind, bits in self._kinds.items():
            if not without(todo, bits) and not without(node.bits & bits, ok):
                return [Place(node.path, kind, inside=True, personal=node.personal)]
        found = self._direct(node, todo & node.direct, ok)
        for nested in node.nested:
            more = self._plain(nested, todo, ok, most - len(found))
            if more is None:
                return None
            found += more
        return found if len(found) <= most else None

    def _whole(self, node: _Node) -> Place:
        """Return all of a node, by its only relevant kind if there is but one."""
        relevant = node.bits & self._relevant
        kinds = [kind for kind, bits in self._kinds.items() if bits & relevant]
        kind = kinds[0] if len(kinds) == 1 else None
        return Place(node.path, kind, inside=True, personal=node.personal)

    def _by_kind(self, node: _Node, todo: int, ok: int, less: int) -> list[Place] | None:
        """Return places of one kind each, wherever in the node; None if they weigh no less."""
        found: list[Place] = []
        for kind, bits in self._kinds.items():
            wanted = todo & bits
            left = less - 1 - _weight(found)
            if not wanted:
                continue
            if left < 1:
                return None
            whole = Place(node.path, kind, inside=True, personal=node.personal)
            bad = without(node.bits & bits, ok)
            plain = self._plain(node, wanted, ok, left if bad else 1)
            if plain is not None:
                left = len(plain) - 1
            excluded = self._plain(node, bad, ~todo, left - 1)
            if excluded is not None and (excluded or plain is None):
                found.append(replace(whole, but_not=tuple(excluded)))
            elif plain is not None:
                found += plain
            else:
                return None
        return found

    def _direct(self, node: _Node, todo: int, ok: int) -> list[Place]:
        """Return places in the content of one project, by kind where all of a kind is meant."""
        found: list[Place] = []
        if not todo:
            return found
        for kind, bits in self._kinds.items():
            if not todo & bits:
                continue
            wanted = indexes_in(todo & bits)
            if kind in {Kind.VIEW, Kind.TABLE}:
                found += self._part_of_content(node.direct & bits, wanted, ok)
            elif len(wanted) > 1 and not without(node.direct & bits, ok):
                found.append(Place(node.path, kind, inside=False, direct=True))
            else:
                found += map(self._item, wanted)
        return found

    def _part_of_content(self, siblings: int, wanted: Sequence[int], ok: int) -> list[Place]:
        """Return views by their workbook, and tables by their database, where all are meant."""
        parents: dict[tuple[str, ...], tuple[list[int], list[int]]] = {}
        for place in indexes_in(siblings):
            path = self._addresses[place].path[:-1]
            parents.setdefault(path, ([], []))[0].append(place)
        for place in wanted:
            parents[self._addresses[place].path[:-1]][1].append(place)
        found: list[Place] = []
        for path, (every, some) in parents.items():
            if len(some) > 1 and all(ok >> place & 1 for place in every):
                kind = self._addresses[some[0]].kind
                found.append(Place(path, kind, inside=False, direct=True))
            else:
                found += map(self._item, some)
        return found

    def _item(self, place: int) -> Place:
        address = self._addresses[place]
        return Place(address.path, address.kind, inside=False)


def _weight(places: Sequence[Place]) -> int:
    return sum(it.weight for it in places)
