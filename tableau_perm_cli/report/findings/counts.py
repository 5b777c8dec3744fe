"""Counts the findings of a report, and says so in a line."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tableau_perm_cli.diagnostics import Severity
from tableau_perm_cli.report.findings.model import FindingsReport, Reported, SuppressedBy

_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many findings there are of each kind."""

    errors: int
    warnings: int
    infos: int
    ignored: int
    """By comments."""
    in_baseline: int
    files: int
    """How many files were read."""

    @property
    def counted(self) -> int:
        """How many findings nothing suppresses."""
        return self.errors + self.warnings + self.infos

    @property
    def sentence(self) -> str:
        """The counts in a line: ``3 errors, 1 warning (2 ignored, 5 in baseline) in 1 file``."""
        found = [
            _many(self.errors, "error"),
            _many(self.warnings, "warning"),
            _many(self.infos, "notice"),
        ]
        aside = [
            f"{count} {words}"
            for count, words in ((self.ignored, "ignored"), (self.in_baseline, "in baseline"))
            if count
        ]
        pieces = [", ".join(filter(None, found)) or "no findings"]
        if aside:
            pieces.append(f"({', '.join(aside)})")
        if self.files:
            pieces.append(f"in {_many(self.files, 'file')}")
        return " ".join(pieces)


def count(report: FindingsReport) -> Counts:
    """Return the counts of a report."""
    found = Counter(it.diagnostic.severity for it in report.findings if it.counts)
    aside = Counter(it.suppression.by for it in report.findings if it.suppression)
    return Counts(
        found[Severity.ERROR],
        found[Severity.WARNING],
        found[Severity.INFO],
        aside[SuppressedBy.COMMENT],
        aside[SuppressedBy.BASELINE],
        len(report.files),
    )


def worst_first(findings: Iterable[Reported]) -> list[Reported]:
    """Return findings by severity, those that count first, else in the order they had."""
    return sorted(findings, key=lambda it: (not it.counts, _RANK[it.diagnostic.severity]))


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""
