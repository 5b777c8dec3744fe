"""On generated sites: nobody's access changes, nothing more can go, and only rules are touched."""

import dataclasses
import itertools
from collections.abc import Iterator
from typing import cast

import pytest
from support.generated import random_declaration, yaml_text
from support.meaning import meaning

from tableau_perm_cli.audit.changes.amend import at_address, with_every_item
from tableau_perm_cli.audit.minimising import (
    Minimised,
    StepKind,
    fingerprint_of,
    minimise,
    smaller_site,
)
from tableau_perm_cli.audit.minimising.record import tells_more
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import (
    Content,
    Declaration,
    Item,
    Project,
    Rule,
    RuleList,
    Site,
)
from tableau_perm_cli.declaration.unread import things_not_read
from tableau_perm_cli.resolve import Reason
from tableau_perm_cli.resolve.bulk import BulkEngine, changed_cells, compile_site

_SITES = 200
_TOGETHER = 20
"""Sites a test."""


def _small(seed: int) -> tuple[list[tuple[str, bytes]], Declaration]:
    plain = random_declaration(seed, 1 + (seed % 5 == 0), gaps=seed % 4 == 2)
    files = [("s.yaml", yaml_text(plain).encode())]
    return files, read_files(files)


def _both_ways(seed: int) -> Iterator[tuple[Declaration, Minimised]]:
    files, declaration = _small(seed)
    for for_today in (False, True):
        yield declaration, minimise(files, declaration, for_today=for_today)


@pytest.mark.parametrize("first", range(0, _SITES, _TOGETHER))
def test_no_cell_changes_and_a_second_run_finds_nothing(first: int) -> None:
    made = 0
    for seed in range(first, first + _TOGETHER):
        for before, found in _both_ways(seed):
            after = read_files(found.edited)
            for name, site in before.sites.items():
                engine = compile_site(site)
                assert not [*changed_cells(engine, compile_site(after.sites[name], engine))]
                assert not [*changed_cells(compile_site(site), compile_site(after.sites[name]))]
            assert fingerprint_of(after) == found.before.fingerprint == found.after.fingerprint
            again = minimise(found.edited, after, for_today=found.for_today)
            assert again.steps == ()
            assert again.edited == found.edited
            made += len(found.steps)
    assert made


@pytest.mark.parametrize("seed", range(0, _SITES, 10))
def test_only_rules_change(seed: int) -> None:
    """Owners, leaders, locks, people, tabs, connections: all that tasks and browsing rest on."""
    for before, found in _both_ways(seed):
        after = read_files(found.edited)
        sides = [
            dataclasses.replace(it, sites={name: _bare(site) for name, site in it.sites.items()})
            for it in (before, after)
        ]
        assert meaning(sides[0]) == meaning(sides[1])
        for name, site in before.sites.items():
            assert _leaders(site) == _leaders(after.sites[name])


@pytest.mark.parametrize("seed", range(2, 82, 4))
def test_what_was_not_read_or_is_unknown_stays(seed: int) -> None:
    """Nor does anything follow a list that was not read which did not follow it before."""
    told = 0
    for before, found in _both_ways(seed):
        after = read_files(found.edited)
        for name, site in before.sites.items():
            assert _told(after.sites[name]) == _told(site)
            told += len(_told(site))
            engines = [compile_site(it) for it in (site, after.sites[name])]
            assert _cells_not_read(engines[1]) == _cells_not_read(engines[0])
    assert told


def _told(site: Site) -> set[tuple[str, ...]]:
    unread = {(it.name, it.reason) for it in things_not_read(site)}
    unknown = {
        (str(item.address), str(rule.kind), str(rule.grantee), *said)
        for item in site.items()
        for rules in _lists_of(item)
        for rule in rules.rules
        for said in rule.unknown
    }
    return unread | unknown


def _cells_not_read(engine: BulkEngine) -> dict[tuple[str, str], int]:
    return {
        (str(governed.item.address), capability.key): users
        for place, governed in enumerate(engine.items)
        for capability in CATALOG[governed.item.kind].capabilities
        if (users := engine.who(place, capability).get(Reason.NOT_READ, 0))
    }


def _bare(site: Site) -> Site:
    return with_every_item(site, lambda item: dataclasses.replace(item, permissions=None))


def _leaders(site: Site) -> set[tuple[str, str]]:
    return {
        (str(item.address), str(leader.grantee))
        for item in site.items()
        if isinstance(item, Project) and item.permissions
        for leader in item.permissions.leaders
    }


@pytest.mark.parametrize("seed", range(40))
def test_what_is_left_has_no_rule_and_no_pair_of_a_list_that_could_go(seed: int) -> None:
    """Tried on the engine, one rule and two at a time, without the search that is tested."""
    _, declaration = _small(seed)
    for site in declaration.sites.values():
        smaller, _ = smaller_site(site, for_today=True)
        engine = compile_site(smaller)
        for rules in _lists(smaller):
            if tells_more(rules):
                continue  # it stays as it is
            for count in (1, 2):
                for gone in itertools.combinations(rules.rules, count):
                    changed = compile_site(_without(smaller, rules, gone), engine)
                    assert [*changed_cells(engine, changed)], [str(it.grantee) for it in gone]


def _lists(site: Site) -> Iterator[RuleList]:
    return (rules for item in site.items() for rules in _lists_of(item))


def _lists_of(item: Item) -> Iterator[RuleList]:
    if isinstance(item, Project) and item.permissions:
        yield from item.permissions.lists.values()
    elif not isinstance(item, Project) and item.permissions:
        yield item.permissions


def _without(site: Site, rules: RuleList, gone: tuple[Rule, ...]) -> Site:
    kept = tuple(it for it in rules.rules if all(it is not other for other in gone))
    less = dataclasses.replace(rules, rules=kept)

    def amended(item: Item) -> Item:
        if isinstance(item, Project) and item.permissions:
            lists = {
                kind: less if it is rules else it for kind, it in item.permissions.lists.items()
            }
            permissions = dataclasses.replace(item.permissions, lists=lists)
            return dataclasses.replace(item, permissions=permissions)
        return dataclasses.replace(item, permissions=less) if item.permissions is rules else item

    return with_every_item(site, amended)


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_new_content_gets_the_same_unless_for_today(seed: int) -> None:
    """Each project gets a workbook with a view, a flow and a project with a workbook, then."""
    files, before = _small(seed)
    found = minimise(files, before)
    after = read_files(found.edited)
    for name, site in before.sites.items():
        grown = [_grown(it) for it in (site, after.sites[name])]
        assert not [*changed_cells(*map(compile_site, grown))]


def _grown(site: Site) -> Site:
    values = """\
version: 1
sites:
  S:
    projects:
      New:
        workbooks: {New W: {tabs: hidden, views: {V: {}}}}
        flows: {New F: {}}
        databases: {New D: {tables: {T: {}}}}
"""
    new = read_files([("new.yaml", values.encode())]).sites["S"].projects[0]

    def amended(item: Item) -> Item:
        if not isinstance(item, Project) or item.address.path[-1] == "New":
            return item
        path = item.address.path
        direct = [
            at_address(it, Address(it.kind, (*path, it.address.path[-1]))) for it in new.content
        ]
        nested = at_address(new, Address(new.kind, (*path, "New")))
        return dataclasses.replace(
            item,
            content=cast("tuple[Content, ...]", (*item.content, *direct)),
            projects=cast("tuple[Project, ...]", (*item.projects, nested)),
        )

    grown = with_every_item(site, amended)
    return dataclasses.replace(grown, projects=(*grown.projects, new))


def test_the_generated_sites_call_for_every_step() -> None:
    """Else the properties above would say nothing of some."""
    kinds = {
        step.kind for seed in (0, 1, 14) for _, found in _both_ways(seed) for step in found.steps
    }
    assert kinds == {*StepKind}
