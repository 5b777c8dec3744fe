"""The sites that are benchmarked: the same everywhere, and the same in memory and as text."""

from collections.abc import Callable

import pytest
from support.benchmark_sites import benchmark_module

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Content, Item, Lock, Project, Site
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site

sites = benchmark_module("sites")
site_text = benchmark_module("site_text")


@pytest.fixture(scope="module")
def small() -> Site:
    return sites.build_site(sites.SIZES["small"].times(items=10, lists=3))


def told(engine: BulkEngine) -> list[bytes]:
    return [
        engine.column(place, capability)
        for place, governed in enumerate(engine.items)
        for capability in CATALOG[governed.item.kind].capabilities
    ]


def outline(item: Item) -> tuple[object, ...]:
    owner = item.owner.user if item.owner else None
    if isinstance(item, Project):
        return str(item.address), owner, item.lock, item.labels
    connected = [(it.data_source, it.authentication) for it in item.connections]
    return str(item.address), owner, item.tabs_shown, item.locked, connected


@pytest.mark.parametrize(
    ("name", "write"), [("g.yaml", site_text.yaml_text), ("g.json", site_text.json_text)]
)
def test_the_text_is_read_as_the_site_that_was_built(
    name: str, write: Callable[[dict], str], small: Site
) -> None:
    text = write(site_text.plain(small))
    read = read_files([(name, text.encode())]).sites[sites.SITE]
    assert list(map(outline, read.items())) == list(map(outline, small.items()))
    engines = compile_site(read), compile_site(small)
    assert engines[0].users == engines[1].users
    assert told(engines[0]) == told(engines[1])


def test_a_site_is_the_same_for_the_same_seed_and_another_for_another(small: Site) -> None:
    size = sites.SIZES["small"].times(items=10, lists=3)
    assert sites.build_site(size) == small
    assert sites.build_site(size, seed=2) != small


def test_a_site_has_the_numbers_that_its_size_says(small: Site) -> None:
    size = sites.SIZES["small"].times(items=10)
    items = list(small.items())
    assert len(small.users) == size.users
    assert len(small.groups) == size.groups + 1  # All Users
    assert len(items) == size.items
    locks = [item.lock is not Lock.CUSTOMIZABLE for item in items if isinstance(item, Project)]
    assert 0 < sum(locks) < len(locks)
    assert any(isinstance(item, Content) and item.parts for item in items)
