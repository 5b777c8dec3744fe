"""TP602: a rule gives Overwrite, and with it ownership, to everyone or to a large group."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.grants import Holders, grants
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.reach import reach
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called, counted
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import CONTENT_KINDS, GranteeKind
from tableau_perm_cli.diagnostics import Diagnostic, Severity

# Overwrite of a database is editing what is said about it: nobody publishes one.
_WANTED: dict[Kind, int] = {
    kind: CATALOG[kind].capability("overwrite").bit
    for kind in CONTENT_KINDS
    if kind is not Kind.DATABASE and not CATALOG[kind].retired
}


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the rules by which many can take content over."""
    holders = Holders(linted)
    for grant in grants(linted, _WANTED):
        grantee = grant.grantee
        if (
            grantee.kind is not GranteeKind.GROUP
            or linted.sandboxes >> grant.place & 1
            or not linted.is_large(grantee.name)
        ):
            continue
        found = reach(linted, holders, grant)
        if found.people:
            count = counted(found.people.bit_count(), "person", "people")
            yield RULE.finding(
                f"a rule for {called(grantee)} lets {count} overwrite {found.on(linted)}",
                grant.position,
                grant.subject(linted, detail_of(found.kinds)),
                label="allows Overwrite",
                why="overwriting makes the publisher the owner, and the old owner falls back to "
                "the rules",
                help="allow Overwrite to a small group of those who maintain the content",
            )


RULE = LintRule(
    "TP602",
    "overwrite-for-broad-group",
    Severity.WARNING,
    "All Users or a large group may overwrite content, and whoever overwrites becomes the owner.",
    "semantics section 4, on publish",
    check,
)
