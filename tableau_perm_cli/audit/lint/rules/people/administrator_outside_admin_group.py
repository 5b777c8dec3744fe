"""TP405: a site administrator is in none of the groups that hold the administrators."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.declaration.model import ALL_USERS, Grantee, GranteeKind, Group
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject
from tableau_perm_cli.resolve.bulk.bits import without


def is_for_administrators(linted: LintedSite, group: Group) -> bool:
    """Whether a group is called like one that is meant to hold the administrators."""
    name = group.name.casefold()
    globs = linted.thresholds.administrator_groups
    return group.name != ALL_USERS and any(fnmatchcase(name, it.casefold()) for it in globs)


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the site administrators whom no such group holds; or that there is no such group."""
    administrators = linted.in_class(RoleClass.SITE_ADMIN)
    # `Administration Department` is called so as well, and may be an office like others.
    groups = [
        it
        for it in linted.site.groups.values()
        if is_for_administrators(linted, it)
        and linted.reached_by(Grantee(GranteeKind.GROUP, it.name)) & linted.administrators
    ]
    if groups:
        yield from _outside(linted, administrators, groups)
    elif administrators.bit_count() > 1:
        names = linted.engine.names(administrators)
        positions = [linted.site.users[name].role_position for name in names]
        yield RULE.finding(
            f"no group of the site `{linted.site.name}` holds its {len(names)} site "
            f"administrators: {linted.names(administrators)}",
            linted.site.position,
            Subject(linted.site.name, detail=detail_of(names)),
            why=f"no group with a name like {quoted(linted.thresholds.administrator_groups)} has "
            "an administrator in it",
            help="put them into a group of their own, so that one place shows who they are",
            related=tuple(related(it, "a site administrator") for it in sorted(positions)[:3]),
        )


def _outside(linted: LintedSite, administrators: int, groups: list[Group]) -> Iterator[Diagnostic]:
    outside = administrators
    for group in groups:
        outside = without(outside, linted.reached_by(Grantee(GranteeKind.GROUP, group.name)))
    names = quoted(group.name for group in groups)
    places = tuple(
        related(it.position, "a group that holds administrators") for it in groups if it.position
    )
    for name in linted.engine.names(outside):
        user = linted.site.users[name]
        yield RULE.finding(
            f"site administrator `{name}` is in no group that holds the administrators",
            user.role_position,
            Subject(linted.site.name, grantee=f"user:{name}"),
            label="administers the site",
            why=f"administrators of this site belong in {names}",
            help="add the user to the group, or give the user another site role",
            related=places[:3],
        )


RULE = LintRule(
    "TP405",
    "administrator-outside-admin-group",
    Severity.INFO,
    "A site administrator is in no group that holds the administrators.",
    'Help, "Site roles"; Tableau\'s advice to manage people by groups',
    check,
)
