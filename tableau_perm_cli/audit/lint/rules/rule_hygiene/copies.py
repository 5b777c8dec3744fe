"""What a list would say if nobody had written it: its initial copy (semantics section 4)."""

from dataclasses import replace

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Grantee, Item, Project, Rule, RuleList
from tableau_perm_cli.graph.governing import RuleSource

_Says = dict[Grantee, tuple[int, int, frozenset[tuple[str, str]]]]


def copied_list(linted: LintedSite, item: Item, kind: Kind) -> RuleSource:
    """Return what an item was created with, for itself or for what a project holds."""
    graph = linted.resolver.graph
    if isinstance(item, Project):
        return graph.defaults_of(replace(item, permissions=None), kind)
    return graph.own_rules(replace(item, permissions=None))


def says_the_same(written: RuleList, other: RuleList | None) -> bool:
    """Whether two lists say the same to the same grantees, as far as the kind of the first."""
    if other is not None and other.not_read is not None:
        return False
    rules = other.rules if other else ()
    return _says(written.rules, written.kind) == _says(rules, written.kind)


def _says(rules: tuple[Rule, ...], kind: Kind) -> _Says:
    found = {
        rule.grantee: (
            _as(rule.kind, kind, rule.allow),
            _as(rule.kind, kind, rule.deny),
            frozenset(rule.unknown),
        )
        for rule in rules
    }
    return {grantee: said for grantee, said in found.items() if any(said)}


def _as(of: Kind, to: Kind, capabilities: int) -> int:
    """Return a mask of one kind as that of another: of a workbook's list as of a view's."""
    if of is to:
        return capabilities
    keys = (capability.key for capability in CATALOG[of].members(capabilities))
    return CATALOG[to].mask(frozenset(key for key in keys if CATALOG[to].has(key)))
