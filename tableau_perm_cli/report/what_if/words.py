"""What would be, in sentences, for people."""

from collections.abc import Iterator, Sequence

from tableau_perm_cli.audit.what_if import Step, Turn, WhatIf
from tableau_perm_cli.report.diff.words import count, headline

NOTHING_LOST = "Nothing would be lost for good"
LOST = "Lost for good"


def verdict_words(found: WhatIf) -> str:
    """Return the verdict as a sentence without its full stop."""
    if not found.diff.effects:
        return "Nobody gains or loses access: nothing changes"
    return headline(found.diff)


def turn_words(turn: Turn) -> str:
    """Return what one change does at its turn, in numbers."""
    if not turn.gained and not turn.lost:
        return "no effect"
    return f"+{turn.gained:,} -{turn.lost:,}"


def moved_words(found: WhatIf) -> str | None:
    """Return what becomes of access to what is moved, as a sentence; None if nothing is."""
    if not found.moved:
        return None
    gained = sum(it.gained for it in found.moved)
    lost = sum(it.lost for it in found.moved)
    items = count(len(found.moved), "item")
    said = f"{count(gained, 'cell')} gained and {count(lost, 'cell')} lost"
    if not gained and not lost:
        said = "nothing gained or lost"
    return (
        f"Below, what is moved counts as lost where it was and gained where it goes. Seen as the "
        f"same {items}: {said}."
    )


def lost_words(found: WhatIf) -> list[str]:
    """Return what would be lost for good; by which change, if there are several."""
    several = len(found.steps) > 1
    return [
        f"{sentence}, by change {number}" if several else sentence
        for number, sentence in found.lost_forever
    ]


def notices(steps: Sequence[Step]) -> Iterator[str]:
    """Yield the changes, their warnings and what would be lost, a line each."""
    for step in steps:
        yield f"change {step.number}: {step.change.summary}"
        for sentence in step.warnings:
            yield f"  warning: {sentence}"
        for sentence in step.lost:
            yield f"  lost for good: {sentence}"
