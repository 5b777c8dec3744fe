"""Selects items of one site: by address, label, owner or kind. A set of items is a bit set."""

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import NamedTuple

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
from tableau_perm_cli.resolve.selectors.misses import Candidates, Misses
from tableau_perm_cli.resolve.selectors.vocabulary import ANY_KIND

_NOTHING_ABOVE = -1


class _Found(NamedTuple):
    """What a term selects, and whether its name exists at all."""

    places: Collection[int]
    known: bool
    what: str
    """What the name is a name of."""
    names: Candidates


class ItemTerms:
    """Evaluates terms over the items of one site, in the order of ``BulkEngine.items``."""

    def __init__(self, engine: BulkEngine) -> None:
        """Take the compiled site."""
        self._engine = engine
        self._size = len(engine.items)

    def bits(self, term: Term, misses: Misses) -> int:
        """Return the items that a term selects."""
        match term.prefix:
            case "label":
                found = self._labelled(term.name)
            case "owner":
                found = self._owned(term.name)
            case "kind":
                found = self._of_kind(term.name)
            case _:
                found = self._at(term)
        if found.known:
            misses.found(Subject.ITEMS, term)
        else:
            misses.missed(Subject.ITEMS, term, found.what, found.names)
        return bits_of(found.places, self._size)

    # Addresses

    def _at(self, term: Term) -> _Found:
        kind = None if term.prefix == ANY_KIND else Kind(term.prefix)
        places = self._places_at(kind, steps_of(term.name))
        label = CATALOG[kind].label.lower() if kind else "item"
        return _Found(places, bool(places), label, self._addresses)

    def _places_at(self, kind: Kind | None, steps: tuple[Glob, ...]) -> list[int]:
        path = literal_path(steps)
        if path is not None:
            places = self._by_path.get(path, [])
            return [place for place in places if kind in {None, self._kind(place)}]
        matches = path_matcher(steps)
        paths = self._paths
        among = range(self._size) if kind is None else self._by_kind.get(kind, [])
        found = [place for place in among if matches(paths[place])]
        if kind is Kind.PROJECT and len(steps) > 1 and steps[-1] == ANY_DEPTH:
            # A project is what is in it: ``project:HR/**`` is HR with everything inside.
            projects = frozenset(found)
            return [
                place
                for place, governed in enumerate(self._engine.items)
                if governed.project in projects
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

    def _labelled(self, name: Glob) -> _Found:
        by_label = self._by_label
        labels = [label for label in by_label if name.matches(label)]
        places = {place for label in labels for place in by_label[label]}
        return _Found(places, bool(labels), "label", lambda: by_label)

    def _owned(self, name: Glob) -> _Found:
        index = self._engine.people.index
        owners = {place for user, place in index.items() if name.matches(user)}
        places = [place for place in range(self._size) if self._owner(place) in owners]
        return _Found(places, bool(owners), "user", lambda: index)

    def _owner(self, place: int) -> int | None:
        governed = self._engine.items[place]
        item = governed.item
        if isinstance(item, Project):
            return self._engine.people.index[item.owner.user] if item.owner else None
        return governed.owner

    def _of_kind(self, name: Glob) -> _Found:
        kinds = [kind for kind in Kind if name.matches(kind.value)]
        if name.literal is not None:
            kind, _ = split_kind(f"{name.literal}:")
            kinds = [kind] if kind else []
        places = [place for kind in kinds for place in self._by_kind.get(kind, ())]
        return _Found(places, bool(kinds), "kind of item", lambda: map(str, Kind))
