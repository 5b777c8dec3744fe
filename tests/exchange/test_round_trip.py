"""A site that is served and pulled again gives everybody what they had, for the same reason.

What is compared: every user, item and capability, effective and reason; owners, locks, tabs,
connections. What the REST API cannot tell is left out of the sites first
(``pulled_sites.as_rest_tells_it``): whether rules of group sets count, decided ceilings, owners
of databases. Data roles are declared, served and never listed: they are missing from what is
pulled, and a note says so. Guest access and web authoring are told by the site, so guests'
answers are compared as everybody's.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.faulty_pulls import tokens
from support.generated import declarations, random_declaration
from support.pulled_sites import (
    NEVER_LISTED,
    RETIRED,
    Comparison,
    as_rest_tells_it,
    declared,
    pull,
    shared_names,
)
from support.rest_server import OnTheWire, RestServer
from support.rest_server.faults import Rewriting
from support.running import Ran, run, run_inside

from tableau_perm_cli.catalog import Kind, RoleClass
from tableau_perm_cli.declaration.load import load_declaration
from tableau_perm_cli.declaration.model import Declaration, Lock, Site
from tableau_perm_cli.exchange.declaring import DeclaredSite
from tableau_perm_cli.exchange.ids import read_ids

FIFTY = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # each site takes a server: shrinking takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SEEDS = range(50)


def there_and_back(
    declaration: Declaration,
    wire: dict[str, OnTheWire] | None = None,
    comparison: Comparison | None = None,
    *,
    every_rule: bool = False,
    **server_options: object,
) -> Comparison:
    """Serve the sites, pull them, and compare; what was not read or written would be told."""
    comparison = comparison or Comparison()
    with RestServer(declaration, on_the_wire=wire, **server_options) as server:
        pulled = pull(server, every_rule=every_rule)
        assert not server.writes()
        assert not server.secrets_in(pulled.text)
    for name, served in server.sites.items():
        made = pulled.sites[name]
        assert made.not_read == ()
        comparison.compare(served, made, pulled.declaration.sites[name])
    return comparison


@FIFTY
@given(declarations(size=2), st.randoms(use_true_random=False))
def test_a_generated_site_is_pulled_as_it_was_declared(plain: dict, random: Random) -> None:
    declaration = declared(as_rest_tells_it(plain))
    wire = {name: shared_names(site, random) for name, site in declaration.sites.items()}
    comparison = there_and_back(declaration, wire)
    assert comparison.differences == []
    assert comparison.cells


@pytest.mark.parametrize("seed", SEEDS)
def test_a_larger_site_is_pulled_as_it_was_declared(seed: int) -> None:
    declaration = declared(as_rest_tells_it(random_declaration(seed, size=3)))
    random = Random(seed)  # noqa: S311 - not a secret
    wire = {name: shared_names(site, random) for name, site in declaration.sites.items()}
    talkative = seed % 2 == 0
    comparison = there_and_back(
        declaration,
        wire,
        tables_tell_database=talkative,
        group_sets_tell_groups=talkative,
    )
    assert comparison.differences == []
    assert comparison.cells


@pytest.mark.parametrize("seed", range(10))
def test_dead_rules_that_are_read_too_change_no_answer(seed: int) -> None:
    declaration = declared(as_rest_tells_it(random_declaration(seed, size=3)))
    comparison = there_and_back(declaration, every_rule=True)
    assert comparison.differences == []
    assert comparison.cells


@pytest.mark.parametrize("seed", [9, 18, 22])
def test_a_site_that_was_pulled_has_not_drifted_and_agrees_with_itself(
    seed: int, tmp_path: Path
) -> None:
    declaration = declared(as_rest_tells_it(random_declaration(seed, size=3)))
    with RestServer(declaration) as server:
        live = ("--server", server.url, "--rate", "0")

        def ran(*words: str) -> Ran:
            return run_inside(*words, *live, cwd=tmp_path, env=tokens(server))

        assert ran("pull", "-o", "site.yaml").exit_code == 0
        verified = ran("verify", "--file", "site.yaml")
        drifted = ran("drift", "site.yaml")
        assert not server.writes()
    assert (verified.exit_code, drifted.exit_code) == (0, 0), verified.stderr + drifted.stderr
    assert "disagreed" not in verified.stderr
    assert re.search(r"(\d+) inherited leaders?: \1 agreed", verified.stderr)


def test_the_comparison_sees_what_is_not_as_it_was_declared() -> None:
    declaration = declared(as_rest_tells_it(random_declaration(3, size=3)))
    name = next(iter(declaration.sites))
    lie = Rewriting("^workbooks/.*/permissions", pattern='mode="Allow"', by='mode="Deny"')
    with RestServer(declaration, faults=[lie]) as server:
        pulled = pull(server)
    comparison = Comparison()
    comparison.compare(server.sites[name], pulled.sites[name], pulled.declaration.sites[name])
    assert comparison.differences
    assert all(" on workbook:" in each or " on view:" in each for each in comparison.differences)


def test_the_larger_sites_have_everything() -> None:
    seen: set[object] = set()
    for seed in SEEDS:
        declaration = declared(as_rest_tells_it(random_declaration(seed, size=3)))
        for site in declaration.sites.values():
            seen.update(features(site))
    assert seen == {
        *Kind,
        *Lock,
        *("locked nested", "lock in a lock", "group set rule", "tabs", "locked database"),
        *("personal space", "leader", "leader denied", "guest", "guest access", "no authoring"),
        *("connection", "minimum role", "copied rules", "hostile name"),
    }


def features(site: Site) -> Iterator[object]:
    """Yield what a site has of everything that a pull treats differently."""
    if any(user.role.role_class is RoleClass.GUEST for user in site.users.values()):
        yield "guest"
    if site.settings.guest_access:
        yield "guest access"
    if not site.settings.web_authoring:
        yield "no authoring"
    if any(group.minimum_site_role for group in site.groups.values()):
        yield "minimum role"
    if site.personal_spaces:
        yield "personal space"
    for project in site.projects:
        yield from _features_of_tree(project, ())
    for item in site.items():
        yield item.kind
        if any(mark in item.address.path[-1] for mark in ("[", "/", "::", "🦊", "%")):
            yield "hostile name"
        if item.kind is Kind.PROJECT:
            continue
        told = {
            "tabs": item.tabs_shown,
            "locked database": item.locked,
            "connection": item.connections,
            "copied rules": item.permissions is None,
            "group set rule": item.permissions is not None
            and any(rule.grantee.kind == "group_set" for rule in item.permissions.rules),
        }
        yield from (what for what, has in told.items() if has)


def _features_of_tree(project: object, above: tuple[Lock, ...]) -> Iterator[object]:
    yield project.lock
    if Lock.LOCKED_INCLUDING_NESTED in above:
        yield "locked nested"
        if project.lock is not Lock.CUSTOMIZABLE:
            yield "lock in a lock"
    if project.permissions is not None:
        if project.permissions.leaders:
            yield "leader"
        if project.permissions.leader_residues:
            yield "leader denied"
    for nested in project.projects:
        yield from _features_of_tree(nested, (*above, project.lock))


OLD = {"group_sets", "virtual_connections", "databases"}
"""What API 3.21 does not tell: group sets come with 3.22, the project of a virtual connection
and the default rules of databases with 3.23."""


def as_told_by_3_21(plain: dict) -> dict:
    """Return the sites without what an old server cannot tell."""

    def without(value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {key: without(each) for key, each in value.items() if key not in OLD}

    return without(as_rest_tells_it(plain))


@pytest.mark.parametrize("seed", range(15))
def test_metrics_and_lenses_are_pulled_from_an_old_server(seed: int) -> None:
    declaration = declared(as_told_by_3_21(random_declaration(seed, size=3)))
    comparison = there_and_back(
        declaration, comparison=Comparison(untold=NEVER_LISTED), api_version="3.21"
    )
    assert comparison.differences == []
    assert comparison.cells


def test_what_is_never_listed_is_said_to_be_missing() -> None:
    plain = {
        "version": 1,
        "sites": {
            "Main": {
                "users": {"ada": "Creator"},
                "projects": {"Default": {"data_roles": {"City": {}}, "metrics": {"Clicks": {}}}},
            }
        },
    }
    with RestServer(declared(plain)) as server:
        pulled = pull(server)
    made = pulled.sites["Main"]
    kinds = {item.kind for item in pulled.declaration.sites["Main"].items()}
    assert kinds == {Kind.PROJECT}
    assert not kinds & (NEVER_LISTED | RETIRED)
    assert any("data roles are not read" in note for note in made.notes)


def test_the_real_program_pulls_a_site_as_it_was_declared(tmp_path: Path) -> None:
    declaration = declared(as_rest_tells_it(random_declaration(11, size=3)))
    name, site = next(iter(declaration.sites.items()))
    wire = {name: shared_names(site, Random(11))}  # noqa: S311 - not a secret
    with RestServer(declaration, on_the_wire=wire) as server:
        ran = run(
            *("pull", "--server", server.url, "-o", "site.yaml", "--rate", "0"),
            cwd=tmp_path,
            env=tokens(server),
        )
        assert (ran.exit_code, ran.stdout) == (0, ""), ran.stderr
        written = {path.name: path.read_text() for path in tmp_path.iterdir()}
        assert not server.secrets_in(ran.stderr, *written.values())
        assert not server.writes()
    assert set(written) == {"site.yaml", "site.ids"}
    back = load_declaration([str(tmp_path / "site.yaml")]).sites[name]
    made = DeclaredSite(name, {}, read_ids("site.ids", written["site.ids"].encode()), (), ())
    comparison = Comparison()
    comparison.compare(server.sites[name], made, back)
    assert comparison.differences == []
    assert comparison.cells
