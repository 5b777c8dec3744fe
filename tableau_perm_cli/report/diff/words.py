"""A diff in sentences, for people."""

from tableau_perm_cli.audit.diff import (
    Cell,
    Diff,
    DiffVerdict,
    Effect,
    Example,
    Group,
    Side,
    Witness,
)
from tableau_perm_cli.report.sentences import places, why
from tableau_perm_cli.resolve import Derivation

SIGNS = {
    DiffVerdict.EQUIVALENT: "=",
    DiffVerdict.WIDER: "+",
    DiffVerdict.NARROWER: "-",
    DiffVerdict.MIXED: "±",
}

_HEADLINES = {
    DiffVerdict.EQUIVALENT: "Nobody gains or loses access",
    DiffVerdict.WIDER: "This widens access",
    DiffVerdict.NARROWER: "This narrows access",
    DiffVerdict.MIXED: "This widens access in places and narrows it in others",
}


def count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def headline(diff: Diff) -> str:
    """Return the verdict as a sentence without its full stop, with the numbers."""
    verdict = diff.verdict
    said = _HEADLINES[verdict]
    edits = diff.effects
    if verdict is DiffVerdict.EQUIVALENT:
        if not edits:
            return f"{said}: the two declare the same"
        return f"{said}: {count(len(edits), 'edit')} without effect"
    numbers = [
        f"{count(number, 'cell')} {word}"
        for number, word in ((diff.gained, "gained"), (diff.lost, "lost"))
        if number
    ]
    effective = sum(bool(it.gained or it.lost) for it in edits)
    return f"{said}: {' and '.join(numbers)}, by {count(effective, 'edit')}"


def explanation(diff: Diff) -> str:
    """Return what the numbers count."""
    differ = "1 pair" if len(diff.groups) == 1 else f"{len(diff.groups):,} pairs"
    verb = "differs" if len(diff.groups) == 1 else "differ"
    return (
        f"A cell is one user, item and capability. {differ} of project and capability {verb}, "
        f"{diff.unchanged:,} are equivalent."
    )


def group_counts(group: Group) -> str:
    """Return how many people and items a group is about."""
    people = "1 person" if group.people == 1 else f"{group.people:,} people"
    return f"{people}, {count(group.items, 'item')}"


def cell_words(cell: Cell) -> str:
    """Return a changed cell as a sentence, names in grave accents."""
    verb = "gains" if cell.gained else "loses"
    return f"`{cell.user}` {verb} {cell.capability.label} on `{cell.item}`"


def side_words(side: Side, derivation: Derivation | None) -> str:
    """Return one side of a cell with its reason and where that is written."""
    if derivation is None:
        return "denied: the item is not there"
    said = f"{side.effective.value}: {why(derivation)}"
    written = places(it.position for it in derivation.decided_by)
    return f"{said} ({written})" if written else said


def effect_words(effect: Effect) -> str:
    """Return what an edit did, in numbers."""
    return counts_words(effect.gained, effect.lost, effect.shared)


def counts_words(gained: int, lost: int, shared: int = 0) -> str:
    """Return how many cells are gained and lost, and whether others share them."""
    parts = [f"{sign}{number:,}" for sign, number in (("+", gained), ("-", lost)) if number]
    said = " ".join(parts) or "no effect"
    return f"{said} (shared)" if shared else said


def cause_words(witness: Witness) -> str:
    """Return the edits that caused a witness, with their places."""
    return "; ".join(
        f"{edit.summary} ({edit.position.file}:{edit.position.line})" for edit in witness.edits
    )


def example_words(example: Example, total: int) -> str:
    """Return the first cell of several with its reasons, and how many more there are."""
    cell = example.pair.cell(example.block, example.user)
    before, after = (_reason(side) for side in (cell.before, cell.after))
    said = f"{cell_words(cell)}: {before} before, {after} now"
    return said if total == 1 else f"{said}; and {total - 1:,} more"


def _reason(side: Side) -> str:
    return "not there" if side.reason is None else side.reason.value
