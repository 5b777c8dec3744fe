"""TP211: a rule for a user that allows what a group of the user's is denied."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import lists_that_count
from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.rule_hygiene.bearing import Bearing, bearing_of
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called, labels_of, place_of
from tableau_perm_cli.declaration.model import GranteeKind, Rule
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject
from tableau_perm_cli.resolve.reasons import Reason


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the users whose own rule lifts a deny that their groups are under."""
    for written in lists_that_count(linted):
        rules = written.rules.rules
        denies = [it for it in rules if it.deny and it.grantee.kind is not GranteeKind.USER]
        allows = [it for it in rules if it.allow and it.grantee.kind is GranteeKind.USER]
        if denies and allows:
            bearing = bearing_of(linted, written)
            for rule in allows:
                yield from _lifted(linted, written, bearing, rule, denies)


def _lifted(
    linted: LintedSite, written: WrittenList, bearing: Bearing, allow: Rule, denies: list[Rule]
) -> Iterator[Diagnostic]:
    """Yield the finding about one user's rule, if it lifts anything."""
    user = linted.reached_by(allow.grantee)
    reaching = [
        it for it in denies if it.deny & allow.allow and linted.reached_by(it.grantee) & user
    ]
    capabilities = 0
    for rule in reaching:
        capabilities |= rule.deny & allow.allow
    decided = 0
    for capability, users in bearing.reasons(written.rules, capabilities):
        if users.get(Reason.USER_ALLOW, 0) & user:
            decided |= capability.bit
    lifted = [it for it in reaching if it.deny & decided]
    if lifted:
        lowest = (decided & -decided).bit_length() - 1
        yield RULE.finding(
            f"the rule for {called(allow.grantee)} on {place_of(written.item, allow.kind)} gives "
            f"back {labels_of(allow.kind, decided)}, which "
            f"{' and '.join(called(it.grantee) for it in lifted)} "
            f"{'is' if len(lifted) == 1 else 'are'} denied",
            allow.position_of(lowest),
            Subject(
                linted.site.name,
                str(written.item.address),
                str(allow.grantee),
                allow.kind.value,
            ),
            label="allowed here",
            why="a rule for a user comes before those of all groups, denials included",
            help=f"if `{allow.grantee.name}` is the exception, take the user out of the group; if "
            "not, remove what the rule allows",
            related=tuple(
                related(it.position, f"denied here for {called(it.grantee)}") for it in lifted
            ),
        )


RULE = LintRule(
    "TP211",
    "user-rule-overrides-group-deny",
    Severity.WARNING,
    "A rule for a user allows what a group of the user's is denied.",
    'semantics section 3, step 6; Help, "Effective permissions"',
    check,
)
