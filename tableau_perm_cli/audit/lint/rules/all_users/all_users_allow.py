"""TP102: a project other than Default, or content, allows All Users something."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import FOR_ALL_USERS
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.rules.all_users.said_of_all_users import (
    in_words,
    said_of_all_users,
)
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.diagnostics import Diagnostic, Severity


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find what All Users is allowed where it is not meant to be open."""
    members = linted.reached_by(FOR_ALL_USERS).bit_count()
    guests = ", and with guest access all visitors" if linted.site.settings.guest_access else ""
    for said in said_of_all_users(linted):
        # What Default allows is TP101's; a sandbox is meant to be open.
        if said.item is linted.default_project or linted.sandboxes >> said.place & 1:
            continue
        rules = [rule for _, rule in said.rules if rule.allow]
        if rules:
            masks = [(rule.kind, rule.allow) for rule in rules]
            yield RULE.finding(
                f"`{said.item.address}` allows All Users {in_words(masks)}",
                rules[0].position,
                said.subject(linted, masks),
                why=f"All Users holds everyone on the site ({members} today), whoever joins it "
                f"later too{guests}",
                help="allow the groups that it is for; a project that is meant to be open can "
                f"say so by the label `{linted.thresholds.sandbox_label}`",
            )


RULE = LintRule(
    "TP102",
    "all-users-allow",
    Severity.WARNING,
    "A project other than Default, or an item of content, allows All Users something.",
    'semantics section 3, step 7; Help, "Effective permissions"',
    check,
)
