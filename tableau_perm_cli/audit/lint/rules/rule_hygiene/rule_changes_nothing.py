"""TP209: a rule whose absence nobody would notice, tried against the engine."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.rule_hygiene.removals import Part, Removal, removals
from tableau_perm_cli.audit.lint.shared_text import once_a_text, unanimous
from tableau_perm_cli.audit.lint.wording import called, place_of_rule
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject
from tableau_perm_cli.resolve.bulk.bits import without

_SHOWN = 3
"""So many of the other rules are pointed at."""


@once_a_text
@unanimous
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the rules that allow something and could be taken out of their lists."""
    for removal in removals(linted):
        if removal.part is not Part.RULE or _is_for_those_in_charge(linted, removal):
            continue
        rule, item = removal.rule, removal.written.item
        yield RULE.finding(
            f"the rule for {called(rule.grantee)} on {place_of_rule(item, rule)} changes nothing "
            "for anyone",
            rule.position,
            Subject(linted.site.name, str(item.address), str(rule.grantee), rule.kind.value),
            why=_why(linted, removal),
            help="remove the rule; or put into the group those for whom it is meant",
            related=tuple(
                related(other.position, f"the rule for {called(other.grantee)}")
                for other in removal.rest[:_SHOWN]
                if removal.bound
            ),
        )


def _is_for_those_in_charge(linted: LintedSite, removal: Removal) -> bool:
    """Whether owners and leaders are all it is for, who may not be so for ever."""
    reached = linted.reached_by(removal.rule.grantee)
    return not removal.bound and bool(without(reached, linted.administrators))


def _why(linted: LintedSite, removal: Removal) -> str:
    if not removal.bound:
        return "everyone it is for is an administrator: no rule binds them"
    people = linted.names(removal.bound)
    if removal.rest:
        return f"with and without it, site roles and the other rules come to the same for {people}"
    return f"with and without it, site roles come to the same for {people}"


RULE = LintRule(
    "TP209",
    "rule-changes-nothing",
    Severity.INFO,
    "A rule could be removed, and nobody would gain or lose anything.",
    "semantics section 3: the first step that decides wins",
    check,
    fixable=True,
    fix_is_unsafe=True,
)
