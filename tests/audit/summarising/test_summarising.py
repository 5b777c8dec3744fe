"""Summaries: read back they are the very same matrix, and they say nothing twice."""

import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from support.asking import declaration_of
from support.generated import random_declaration
from support.matrices import engines_of
from support.running import SAMPLES

from tableau_perm_cli.audit.summarising import (
    Cells,
    Sentence,
    Summary,
    read_back,
    summarise,
)
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.load import load_declaration
from tableau_perm_cli.report.summary.answer import SummaryAnswer
from tableau_perm_cli.report.summary.wording import sentence
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site
from tableau_perm_cli.resolve.bulk.bits import everyone
from tableau_perm_cli.resolve.matrix import Chosen

EVERY: Chosen = {kind: content_type.capabilities for kind, content_type in CATALOG.items()}
SAMPLE_PATHS = sorted(str(path) for path in SAMPLES.iterdir() if path.suffix in {".yaml", ""})


def sentences(summary: Summary) -> Iterator[Sentence]:
    """Yield what a program reads in the JSON record, and nothing else."""
    record = json.loads(json.dumps(SummaryAnswer(summary, "**", "everyone").record()))
    for it in record["statements"]:
        exceptions = tuple(
            Sentence(
                each["users"],
                only_owners=False,
                items=each["items"],
                capabilities=frozenset(each["capabilities"]),
            )
            for each in it["exceptions"]
        )
        keys = frozenset(it["capabilities"])
        yield Sentence(it["users"], it["only_owners"], it["items"], keys, exceptions)


def matrix(engine: BulkEngine, users: int, items: int, chosen: Chosen) -> Cells:
    """Return the allowed cells as the engine has them."""
    cells = {
        (place, capability.key): engine.allowed(place, capability) & users
        for place, governed in enumerate(engine.items)
        if items >> place & 1
        for capability in chosen[governed.item.kind]
    }
    return {cell: allowed for cell, allowed in cells.items() if allowed}


def assert_the_same(engine: BulkEngine, users: int, items: int, chosen: Chosen | None) -> Summary:
    summary = summarise(engine, users, items, chosen)
    said = {
        (place, key): asked
        for (place, key), allowed in read_back(engine, sentences(summary)).items()
        if (asked := allowed & users)
    }
    expected = matrix(engine, users, items, chosen or EVERY)
    # Of other users it says nothing; of other items and capabilities it must not.
    assert said == expected
    return summary


def whole(engine: BulkEngine) -> tuple[int, int]:
    return everyone(len(engine.users)), everyone(len(engine.items))


@pytest.mark.parametrize("seed", range(60))
def test_read_back_a_summary_is_the_very_same_matrix(seed: int) -> None:
    for engine in engines_of(random_declaration(seed, 1 + seed % 4, gaps=seed % 2 == 1)):
        assert_the_same(engine, *whole(engine), None)


@pytest.mark.parametrize("seed", range(40))
def test_a_summary_of_a_part_is_that_part_of_the_matrix(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same every time
    for engine in engines_of(random_declaration(seed, 2, gaps=seed % 2 == 1)):
        users, items = (random.getrandbits(64) & bits for bits in whole(engine))
        chosen = {
            kind: tuple(it for it in capabilities if random.random() < 0.5)
            for kind, capabilities in EVERY.items()
        }
        assert_the_same(engine, users, items, None)
        assert_the_same(engine, users, items, chosen)


@pytest.mark.parametrize("path", SAMPLE_PATHS, ids=lambda path: Path(path).name)
def test_read_back_the_samples_are_the_very_same(path: str) -> None:
    for site in load_declaration([path]).sites.values():
        engine = compile_site(site)
        assert_the_same(engine, *whole(engine), None)


@pytest.mark.parametrize("seed", range(25))
def test_no_two_statements_of_the_same_users_make_one(seed: int) -> None:
    for engine in engines_of(random_declaration(seed, 3, gaps=seed % 2 == 1)):
        summary = summarise(engine, *whole(engine))
        told = list(zip(summary.statements, sentences(summary), strict=True))
        truth = matrix(engine, *whole(engine), EVERY)
        for (one, first), (other, second) in combinations(told, 2):
            if one.who != other.who or one.basis is not other.basis or one.exempt or other.exempt:
                continue
            keys = first.capabilities | second.capabilities
            items = f"({first.items}) or ({second.items})"
            together = Sentence(first.users, first.only_owners, items, keys)
            said = read_back(engine, [together])
            assert any(users & ~truth.get(cell, 0) for cell, users in said.items())


@pytest.mark.parametrize("seed", range(25))
def test_every_statement_says_something_that_no_other_does(seed: int) -> None:
    """Owners apart, of whom a statement is always made."""
    for engine in engines_of(random_declaration(seed, 2, gaps=seed % 2 == 1)):
        told = [it for it in sentences(summarise(engine, *whole(engine))) if not it.only_owners]
        truth = read_back(engine, told)
        for place in range(1, len(told)):
            rest = [*told[:place], *told[place + 1 :]]
            assert read_back(engine, rest) != truth


SITE = {
    "users": {
        "ada": "Creator",
        "bob": "Explorer",
        "cyd": "Explorer",
        "dan": "Viewer",
        "eve": "Viewer",
        "una": "Unlicensed",
        "zed": "Creator",
    },
    "groups": {"Finance": ["ada", "bob", "cyd", "dan", "una"], "FP&A": ["cyd"], "Out": ["dan"]},
}
VIEW = {"allow": ["view", "filter"]}
CASES: dict[str, tuple[dict, list[str]]] = {
    "everyone in Finance with Viewer or above; FP&A can also Download": (
        {
            "groups": {
                "Finance": {"workbooks": VIEW},
                "FP&A": {"workbooks": {"allow": ["download_full_data"]}},
            }
        },
        [
            "everyone in Finance with Viewer or above can View and Filter on workbook:P/W",
            "everyone in FP&A can Download Full Data on workbook:P/W",
        ],
    ),
    "where the ceiling is what limits, by role": (
        {"groups": {"Finance": {"workbooks": {"allow": ["web_edit"]}}}},
        ["everyone in Finance with Explorer or above can Web Edit on workbook:P/W"],
    ),
    "minus denied groups": (
        {"groups": {"All Users": {"workbooks": VIEW}, "Out": {"workbooks": {"deny": ["view"]}}}},
        [
            "everyone with Viewer or above can Filter on workbook:P/W",
            "everyone with Viewer or above, but nobody in Out, can View on workbook:P/W",
        ],
    ),
    "exceptions: bob (user rule)": (
        {
            "groups": {"Finance": {"workbooks": VIEW}},
            "users": {"bob": {"workbooks": {"deny": ["view"]}}, "eve": {"workbooks": VIEW}},
        },
        [
            (
                "everyone in Finance with Viewer or above can View and Filter on workbook:P/W;"
                " exception: bob cannot View"
            ),
            "exception: eve can also View and Filter on workbook:P/W",
        ],
    ),
    "an exception to all of it": (
        {
            "groups": {"FP&A": {"workbooks": VIEW}, "Finance": {"workbooks": VIEW}},
            "users": {"bob": {"workbooks": {"deny": ["view", "filter"]}}},
        },
        [
            (
                "everyone in Finance with Viewer or above can View and Filter on workbook:P/W;"
                " exception: not bob"
            ),
        ],
    ),
    "a leader has what the site role admits": (
        {"users": {"eve": {"leader": True}}},
        [
            (
                "eve, who leads project:P, can View, Filter, View Comments, Add Comments, Download"
                " Image/PDF, Download Summary Data and Run Explain Data on everything in project:P"
            ),
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_sentences(name: str) -> None:
    permissions, expected = CASES[name]
    project = {"permissions": permissions, "workbooks": {"W": {}}}
    plain = {"version": 1, "sites": {"S": {**SITE, "projects": {"P": project}}}}
    engine = compile_site(declaration_of(plain).sites["S"])
    summary = assert_the_same(engine, *whole(engine), None)
    assert [without_places(sentence(it)) for it in summary.statements] == expected


def without_places(said: str) -> str:
    """Return a sentence without where it is written."""
    return "; ".join(part.rpartition(" (")[0] for part in said.split("; "))


def test_places_that_differ_are_exceptions_of_places() -> None:
    """ "items below a project that differ are exceptions of places"."""
    rules = {"groups": {"Finance": {"workbooks": VIEW, "project": "view"}}}
    workbooks: dict[str, dict] = {f"W{number}": {} for number in range(6)}
    workbooks["Odd"] = {"permissions": {}}
    project = {"permissions": rules, "workbooks": workbooks}
    plain = {"version": 1, "sites": {"S": {**SITE, "projects": {"P": project}}}}
    engine = compile_site(declaration_of(plain).sites["S"])
    (only,) = assert_the_same(engine, *whole(engine), None).statements
    assert without_places(sentence(only)) == (
        "everyone in Finance with Viewer or above can View and Filter on everything in project:P"
        " (except workbook:P/Odd)"
    )


def test_a_denied_owner_is_no_exception() -> None:
    """Nothing is said that is not true: the owner of an item is bound by no rule."""
    permissions = {
        "groups": {"Finance": {"workbooks": VIEW}},
        "users": {"bob": {"workbooks": {"deny": ["view"]}}},
    }
    project = {"permissions": permissions, "workbooks": {"W": {"owner": "bob"}}}
    plain = {"version": 1, "sites": {"S": {**SITE, "projects": {"P": project}}}}
    engine = compile_site(declaration_of(plain).sites["S"])
    summary = assert_the_same(engine, *whole(engine), None)
    assert [it.exempt for it in summary.statements] == [(), ()]


@pytest.mark.parametrize(
    ("sample", "most"), [("students_orange_belt.yaml", 6), ("business_matrix.yaml", 19)]
)
def test_a_well_understood_sample_has_few_statements(sample: str, most: int) -> None:
    (site,) = load_declaration([str(SAMPLES / sample)]).sites.values()
    engine = compile_site(site)
    assert len(summarise(engine, *whole(engine)).statements) <= most
