"""TP506: a rule gives API Access to everyone, to a large group, or to viewers."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.grants import Holders, grants
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.reach import Reach, reach
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called, counted
from tableau_perm_cli.catalog import CATALOG, Kind, RoleClass
from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.diagnostics import Diagnostic, Severity

_WANTED = {Kind.DATA_SOURCE: CATALOG[Kind.DATA_SOURCE].capability("api_access").bit}


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the rules that let many, or those who only look, query data with programs."""
    holders = Holders(linted)
    viewers = linted.in_class(RoleClass.VIEWER)
    for grant in grants(linted, _WANTED):
        if linted.sandboxes >> grant.place & 1:
            continue
        found = reach(linted, holders, grant)
        people = found.people
        wide = grant.grantee.kind is GranteeKind.GROUP and linted.is_large(grant.grantee.name)
        if people and wide:
            count = counted(people.bit_count(), "person", "people")
            yield _finding(linted, found, count)
        elif people & viewers:
            whom = f"viewers ({linted.names(people & viewers)})"
            yield _finding(linted, found, whom)


def _finding(linted: LintedSite, found: Reach, whom: str) -> Diagnostic:
    grant = found.grant
    return RULE.finding(
        f"a rule for {called(grant.grantee)} gives {whom} API Access to {found.on(linted)}",
        grant.position,
        grant.subject(linted),
        label="allows API Access",
        why="API Access lets a program query the data source, past every workbook and what it "
        "chooses to show",
        help="give API Access to a small group of the people who run such programs",
    )


RULE = LintRule(
    "TP506",
    "api-access-wide",
    Severity.WARNING,
    "API Access is given to All Users, to a large group, or to viewers.",
    "semantics section 5, the task query_api",
    check,
)
