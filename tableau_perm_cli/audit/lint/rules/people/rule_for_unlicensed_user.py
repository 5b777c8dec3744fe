"""TP412: rules name a user who cannot sign in."""

from collections.abc import Iterator
from dataclasses import dataclass

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.rules.people.leaders import leaders
from tableau_perm_cli.audit.lint.rules.people.raised_roles import soon_licensed
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.declaration.model import Grantee, GranteeKind, Item
from tableau_perm_cli.diagnostics import Diagnostic, Position, Severity, Subject
from tableau_perm_cli.resolve.bulk.bits import without


@dataclass(frozen=True, slots=True)
class _Named:
    """One place where a user is named in permissions."""

    grantee: Grantee
    item: Item
    position: Position


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find what is granted to single Unlicensed users, unless a group soon licenses them."""
    unlicensed = linted.in_class(RoleClass.UNLICENSED)
    if unlicensed:
        unlicensed = without(unlicensed, soon_licensed(linted))
    found: dict[str, list[_Named]] = {}
    for named in _named(linted) if unlicensed else ():
        grantee = named.grantee
        if grantee.kind is GranteeKind.USER and linted.reached_by(grantee) & unlicensed:
            found.setdefault(grantee.name, []).append(named)
    for name, places in found.items():
        items = quoted(dict.fromkeys(it.item.address for it in places))
        first, *others = sorted({it.position for it in places})
        yield RULE.finding(
            f"`{name}` is Unlicensed, and named by rules of {items}",
            first,
            Subject(
                linted.site.name,
                grantee=f"user:{name}",
                detail=detail_of(it.item.address for it in places),
            ),
            why="the rules do nothing today, and come to life when the user is licensed again",
            help="remove the rules, and let a group give the access if it is wanted back",
            related=(
                *(related(it, "named here too") for it in others[:3]),
                related(linted.site.users[name].role_position, "cannot sign in"),
            ),
        )


def _named(linted: LintedSite) -> Iterator[_Named]:
    """Yield every rule that counts, and every leader setting."""
    for written in linted.lists:
        if not written.is_dead:
            for rule in written.rules.rules:
                if rule.allow or rule.deny:
                    yield _Named(rule.grantee, written.item, rule.position)
    for _, project, leader in leaders(linted):
        yield _Named(leader.grantee, project, leader.position)


RULE = LintRule(
    "TP412",
    "rule-for-unlicensed-user",
    Severity.WARNING,
    "Rules or leader settings name a user who is Unlicensed.",
    "semantics section 1 and section 3, step 1",
    check,
)
