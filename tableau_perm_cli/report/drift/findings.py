"""Drift as findings: each change at its place in the new text."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tableau_perm_cli.audit.drift import Drift, DriftChange, DriftKind
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject
from tableau_perm_cli.report.drift.words import headline
from tableau_perm_cli.report.findings.model import FindingsReport, Reported, RuleCard

DRIFTED = RuleCard(
    "TPD03",
    "drifted",
    Severity.INFO,
    "A site is otherwise than declared, and nobody gains or loses access by it.",
    "# drifted (TPD03)\n\nWhat a site has become differs from its declaration, and the change "
    "gives nobody access and takes none away. `tableau-perm drift OLD NEW` finds it.\n",
)
UNREADABLE = RuleCard(
    "TPD04",
    "no-longer-readable",
    Severity.WARNING,
    "A part of a site was read before and could not be read any more.",
    "# no-longer-readable (TPD04)\n\nA pull could not read what an earlier one could, so nobody "
    "knows whether it changed. `tableau-perm drift OLD NEW` finds it.\n",
)


def drift_findings(drift: Drift, found: FindingsReport) -> FindingsReport:
    """Return the changes as findings.

    Args:
        drift: what differs.
        found: those of its diff, which are the changes that give access or take it away.
    """
    others = [Reported(it) for it in _findings(drift.changes)]
    findings = sorted((*found.findings, *others), key=lambda it: it.diagnostic.sort_key)
    return replace(
        found,
        command="drift",
        findings=tuple(findings),
        rules=(*found.rules, DRIFTED, UNREADABLE),
        summary={**found.summary, "drifted": drift.drifted, "sentence": headline(drift)},
    )


def _findings(changes: Sequence[DriftChange]) -> Iterator[Diagnostic]:
    for change in changes:
        if change.gained or change.lost:
            continue
        card = UNREADABLE if change.kind is DriftKind.NOT_READ else DRIFTED
        detail = f"{change.kind.value} {change.how.value} {change.summary}"
        yield Diagnostic(
            card.severity,
            change.summary,
            change.position,
            code=card.code,
            name=card.name,
            subject=Subject(
                change.site, str(change.item) if change.item else None, change.grantee, detail
            ),
        )
