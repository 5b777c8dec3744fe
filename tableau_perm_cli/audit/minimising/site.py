"""Makes one site smaller, round after round, until no step is left."""

from collections.abc import Set as AbstractSet

from tableau_perm_cli.audit.minimising.audience import Audiences
from tableau_perm_cli.audit.minimising.copies import without_copies
from tableau_perm_cli.audit.minimising.hoisting import with_hoisted
from tableau_perm_cli.audit.minimising.judge import Judge
from tableau_perm_cli.audit.minimising.nulls import without_nulls
from tableau_perm_cli.audit.minimising.record import Record
from tableau_perm_cli.audit.minimising.shrinking import Advance, Shrinking
from tableau_perm_cli.audit.minimising.spot import Spot
from tableau_perm_cli.audit.minimising.step import Step
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site


def smaller_site(
    site: Site,
    *,
    for_today: bool = False,
    advance: Advance = lambda: None,
    frozen: AbstractSet[Spot] = frozenset(),
) -> tuple[Site, list[Step]]:
    """Return a site with fewer rules and lists that gives everybody the same, and the steps to it.

    INVARIANT: every step takes away a rule, a list or a word and adds none of what stands before
    it in this order; so the steps come to an end.

    Args:
        site: as it is.
        for_today: whether what is created later may begin with other rules.
        advance: is told of each list that is as short as it can be.
        frozen: what stays as it is.
    """
    record = Record(site.name, frozen)
    shrinking = Shrinking(record, advance)
    site = without_nulls(site, record)
    engine: BulkEngine | None = None
    while True:
        made = len(record.steps)
        engine = compile_site(site, engine)
        judge = Judge(engine)
        site = without_copies(judge, Audiences(judge, with_seeds=not for_today), record)
        if for_today:
            judge, engine = _anew(site, judge)
            site = with_hoisted(judge, Audiences(judge, with_seeds=False), record)
        judge, engine = _anew(site, judge)
        site = shrinking.shrunk(judge, Audiences(judge, with_seeds=not for_today))
        if len(record.steps) == made:
            return site, record.steps


def _anew(site: Site, judge: Judge) -> tuple[Judge, BulkEngine]:
    """Return the judge of a site that may have changed."""
    if site is judge.engine.site:
        return judge, judge.engine
    engine = compile_site(site, judge.engine)
    return Judge(engine), engine
