"""Everyone who takes part: how each is set up, asked, checked and how much it is asked a round."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from benchmarks.measuring import forget_caches
from benchmarks.peers.facts import Cell, Facts
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import Declaration, Site
from tableau_perm_cli.resolve import Resolver, Verdict, open_site
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site

Run = Callable[[], int]
"""What is timed; returns how many decisions were made."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The site that is asked about."""

    declaration: Declaration
    site: Site
    facts: Facts
    resolver: Resolver
    engine: BulkEngine
    cells: Sequence[Cell]
    """All the cells that will be asked about one by one, in checking or in timing."""


class Player(Protocol):
    """One contender on one site."""

    def check(self, cells: Sequence[Cell]) -> list[bool]:
        """Return the verdicts of some cells."""

    def prepare(self, cells: Sequence[Cell]) -> Run:
        """Return what is to be timed; making the requests is not."""


@dataclass(frozen=True, slots=True)
class Contender:
    """Who takes part."""

    name: str
    set_up: Callable[[Scene], Player]
    a_round: int
    """How many cells it decides in a round; 0 for who does the whole site."""
    checked: int | None = None
    """How many of the cells to check it on, of every reason first; None for all."""


class _Singly(Protocol):
    def requests(self, cells: Sequence[Cell]) -> list[Any]: ...
    def singly(self, requests: list[Any]) -> list[bool]: ...


class OneByOne:
    """An adapter that decides cells."""

    def __init__(
        self, adapter: _Singly, decide: Callable[[list[Any]], list[bool]] | None = None
    ) -> None:
        """Take the adapter, and how it decides if not singly."""
        self._adapter = adapter
        self._decide = decide or adapter.singly

    def check(self, cells: Sequence[Cell]) -> list[bool]:
        """Return the verdicts of some cells."""
        return self._decide(self._adapter.requests(cells))

    def prepare(self, cells: Sequence[Cell]) -> Run:
        """Return the deciding of some cells."""
        requests = self._adapter.requests(cells)
        return lambda: len(self._decide(requests))


class WholeSite:
    """A database that counts whole sites, or some items of it."""

    def __init__(self, scene: Scene, database: Any, items: int) -> None:  # noqa: ANN401 - not loaded
        """Take the database, and how many items it counts in a round."""
        self._scene = scene
        self._database = database
        self._items = min(items, len(scene.facts.items))

    def check(self, cells: Sequence[Cell]) -> list[bool]:
        """Return the verdicts of some cells, once the counts have been compared.

        Raises:
            ValueError: a count is not ours.
        """
        ours = [
            (place, capability.index, counted.counts.allowed(capability))
            for place, counted in enumerate(self._scene.engine.counts())
            for capability in CATALOG[counted.item.kind].capabilities
            if place < self._items
        ]
        theirs = sorted(map(tuple, self._database.counts(0, self._items)))
        if ours != theirs:
            raise ValueError("its counts of the whole site are not ours")
        answers: list[bool] = self._database.answers(cells)
        return answers

    def prepare(self, cells: Sequence[Cell]) -> Run:
        """Return the counting, which goes over all users and asks for no cells."""
        del cells
        facts = self._scene.facts
        pairs = sum(len(item.capabilities) for item in facts.items[: self._items])

        def run() -> int:
            self._database.counts(0, self._items)
            return pairs * len(facts.users)

        return run


class OursInBulk:
    """The bulk engine: how many users have each capability on each item, by reason."""

    def __init__(self, scene: Scene, *, from_site: bool) -> None:
        """Take the site; with ``from_site`` compiling it and reading every number count too."""
        self._scene = scene
        self._from_site = from_site

    def check(self, cells: Sequence[Cell]) -> list[bool]:
        """Return the verdicts of some cells from the sets of users that are counted."""
        engine, facts = self._scene.engine, self._scene.facts
        return [
            bool(engine.allowed(cell.item, facts.capability(cell)) >> cell.user & 1)
            for cell in cells
        ]

    def prepare(self, cells: Sequence[Cell]) -> Run:
        """Return the counting by an engine that has evaluated nothing yet."""
        del cells
        forget_caches("tableau_perm_cli.resolve.bulk")  # every round starts cold
        site, decisions = self._scene.site, self._scene.facts.decisions
        if not self._from_site:
            engine = compile_site(site)

            def count() -> int:
                for _ in engine.counts():
                    pass
                return decisions

            return count

        def compile_count_and_read() -> int:
            for counted in compile_site(site).counts():
                for capability in CATALOG[counted.item.kind].capabilities:
                    counted.counts.allowed(capability)
            return decisions

        return compile_count_and_read


class OursByName:
    """One decision at a time by names, as peers are asked: no derivation, reason included."""

    def __init__(self, scene: Scene) -> None:
        """Compile the site."""
        self._engine = compile_site(scene.site)
        self._facts = scene.facts

    def requests(self, cells: Sequence[Cell]) -> list[tuple[str, str, str]]:
        """Return user, address and capability."""
        facts = self._facts
        return [
            (facts.users[it.user].name, facts.items[it.item].name, facts.capability(it).key)
            for it in cells
        ]

    def singly(self, requests: list[tuple[str, str, str]]) -> list[bool]:
        """Decide by a call each."""
        decide, allowed = self._engine.decide_named, Verdict.ALLOWED
        return [decide(*request)[0] is allowed for request in requests]


class OursByIndex:
    """One decision at a time by the numbers that the engine gives users and items."""

    def __init__(self, scene: Scene) -> None:
        """Compile the site."""
        self._engine = compile_site(scene.site)

    def requests(self, cells: Sequence[Cell]) -> list[Cell]:
        """Return the cells, which are the numbers."""
        return list(cells)

    def singly(self, requests: list[Cell]) -> list[bool]:
        """Decide by a call each."""
        decide, allowed = self._engine.decide, Verdict.ALLOWED
        return [decide(user, item, cap)[0] is allowed for user, item, cap in requests]


class OursDerived:
    """One decision at a time with its full derivation, by the readable resolver."""

    def __init__(self, scene: Scene) -> None:
        """Build the graph, and let the resolver see every user and item once, as it keeps them."""
        self._resolver = open_site(scene.declaration, scene.site.name)
        self._facts = scene.facts
        graph = self._resolver.graph
        self._items = list(graph.items())
        for user in graph.site.users.values():
            self._resolver.principal(user)
        for item in self._items:
            graph.governing(item)

    def requests(self, cells: Sequence[Cell]) -> list[Any]:
        """Return the user's name, the item and the capability."""
        facts, items = self._facts, self._items
        return [(facts.users[it.user].name, items[it.item], facts.capability(it)) for it in cells]

    def singly(self, requests: list[Any]) -> list[bool]:
        """Decide by a call each."""
        derive, allowed = self._resolver.derive, Verdict.ALLOWED
        return [derive(*request).effective is allowed for request in requests]


# Peers are imported where they are set up: each is optional, and takes memory.


def _cedar_batch(scene: Scene) -> Player:
    from benchmarks.peers.cedar import Cedar  # noqa: PLC0415

    cedar = Cedar(scene.facts)
    return OneByOne(cedar, cedar.batch)


def _cedar_singly(scene: Scene) -> Player:
    from benchmarks.peers.cedar import Cedar  # noqa: PLC0415

    return OneByOne(Cedar(scene.facts))


def _casbin_by_both(scene: Scene) -> Player:
    from benchmarks.peers.casbin_rules import FastCasbin  # noqa: PLC0415

    return OneByOne(FastCasbin(scene.facts, scene.cells))


def _casbin_by_object(scene: Scene) -> Player:
    from benchmarks.peers.casbin_rules import BY_OBJECT, FastCasbin  # noqa: PLC0415

    return OneByOne(FastCasbin(scene.facts, scene.cells, BY_OBJECT))


def _casbin_plain(scene: Scene) -> Player:
    from benchmarks.peers.casbin_rules import PlainCasbin  # noqa: PLC0415

    return OneByOne(PlainCasbin(scene.facts, scene.cells))


def _walk(scene: Scene) -> Player:
    from benchmarks.peers.networkx_walk import Walk  # noqa: PLC0415

    return OneByOne(Walk(open_site(scene.declaration, scene.site.name).graph))


def _duckdb(scene: Scene) -> Player:
    from benchmarks.peers.sql import duckdb_database  # noqa: PLC0415

    return WholeSite(scene, duckdb_database(scene.facts), len(scene.facts.items))


def _sqlite(scene: Scene) -> Player:
    from benchmarks.peers.sql import sqlite_database  # noqa: PLC0415

    return WholeSite(scene, sqlite_database(scene.facts), 100)


BULK, NAMED, INDEXED, DERIVED = (
    "ours: whole-site count, by reason",
    "ours: single, by names",
    "ours: single, by index",
    "ours: single, full derivation",
)
CEDAR_BATCH, CEDAR_SINGLE, DUCKDB = "cedarpy: batch", "cedarpy: single", "DuckDB, 2 threads"
CASBIN_BEST = "pycasbin: Fast, by object, action"

CONTENDERS = (
    Contender(BULK, lambda it: OursInBulk(it, from_site=False), 0),
    Contender("ours: the same, compiled and read", lambda it: OursInBulk(it, from_site=True), 0),
    Contender(INDEXED, lambda it: OneByOne(OursByIndex(it)), 40_000),
    Contender(NAMED, lambda it: OneByOne(OursByName(it)), 40_000),
    Contender(DERIVED, lambda it: OneByOne(OursDerived(it)), 4_000),
    Contender("networkx, a naive walk", _walk, 3_000),
    Contender(CEDAR_BATCH, _cedar_batch, 4_000),
    Contender(CEDAR_SINGLE, _cedar_singly, 4_000),
    Contender(CASBIN_BEST, _casbin_by_both, 2_000),
    Contender("pycasbin: Fast, by object", _casbin_by_object, 400),
    Contender("pycasbin: Enforcer", _casbin_plain, 1, checked=20),
    Contender(DUCKDB, _duckdb, 0),
    Contender("SQLite (100 items)", _sqlite, 0),
)
