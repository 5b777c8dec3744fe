"""TP207: a rule for a user about whom everything is decided before any rule."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import rules_that_count
from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.rule_hygiene.bearing import bearing_of
from tableau_perm_cli.audit.lint.shared_text import once_a_text, unanimous
from tableau_perm_cli.audit.lint.wording import place_of_rule
from tableau_perm_cli.declaration.model import Content, GranteeKind, Ownership
from tableau_perm_cli.diagnostics import Diagnostic, Position, Related, Severity
from tableau_perm_cli.resolve.reasons import Reason

_WHY = {
    Reason.SERVER_ADMIN: "a server administrator may do everything on every site",
    Reason.SITE_ADMIN: "a site administrator may do everything on the site",
    Reason.PROJECT_OWNER: "who owns the project, or one above it, is bound by no rule in it",
    Reason.PROJECT_LEADER: "who leads the project, or one above it, is bound by no rule in it",
    Reason.OWNER: "who owns the content is bound by no rule on it",
}


@once_a_text
@unanimous
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the rules for administrators, owners and leaders."""
    for written, rule in rules_that_count(linted):
        if rule.grantee.kind is not GranteeKind.USER:
            continue
        user = linted.engine.people.index[rule.grantee.name]
        bearing = bearing_of(linted, written)
        reason = bearing.in_charge(written.rules, user, rule.allow | rule.deny)
        if reason is not None:
            yield RULE.finding(
                f"the rule for the user `{rule.grantee.name}` on "
                f"{place_of_rule(written.item, rule)} is never consulted",
                rule.position,
                linted.about_rule(written, rule),
                why=_WHY[reason],
                help="remove the rule",
                related=_evidence(linted, written, rule.grantee.name, reason),
            )


def _evidence(
    linted: LintedSite, written: WrittenList, user: str, reason: Reason
) -> tuple[Related, ...]:
    """Return where it is written what puts the user above the rules."""
    place, label = _written(linted, written, user, reason)
    return (related(place, label),) if place else ()


def _written(
    linted: LintedSite, written: WrittenList, user: str, reason: Reason
) -> tuple[Position | None, str]:
    graph = linted.resolver.graph
    above = graph.projects_above(written.item)
    if reason is Reason.PROJECT_OWNER:
        owned = (it.owner.position for it in above if it.owner and it.owner.user == user)
        return next(owned, None), "owner of the project"
    if reason is Reason.PROJECT_LEADER:
        bit = linted.engine.people.index[user]
        leaders = (leader for it in above for leader in graph.leaders_of(it))
        led = (it.position for it in leaders if linted.reached_by(it.grantee) >> bit & 1)
        return next(led, None), "leader of the project"
    if reason is Reason.OWNER:
        owner = _owner(linted, written)
        return owner.position if owner else None, "owner of the content"
    return linted.site.users[user].role_position, "administrator by site role"


def _owner(linted: LintedSite, written: WrittenList) -> Ownership | None:
    """Return who owns content; a view is its workbook's owner's."""
    item = written.item
    whole = linted.resolver.graph.parent(item)
    if isinstance(item, Content) and item.owner is None and isinstance(whole, Content):
        return whole.owner
    return item.owner


RULE = LintRule(
    "TP207",
    "rule-for-someone-in-charge",
    Severity.INFO,
    "A rule is for a user whom no rule binds: an administrator, an owner or a leader.",
    "semantics section 3, steps 2 to 4",
    check,
    fixable=True,
)
