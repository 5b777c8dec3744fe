"""TP407: somebody owns projects or content with a site role that may not publish."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.rules.people.owners import owners_in_class
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.diagnostics import Diagnostic, Severity


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the owners below Explorer (can publish), the Unlicensed apart."""
    for owner in owners_in_class(linted, RoleClass.EXPLORER, RoleClass.VIEWER, RoleClass.GUEST):
        role = linted.engine.role(linted.engine.people.index[owner.user.name])
        owned = quoted(item.address for item, _ in owner.owned)
        yield RULE.finding(
            f"`{owner.user.name}` owns {owned} with the site role {role.name if role else ''}",
            owner.user.role_position,
            owner.subject(linted),
            label="may not publish",
            why="an owner stays the owner when the site role is lowered, and can then neither "
            "publish the content again nor administer the project",
            help="change the owner to a Creator or Explorer (can publish), or raise the site role",
            related=owner.places(),
        )


RULE = LintRule(
    "TP407",
    "owner-below-publishing-role",
    Severity.WARNING,
    "Somebody owns projects or content with a site role that may not publish.",
    'semantics section 5, change_owner; Help, "Manage ownership"',
    check,
)
