"""Judges the mutants of leader settings, which are few: each on a site of its own."""

from collections.abc import Sequence

from tableau_perm_cli.audit.mutation.anew import notices_anew
from tableau_perm_cli.audit.mutation.cell_watch import CellWatch
from tableau_perm_cli.audit.mutation.mutant import Fate, Judged, LeaderMutant, MutatedCell
from tableau_perm_cli.audit.mutation.watched import Watched
from tableau_perm_cli.resolve.bulk import BulkEngine, changed_cells, compile_site
from tableau_perm_cli.resolve.bulk.bits import lowest_bit


class LeaderJudge:
    """Judges one mutant after the other."""

    def __init__(self, engine: BulkEngine, watched: Sequence[Watched]) -> None:
        """Take the compiled site and the expectations that hold on it."""
        self._engine = engine
        self._watch = CellWatch(engine, watched)
        self._anew = [it.expectation for it in watched if not it.is_about_cells]

    def judge(self, mutant: LeaderMutant) -> Judged:
        """Return what becomes of a mutant of a leader setting of the site."""
        engine = self._engine
        after = compile_site(mutant.applied(engine.site), engine)
        changed = list(changed_cells(engine, after))
        if not changed:
            return Judged(mutant, Fate.EQUIVALENT)
        for item, capability, gained, lost in changed:
            if item.after is not None and self._watch.notices(
                item.after, capability, gained, lost
            ):
                return Judged(mutant, Fate.NOTICED)
        if self._anew and notices_anew(after, self._anew):
            return Judged(mutant, Fate.NOTICED)
        first = changed[0]
        user, place = lowest_bit(first.gained | first.lost), first.item.after or 0
        cell = MutatedCell(
            engine.users[user],
            first.item.address,
            first.capability.key,
            engine.decide(user, place, first.capability.index),
            after.decide(user, place, first.capability.index),
        )
        cells = sum((it.gained | it.lost).bit_count() for it in changed)
        return Judged(mutant, Fate.SURVIVED, cell, cells)
