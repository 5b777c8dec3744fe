"""Selects items of one site: by address, label, owner or kind. A set of items is a bit set."""

from collections.abc import Callable, Iterable
from functools import cached_property

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import encode_name, split_kind
from tableau_perm_cli.declaration.model import Project
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.bulk.bits import bits_of
from tableau_perm_cli.resolve.selectors.expression import Glob, Subject, Term
from tableau_perm_cli.resolve.selectors.item_patterns import (
    ANY_DEPTH,
    joined,
    literal_path,
    path_matcher,
    steps_of,
)
from tableau_perm_cli.resolve.selectors.misses import Misses
from tableau_perm_cli.resolve.selectors.vocabulary import ANY_KIND, KIND, LABEL, OWNER

_NOTHING_ABOVE = -1


class ItemTerms:
    """Evaluates terms over the items of one site, in the order of ``BulkEngine.items``."""

    def __init__(self, engine: BulkEngine) -> None:
        """Take the compiled site."""
        self._engine = engine
        self._size = len(engine.items)

    def bits(self, term: Term, misses: Misses) -> int:
        """Return the items that a term selects."""
        match term.prefix:
            case prefix if prefix == LABEL:
                found = self._named(term.name, self._by_label)
                what, names = "label", lambda: iter(self._by_label)
            case prefix if prefix == OWNER:
                return self._owned(term, misses)
            case prefix if prefix == KIND:
                return self._of_kind(term, misses)
            case _:
                found, what, names = self._at(term), _label(term.prefix), self._addresses
        if found:
            misses.found(Subject.ITEMS, term)
        else:
            misses.missed(Subject.ITEMS, term, what, names)
        return bits_of(found, self._size)

    # Addresses

    def _at(self, term: Term) -> list[int]:
        steps = steps_of(term.name)
        kind = None if term.prefix == ANY_KIND else Kind(term.prefix)
        path = literal_path(steps)
        if path is not None:
            return [
                place for place in self._by_path.get(path, ()) if kind in {None, self._kind(place)}
            ]
        matches = path_matcher(steps)
        paths = self._paths
        if kind is None:
            return [place for place, text in enumerate(paths) if matches(text)]
        found = [place for place in self._by_kind.get(kind, ()) if matches(paths[place])]
        if kind is Kind.PROJECT and len(steps) > 1 and steps[-1] == ANY_DEPTH:
            # A project is what is in it: ``project:HR/**`` is HR with everything inside.
            inside = frozenset(found)
            return [
                place
                for place, governed in enumerate(self._engine.items)
                if governed.project in inside
            ]
        return found

    def _kind(self, place: int) -> Kind:
        return self._engine.items[place].item.kind

    @cached_property
    def _paths(self) -> list[str]:
        return [joined(governed.item.address.path) for governed in self._engine.items]

    @cached_property
    def _by_path(self) -> dict[tuple[str, ...], list[int]]:
        found: dict[tuple[str, ...], list[int]] = {}
        for place, governed in enumerate(self._engine.items):
            found.setdefault(governed.item.address.path, []).append(place)
        return found

    @cached_property
    def _by_kind(self) -> dict[Kind, list[int]]:
        found: dict[Kind, list[int]] = {}
        for place in range(self._size):
            found.setdefault(self._kind(place), []).append(place)
        return found

    def _addresses(self) -> Iterable[str]:
        for governed in self._engine.items:
            yield "/".join(map(encode_name, governed.item.address.path))

    # Labels, owners, kinds

    @cached_property
    def _by_label(self) -> dict[str, list[int]]:
        """The items of each label: a label goes down to everything inside."""
        found: dict[str, list[int]] = {}
        labels_of: list[tuple[str, ...]] = []
        parents = self._parents()
        for place, governed in enumerate(self._engine.items):
            parent = parents[place]
            above = labels_of[parent] if parent != _NOTHING_ABOVE else ()
            own = governed.item.labels
            labels = tuple(dict.fromkeys((*above, *own))) if own else above
            labels_of.append(labels)
            for label in labels:
                found.setdefault(label, []).append(place)
        return found

    def _parents(self) -> list[int]:
        """Return for each item what it is in; a workbook's views follow it, as tables do."""
        parents: list[int] = []
        content = _NOTHING_ABOVE
        for place, governed in enumerate(self._engine.items):
            item = governed.item
            if item.kind in {Kind.VIEW, Kind.TABLE}:
                parents.append(content)
                continue
            content = place
            parents.append(governed.parent if isinstance(item, Project) else governed.project)
        return parents

    def _owned(self, term: Term, misses: Misses) -> int:
        index = self._engine.people.index
        name = term.name.literal
        if name is not None:
            owners = frozenset({index[name]} if name in index else ())
        else:
            matches = term.name.matches
            owners = frozenset(place for place, user in enumerate(index) if matches(user))
        if owners:
            misses.found(Subject.ITEMS, term)
        else:
            misses.missed(Subject.ITEMS, term, "user", lambda: iter(index))
        found = [place for place in range(self._size) if self._owner(place) in owners]
        return bits_of(found, self._size)

    def _owner(self, place: int) -> int | None:
        governed = self._engine.items[place]
        item = governed.item
        if isinstance(item, Project):
            return self._engine.people.index[item.owner.user] if item.owner else None
        return governed.owner

    def _of_kind(self, term: Term, misses: Misses) -> int:
        name = term.name.literal
        if name is None:
            kinds = [kind for kind in Kind if term.name.matches(kind.value)]
        else:
            kind, _ = split_kind(f"{name}:")
            kinds = [kind] if kind else []
        if kinds:
            misses.found(Subject.ITEMS, term)
        else:
            misses.missed(Subject.ITEMS, term, "kind of item", lambda: map(str, Kind))
        found = [place for kind in kinds for place in self._by_kind.get(kind, ())]
        return bits_of(found, self._size)

    def _named(self, name: Glob, by_name: dict[str, list[int]]) -> list[int]:
        if name.literal is not None:
            return by_name.get(name.literal, [])
        matches: Callable[[str], bool] = name.matches
        return [place for key, places in by_name.items() if matches(key) for place in places]


def _label(prefix: str) -> str:
    return CATALOG[Kind(prefix)].label.lower() if prefix != ANY_KIND else "item"
