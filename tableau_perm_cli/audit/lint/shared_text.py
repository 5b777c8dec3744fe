"""Makes one finding of those about one text that stands for several items or grantees.

With an anchor and aliases a rule is written once and read many times. What is found for each of
them is to be mended in one place, and is told once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, wraps

from tableau_perm_cli.audit.lint.counting_lists import rules_that_count
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import Check, detail_of
from tableau_perm_cli.diagnostics import Diagnostic, Position

_SHOWN = 3
"""So many of the other items are named."""


def once_a_text(check: Check) -> Check:
    """Let a check report a text once, with what it stands for."""

    @wraps(check)
    def checked(linted: LintedSite) -> Iterator[Diagnostic]:
        for same in _by_text(check(linted)):
            yield _merged(same)

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


def _merged(same: list[Diagnostic]) -> Diagnostic:
    """Return the first of some findings about one text, by item and grantee, with the others."""
    first, *others = sorted(same, key=_about)
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


# Asked by several lint rules, one after the other, of one site at a time.
@lru_cache(maxsize=1)
def _sharers(linted: LintedSite) -> Counter[Position]:
    """Count for each place in the text the rules that are read from it and count."""
    found: Counter[Position] = Counter()
    for _, rule in rules_that_count(linted):
        places = {rule.position, *(position for _, position in rule.explicit)}
        found.update(places | ({rule.template_position} if rule.template_position else set()))
    return found
