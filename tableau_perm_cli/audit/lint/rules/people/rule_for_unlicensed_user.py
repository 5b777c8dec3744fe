"""TP412: rules name a user who cannot sign in, or a group of nobody else."""

from collections.abc import Iterator
from dataclasses import dataclass

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.rules.people.leaders import leaders
from tableau_perm_cli.audit.lint.rules.people.raised_roles import soon_licensed
from tableau_perm_cli.audit.lint.wording import called, quoted
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
    """Find what is granted to Unlicensed users alone, unless a group soon licenses them."""
    unlicensed = linted.in_class(RoleClass.UNLICENSED)
    if unlicensed:
        unlicensed = without(unlicensed, soon_licensed(linted))
    found: dict[Grantee, list[_Named]] = {}
    for named in _named(linted) if unlicensed else ():
        reached = linted.reached_by(named.grantee)
        if reached and not without(reached, unlicensed) and linted.is_known(named.grantee):
            found.setdefault(named.grantee, []).append(named)
    for grantee, places in found.items():
        single = grantee.kind is GranteeKind.USER
        items = quoted(dict.fromkeys(it.item.address for it in places))
        first, *others = sorted({it.position for it in places})
        yield RULE.finding(
            f"{_who(grantee)} Unlicensed, and named by rules of {items}",
            first,
            Subject(
                linted.site.name,
                grantee=str(grantee),
                detail=detail_of(it.item.address for it in places),
            ),
            why="the rules do nothing today, and come to life when "
            f"{'the user' if single else 'one of them'} is licensed again",
            help="remove the rules, and let a group give the access if it is wanted back"
            if single
            else "remove the rules, or put into the group those for whom they are meant",
            related=(
                *(related(it, "named here too") for it in others[:3]),
                *(
                    related(linted.site.users[name].role_position, "cannot sign in")
                    for name in linted.engine.names(linted.reached_by(grantee))[:1]
                ),
            ),
        )


def _who(grantee: Grantee) -> str:
    if grantee.kind is GranteeKind.USER:
        return f"`{grantee.name}` is"
    return f"everybody in {called(grantee)} is"


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
    "Rules or leader settings name a user who is Unlicensed, or a group of nobody else.",
    "semantics section 1 and section 3, step 1",
    check,
)
