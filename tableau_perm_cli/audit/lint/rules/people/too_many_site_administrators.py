"""TP403: a site has more administrators of its own than the team takes for normal."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject

_SHOWN = 10


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Count the site administrators."""
    administrators = linted.in_class(RoleClass.SITE_ADMIN)
    most = linted.thresholds.max_site_administrators
    if administrators.bit_count() <= most:
        return
    names = linted.engine.names(administrators)
    positions = [linted.site.users[name].role_position for name in names]
    yield RULE.finding(
        f"the site `{linted.site.name}` has {len(names)} site administrators, more than {most}: "
        f"{linted.names(administrators)}",
        linted.site.position,
        Subject(linted.site.name, detail=detail_of(names)),
        why="no rule and no lock binds a site administrator",
        help="give those who only publish and lead projects the site role Creator",
        related=tuple(related(it, "a site administrator") for it in sorted(positions)[:_SHOWN]),
    )


RULE = LintRule(
    "TP403",
    "too-many-site-administrators",
    Severity.WARNING,
    "A site has more site administrators than `max-site-administrators`.",
    'semantics section 3, step 2; Help, "Site roles"',
    check,
)
