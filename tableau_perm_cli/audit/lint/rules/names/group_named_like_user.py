"""TP706: a group has the name of a user, or a group set that of a group or user."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.names.lookalikes import folded
from tableau_perm_cli.audit.lint.rules.names.named import Named, principals
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find principals of different kinds with one name, whatever its case."""
    same: dict[str, list[Named]] = {}
    for thing in principals(linted):
        same.setdefault(folded(thing.name), []).append(thing)
    for things in same.values():
        for later, thing in enumerate(things):
            other = next((it for it in things[:later] if it.word != thing.word), None)
            if other is None:
                continue
            # All Users is written nowhere: then the other one is the place to look at.
            shown, like = (thing, other) if thing.position else (other, thing)
            yield _finding(linted, shown, like)


def _finding(linted: LintedSite, thing: Named, other: Named) -> Diagnostic:
    return RULE.finding(
        f"{thing} is named like {other}",
        thing.position or linted.site.position,
        Subject(linted.site.name, grantee=thing.about.grantee, detail=other.about.grantee),
        why=f"a rule for the {other.word} and one for the {thing.word} read the same",
        help=f"give the {thing.word} a name that says what it is",
        related=(related(other.position, f"the {other.word}"),) if other.position else (),
    )


RULE = LintRule(
    "TP706",
    "group-named-like-user",
    Severity.INFO,
    "A group has the name of a user, or a group set that of a group or user.",
    "semantics section 3, steps 6 to 8: rules for users, groups and group sets weigh differently",
    check,
)
