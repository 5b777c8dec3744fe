"""TP101: the Default project allows All Users something, and new projects copy that."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import FOR_ALL_USERS
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.wording import listed
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import Rule
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find what the Default project's lists allow All Users."""
    default = linted.default_project
    if default is None or default.permissions is None:
        return
    allowing = [
        rule
        for rules in default.permissions.lists.values()
        for rule in rules.rules
        if rule.grantee == FOR_ALL_USERS and rule.allow
    ]
    if allowing:
        first, *others = sorted(allowing, key=lambda rule: rule.position)
        kinds = [CATALOG[rule.kind].label.lower() for rule in (first, *others)]
        yield RULE.finding(
            f"the Default project allows All Users something: rules for {listed(kinds, 4)}",
            first.position,
            Subject(
                linted.site.name, str(default.address), str(FOR_ALL_USERS), _allowed(allowing)
            ),
            why="a new top-level project starts with a copy of Default's rules",
            help="remove the rules, and let each project name the groups that it is for",
            related=tuple(related(rule.position, "and here") for rule in others),
        )


def _allowed(rules: list[Rule]) -> str:
    return detail_of(
        f"{rule.kind.value} {capability.key}"
        for rule in rules
        for capability in CATALOG[rule.kind].members(rule.allow)
    )


RULE = LintRule(
    "TP101",
    "all-users-allow-on-default",
    Severity.WARNING,
    "The Default project allows All Users something, and every new top-level project copies that.",
    'semantics section 4; Help, "Use projects to manage content access"',
    check,
)
