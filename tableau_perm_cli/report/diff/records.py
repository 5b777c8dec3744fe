"""A diff as JSON: ``tableau-perm/diff/1``, and a record a cell (design section 4, contract)."""

from collections.abc import Iterator

from tableau_perm_cli.audit.diff import (
    Cell,
    Diff,
    DiffVerdict,
    Effect,
    Group,
    Side,
    Witness,
    Witnesses,
)
from tableau_perm_cli.report.records import Record, evidence_record
from tableau_perm_cli.report.sentences import why
from tableau_perm_cli.resolve import Derivation

MOST_EXPLAINED = 500
"""So many witnesses of a record have their explanations; all have verdict and reason."""


def diff_record(diff: Diff) -> Record:
    """Return the whole diff but for its cells."""
    groups = diff.groups
    witnesses = Witnesses(min(len(groups), MOST_EXPLAINED))
    return {
        "schema": "tableau-perm/diff/1",
        "verdict": diff.verdict.value,
        "gained": diff.gained,
        "lost": diff.lost,
        "equivalent_groups": diff.unchanged,
        "sites": [_site_record(site.pair.name, site.groups) for site in diff.sites],
        "groups": [
            _group_record(group, witnesses if number < MOST_EXPLAINED else None)
            for number, group in enumerate(groups)
        ],
        "edits": [effect_record(effect) for effect in diff.effects],
    }


def _site_record(name: str, groups: tuple[Group, ...]) -> Record:
    gained, lost = sum(it.gained for it in groups), sum(it.lost for it in groups)
    return {"site": name, "gained": gained, "lost": lost}


def _group_record(group: Group, witnesses: Witnesses | None) -> Record:
    record: Record = {
        "site": group.pair.name,
        "project": group.project,
        "capability": group.capability,
        "verdict": group.verdict.value,
        "gained": group.gained,
        "lost": group.lost,
        "users": group.people,
        "items": group.items,
    }
    examples = {"witness": group.witness}
    if group.verdict is DiffVerdict.MIXED and (lost := group.example(gained=False)):
        examples["witness_lost"] = lost
    for key, example in examples.items():
        if witnesses is None:
            record[key] = cell_record(example.pair.cell(example.block, example.user))
        else:
            record[key] = witness_record(witnesses.explain(example))
    return record


def witness_record(witness: Witness) -> Record:
    """Return a changed cell with both explanations and its causes."""
    record = cell_record(witness.cell)
    record["before"] |= _explained(witness.before)
    record["after"] |= _explained(witness.after)
    record["edits"] = [
        {
            "file": edit.position.file,
            "line": edit.position.line,
            "column": edit.position.column,
            "change": edit.summary,
        }
        for edit in witness.edits
    ]
    return record


def _explained(derivation: Derivation | None) -> Record:
    if derivation is None:
        return {"why": "the item is not there", "decided_by": [], "overridden": []}
    return {
        "why": why(derivation),
        "decided_by": [evidence_record(it) for it in derivation.decided_by],
        "overridden": [evidence_record(it) for it in derivation.overridden],
    }


def effect_record(effect: Effect) -> Record:
    """Return one edit with what it did."""
    edit = effect.edit
    return {
        "file": edit.position.file,
        "line": edit.position.line,
        "column": edit.position.column,
        "change": edit.summary,
        "kind": edit.kind.value,
        "how": edit.change.value,
        "site": edit.site,
        "item": str(edit.item) if edit.item else None,
        "grantee": edit.grantee,
        "gained": effect.gained,
        "lost": effect.lost,
        "shared": effect.shared,
    }


def cell_record(cell: Cell) -> Record:
    """Return one changed cell."""
    return {
        "site": cell.site,
        "user": cell.user,
        "item": str(cell.item),
        "capability": cell.capability.key,
        "change": "gained" if cell.gained else "lost",
        "before": _side_record(cell.before),
        "after": _side_record(cell.after),
    }


def _side_record(side: Side) -> Record:
    reason = None if side.reason is None else side.reason.value
    return {"effective": side.effective.value, "reason": reason}


def cell_records(diff: Diff) -> Iterator[Record]:
    """Yield a record a changed cell."""
    return map(cell_record, diff.cells())
