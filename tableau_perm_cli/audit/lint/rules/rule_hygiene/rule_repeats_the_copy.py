"""TP222: a list that says what the initial copy would."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import lists_that_count
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.rule_hygiene.copies import copied_list, says_the_same
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.declaration.model import Content, Item, Project, RuleList
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the lists that are written out and differ in nothing from what would be copied."""
    seen: set[int] = set()
    for written in lists_that_count(linted):
        if written.place in seen:
            continue
        seen.add(written.place)
        item = written.item
        copied = _copied(linted, item, written.rules)
        if copied is None:
            continue
        yield RULE.finding(
            f"the rules of `{item.address}` repeat what it was created with",
            written.rules.position,
            Subject(linted.site.name, str(item.address)),
            why="without a list it has the same rules, as a copy",
            help="remove `permissions`, so that only what differs is written",
            related=(related(copied.position, "the same rules"),),
        )


def _copied(linted: LintedSite, item: Item, own: RuleList) -> RuleList | None:
    """Return what an item repeats; None when it says something of its own, or nothing at all."""
    if isinstance(item, Content):
        copied = copied_list(linted, item, item.kind).rules
        return copied if own.rules and says_the_same(own, copied) else None
    return _copied_by_project(linted, item)


def _copied_by_project(linted: LintedSite, project: Project) -> RuleList | None:
    permissions = project.permissions
    if (
        permissions is None
        or project is linted.default_project
        or permissions.leaders
        or permissions.leader_residues
        or not any(rules.rules for rules in permissions.lists.values())
    ):
        return None
    copied: RuleList | None = None
    for kind, rules in permissions.lists.items():
        copied = copied_list(linted, project, kind).rules
        if not says_the_same(rules, copied):
            return None
    return copied


RULE = LintRule(
    "TP222",
    "rule-repeats-the-copy",
    Severity.INFO,
    "A list of rules repeats what its item was created with.",
    "semantics section 4: an absent list is still the copy it was created with",
    check,
)
