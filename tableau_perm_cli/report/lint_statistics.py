"""Puts into an answer how often each rule found something."""

from collections import Counter

from rich.console import RenderableType

from tableau_perm_cli.report.findings.model import FindingsReport
from tableau_perm_cli.report.records import Record
from tableau_perm_cli.report.table import Answer, Table
from tableau_perm_cli.report.terminal import drawn

SCHEMA = "tableau-perm/lint-statistics/1"
_COLUMNS = ("count", "code", "name", "severity")


def statistics_answer(report: FindingsReport) -> Answer:
    """Return a row a rule that found something that counts, the most frequent first."""
    cards = {card.code: card for card in report.rules}
    counts = Counter(it.diagnostic.code for it in report.findings if it.counts)
    ordered = sorted(
        ((count, cards[code]) for code, count in counts.items() if code is not None),
        key=lambda pair: (-pair[0], pair[1].code),
    )
    rows = [(str(count), card.code, card.name, card.severity.value) for count, card in ordered]

    def table() -> Table:
        return Table(_COLUMNS, rows)

    def record() -> Record:
        return {
            "schema": SCHEMA,
            "rules": [
                {
                    "count": count,
                    "code": card.code,
                    "name": card.name,
                    "severity": card.severity.value,
                }
                for count, card in ordered
            ],
        }

    def drawing() -> RenderableType:
        return drawn(table())

    return Answer(table, record, drawing, lambda: iter(record()["rules"]))
