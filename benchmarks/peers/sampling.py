"""Which cells are asked about: at random for timing, and every reason for checking."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.peers.facts import Cell, Facts
from benchmarks.sites import NOWHERE, SITE, SIZES, build_declaration
from tableau_perm_cli.catalog import site_role_named
from tableau_perm_cli.declaration.model import Declaration, User
from tableau_perm_cli.resolve import Reason
from tableau_perm_cli.resolve.bulk import BulkEngine

_A_REASON = 100
"""How many cells of each reason are checked, if the site has so many."""


def random_cells(facts: Facts, number: int, seed: int) -> list[Cell]:
    """Return cells at random; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    cells: list[Cell] = []
    for _ in range(number):
        item = chance.randrange(len(facts.items))
        capability = chance.randrange(len(facts.items[item].capabilities))
        cells.append(Cell(chance.randrange(len(facts.users)), item, capability))
    return cells


def cells_of_every_reason(facts: Facts, engine: BulkEngine, seed: int) -> list[Cell]:
    """Return up to ``_A_REASON`` cells of every reason that the site has, from all over it.

    One of each reason comes first, then a second of each, and so on.
    """
    chance = random.Random(seed)  # noqa: S311 - not a secret
    columns = [
        (number, capability)
        for number, item in enumerate(facts.items)
        for capability in item.capabilities
    ]
    chance.shuffle(columns)
    found: Counter[Reason] = Counter()
    cells: list[tuple[int, Cell]] = []
    for item, capability in columns:
        for reason, users in engine.who(item, capability).items():
            if found[reason] < _A_REASON:
                found[reason] += 1
                places = [place for place in range(users.bit_length()) if users >> place & 1]
                cell = Cell(chance.choice(places), item, capability.index)
                cells.append((found[reason], cell))
    return [cell for _, cell in sorted(cells)]


def expected(engine: BulkEngine, cells: Sequence[Cell]) -> list[Reason]:
    """Return the reasons of some cells."""
    return [engine.decide(*cell)[1] for cell in cells]


def odd_site() -> Declaration:
    """Return a small site with what the benchmarked one lacks.

    Guest access is off, and somebody administers the server.
    """
    declaration = build_declaration(SIZES["small"], seed=7)
    site = declaration.sites[SITE]
    role = site_role_named("Server Administrator")
    if role is None:
        raise KeyError("Server Administrator")
    root = User("root", NOWHERE, role, NOWHERE)
    changed = replace(
        site,
        users={**site.users, root.name: root},
        settings=replace(site.settings, guest_access=False),
    )
    return replace(declaration, sites={SITE: changed})
