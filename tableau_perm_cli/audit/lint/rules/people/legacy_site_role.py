"""TP414: a site role is written by its name from before 2018.1."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject

if TYPE_CHECKING:
    from tableau_perm_cli.declaration.model import User


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the legacy names that certainly mean a role of today, once each."""
    found: dict[str, list[User]] = {}
    for user in linted.site.users.values():
        legacy = user.reading.legacy
        if legacy is not None and not legacy.uncertain:
            found.setdefault(legacy.name, []).append(user)
    for name, users in found.items():
        first, *others = sorted(user.role_position for user in users)
        yield RULE.finding(
            f"the site role {name} of {quoted(user.name for user in users)} is from before "
            f"2018.1, and read as {users[0].role.name}",
            first,
            Subject(linted.site.name, detail=f"{name}: {detail_of(user.name for user in users)}"),
            why="Tableau renamed the site roles in 2018.1",
            help=f"write `{users[0].role.name}`",
            related=tuple(related(it, "written here too") for it in others[:3]),
        )


RULE = LintRule(
    "TP414",
    "legacy-site-role",
    Severity.INFO,
    "A site role is written by its name from before 2018.1.",
    "semantics section 1, legacy names",
    check,
)
