"""How good expectations are: their coverage and mutation score, with what is asked of these."""

from dataclasses import dataclass

from tableau_perm_cli.audit.coverage import Coverage
from tableau_perm_cli.audit.mutation import MutationScore
from tableau_perm_cli.report.expectations.mutant_words import percent


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured beside the outcomes; None for what was not asked for."""

    coverage: Coverage | None = None
    min_coverage: float | None = None
    """How many per cent are asked for."""
    score: MutationScore | None = None
    min_score: float | None = None
    """How many per cent are asked for."""

    @property
    def lacks_coverage(self) -> bool:
        """Whether less is covered than is asked for."""
        least = self.min_coverage
        return least is not None and self.coverage is not None and not self.coverage.reaches(least)

    @property
    def lacks_score(self) -> bool:
        """Whether fewer mutants are noticed than is asked for."""
        least = self.min_score
        return least is not None and self.score is not None and not self.score.reaches(least)

    @property
    def is_enough(self) -> bool:
        """Whether nothing falls short of what is asked for."""
        return not self.lacks_coverage and not self.lacks_score


def summary_lines(measured: Measured) -> list[str]:
    """Return a line for each thing that was measured."""
    return [line for line in (coverage_line(measured), score_line(measured)) if line is not None]


def coverage_line(measured: Measured) -> str | None:
    """Return the coverage in a line, None when it was not measured."""
    coverage = measured.coverage
    if coverage is None:
        return None
    said = f"coverage: {percent(coverage.percent)}, {_of(coverage.touched, coverage.counted)} "
    said += f"{'rule is' if coverage.counted == 1 else 'rules are'} touched"
    dead = len(coverage.rules) - coverage.counted
    if dead:
        said += f"; {dead:,} more {'is' if dead == 1 else 'are'} dead"
    return said + _asked(measured.min_coverage, lacks=measured.lacks_coverage)


def score_line(measured: Measured) -> str | None:
    """Return the mutation score in a line, None when it was not measured."""
    score = measured.score
    if score is None:
        return None
    said = f"mutation: {percent(score.percent)}, {_of(score.noticed, score.counted)} "
    said += f"{'mutant is' if score.counted == 1 else 'mutants are'} noticed"
    if score.equivalent:
        verb = "changes" if score.equivalent == 1 else "change"
        said += f"; {score.equivalent:,} more {verb} nothing"
    return said + _asked(measured.min_score, lacks=measured.lacks_score)


def _of(some: int, number: int) -> str:
    return f"{some:,} of {number:,}"


def _asked(least: float | None, *, lacks: bool) -> str:
    return f"; {least:g} % is asked for" if lacks and least is not None else ""
