"""Drift as JSON: ``tableau-perm/drift/1``, the record of a diff with what drifted."""

from collections.abc import Iterator

from tableau_perm_cli.audit.drift import Drift, DriftChange, Gap, GapState, SiteRename
from tableau_perm_cli.report.diff.records import diff_record
from tableau_perm_cli.report.records import Record


def drift_record(drift: Drift) -> Record:
    """Return the whole drift."""
    by_state: dict[str, list[Record]] = {
        state.value: [_gap_record(gap) for gap in drift.gaps if gap.state is state]
        for state in GapState
    }
    return {
        **diff_record(drift.diff),
        "schema": "tableau-perm/drift/1",
        "drifted": drift.drifted,
        "changes": [*change_records(drift)],
        "renames": [*map(_rename_record, drift.renames)],
        **by_state,
        "by_names": [*drift.by_names],
        "ignored": drift.ignored,
    }


def change_records(drift: Drift) -> Iterator[Record]:
    """Yield a record a change."""
    return map(_change_record, drift.changes)


def _change_record(change: DriftChange) -> Record:
    return {
        "site": change.site,
        "kind": change.kind.value,
        "how": change.how.value,
        "item": str(change.item) if change.item else None,
        "grantee": change.grantee,
        "change": change.summary,
        "file": change.position.file,
        "line": change.position.line,
        "column": change.position.column,
        "gained": change.gained,
        "lost": change.lost,
        "shared": change.shared,
        "with_move": change.with_move,
    }


def _rename_record(told: SiteRename) -> Record:
    rename = told.rename
    return {
        "site": told.site,
        "kind": rename.kind.value,
        "before": rename.before,
        "after": rename.after,
    }


def _gap_record(gap: Gap) -> Record:
    return {
        "site": gap.site,
        "item": str(gap.item) if gap.item else None,
        "grantee": gap.grantee,
        "part": gap.part,
        "reason": gap.reason,
        "file": gap.position.file,
        "line": gap.position.line,
    }
