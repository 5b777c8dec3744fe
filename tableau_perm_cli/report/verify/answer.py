"""The answer of ``verify`` as rows and as the JSON record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tableau_perm_cli.exchange.verifying import (
    AccessCheck,
    LeaderCheck,
    Outcome,
    Verification,
    outcomes,
)
from tableau_perm_cli.report.numbers import counted
from tableau_perm_cli.report.records import Record, capability_record
from tableau_perm_cli.report.table import Row, Table
from tableau_perm_cli.report.verify.wording import (
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

SCHEMA = "tableau-perm/verify/1"
_COLUMNS = (
    *("site", "outcome", "who", "item", "capability"),
    *("ours", "our_reason", "our_location", "theirs", "their_reason", "their_location"),
)

_NAMED = 3
"""So many of what is not declared are named."""


@dataclass(frozen=True, slots=True)
class VerifyAnswer:
    """How far we agree with the site."""

    verification: Verification

    def table(self) -> Table:
        """Return a row a difference."""
        return Table(_COLUMNS, map(self._row, self.verification.differing()))

    def _row(self, check: LeaderCheck | AccessCheck) -> Row:
        return (
            self.verification.site,
            check.outcome.value,
            subject_of(check),
            item_of(check),
            capability_of(check),
            our_verdict(check),
            our_reason(check),
            our_place(check),
            their_verdict(check),
            their_reason(check),
            their_place(check),
        )

    def record(self) -> Record:
        """Return the JSON record ``tableau-perm/verify/1``."""
        found = self.verification
        return {
            "schema": SCHEMA,
            "site": found.site,
            "agreed": sum(check.outcome is Outcome.AGREED for check in found.checks),
            "disagreed": found.disagreements,
            "leaders": None if found.leaders is None else _counts(found.leaders),
            "access": None
            if found.access is None
            else {**_counts(found.access), "rows": found.rows, "seed": found.seed},
            "differences": [*self.records()],
            "not_declared": [
                {"what": it.what, "name": it.name, "claims": number}
                for it, number in sorted(found.unplaced.items())
            ],
            "notes": [*found.notes],
        }

    def records(self) -> Iterator[Record]:
        """Yield a record a difference."""
        for check in self.verification.differing():
            ours: Record = {"effective": our_verdict(check), "why": our_reason(check)}
            if isinstance(check, AccessCheck):
                ours = capability_record(check.ours)
                ours.pop("capability")
            elif check.ours:
                ours["decided_by"] = [
                    {
                        "grantee": str(leader.grantee),
                        "effect": "leader",
                        "location": str(leader.position),
                        "item": str(above),
                    }
                    for above, leader in check.ours
                ]
            yield {
                "outcome": check.outcome.value,
                "check": "leader" if isinstance(check, LeaderCheck) else "access",
                "who": subject_of(check),
                "item": item_of(check),
                "capability": None if isinstance(check, LeaderCheck) else capability_of(check),
                "ours": ours,
                "theirs": {
                    "effective": their_verdict(check),
                    "told": their_reason(check),
                    "location": their_place(check) or None,
                },
            }

    def tallies(self) -> Iterator[str]:
        """Yield how far the two sides agree, a line for each thing that is compared."""
        found = self.verification
        if found.leaders is not None:
            yield _tally(found.leaders, "inherited leader")
        if found.access is not None:
            of = f"; a sample of {found.rows:,} (seed {found.seed})"
            sampled = found.rows > len(found.access) + found.unplaced.total()
            yield _tally(found.access, "effective row") + (of if sampled else "")

    def not_compared(self) -> str:
        """Return how many answers of the site are about what is not declared, and what that is."""
        found = self.verification.unplaced
        named = [f"{it.what} `{it.name}`" for it in sorted(found)]
        more = len(named) - _NAMED
        said = ", ".join(named[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
        return f"{counted(found.total(), 'answer')} of the site about what is not declared: {said}"

    def remarks(self) -> Iterator[str]:
        """Yield what is said beside rows that are differences only, a sentence each."""
        yield from (f"compared: {tally}" for tally in self.tallies())
        if self.verification.unplaced:
            yield f"not compared: {self.not_compared()}"
        yield from (f"note: {note}" for note in self.verification.notes)


def _counts(checks: Sequence[LeaderCheck | AccessCheck]) -> Record:
    by_outcome = {outcome.value: number for outcome, number in outcomes(checks).items()}
    return {"compared": len(checks), **by_outcome}


def _tally(checks: Sequence[LeaderCheck | AccessCheck], noun: str) -> str:
    counts = outcomes(checks)
    said = [f"{number:,} {outcome.value}" for outcome, number in counts.items() if number]
    return f"{counted(len(checks), noun)}: {', '.join(said) or 'nothing to compare'}"
