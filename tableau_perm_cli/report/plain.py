"""The formats other programs read: tsv, csv, markdown, json and jsonl, as pieces of text."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.table import Row, Table

# Some spreadsheets take the signs of East Asian typography for the same.
_FORMULA = ("=", "+", "-", "@", "\t", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_DRIVES_A_TERMINAL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#~])")
# What pages that show Markdown act on whatever stands before it: mentions, which tell people,
# formulas, addresses of the web and of mail, references, and emoji, of which :100: is one.
_LIVE = re.compile(r"[@$]|:[\w+-]+:|://|\bwww\.|#\d|\bGH-\d", re.ASCII | re.IGNORECASE)


def tsv(table: Table) -> Iterator[str]:
    r"""Yield a line a row. Tabs, line ends and control characters are written ``\t``, ``\n``."""
    yield "\t".join(table.columns) + "\n"
    for row in table.rows:
        yield "\t".join(map(visible, row)) + "\n"


def csv_text(table: Table, *, safe: bool = False) -> Iterator[str]:
    """Yield RFC 4180 rows. Line ends inside a name are kept, in quotes.

    Args:
        table: what to write.
        safe: put an apostrophe before what a spreadsheet would take for a formula.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow(_cells(row, safe=safe))
        if buffer.tell() > 1 << 16:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _cells(row: Row, *, safe: bool) -> list[str]:
    cells = [
        _DRIVES_A_TERMINAL.sub(lambda match: visible(match[0]), cell)
        if not cell.isprintable()
        else cell
        for cell in row
    ]
    if safe:
        cells = [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
    return cells


def markdown(table: Table) -> Iterator[str]:
    """Yield a Markdown table; what Markdown would act on is escaped."""
    yield "| " + " | ".join(heading(column) for column in table.columns) + " |\n"
    yield "|" + " --- |" * len(table.columns) + "\n"
    for row in table.rows:
        yield "| " + " | ".join(map(markdown_text, row)) + " |\n"


def markdown_text(text: str) -> str:
    """Return ``text`` so that Markdown and HTML show it and do nothing else.

    Nothing but code keeps what a page looks for beyond Markdown, such as mentions, from acting.
    """
    if _LIVE.search(text):
        return _code(visible(text))
    return _MARKDOWN.sub(r"\\\1", visible(text).replace("&", "&amp;")).replace("\\<", "&lt;")


def _code(text: str) -> str:
    """Return ``text`` as code for a cell of a table, where a stroke must be escaped even so."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    # A blank on each side is taken away, so that a grave accent can stand at an end.
    blank = " " if text[:1] in "` " or text[-1:] in "` " else ""
    return f"{fence}{blank}{text}{blank}{fence}".replace("|", "\\|")


def heading(column: str) -> str:
    """Return a column's name as a heading for people."""
    return column.replace("_", " ").capitalize()


def json_text(record: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    """Yield an indented JSON document in ASCII, whatever the terminal's encoding."""
    yield json.dumps(record, indent=2) + "\n"


def json_line(record: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return one JSON value on one line, in ASCII."""
    return json.dumps(record) + "\n"


def json_lines(table: Table) -> Iterator[str]:
    """Yield a JSON object a row."""
    for row in table.rows:
        yield json_line(dict(zip(table.columns, row, strict=True)))
