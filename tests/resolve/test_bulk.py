"""The bulk engine gives the answers of the readable resolver, reason included, on every cell."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from support.asking import declaration_of
from support.benchmark_sites import benchmark_module
from support.bulk_comparing import BulkComparison
from support.generated import declarations, random_declaration

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.load import load_declaration, read_files
from tableau_perm_cli.declaration.model import Declaration, Site
from tableau_perm_cli.resolve import Reason, Verdict, open_site
from tableau_perm_cli.resolve.bulk import (
    CELL_REASONS,
    BulkEngine,
    code_columns,
    compile_site,
    counting,
)

CELLS = 40_000
SAMPLES = sorted(Path(__file__).parents[2].joinpath("sample_configs").iterdir())
VIEW = CATALOG[Kind.WORKBOOK].capability("view")


def agree(declarations: Iterable[tuple[str, Declaration]]) -> BulkComparison:
    comparison = BulkComparison()
    for name, declaration in declarations:
        comparison.compare(declaration, name)
    assert not comparison.differences, comparison.report()
    assert comparison.cells
    return comparison


def site_of(text: str) -> tuple[Declaration, Site]:
    declaration = read_files([("bulk.yaml", text.encode())])
    return declaration, next(iter(declaration.sites.values()))


def engine_of(text: str) -> BulkEngine:
    return compile_site(site_of(text)[1])


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_engine_and_resolver_agree_on_every_cell_of_the_sample(path: Path) -> None:
    agree([(path.name, load_declaration([str(path)]))])


def test_engine_and_resolver_agree_on_forty_thousand_generated_cells() -> None:
    comparison, seed = BulkComparison(), 0
    while comparison.cells < CELLS:
        comparison.compare(
            declaration_of(random_declaration(seed, gaps=seed % 2 == 1)), f"seed {seed}"
        )
        seed += 1
    assert not comparison.differences, comparison.report()
    # Nothing was agreed upon for want of a case.
    assert set(CELL_REASONS) - set(comparison.reasons) == {Reason.NOT_ON_SITE}


@settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(declarations(gaps=True))
def test_engine_and_resolver_agree_on_what_hypothesis_finds(declaration: dict) -> None:
    agree([("found", declaration_of(declaration))])


def test_engine_and_resolver_agree_where_groups_are_large() -> None:
    """More users than the small sites have: groups, leaders and user rules beyond a few."""
    sites = benchmark_module("sites")
    agree([("small", sites.build_declaration(sites.SIZES["small"]))])


def test_people_in_charge_are_counted_alike_one_by_one_and_as_sets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counting, "_FEW", -1)
    agree(
        (f"seed {seed}", declaration_of(random_declaration(seed, gaps=seed % 2 == 1)))
        for seed in range(12)
    )


def test_no_more_columns_are_kept_than_there_is_room_for_and_all_are_right() -> None:
    declaration = declaration_of(random_declaration(7, size=4))
    engine = compile_site(next(iter(declaration.sites.values())))
    most = 40 * len(engine.users)
    columns = code_columns.CodeColumns(engine.people, most)
    made = 0
    for _ in range(2):
        for place, governed in enumerate(engine.items):
            for capability in CATALOG[governed.item.kind].capabilities:
                column = columns.of(governed, capability.index)
                assert column == engine.column(place, capability)
                assert columns.kept_bytes <= most
                made += len(column)
    assert made > most, "or there was room for everything"


def test_capabilities_that_nothing_tells_apart_share_a_column() -> None:
    engine = engine_of("""
version: 1
sites:
  S:
    users: {ada: Creator, bob: Explorer}
    projects:
      P: {permissions: {groups: {All Users: {workbooks: view}}}, workbooks: {V: {}, W: {}}}
""")
    v, w = (engine.item_index(f"workbook:P/{name}") for name in "VW")
    assert v is not None
    assert w is not None
    filtering = CATALOG[Kind.WORKBOOK].capability("filter")
    assert engine.column(v, VIEW) is engine.column(v, filtering)
    assert engine.column(v, VIEW) is engine.column(w, VIEW)


# --- What is evaluated once ------------------------------------------------------------------


def test_lists_that_say_the_same_are_one() -> None:
    engine = engine_of("""
version: 1
sites:
  S:
    users: {ada: Creator, bob: Explorer, cyd: Viewer}
    groups: {One: [ada, bob], Other: [bob, ada], Nobody: [], Rest: [cyd]}
    projects:
      P:
        content_permissions: locked_including_nested
        permissions: {groups: {All Users: {workbooks: view}}}
        workbooks: {Locked: {}}
        projects: {Nested: {workbooks: {Below: {permissions: {users: {bob: denied}}}}}}
      Q:
        workbooks:
          A: {permissions: {groups: {One: view, Rest: explore}}}
          Reordered: {permissions: {groups: {Rest: explore, Other: view}}}
          Idle: {permissions: {groups: {One: view, Nobody: denied, Rest: {template: explore}}}}
          Else: {permissions: {groups: {One: view, Rest: denied}}}
""")
    lists = {
        str(governed.item.address): governed.stratum.rules
        for governed in engine.items
        if governed.item.kind is Kind.WORKBOOK
    }
    assert lists["workbook:P/Locked"] is lists["workbook:P/Nested/Below"]
    assert lists["workbook:Q/A"] is lists["workbook:Q/Reordered"]
    assert lists["workbook:Q/A"] is lists["workbook:Q/Idle"]
    assert lists["workbook:Q/A"] is not lists["workbook:Q/Else"]
    assert len(set(lists.values())) == 3


# --- Names -----------------------------------------------------------------------------------

TWO_USERS = """
version: 1
sites:
  S:
    users: {zoe: Viewer, ada: Creator}
    projects:
      P%2F: {permissions: {groups: {All Users: {workbooks: view}}}, workbooks: {a/b: {}}}
"""


def test_users_are_sorted_and_items_are_in_the_order_of_the_site() -> None:
    _, site = site_of(TWO_USERS)
    engine = compile_site(site)
    assert engine.users == ("ada", "zoe")
    assert [governed.item for governed in engine.items] == list(site.items())
    assert [engine.user_index(name) for name in ("ada", "zoe", "nobody")] == [0, 1, None]
    assert engine.names(0b10) == ["zoe"]
    assert engine.names(0) == []


def test_items_are_found_by_address_and_by_its_text() -> None:
    engine = engine_of(TWO_USERS)
    address = Address(Kind.WORKBOOK, ("P%2F", "a/b"))
    place = engine.item_index(address)
    assert place is not None
    assert engine.items[place].item.address == address
    assert engine.item_index("workbook:P%252F/a%2Fb") == place
    assert engine.item_index("workbook:P%2F/a/b") is None


def test_a_question_by_names_about_what_is_not_there_is_a_key_error() -> None:
    engine = engine_of(TWO_USERS)
    with pytest.raises(KeyError):
        engine.decide_named("ada", "workbook:P/gone", "view")
    with pytest.raises(KeyError):
        engine.decide_named("ada", "workbook:P%252F/a%2Fb", "publish")


def test_the_role_that_counts_is_the_one_a_group_raises_to() -> None:
    engine = engine_of("""
version: 1
sites:
  S:
    users: {ada: Viewer, bob: Viewer}
    groups: {Up: {members: [ada], minimum_site_role: Explorer}}
    projects: {}
""")
    roles = [role.name for user in range(2) if (role := engine.role(user))]
    assert roles == ["Explorer", "Viewer"]


# --- Who is not on the site ------------------------------------------------------------------

TWO_SITES = """
version: 1
sites:
  Here:
    users: {ada: Creator, bob: Explorer}
    projects: {P: {permissions: {groups: {All Users: {workbooks: view}}}, workbooks: {W: {}}}}
  There:
    users: {eve: Site Administrator Creator}
    projects: {}
"""


def test_a_user_of_another_site_is_denied_by_name() -> None:
    engine = engine_of(TWO_SITES)
    answer = engine.decide_named("eve", "workbook:P/W", "view")
    assert answer == (Verdict.DENIED, Reason.NOT_ON_SITE)


def test_users_of_other_sites_may_have_an_index_and_are_denied_as_the_resolver_says() -> None:
    declaration, site = site_of(TWO_SITES)
    engine = compile_site(site, also=["eve", "bob"])
    assert engine.users == ("ada", "bob", "eve")
    assert engine.role(2) is None
    comparison = BulkComparison()
    comparison.compare_site(open_site(declaration, "Here"), engine, "with eve")
    assert not comparison.differences, comparison.report()
    assert comparison.reasons[Reason.NOT_ON_SITE]


def test_a_site_without_users_or_items_is_answered_too() -> None:
    engine = engine_of("version: 1\nsites: {S: {users: {}, projects: {P: {workbooks: {W: {}}}}}}")
    assert [engine.who(place, VIEW) for place in range(2)] == [{}, {}]
    assert [counted.counts.by_reason(VIEW) for counted in engine.counts()][1] == {}
    assert engine.column(1, VIEW) == b""
    empty = engine_of("version: 1\nsites: {S: {users: {ada: Creator}, projects: {}}}")
    assert list(empty.access(0)) == []
    assert list(empty.counts()) == []
