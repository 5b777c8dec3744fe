"""The single edits that close the most paths, counted exactly by making each on the model."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.escalation.candidates import candidates
from tableau_perm_cli.audit.escalation.site_search import (
    Asked,
    Escalation,
    Escalations,
    find_escalations,
)
from tableau_perm_cli.audit.escalation.undoing import TakeFromRule, Undoing
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.resolve.bulk.bits import bits_of, without

MOST_TRIED = 24
"""So many edits are tried; each is a search of the whole site."""
SHOWN = 5
"""So many are found unless more are asked for."""
_NO_BOUND = 99
"""More hops than any path has."""


@dataclass(frozen=True, slots=True)
class Closing:
    """One edit and what it closes."""

    edit: Undoing
    closes: int
    """How many cells (user, item, capability) nobody can become able to any more. Those that the
    user can do now are not among them."""
    left: int
    """How many remain."""


@dataclass(frozen=True, slots=True)
class Closings:
    """The best edits found, those that close most first."""

    best: tuple[Closing, ...]
    tried: int
    """How many were made on the model and counted."""
    possible: int
    """How many there are that might close something."""
    proven: bool
    """Whether no edit that was not tried can close more than the last of ``best``."""


def close_escalations(
    escalations: Escalations,
    *,
    most: int = SHOWN,
    advance: Callable[[], None] = lambda: None,
) -> Closings:
    """Return the single edits that close the most escalations.

    What an edit can close at most is known before it is tried: the escalations of the users whom
    it is about. So they are tried in that order, until none that is left can be better.

    Args:
        escalations: what was found on the site.
        most: how many edits to return.
        advance: called for each edit that is tried, at most ``MOST_TRIED`` times.
    """
    trial = _Trial(escalations)
    waiting = candidates(escalations)
    best: list[Closing] = []
    tried = 0
    for candidate in waiting:
        full = len(best) == most
        if (full and candidate.most <= best[-1].closes) or tried == MOST_TRIED:
            break
        tried += 1
        closing = trial.closing(candidate.edit)
        advance()
        if closing.closes:
            best = sorted([*best, closing], key=_most_first)[:most]
    proven = tried == len(waiting) or (
        len(best) == most and waiting[tried].most <= best[-1].closes
    )
    return Closings(tuple(map(trial.trimmed, best)), tried, len(waiting), proven)


def _most_first(closing: Closing) -> int:
    return -closing.closes


class _Trial:
    """Makes edits on the site and counts what they close."""

    def __init__(self, escalations: Escalations) -> None:
        self._before = escalations
        self._able = able_by_place(escalations.found)
        # Nothing is closed on an item on which nothing was open.
        items = bits_of(self._able.keys(), len(escalations.engine.items))
        self._asked: Asked = replace(escalations.asked, items=items, hops=_NO_BOUND)

    def closing(self, edit: Undoing) -> Closing:
        before = self._before
        after = find_escalations(edit.made(before.site), self._asked, after=before)
        left = able_by_place(after.found)
        closed = 0
        for place, able in self._able.items():
            still = left.get(place, {})
            closed += sum(
                without(users, still.get(capability, 0)).bit_count()
                for capability, users in able.items()
            )
        return Closing(edit, closed, before.count - closed)

    def trimmed(self, closing: Closing) -> Closing:
        """Return the closing with the smallest edit of its rule that closes as much."""
        edit = closing.edit
        if not isinstance(edit, TakeFromRule) or edit.capabilities.bit_count() == 1:
            return closing
        for capability in CATALOG[edit.kind].members(edit.capabilities):
            smaller = self.closing(replace(edit, capabilities=capability.bit))
            if smaller.closes == closing.closes:
                return smaller
        return closing


def able_by_place(found: Iterable[Escalation]) -> dict[int, dict[int, int]]:
    """Return for each item and capability, by index, the set of users who can become able."""
    able: dict[int, dict[int, int]] = {}
    for it in found:
        here = able.setdefault(it.place, {})
        mask = it.capabilities
        for capability in range(mask.bit_length()):
            if mask >> capability & 1:
                here[capability] = here.get(capability, 0) | it.users
    return able
