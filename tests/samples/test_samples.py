"""Every sample of sample_configs against a table of answers worked out by hand.

The tables are tests/samples/expected/*.yaml: each row is a question, its answer, and the sentence
of the semantics that the answer comes from. A row with ``site`` is about that site; else the
sample has only one.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from support.asking import ask, item_of
from support.running import SAMPLES

from tableau_perm_cli.declaration.load import load_declaration
from tableau_perm_cli.resolve import Resolver, TaskResult, Verdict, open_site
from tableau_perm_cli.resolve.task_result import NeedKind

EXPECTED = Path(__file__).parent / "expected"
TABLES = {
    path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(EXPECTED.glob("*.yaml"))
}
LISTS = ("cells", "tasks", "governing", "browsable")


class Sample:
    """A sample with the resolvers of its sites."""

    def __init__(self, name: str) -> None:
        self.declaration = load_declaration([str(SAMPLES / name)])
        self._resolvers: dict[str, Resolver] = {}

    def resolver(self, row: dict) -> Resolver:
        """Return the resolver of the site that a row is about."""
        (*_, only) = self.declaration.sites
        assert "site" in row or len(self.declaration.sites) == 1, f"which site? {row}"
        site = row.get("site", only)
        if site not in self._resolvers:
            self._resolvers[site] = open_site(self.declaration, site)
        return self._resolvers[site]

    def said(self, kind: str, row: dict) -> dict[str, object]:
        """Return what the product says of each key of the row that is an answer."""
        resolver = self.resolver(row)
        if kind == "governing":
            found = resolver.graph.governing(item_of(resolver, row["item"]))
            return {"rules_of": str(found.rules_of), "because": found.because.value}
        if kind == "browsable":
            item = item_of(resolver, row["item"])
            return {"browsable": resolver.browsable(row["user"], item)}
        target = f" -> {row['target'].removeprefix('user:')}" if "target" in row else ""
        word = row["capability" if kind == "cells" else "task"]
        answer = ask(resolver, f"{row['user']} {word} {row['item']}{target}").found
        said: dict[str, object] = {
            "effective": answer.effective.value,
            "reason": answer.reason.value,
        }
        if "uncertain" in row:
            said["uncertain"] = answer.uncertain
        if isinstance(answer, TaskResult):
            said |= _of_data(answer, row)
        return said


def _of_data(result: TaskResult, row: dict) -> dict[str, object]:
    said: dict[str, object] = {}
    if "data" in row:
        said["data"] = _data(result)
    if "subject_to" in row:
        said["subject_to"] = [it.external_authorization for it in result.subject_to]
    return said


def _data(result: TaskResult) -> str:
    """Return how the data comes out, in the words of the data-access table."""
    if result.effective is Verdict.DENIED:
        return "hidden"
    if any(need.prompts for need in result.needs):
        return "viewer is prompted for database credentials"
    own = any(need.kind is NeedKind.OWN_CONNECT for need in result.needs)
    return f"visible, through the {'viewer' if own else 'publisher'}'s Connect"


def _wrong(sample: Sample, kind: str, row: dict) -> str | None:
    said = sample.said(kind, row)
    wrong = {key: value for key, value in said.items() if row[key] != value}
    if not wrong:
        return None
    asked = {key: value for key, value in row.items() if key not in {*said, "source"}}
    expected = {key: row[key] for key in wrong}
    return f"{kind} {asked}: expected {expected}, is {wrong}\n    {row['source']}"


@pytest.mark.parametrize("name", TABLES)
def test_a_sample_answers_as_its_table_says(name: str) -> None:
    table = TABLES[name]
    sample = Sample(table["sample"])
    wrong = [
        found
        for kind in LISTS
        for row in table.get(kind, [])
        if (found := _wrong(sample, kind, row)) is not None
    ]
    if wrong:
        pytest.fail("\n".join([f"{len(wrong)} rows are wrong:", *wrong]), pytrace=False)


def _cells_of_grid(grid: dict) -> Iterator[dict]:
    """Yield a row for each cell of a grid: the ceilings table with one rule that allows all."""
    for capability, cells in grid["rows"].items():
        for user, cell in zip(grid["users"], cells.split(), strict=True):
            denied = "guest" if user == "guest" else "site_role"
            yield {
                "user": user,
                "item": grid["item"],
                "capability": capability,
                "effective": "allowed" if cell.startswith("y") else "denied",
                "reason": "group_allow" if cell.startswith("y") else denied,
                "uncertain": cell.endswith("?"),
                "source": grid["source"],
            }


def test_the_sample_of_site_roles_is_the_ceilings_table() -> None:
    table = TABLES["site_roles"]
    sample = Sample(table["sample"])
    cells = [cell for grid in table["grids"] for cell in _cells_of_grid(grid)]
    assert len(cells) > 300
    assert [it for cell in cells if (it := _wrong(sample, "cells", cell))] == []


def test_every_sample_has_a_table_and_every_table_a_sample() -> None:
    samples = {path.name for path in SAMPLES.iterdir()}
    assert samples == {table["sample"] for table in TABLES.values()}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_holds_nothing_that_goes_unread(name: str) -> None:
    table = TABLES[name]
    assert set(table) <= {"sample", "grids", *LISTS}
    sample = Sample(table["sample"])
    questions = {"site", "user", "item", "capability", "task", "target", "source"}
    for kind in LISTS:
        for row in table.get(kind, []):
            assert row.keys() - questions == sample.said(kind, row).keys(), row


def test_the_tables_hold_a_thousand_answers_with_their_sources() -> None:
    rows = [row for table in TABLES.values() for kind in LISTS for row in table.get(kind, [])]
    assert len(rows) > 1_000
    assert all("semantics §" in row["source"] for row in rows)
