"""The normative text, docs/semantics.md, as tests quote it and read its tables."""

import re
from pathlib import Path

SEMANTICS = (Path(__file__).resolve().parents[2] / "docs" / "semantics.md").read_text("utf-8")


def between(start: str, end: str) -> str:
    """Return the text after ``start`` and before ``end``; fails when either is not there."""
    _, found, rest = SEMANTICS.partition(start)
    assert found, f"not in docs/semantics.md: {start}"
    text, found, _ = rest.partition(end)
    assert found, f"not in docs/semantics.md: {end}"
    return text


def table(*header: str) -> list[list[str]]:
    """Return the rows of the table with these column heads, each a list of cells."""
    head = f"| {' | '.join(header)} |"
    lines = between(head, "\n\n").splitlines()[2:]  # the rest of the head, and the ruler
    found = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in lines]
    assert all(len(cells) == len(header) for cells in found), f"a row of another length: {head}"
    return found


def quoted_in(sentence: str, text: str = SEMANTICS) -> bool:
    """Whether the text has the sentence, its parts around ``…``; marks and line ends aside."""
    plain = _plain(text)
    return all(_plain(part) in plain for part in sentence.split("…"))


def _plain(text: str) -> str:
    return re.sub(r"[\s*`]+", " ", text).strip()
