"""The answer as JSON: the record of a diff with ``changes`` and ``lost_forever`` (design §4)."""

from typing import Any

from tableau_perm_cli.audit.changes.record import record
from tableau_perm_cli.audit.what_if import Step, Turn, WhatIf
from tableau_perm_cli.report.diff.records import diff_record
from tableau_perm_cli.report.records import Record


def what_if_record(found: WhatIf) -> Record:
    """Return ``tableau-perm/what-if/1``."""
    whole = diff_record(found.diff)
    for edit, numbers in zip(whole["edits"], found.numbers, strict=True):
        edit["changes"] = [*numbers]
    by_edit = {_key(edit): edit["changes"] for edit in whole["edits"]}
    for group in whole["groups"]:
        for witness in ("witness", "witness_lost"):
            for edit in group.get(witness, {}).get("edits", ()):
                edit["changes"] = by_edit[_key(edit)]
    return {
        **whole,
        "schema": "tableau-perm/what-if/1",
        "site": found.site,
        "changes": [*map(_change_record, found.steps, found.turns)],
        "moved": [
            {"from": str(it.old), "to": str(it.new), "gained": it.gained, "lost": it.lost}
            for it in found.moved
        ],
        "lost_forever": [
            {"change": number, "what": sentence} for number, sentence in found.lost_forever
        ],
    }


def _key(edit: dict[str, Any]) -> tuple[object, ...]:
    return edit["file"], edit["line"], edit["column"], edit["change"]


def _change_record(step: Step, turn: Turn) -> Record:
    word, fields = record(step.change)
    return {
        "number": step.number,
        "summary": step.change.summary,
        "change": {word: fields},
        "gained": turn.gained,
        "lost": turn.lost,
        "warnings": [*step.warnings],
        "lost_forever": [*step.lost],
    }
