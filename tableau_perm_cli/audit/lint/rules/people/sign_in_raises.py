"""TP413: a group gives some of its members a higher site role than the declared one."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.rules.people.raised_roles import Raised, raised_roles
from tableau_perm_cli.audit.lint.wording import called, listed
from tableau_perm_cli.declaration.model import Grantee, GranteeKind, Group
from tableau_perm_cli.diagnostics import Diagnostic, Position, Related, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find whom the groups' minimum site roles raise, now or at the next sign-in."""
    for name, raised in raised_roles(linted).items():
        group = linted.site.groups[name]
        role = group.minimum_site_role
        if role is None:
            continue
        grantee = Grantee(GranteeKind.GROUP, name)
        effects: list[str] = []
        if raised.now:
            effects.append(f"raises {_with_roles(linted, raised.now)} to {role.name}")
        if raised.at_sign_in:
            members = _with_roles(linted, raised.at_sign_in)
            effects.append(f"makes {members} {role.name} at the next sign-in")
        yield RULE.finding(
            f"{called(grantee)} {listed(effects)}",
            _position(linted, group),
            Subject(linted.site.name, grantee=str(grantee), detail=_who(linted, raised)),
            why="a member is never below the group's minimum site role, whatever role is declared "
            "for the member",
            help="declare the role that counts, or take out of the group who should not have it",
            related=_roles(linted, raised),
        )


def _with_roles(linted: LintedSite, users: int) -> str:
    """Return the members in words, each with the declared role: ```vic` (Viewer) and 3 more``."""
    names = linted.engine.names(users)
    return listed([f"`{it}` ({linted.site.users[it].role.name})" for it in names], 3)


def _who(linted: LintedSite, raised: Raised) -> str:
    return detail_of(linted.engine.names(raised.now | raised.at_sign_in))


def _position(linted: LintedSite, group: Group) -> Position:
    return group.position or linted.site.position


def _roles(linted: LintedSite, raised: Raised) -> tuple[Related, ...]:
    names = linted.engine.names(raised.now | raised.at_sign_in)[:3]
    return tuple(
        related(linted.site.users[name].role_position, "the declared role") for name in names
    )


RULE = LintRule(
    "TP413",
    "sign-in-raises",
    Severity.INFO,
    "A group gives some of its members a higher site role than the declared one.",
    'semantics section 1, "Grant role on sign in"',
    check,
)
