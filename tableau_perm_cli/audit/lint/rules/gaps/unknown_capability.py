"""TP802: a rule has capabilities that this version does not know."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called, listed, place_of_rule
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject

_NAMED = 3


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the rules with capabilities under `unknown`."""
    for written in linted.lists:
        for rule in written.rules.rules:
            if not rule.unknown:
                continue
            said = listed([f"`{name}` ({effect})" for name, effect in rule.unknown], _NAMED)
            yield RULE.finding(
                f"the rule for {called(rule.grantee)} on {place_of_rule(written.item, rule)} has "
                f"{said}, which this version does not know",
                rule.position,
                Subject(
                    linted.site.name,
                    str(written.item.address),
                    str(rule.grantee),
                    " ".join([rule.kind.value, *(name for name, _ in rule.unknown)]),
                ),
                why="it is kept and shown, and no answer takes it into account",
                help="look it up in Tableau's help, and see whether there is a newer version of "
                "this program",
            )


RULE = LintRule(
    "TP802",
    "unknown-capability",
    Severity.INFO,
    "A rule has capabilities that this version does not know, and no answer consults.",
    "the format's key `unknown`, which a pull writes",
    check,
)
