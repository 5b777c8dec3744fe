"""TP705: two names beside one another differ in nothing but case or encoding."""

from collections.abc import Iterator
from unicodedata import normalize

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.names.lookalikes import folded
from tableau_perm_cli.audit.lint.rules.names.named import Named, everything_named, families
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find, for each name, those that are the same but for case or encoding."""
    for family in families(everything_named(linted)):
        same: dict[str, list[Named]] = {}
        for thing in family:
            same.setdefault(folded(thing.name), []).append(thing)
        for things in same.values():
            # All Users first, which nobody can rename; then as they are written.
            first, *others = sorted(things, key=lambda it: (it.position is not None, it.position))
            for other in others:
                if other.position and not other.told:
                    yield _finding(linted, other, first)


def _finding(linted: LintedSite, thing: Named, first: Named) -> Diagnostic:
    composed = {normalize("NFC", it.name) for it in (thing, first)}
    what = "how accents are encoded" if len(composed) == 1 else "case"
    about = thing.about
    return RULE.finding(
        f"{thing} and {first} differ only in {what}",
        thing.position or linted.site.position,
        Subject(linted.site.name, about.item, about.grantee, detail=first.name),
        why="here they are two; people, directories and scripts take them for one",
        help="rename one of the two, or merge them",
        related=(related(first.position, "the other one"),) if first.position else (),
    )


RULE = LintRule(
    "TP705",
    "case-only-difference",
    Severity.WARNING,
    "Two names beside one another differ only in case, or in how accents are encoded.",
    'Unicode Standard Annex 15, "Unicode Normalization Forms"',
    check,
)
