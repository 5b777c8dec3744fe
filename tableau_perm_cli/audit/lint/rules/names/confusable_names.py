"""TP701: two names beside one another look alike, and are different."""

from collections.abc import Iterable, Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.names.characters import spelled_out
from tableau_perm_cli.audit.lint.rules.names.lookalikes import folded, numbered_alike, skeleton
from tableau_perm_cli.audit.lint.rules.names.named import Named, everything_named, families
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find, for each name that others look like, those others."""
    for family in families(everything_named(linted)):
        alike: dict[str, list[Named]] = {}
        for thing in family:
            alike.setdefault(skeleton(thing.name), []).append(thing)
        for things in alike.values():
            if len(things) > 1:
                yield from _findings(linted, things)


def _findings(linted: LintedSite, things: Iterable[Named]) -> Iterator[Diagnostic]:
    """Word what looks like the plainest of them; not what differs in its case alone."""
    plainest, *others = sorted(things, key=_plainness)
    for thing in others:
        if folded(thing.name) == folded(plainest.name) or thing.position is None or thing.told:
            continue
        if numbered_alike(thing.name, plainest.name):
            continue
        place = plainest.position
        yield RULE.finding(
            f"{thing} looks like {plainest}, and is another: {_difference(thing, plainest)}",
            thing.position,
            Subject(linted.site.name, thing.about.item, thing.about.grantee, detail=plainest.name),
            why="who reads a rule or a list of owners takes the one for the other",
            help="rename one of the two, or remove it if it was made by mistake",
            related=(related(place, "what it looks like"),) if place else (),
        )


def _plainness(thing: Named) -> tuple[int, bool, str]:
    odd = sum(not it.isascii() or it in "01|`" for it in thing.name)
    return odd, thing.position is not None, thing.name


def _difference(thing: Named, other: Named) -> str:
    """Return the characters that the one has more often than the other."""
    here = "".join(it for it in thing.name if thing.name.count(it) > other.name.count(it))
    if here:
        return f"it has {spelled_out(here)}"
    there = "".join(it for it in other.name if other.name.count(it) > thing.name.count(it))
    if there:
        return f"the other has {spelled_out(there)}"
    return "the same characters stand in another order"


RULE = LintRule(
    "TP701",
    "confusable-names",
    Severity.WARNING,
    "Two users, groups, group sets or items beside one another have names that look alike.",
    'Unicode Technical Standard 39, "Confusable Detection"',
    check,
)
