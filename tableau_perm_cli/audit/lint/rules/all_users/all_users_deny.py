"""TP103: a deny for All Users, which binds everyone whom no user rule covers."""

from collections.abc import Iterator
from dataclasses import replace

from tableau_perm_cli.audit.lint.counting_lists import FOR_ALL_USERS
from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.all_users.said_of_all_users import (
    Said,
    in_words,
    said_of_all_users,
)
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called, listed
from tableau_perm_cli.declaration.model import GranteeKind, Rule
from tableau_perm_cli.diagnostics import Diagnostic, Severity
from tableau_perm_cli.resolve.bulk import Trial
from tableau_perm_cli.resolve.bulk.bits import union


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find what All Users is denied."""
    for said in said_of_all_users(linted):
        denies = [(written, rule) for written, rule in said.rules if rule.deny]
        if denies:
            yield _finding(linted, said, denies)


def _finding(linted: LintedSite, said: Said, denies: list[tuple[WrittenList, Rule]]) -> Diagnostic:
    masks = [(rule.kind, rule.deny) for _, rule in denies]
    hit = union(_taken_from(linted, written, rule) for written, rule in denies)
    overridden = [it for written, rule in denies for it in _overridden(written, rule)]
    names = dict.fromkeys(called(rule.grantee) for rule in overridden)
    beaten = f", here those for {listed([*names])}" if names else ""
    lose = "lose" if hit.bit_count() > 1 else "loses"
    return RULE.finding(
        f"`{said.item.address}` denies All Users {in_words(masks)}: "
        + (
            f"{linted.names(hit)} {lose} what other rules allow them"
            if hit
            else "nobody loses anything by it today"
        ),
        denies[0][1].position,
        said.subject(linted, masks),
        why=f"a deny for All Users beats all rules that allow a group something{beaten}; only "
        "user rules, owners, project leaders and administrators get past it",
        help="remove the deny: what no rule allows is denied anyway",
        related=tuple(related(rule.position, "allowed here in vain") for rule in overridden),
    )


def _taken_from(linted: LintedSite, written: WrittenList, denying: Rule) -> int:
    """Return whom the deny takes something from today."""
    kept = [replace(rule, deny=0) if rule is denying else rule for rule in written.rules.rules]
    without_it = replace(written.rules, rules=tuple(kept))
    gainers, _ = Trial(linted.engine, written.governs, without_it).gainers_and_losers()
    return gainers


def _overridden(written: WrittenList, denying: Rule) -> list[Rule]:
    """Return the rules of the list whose allows the deny beats, for whoever has no user rule."""
    return [
        rule
        for rule in written.rules.rules
        if rule.allow & denying.deny
        and rule.grantee.kind is not GranteeKind.USER
        and rule.grantee != FOR_ALL_USERS
    ]


RULE = LintRule(
    "TP103",
    "all-users-deny",
    Severity.WARNING,
    "A deny for All Users blocks everyone whom no user rule covers, whatever groups are allowed.",
    "semantics section 3, steps 6 and 7; Wiki, Students and All Users",
    check,
)
