"""TP601: a rule gives Set Permissions to people who are in charge of nothing."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.grants import Holders, grants
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.reach import reach
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.diagnostics import Diagnostic, Severity

_WANTED = {
    kind: described.capability("set_permissions").bit
    for kind, described in CATALOG.items()
    if described.has("set_permissions") and not described.retired
}


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the rules by which somebody gets Set Permissions where no lock takes it away."""
    holders = Holders(linted)
    for grant in grants(linted, _WANTED):
        if linted.sandboxes >> grant.place & 1:
            continue
        found = reach(linted, holders, grant)
        if found.people:
            yield RULE.finding(
                f"a rule for {called(grant.grantee)} lets {linted.names(found.people)} set "
                f"permissions of {found.on(linted)}",
                grant.position,
                grant.subject(linted, detail_of(found.kinds)),
                label="allows Set Permissions",
                why="they may by rule, not by owning or leading it: whoever may set permissions "
                "can give themselves, and anyone else, all the rest",
                help="take Set Permissions from the rule, or lock the project that holds the "
                "content, or make them project leaders if they are to be in charge",
            )


RULE = LintRule(
    "TP601",
    "set-permissions-for-non-owner",
    Severity.WARNING,
    "A rule gives Set Permissions to people who neither own nor lead: they can give themselves "
    "the rest.",
    "semantics section 3, step 4, and section 2, the template administer",
    check,
)
