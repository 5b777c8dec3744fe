"""Judges the mutants of rules, by trying the other list where the list governs."""

from collections.abc import Sequence

from tableau_perm_cli.audit.mutation.anew import notices_anew
from tableau_perm_cli.audit.mutation.cell_watch import CellWatch
from tableau_perm_cli.audit.mutation.mutant import Fate, Judged, MutatedCell, RuleMutant
from tableau_perm_cli.audit.mutation.watched import Watched, items_set
from tableau_perm_cli.resolve.bulk import BulkEngine, Trial, TriedItem, compile_site
from tableau_perm_cli.resolve.bulk.bits import lowest_bit


class RuleJudge:
    """Judges one mutant after the other."""

    def __init__(self, engine: BulkEngine, watched: Sequence[Watched]) -> None:
        """Take the compiled site and the expectations that hold on it."""
        self._engine = engine
        self._watch = CellWatch(engine, watched)
        self._anew = [it for it in watched if it.duties or it.possible or it.asks_tasks]

    def judge(self, mutant: RuleMutant, places: Sequence[int]) -> Judged:
        """Return what becomes of a mutant.

        Args:
            mutant: of a list of the site.
            places: the indexes of the items that the list governs.
        """
        engine, watch = self._engine, self._watch
        trial = Trial(engine, places, mutant.replacement)
        first: TriedItem | None = None
        cells = 0
        for change in trial.item_changes():
            place, capabilities, gained, lost = change
            if watch.looks_at(place):
                for capability in capabilities:
                    if watch.notices(place, capability, gained, lost):
                        return Judged(mutant, Fate.NOTICED)
            cells += len(capabilities) * (gained | lost).bit_count()
            first = first or change
        if first is None:
            return Judged(mutant, Fate.EQUIVALENT)
        if watch.wrong_reasons(places, trial.who) or self._notices_anew(mutant, places):
            return Judged(mutant, Fate.NOTICED)
        place, capability = first.place, first.capabilities[0]
        user = lowest_bit(first.gained | first.lost)
        cell = MutatedCell(
            engine.users[user],
            engine.items[place].item.address,
            capability.key,
            engine.decide(user, place, capability.index),
            trial.decide(user, place, capability.index),
        )
        return Judged(mutant, Fate.SURVIVED, cell, cells)

    def _notices_anew(self, mutant: RuleMutant, places: Sequence[int]) -> bool:
        engine = self._engine
        changed = items_set(places, len(engine.items))
        asked = [
            it.expectation
            for it in self._anew
            # A task may rest on rules of other items than the one it is asked of.
            if it.asks_tasks or changed & (it.duties | it.possible)
        ]
        if not asked:
            return False
        return notices_anew(compile_site(mutant.applied(engine.site), engine), asked)
