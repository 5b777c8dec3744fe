"""TP204: rules that nobody consults, because a project above locks permissions."""

from collections.abc import Iterator
from itertools import groupby

from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import counted, lock_of
from tableau_perm_cli.declaration.model import Project
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the items whose own lists a lock has put out of force."""
    for _, lists in groupby(linted.lists, key=lambda written: written.place):
        dead = [written for written in lists if isinstance(written.overruled_by, Project)]
        if dead:
            yield from _finding(linted, dead)


def _finding(linted: LintedSite, dead: list[WrittenList]) -> Iterator[Diagnostic]:
    """Yield the finding about the lists of one item."""
    item, lock = dead[0].item, dead[0].overruled_by
    if not isinstance(lock, Project):
        return
    rules = sum(len(written.rules.rules) for written in dead)
    leaders = item.permissions.leaders if isinstance(item, Project) and item.permissions else ()
    if leaders and not rules:
        return  # what is written are leaders, and these count under any lock
    advice = "remove `permissions`"
    if leaders:
        advice = "keep the `leader` settings, which count all the same, and remove the rules"
    yield RULE.finding(
        f"the rules of `{item.address}` are never consulted: `{lock.address}` decides",
        dead[0].rules.position,
        Subject(linted.site.name, str(item.address)),
        label=counted(rules, "dead rule") if rules else "a dead list, with no rule",
        why=f"`{lock.address}` is {lock_of(lock)}, so its rules stand in the place of all others",
        help=f"{advice}; what is to have rules of its own belongs outside the lock",
        related=(related(lock.lock_position or lock.position, "locked here"),),
    )


RULE = LintRule(
    "TP204",
    "dead-rule-under-lock",
    Severity.WARNING,
    "Rules are never consulted, because a project locks permissions.",
    'semantics section 3, step 5; Help, "Use projects to manage content access"',
    check,
    fixable=True,
)
