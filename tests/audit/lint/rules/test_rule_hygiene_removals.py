"""What lint calls dead can be removed, all of it together, and nobody gains or loses a cell.

Neither today, nor on content and projects that do not exist yet.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import import_module

import pytest
from support.generated import random_declaration, yaml_text

from tableau_perm_cli.audit.lint import LintRule, Thresholds
from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.catalog import CATALOG, RoleClass
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    CONTENT_KINDS,
    Content,
    Declaration,
    GranteeKind,
    Lock,
    Project,
    ProjectPermissions,
    Rule,
    RuleList,
    Site,
)
from tableau_perm_cli.diagnostics import Position
from tableau_perm_cli.resolve.bulk import BulkEngine, ChangedCells, changed_cells, compile_site

FAMILY = "tableau_perm_cli.audit.lint.rules.rule_hygiene"
OF_RULES = (
    "empty_rule",
    "rule_for_someone_in_charge",
    "rule_changes_nothing",
    "deny_where_unspecified_would_do",
)
OF_LISTS = ("dead_rule_under_lock", "dead_rule_under_tabs")
SEEDS = range(40)


def rule_of(module: str) -> LintRule:
    rule: LintRule = import_module(f"{FAMILY}.{module}").RULE
    return rule


@cache
def declaration_of(seed: int) -> Declaration:
    return read_files([("site.yaml", yaml_text(random_declaration(seed)).encode())])


def places_found(declaration: Declaration, site: Site, modules: tuple[str, ...]) -> set[Position]:
    linted = LintedSite(declaration, site, Thresholds())
    return {
        found.position
        for module in modules
        for found in rule_of(module).check(linted)
        if found.position
    }


# --- What a fixer would do -----------------------------------------------------------------


def without_rules(rules: RuleList, places: set[Position]) -> RuleList:
    kept = tuple(
        replace(rule, deny=0) if denies_at(rule) & places else rule
        for rule in rules.rules
        if rule.position not in places
    )
    return replace(rules, rules=kept)


def denies_at(rule: Rule) -> set[Position]:
    """The places by which the denials of a rule that also allows are found."""
    if not (rule.allow and rule.deny):
        return set()
    return {rule.position_of(index) for index in range(32) if rule.deny >> index & 1}


def mended(site: Site, of_project: Callable, of_content: Callable) -> Site:
    """The site with other permissions."""

    def content(item: Content) -> Content:
        parts = tuple(content(part) for part in item.parts)
        return replace(item, permissions=of_content(item), parts=parts)

    def project(item: Project) -> Project:
        return replace(
            item,
            permissions=of_project(item),
            content=tuple(content(each) for each in item.content),
            projects=tuple(project(each) for each in item.projects),
        )

    return replace(site, projects=tuple(project(item) for item in site.projects))


def without_rules_at(site: Site, places: set[Position]) -> Site:
    def of_project(item: Project) -> ProjectPermissions | None:
        if item.permissions is None:
            return None
        lists = item.permissions.lists.items()
        return replace(
            item.permissions, lists={kind: without_rules(it, places) for kind, it in lists}
        )

    def of_content(item: Content) -> RuleList | None:
        return without_rules(item.permissions, places) if item.permissions else None

    return mended(site, of_project, of_content)


def without_dead_lists(declaration: Declaration, site: Site, places: set[Position]) -> Site:
    lists = LintedSite(declaration, site, Thresholds()).lists
    dead = {str(it.item.address) for it in lists if it.is_dead and it.rules.position in places}

    def of_project(item: Project) -> ProjectPermissions | None:
        permissions = item.permissions
        if str(item.address) not in dead or permissions is None:
            return permissions
        if not permissions.leaders:
            return None
        return replace(
            permissions,
            lists={kind: replace(it, rules=()) for kind, it in permissions.lists.items()},
        )

    def of_content(item: Content) -> RuleList | None:
        return None if str(item.address) in dead else item.permissions

    return mended(site, of_project, of_content)


# --- What may be created tomorrow ----------------------------------------------------------


def with_newcomers(site: Site) -> Site:
    """The site with new content of every kind, and a new project, in every place."""

    def newcomers(path: tuple[str, ...], at: Position) -> tuple[Content, ...]:
        return tuple(
            Content(Address(kind, (*path, "newcomer")), at, None) for kind in CONTENT_KINDS
        )

    def created(path: tuple[str, ...], at: Position) -> Project:
        address = Address(site.projects[0].kind, path)
        lock, inside = Lock.CUSTOMIZABLE, newcomers(path, at)
        return Project(address, at, None, lock, None, (), None, inside, ())

    def grown(item: Project) -> Project:
        path = item.address.path
        return replace(
            item,
            content=(*item.content, *newcomers(path, item.position)),
            projects=(
                *(grown(nested) for nested in item.projects),
                created((*path, "newcomer"), item.position),
            ),
        )

    top = created(("newcomer",), site.position)
    return replace(site, projects=(*(grown(item) for item in site.projects), top))


def grown_engine(site: Site) -> BulkEngine:
    return compile_site(with_newcomers(site))


def changed(before: BulkEngine, after: Site) -> list[ChangedCells]:
    return list(changed_cells(before, compile_site(with_newcomers(after), before)))


# --- The properties ------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_dead_rules_can_be_removed_together(seed: int) -> None:
    declaration = declaration_of(seed)
    for site in declaration.sites.values():
        before = grown_engine(site)
        places = places_found(declaration, site, OF_RULES)
        assert changed(before, without_rules_at(site, places)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_dead_lists_can_be_removed_together(seed: int) -> None:
    declaration = declaration_of(seed)
    for site in declaration.sites.values():
        before = grown_engine(site)
        places = places_found(declaration, site, OF_LISTS)
        assert changed(before, without_dead_lists(declaration, site, places)) == []


@pytest.mark.parametrize("seed", SEEDS[::4])
def test_each_dead_rule_can_be_removed_alone(seed: int) -> None:
    declaration = declaration_of(seed)
    for site in declaration.sites.values():
        before = grown_engine(site)
        for place in places_found(declaration, site, OF_RULES):
            assert changed(before, without_rules_at(site, {place})) == []


def test_the_generated_sites_have_what_the_properties_are_about() -> None:
    found: Counter[str] = Counter()
    for seed in SEEDS:
        declaration = declaration_of(seed)
        for site in declaration.sites.values():
            for module in (*OF_RULES, *OF_LISTS):
                found[module] += len(places_found(declaration, site, (module,)))
    assert min(found[module] for module in (*OF_RULES, *OF_LISTS)) > 10, found


@pytest.mark.parametrize("seed", SEEDS[::4])
def test_a_rule_that_is_not_found_does_something(seed: int) -> None:
    """The other way round, where nothing else in the list was found that could stand for it."""
    declaration = declaration_of(seed)
    for site in declaration.sites.values():
        before = grown_engine(site)
        told = places_found(declaration, site, OF_RULES)
        linted = LintedSite(declaration, site, Thresholds())
        for written in linted.lists:
            rules = written.rules.rules
            if written.is_dead or CATALOG[written.rules.kind].retired:
                continue
            if any(({rule.position} | denies_at(rule)) & told for rule in rules):
                continue
            for rule in rules:
                if could_matter(linted, rule) and not is_let_be(linted, written, rule):
                    assert changed(before, without_rules_at(site, {rule.position})), rule


def is_let_be(linted: LintedSite, written: WrittenList, rule: Rule) -> bool:
    """Whether a rule may mean something for other days: who leads is replaced, guests come in."""
    members = linted.reached_by(rule.grantee) & ~linted.in_class(RoleClass.UNLICENSED)
    if not rule.allow:
        off = not linted.site.settings.guest_access
        exceptions = [
            it
            for it in written.rules.rules
            if it.grantee.kind is GranteeKind.USER and it.allow & rule.deny
        ]
        waits = off and not members & ~linted.in_class(RoleClass.GUEST)
        return waits or any(linted.reached_by(it.grantee) & members for it in exceptions)
    above = [written.item, *linted.resolver.graph.projects_above(written.item)]
    in_charge = {it.owner.user for it in above if it.owner}
    for project in above:
        if isinstance(project, Project):
            for leader in linted.resolver.graph.leaders_of(project):
                in_charge |= set(linted.engine.names(linted.reached_by(leader.grantee)))
    bound = set(linted.engine.names(members & ~linted.administrators)) - in_charge
    return not bound


def could_matter(linted: LintedSite, rule: Rule) -> bool:
    """Whether a rule is not found for a reason of its own: for nobody, off, above all ceilings."""
    if rule.grantee.kind is GranteeKind.GROUP_SET and not linted.site.settings.group_sets:
        return False
    reached = linted.reached_by(rule.grantee)
    if not rule.allow:
        unlicensed = linted.in_class(RoleClass.UNLICENSED)
        return bool(rule.deny and reached & ~unlicensed) and rule.grantee.name != ALL_USERS
    return any(
        reached & linted.bound(rule.kind, capability)
        for capability in CATALOG[rule.kind].members(rule.allow)
    )
