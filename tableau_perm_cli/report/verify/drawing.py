"""The answer of ``verify`` for people: the counts, then the differences by how they come out."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.exchange.verifying import AccessCheck, LeaderCheck, Outcome
from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.numbers import counted
from tableau_perm_cli.report.terminal import (
    DENIED_STYLE,
    DIM,
    fields,
    indented,
    stacked,
    title,
)
from tableau_perm_cli.report.verify.answer import VerifyAnswer
from tableau_perm_cli.report.verify.wording import (
    MEANINGS,
    capability_of,
    item_of,
    our_place,
    our_reason,
    our_verdict,
    subject_of,
    their_place,
    their_reason,
    their_verdict,
)

_Check = LeaderCheck | AccessCheck
_Side = tuple[str, str, str]
"""A verdict, its reason and where that is written."""

_SHOWN = {Outcome.DISAGREED: 20, Outcome.UNCERTAIN: 5, Outcome.EXPLAINED: 3}
"""So many differences are drawn; the other formats have all."""
_NAMED = 3
"""So many of the items that differ alike are named."""
_STYLES = {
    Outcome.DISAGREED: DENIED_STYLE,
    Outcome.UNCERTAIN: "yellow",
    Outcome.EXPLAINED: DIM,
}
_WHAT_NOW = (
    "Pull anew, and compare again. What is left may be a defect of ours: docs/verify.md says how "
    "to report it."
)


def drawing(answer: VerifyAnswer, glyphs: Glyphs) -> RenderableType:
    """Return the counts and the first differences, each with both explanations."""
    found = answer.verification
    parts: list[RenderableType] = [title("do we agree with the site"), _head(answer)]
    for outcome, checks in groupby(found.differing(), key=lambda check: check.outcome):
        parts += _of_outcome(outcome, [*checks], glyphs)
    if found.disagreements:
        parts += [Text(""), Text(_WHAT_NOW, style=DIM)]
    return stacked(*parts)


def _head(answer: VerifyAnswer) -> RenderableType:
    found = answer.verification
    pairs: list[tuple[str, str | Text]] = [("site", visible(found.site))]
    pairs += [("compared", tally) for tally in answer.tallies()]
    if found.unplaced:
        pairs.append(("not compared", visible(answer.not_compared())))
    pairs += [("note", visible(note)) for note in found.notes]
    return fields(pairs)


def _of_outcome(
    outcome: Outcome, checks: list[_Check], glyphs: Glyphs
) -> Iterator[RenderableType]:
    """Yield the differences that come out alike; what differs in the item alone is one of them."""
    alike: dict[tuple[str, str, _Side, _Side], list[_Check]] = {}
    for check in checks:
        key = (subject_of(check), capability_of(check), _ours(check), _theirs(check))
        alike.setdefault(key, []).append(check)
    yield Text("")
    head = Text(f"{len(checks):,} {outcome.value}", style=_STYLES[outcome])
    yield head.append(f": {MEANINGS[outcome]}", style=DIM)
    groups = [*alike.values()]
    for group in groups[: _SHOWN[outcome]]:
        yield Text("")
        yield indented(_about(group, glyphs), 2)
        yield indented(
            fields([("ours", _placed(_ours(group[0]))), ("theirs", _placed(_theirs(group[0])))]), 2
        )
    if left := sum(map(len, groups[_SHOWN[outcome] :])):
        yield Text("")
        yield Text(f"  and {counted(left, 'difference')} more: --format tsv has all", style=DIM)


def _about(alike: list[_Check], glyphs: Glyphs) -> Text:
    """Return who and what some checks are about."""
    first = alike[0]
    capability = "" if isinstance(first, LeaderCheck) else f", {capability_of(first)}"
    text = Text()
    text.append(visible(f"{subject_of(first)}{capability} on {item_of(first)}"), style="bold")
    if len(alike) > 1:
        text.append(f" and {counted(len(alike) - 1, 'more item')}: {_listed(alike[1:], glyphs)}")
    return text


def _listed(checks: Iterable[_Check], glyphs: Glyphs) -> str:
    items = [visible(item_of(check)) for check in checks]
    more = len(items) - _NAMED
    return ", ".join(items[:_NAMED]) + (f", {glyphs.ellipsis}" if more > 0 else "")


def _ours(check: _Check) -> _Side:
    return our_verdict(check), our_reason(check), our_place(check)


def _theirs(check: _Check) -> _Side:
    return their_verdict(check), their_reason(check), their_place(check)


def _placed(side: _Side) -> Text:
    verdict, reason, place = side
    text = Text(visible(f"{verdict}: {reason}"))
    if place:
        text.append(f" ({visible(place)})", style=DIM)
    return text
