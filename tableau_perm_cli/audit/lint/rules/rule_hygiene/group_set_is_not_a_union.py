"""TP216: a group set that is used as if it were a group of groups."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.declaration.model import Grantee, GranteeKind, GroupSet
from tableau_perm_cli.diagnostics import Diagnostic, Related, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the group sets of one group, and those whose groups have nobody in common."""
    for group_set in linted.site.group_sets.values():
        grantee = Grantee(GranteeKind.GROUP_SET, group_set.name)
        members = [linted.reached_by(Grantee(GranteeKind.GROUP, it)) for it in group_set.groups]
        if not members or not all(members) or not linted.is_known(grantee):
            continue  # what is empty has rules of its own, what was not read too
        about = Subject(linted.site.name, grantee=str(grantee))
        if len(members) == 1:
            yield RULE.finding(
                f"the group set `{group_set.name}` is nothing but the group "
                f"`{group_set.groups[0]}`",
                group_set.position,
                about,
                why="a group set narrows: only who is in all of its groups is in it",
                help="give its rules to the group, which comes before all group sets",
                related=_groups(linted, group_set),
            )
        elif not linted.reached_by(grantee):
            yield RULE.finding(
                f"nobody is in all groups of the group set `{group_set.name}`",
                group_set.position,
                about,
                why="a group set is not a group of groups: who is in one of them is not in the "
                "set, who is in all of them is",
                help="to reach the members of any of the groups, write a rule for each group",
                related=_groups(linted, group_set),
            )


def _groups(linted: LintedSite, group_set: GroupSet) -> tuple[Related, ...]:
    groups = (linted.site.groups[name] for name in group_set.groups)
    return tuple(
        related(group.position, f"the group `{group.name}`") for group in groups if group.position
    )


RULE = LintRule(
    "TP216",
    "group-set-is-not-a-union",
    Severity.WARNING,
    "A group set is used like a group of groups, but matches only who is in all of them.",
    'semantics section 3, "Group sets are AND, not a group of groups"; Help, "Group sets"',
    check,
)
