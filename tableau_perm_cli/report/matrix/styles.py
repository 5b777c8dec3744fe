"""How one row of the matrix is written in each text format, in two parts that join to a row.

The first part has site and user, the second everything else. Each is made once and used for many
rows, so every name is escaped once.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.matrix import COLUMNS
from tableau_perm_cli.report.plain import csv_text, heading, markdown_text
from tableau_perm_cli.report.table import Table
from tableau_perm_cli.resolve import Reason

_NEEDS_CARE = frozenset(',"=+-@')
"""What csv quotes, and what ``--csv-safe`` guards against where it begins a cell."""


@dataclass(frozen=True, slots=True)
class Style:
    """One text format."""

    head: str
    foot: str
    front: Callable[[str, str], str]
    """The beginning of a row, of site and user."""
    end: Callable[[str, str, Reason], str]
    """The rest of it, of item, capability and reason."""
    first: int = 0
    """How many characters of the very first row are left out: a comma between rows."""


def tsv_style() -> Style:
    """Return tab-separated rows in which control characters are visible."""

    def end(item: str, capability: str, reason: Reason) -> str:
        return f"{visible(item)}\t{capability}\t{reason.verdict.value}\t{reason.value}\n"

    return Style(
        "\t".join(COLUMNS) + "\n",
        "",
        lambda site, user: f"{visible(site)}\t{visible(user)}\t",
        end,
    )


def csv_style(*, safe: bool) -> Style:
    """Return RFC 4180 rows; ``safe`` guards cells that a spreadsheet takes for formulas."""

    def end(item: str, capability: str, reason: Reason) -> str:
        cell = csv_cell(item, safe=safe)
        return f"{cell},{capability},{reason.verdict.value},{reason.value}\r\n"

    return Style(
        ",".join(COLUMNS) + "\r\n",
        "",
        lambda site, user: f"{csv_cell(site, safe=safe)},{csv_cell(user, safe=safe)},",
        end,
    )


def csv_cell(text: str, *, safe: bool) -> str:
    """Return one cell as ``plain.csv_text`` writes it."""
    if text.isprintable() and _NEEDS_CARE.isdisjoint(text):
        return text
    # Beside a second, empty cell: alone an empty one would be quoted.
    row = "".join(csv_text(Table(("", ""), [(text, "")]), safe=safe))
    return row.removeprefix(",\r\n").removesuffix(",\r\n")


def jsonl_style() -> Style:
    """Return a JSON object a line, in ASCII."""

    def end(item: str, capability: str, reason: Reason) -> str:
        return (
            f'"item": {json.dumps(item)}, "capability": "{capability}", '
            f'"effective": "{reason.verdict.value}", "reason": "{reason.value}"}}\n'
        )

    return Style(
        "",
        "",
        lambda site, user: f'{{"site": {json.dumps(site)}, "user": {json.dumps(user)}, ',
        end,
    )


def json_style() -> Style:
    """Return one JSON document with a row a line."""
    line = jsonl_style()
    return Style(
        '{\n  "schema": "tableau-perm/matrix/1",\n  "cells": [',
        "\n  ]\n}\n",
        lambda site, user: f",\n    {line.front(site, user)}",
        lambda item, capability, reason: line.end(item, capability, reason)[:-1],
        first=1,
    )


def markdown_style() -> Style:
    """Return the rows of a Markdown table."""

    def end(item: str, capability: str, reason: Reason) -> str:
        cells = (item, capability, reason.verdict.value, reason.value)
        return " | ".join(map(markdown_text, cells)) + " |\n"

    return Style(
        "| " + " | ".join(map(heading, COLUMNS)) + " |\n|" + " --- |" * len(COLUMNS) + "\n",
        "",
        lambda site, user: f"| {markdown_text(site)} | {markdown_text(user)} | ",
        end,
    )
