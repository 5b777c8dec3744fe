"""Makes one finding of those about one text that stands for several items.

With an anchor and aliases a rule is written once and read many times. What is found for each of
them is to be mended in one place, and is told once, where it is the same for the same people.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, wraps

from tableau_perm_cli.audit.lint.counting_lists import rules_that_count
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import Check, detail_of
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.diagnostics import Diagnostic, Position

_SHOWN = 3
"""So many of the other items are named."""

_ITEM = f"`(?:{'|'.join(kind.value for kind in Kind)}):[^`]*`"
_ITEMS = re.compile(rf"{_ITEM}(?:(?:, | and )(?:{_ITEM}|[\d,]+ more))*")
"""The items that a message names: they alone may be others where the same is found."""


def once_a_text(check: Check) -> Check:
    """Let a check report a text once, with the items that it does the same on."""

    @wraps(check)
    def checked(linted: LintedSite) -> Iterator[Diagnostic]:
        for same in _by_text(check(linted)):
            if len(same) == 1:
                yield from same
                continue
            for alike in _alike(same):
                yield _merged(alike, _order(linted))

    return checked


def unanimous(check: Check) -> Check:
    """Let a check find only what it finds for all rules that share the text.

    What changes nothing here and decides elsewhere cannot be taken out of the text.
    """

    @wraps(check)
    def checked(linted: LintedSite) -> Iterator[Diagnostic]:
        sharers = _sharers(linted)
        for same in _by_text(check(linted)):
            place = same[0].position
            if place is None or sharers[place] <= len(same):
                yield from same

    return checked


def _by_text(findings: Iterable[Diagnostic]) -> Iterable[list[Diagnostic]]:
    texts: dict[tuple[Position | None, str | None], list[Diagnostic]] = {}
    for found in findings:
        texts.setdefault((found.position, found.subject.detail), []).append(found)
    return texts.values()


def _alike(same: list[Diagnostic]) -> Iterable[list[Diagnostic]]:
    """Yield those of some findings about one text that say the same to the same people.

    What a text does to others elsewhere is told apart, so that nobody is left out.
    """
    alike: dict[tuple[str | None, str], list[Diagnostic]] = {}
    for found in same:
        says = _ITEMS.sub("`", found.message)
        alike.setdefault((found.subject.grantee, says), []).append(found)
    return alike.values()


def _merged(same: list[Diagnostic], order: Mapping[str, int]) -> Diagnostic:
    """Return the first of findings that are alike, in the order of items, with the others."""
    first, *others = sorted(same, key=lambda it: order.get(it.subject.item or "", -1))
    if not others:
        return first
    items = [f"`{it}`" for it in dict.fromkeys(it.subject.item for it in others) if it]
    shown = ", ".join(items[:_SHOWN])
    if len(items) > _SHOWN:
        shown += f" and {len(items) - _SHOWN} more"
    again = "once more" if len(others) == 1 else f"{len(others)} times more"
    about = replace(
        first.subject, detail=detail_of(" ".join(filter(None, _about(it))) for it in same)
    )
    note = f"the same text is read {again}, and the same is found there: {shown}"
    return replace(first, subject=about, why=f"{first.why}; {note}" if first.why else note)


def _about(finding: Diagnostic) -> tuple[str, str, str]:
    about = finding.subject
    return about.item or "", about.grantee or "", about.detail or ""


# Asked by many lint rules, one after the other, of one site at a time.
@lru_cache(maxsize=1)
def _order(linted: LintedSite) -> dict[str, int]:
    """Return for each item which it is, in the order in which they are written."""
    written = sorted(linted.items, key=lambda item: item.position)
    return {str(item.address): number for number, item in enumerate(written)}


# Asked by several lint rules, one after the other, of one site at a time.
@lru_cache(maxsize=1)
def _sharers(linted: LintedSite) -> Counter[Position]:
    """Count for each place in the text the rules that are read from it and count."""
    found: Counter[Position] = Counter()
    for _, rule in rules_that_count(linted):
        places = {rule.position, *(position for _, position in rule.explicit)}
        found.update(places | ({rule.template_position} if rule.template_position else set()))
    return found
