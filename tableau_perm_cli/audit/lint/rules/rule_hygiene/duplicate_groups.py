"""TP213: groups with the same members."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.declaration.model import ALL_USERS, Grantee, GranteeKind, Group
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject

_LEAST = 2
"""Two groups of one and the same member are a coincidence."""


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the groups that only their names tell apart."""
    alike: dict[tuple[object, ...], list[Group]] = {}
    for group in linted.site.groups.values():
        members = linted.reached_by(Grantee(GranteeKind.GROUP, group.name))
        if group.not_read:
            continue  # there may be more in it
        if group.name != ALL_USERS and members.bit_count() >= _LEAST:
            # A group may be there for the site role that it gives.
            key = (members, group.minimum_site_role, group.grant_on_sign_in)
            alike.setdefault(key, []).append(group)
    for groups in alike.values():
        first, *others = groups
        if not others or first.position is None:
            continue
        yield RULE.finding(
            f"the groups {quoted((it.name for it in groups), len(groups))} have the same members",
            first.position,
            Subject(
                linted.site.name,
                grantee=str(Grantee(GranteeKind.GROUP, min(group.name for group in groups))),
                detail=detail_of(group.name for group in groups),
            ),
            why=f"both have {linted.names(linted.reached_by(_grantee(first)))}"
            if len(groups) == _LEAST
            else f"all have {linted.names(linted.reached_by(_grantee(first)))}",
            help="keep one of them, and give it the rules of the others",
            related=tuple(
                related(group.position, "the same members") for group in others if group.position
            ),
        )


def _grantee(group: Group) -> Grantee:
    return Grantee(GranteeKind.GROUP, group.name)


RULE = LintRule(
    "TP213",
    "duplicate-groups",
    Severity.INFO,
    "Groups have the same members.",
    "semantics section 3: groups are flat, and a rule for one does not reach the other",
    check,
)
