"""TP404: the server has more administrators than the team takes for normal."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject

_SHOWN = 10


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Count the server administrators of all sites together, once for the whole declaration."""
    sites = [*linted.declaration.sites.values()]
    if linted.site is not sites[0]:
        return
    administrators = {
        user.name: user.role_position
        for site in sites
        for user in site.users.values()
        if user.role.role_class is RoleClass.SERVER_ADMIN
    }
    most = linted.thresholds.max_server_administrators
    if len(administrators) <= most:
        return
    first, *others = sorted(administrators.values())
    yield RULE.finding(
        f"the server has {len(administrators)} administrators, more than {most}: "
        f"{quoted(sorted(administrators))}",
        first,
        Subject(detail=detail_of(administrators)),
        label="the first of them",
        why="a server administrator may do everything on every site",
        help="make those who administer one site alone its site administrators",
        related=tuple(related(it, "another one") for it in others[: _SHOWN - 1]),
    )


RULE = LintRule(
    "TP404",
    "too-many-server-administrators",
    Severity.WARNING,
    "The server has more administrators than `max-server-administrators`.",
    'semantics section 3, step 2; Help, "Site roles"',
    check,
)
