"""TP401: a rule allows a user what the user's site role can never use."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.people.ceilings import AboveCeiling, rules_above_ceiling
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import listed, place_of, roles_of
from tableau_perm_cli.catalog import SiteRole
from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.diagnostics import Diagnostic, Severity


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the rules for users that allow what is above the ceiling of their site role."""
    for found in rules_above_ceiling(linted, GranteeKind.USER):
        rule = found.rule
        user = linted.site.users[rule.grantee.name]
        role = linted.engine.role(linted.engine.people.index[user.name])
        allowed = listed([it.label for it in found.capabilities], 4)
        place = place_of(found.written.item, rule.kind)
        yield RULE.finding(
            f"`{user.name}` is allowed {allowed} on {place}, which the site "
            f"role {roles_of(linted, found.members)} can never use",
            rule.position_of(found.capabilities[0].index),
            linted.about_rule(found.written, rule),
            why=_why(role, found),
            help="leave that out of the rule, or give the user a site role that can use it",
            related=(related(user.role_position, "the site role"),),
        )


def _why(role: SiteRole | None, found: AboveCeiling) -> str:
    column = role.ceiling if role else None
    given_only = [it for it in found.capabilities if column and it.ceiling[column].grantable_only]
    if given_only:
        labels = listed([it.label for it in given_only], 4)
        return f"{labels} can be given to this site role, and not used by it"
    if found.uncertain:
        labels = listed([it.label for it in found.uncertain], 4)
        return f"no rule goes above the site role; that it is so for {labels} is uncertain"
    return "no rule goes above the site role"


RULE = LintRule(
    "TP401",
    "capability-above-ceiling",
    Severity.WARNING,
    "A rule allows a user a capability that the user's site role can never use.",
    'semantics sections 2 and 3, step 1; Help, "Site roles"',
    check,
)
