"""The questions that ``bulk.py`` times: each prepares itself, and runs while the clock does."""

import random
from collections.abc import Callable
from dataclasses import replace

from benchmarks.peers.facts import Cell
from benchmarks.peers.networkx_walk import Walk
from benchmarks.sites import SITE
from tableau_perm_cli.catalog import CATALOG, Capability
from tableau_perm_cli.declaration.model import Content, Declaration, Project, RuleList, Site
from tableau_perm_cli.resolve import Resolver, Verdict, open_site
from tableau_perm_cli.resolve.bulk import BulkEngine, changed_cells, compile_site

Run = Callable[[], int]
"""What is timed; returns how many decisions were made."""
Question = Callable[[], Run]
"""Prepares what is timed."""

RESOLVER = "resolver, a derivation each"
WALK = "naive networkx walk"
CHECKED = 3_000
_CELLS_OF_BASELINES = 1_000
_CELLS = 50_000
_CELLS_OF_WHO = 100
_USERS_OF_ACCESS = 3
_ITEMS_OF_COLUMNS = 100


def decisions(engine: BulkEngine) -> int:
    """Return how many cells the site has."""
    capabilities = sum(len(CATALOG[each.item.kind].capabilities) for each in engine.items)
    return capabilities * len(engine.users)


class EngineQuestions:
    """What is asked of the engine."""

    def __init__(self, site: Site) -> None:
        """Compile the site."""
        self.site = site
        self.engine = compile_site(site)
        self._chance = random.Random(5)  # noqa: S311 - not a secret

    def questions(self) -> dict[str, Question]:
        """Return the questions by name."""
        return {
            "count of the whole site": self.count,
            "the same once more": self.count_again,
            "who, by reason": self.who,
            "who, names of all allowed": self.names,
            "access of one user": self.access,
            "one cell, by index": self.cell,
            "one cell, by names": self.named_cell,
            "columns for a matrix": self.columns,
        }

    def cells(self, number: int) -> list[Cell]:
        """Return cells at random."""
        cells: list[Cell] = []
        for _ in range(number):
            item = self._chance.randrange(len(self.engine.items))
            capability = self._chance.randrange(len(self._capabilities(item)))
            user = self._chance.randrange(len(self.engine.users))
            cells.append(Cell(user, item, capability))
        return cells

    def _capabilities(self, item: int) -> tuple[Capability, ...]:
        return CATALOG[self.engine.items[item].item.kind].capabilities

    def count(self) -> Run:
        """Count everything, from a newly compiled engine."""
        return self._count(compile_site(self.site))

    def first_count(self) -> Run:
        """Count everything for the first time, with what is made on first use."""
        return self._count(self.engine)

    def count_again(self) -> Run:
        """Count everything when every stratum is known."""
        self._count(self.engine)()
        return self._count(self.engine)

    def _count(self, engine: BulkEngine) -> Run:
        def run() -> int:
            for _ in engine.counts():
                pass
            return decisions(engine)

        return run

    def who(self) -> Run:
        """Ask of cells at random who is in them and why."""
        asked = [(it.item, self._capabilities(it.item)[it.capability]) for it in self._asked()]

        def run() -> int:
            for item, capability in asked:
                self.engine.who(item, capability)
            return len(asked) * len(self.engine.users)

        return run

    def _asked(self) -> list[Cell]:
        return self.cells(_CELLS_OF_WHO)

    def names(self) -> Run:
        """Ask of cells at random who is allowed, by name."""
        asked = [(it.item, self._capabilities(it.item)[it.capability]) for it in self._asked()]
        engine = self.engine

        def run() -> int:
            for item, capability in asked:
                engine.names(engine.allowed(item, capability))
            return len(asked) * len(engine.users)

        return run

    def access(self) -> Run:
        """Ask for everything that users at random can reach."""
        users = [self._chance.randrange(len(self.engine.users)) for _ in range(_USERS_OF_ACCESS)]

        def run() -> int:
            for user in users:
                for _ in self.engine.access(user):
                    pass
            return len(users) * decisions(self.engine) // len(self.engine.users)

        return run

    def cell(self) -> Run:
        """Decide cells at random."""
        cells, decide = self.cells(_CELLS), self.engine.decide

        def run() -> int:
            for cell in cells:
                decide(*cell)
            return len(cells)

        return run

    def named_cell(self) -> Run:
        """Decide cells at random that are named."""
        engine = self.engine
        named = [
            (
                engine.users[cell.user],
                str(engine.items[cell.item].item.address),
                self._capabilities(cell.item)[cell.capability].key,
            )
            for cell in self.cells(_CELLS)
        ]
        engine.decide_named(*named[0])  # addresses are indexed on first use

        def run() -> int:
            for names in named:
                engine.decide_named(*names)
            return len(named)

        return run

    def columns(self) -> Run:
        """Write out the codes of all users for a run of items."""
        engine = compile_site(self.site, self.engine)
        first = self._chance.randrange(max(1, len(engine.items) - _ITEMS_OF_COLUMNS))
        items = range(first, min(first + _ITEMS_OF_COLUMNS, len(engine.items)))

        def run() -> int:
            written = 0
            for item in items:
                for capability in self._capabilities(item):
                    written += len(engine.column(item, capability))
            return written

        return run


class Baselines:
    """The same cells to the readable resolver and to a walk over its graph."""

    def __init__(self, declaration: Declaration, asked: EngineQuestions) -> None:
        """Build the graph."""
        self._resolver: Resolver = open_site(declaration, SITE)
        self._walk = Walk(self._resolver.graph)
        self._asked = asked

    def questions(self) -> dict[str, Question]:
        """Return the questions by name."""
        return {RESOLVER: self.derive, WALK: self.walk}

    def derive(self) -> Run:
        """Derive cells at random."""
        items, users = self._asked.engine.items, self._asked.engine.users
        cells = [
            (users[cell.user], item, CATALOG[item.kind].capabilities[cell.capability])
            for cell in self._asked.cells(_CELLS_OF_BASELINES)
            for item in (items[cell.item].item,)
        ]

        def run() -> int:
            for cell in cells:
                self._resolver.derive(*cell)
            return len(cells)

        return run

    def walk(self) -> Run:
        """Walk for cells at random."""
        requests = self._walk.requests(self._asked.cells(_CELLS_OF_BASELINES))
        return lambda: len(self._walk.singly(requests))

    def check(self) -> None:
        """Hold all three against each other; ValueError when any two differ."""
        cells = self._asked.cells(CHECKED)
        walked = self._walk.singly(self._walk.requests(cells))
        engine = self._asked.engine
        for cell, allowed in zip(cells, walked, strict=True):
            item = engine.items[cell.item].item
            capability = CATALOG[item.kind].capabilities[cell.capability]
            found = self._resolver.derive(engine.users[cell.user], item, capability)
            verdict, reason = engine.decide(*cell)
            if reason is not found.reason or allowed is not (verdict is Verdict.ALLOWED):
                raise ValueError(f"they differ on {cell}: {reason}, {found.reason}, {allowed}")


def with_a_rule_less(site: Site) -> Site:
    """Return the site with one rule less, in the first list of content that has two."""
    done = False

    def shortened(content: Content) -> Content:
        nonlocal done
        own = content.permissions
        if done or own is None or len(own.rules) < 2:  # noqa: PLR2004 - one must be left
            return content
        done = True
        return replace(content, permissions=RuleList(own.kind, own.rules[1:], own.position))

    def edited(project: Project) -> Project:
        content = tuple(map(shortened, project.content))
        return replace(project, content=content, projects=tuple(map(edited, project.projects)))

    return replace(site, projects=tuple(map(edited, site.projects)))


def edit(site: Site, engine: BulkEngine) -> Run:
    """Return what answers "who gained and lost what" after an edit, from the engine before it."""
    after = with_a_rule_less(site)

    def run() -> int:
        for _ in changed_cells(engine, compile_site(after, engine)):
            pass
        return decisions(engine)

    return run
