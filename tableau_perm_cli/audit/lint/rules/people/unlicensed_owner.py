"""TP409: somebody who cannot sign in owns projects or content."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.rules.people.owners import owners_in_class
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.diagnostics import Diagnostic, Severity


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the owners who are Unlicensed."""
    for owner in owners_in_class(linted, RoleClass.UNLICENSED):
        owned = quoted(item.address for item, _ in owner.owned)
        yield RULE.finding(
            f"`{owner.user.name}` is Unlicensed and owns {owned}",
            owner.user.role_position,
            owner.subject(linted),
            label="cannot sign in",
            why="nobody looks after what the owner cannot reach, and what connects with the "
            "owner's Connect shows no data",
            help="change the owner to somebody who has a licence",
            related=owner.places(),
        )


RULE = LintRule(
    "TP409",
    "unlicensed-owner",
    Severity.WARNING,
    "Somebody who is Unlicensed owns projects or content.",
    'semantics sections 1 and 5, change_owner; Help, "Manage ownership"',
    check,
)
