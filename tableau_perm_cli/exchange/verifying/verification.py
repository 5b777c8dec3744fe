"""Everything that a run of ``verify`` held against the site's own answers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tableau_perm_cli.exchange.verifying.access import AccessCheck
from tableau_perm_cli.exchange.verifying.claims import Unplaced
from tableau_perm_cli.exchange.verifying.leaders import LeaderCheck
from tableau_perm_cli.exchange.verifying.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Verification:
    """What was compared on one site, and how it came out."""

    site: str
    leaders: Sequence[LeaderCheck] | None
    """None: the source does not tell who leads."""
    access: Sequence[AccessCheck] | None
    """None: the source has no effective rows."""
    rows: int
    """How many effective rows the source has, of which the checks are a sample."""
    seed: int
    """Of the sample."""
    unplaced: Counter[Unplaced]
    """What the declaration does not have, with how often a claim was about it."""
    notes: Sequence[str] = ()
    """What the user ought to know of the source."""

    @property
    def checks(self) -> Iterator[LeaderCheck | AccessCheck]:
        """Every check, leaders first."""
        yield from self.leaders or ()
        yield from self.access or ()

    def differing(self) -> Iterator[LeaderCheck | AccessCheck]:
        """Yield the checks in which the two sides differ, those that nothing explains first."""
        found = [check for check in self.checks if check.outcome is not Outcome.AGREED]
        order = (Outcome.DISAGREED, Outcome.UNCERTAIN, Outcome.EXPLAINED)
        yield from sorted(found, key=lambda check: order.index(check.outcome))

    @property
    def disagreements(self) -> int:
        """How many checks differ, and nothing explains it."""
        return sum(check.outcome is Outcome.DISAGREED for check in self.checks)


def outcomes(checks: Sequence[LeaderCheck | AccessCheck]) -> dict[Outcome, int]:
    """Return how many checks came out how; every outcome is there."""
    counts = Counter(check.outcome for check in checks)
    return {outcome: counts[outcome] for outcome in Outcome}
