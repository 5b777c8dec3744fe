"""TP415: public text does not settle what a site role may do."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject

if TYPE_CHECKING:
    from tableau_perm_cli.declaration.model import User


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the roles of which the class is uncertain, once each; not where a group raises it."""
    found: dict[str, list[User]] = {}
    for user in linted.site.users.values():
        reading = user.reading
        counts = linted.engine.role(linted.engine.people.index[user.name])
        if reading.uncertain and counts is reading.role:
            name = reading.legacy.name if reading.legacy else reading.role.name
            found.setdefault(name, []).append(user)
    for name, users in found.items():
        first, *others = sorted(user.role_position for user in users)
        role = users[0].role
        read_as = role.role_class.value.replace("_", " ") if role.name == name else role.name
        yield RULE.finding(
            f"the site role {name} of {quoted(user.name for user in users)} is read as "
            f"{read_as}, which public text does not settle",
            first,
            Subject(linted.site.name, detail=f"{name}: {detail_of(user.name for user in users)}"),
            why="every answer about these users rests on it, and says so",
            help="give them a site role of today, such as Viewer or Explorer (can publish)",
            related=tuple(related(it, "written here too") for it in others[:3]),
        )


RULE = LintRule(
    "TP415",
    "uncertain-site-role",
    Severity.INFO,
    "Public text does not settle what a site role may do.",
    "semantics section 1, the roles and names marked uncertain",
    check,
)
