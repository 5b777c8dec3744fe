"""Drift in words: every kind has its heading, and what one ought to know is said."""

from textwrap import dedent

import pytest

from tableau_perm_cli.audit.diff import Change
from tableau_perm_cli.audit.drift import (
    Drift,
    DriftChange,
    DriftKind,
    GapState,
    Side,
    find_drift,
)
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.diagnostics import Position
from tableau_perm_cli.report.drift.markdown import drift_markdown
from tableau_perm_cli.report.drift.words import (
    GAPS,
    HEADINGS,
    by_kind,
    change_words,
    gap_sections,
    headline,
    remarks,
)

OLD = """\
version: 1
sites:
  S:
    users: {ada: Viewer, bob: Viewer}
    projects:
      P: {not_read: {owner: refused}, permissions: {users: {bob: {project: view}}}}
"""
NEW = OLD.replace("{bob: {project", "{ada: {project")


def drift_of(old: str, new: str, **more: object) -> Drift:
    sides = [Side(read_files([("x.yaml", dedent(it).encode())]), {}) for it in (old, new)]
    return find_drift(*sides, **more)


def test_every_kind_has_a_heading_in_the_order_of_the_changes() -> None:
    assert [*HEADINGS] == [*DriftKind]
    assert len(set(HEADINGS.values())) == len(HEADINGS)


def test_what_is_no_drift_has_a_heading_of_its_own() -> None:
    assert {*GAPS} == {*GapState} - {GapState.NO_LONGER_READABLE}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (OLD, OLD, "No drift: the site is as declared"),
        (OLD, NEW, "The site has drifted: 2 changes, 1 cell gained and 1 cell lost"),
        (
            OLD,
            OLD.replace("ada: Viewer", "ada: {role: Viewer}").replace("P:", "P: &p"),
            "No drift: the site is as declared",
        ),
        (
            OLD,
            OLD.replace("users: {bob", "users: {ada: {leader: denied}, bob"),
            "The site has drifted: 1 change, nobody gains or loses access",
        ),
    ],
)
def test_the_headline(old: str, new: str, said: str) -> None:
    assert headline(drift_of(old, new)) == said


def test_the_remarks_say_that_names_decided_and_what_was_ignored() -> None:
    assert len([*remarks(drift_of(OLD, NEW))]) == 1
    ignoring = [*remarks(drift_of(OLD, NEW, ignored=[DriftKind.RULE]))]
    assert ignoring[0].startswith("Compared by names alone, since no ids")
    assert ignoring[1] == "2 changes of ignored kinds are left out"


def test_what_neither_side_has_read_is_listed_under_its_heading() -> None:
    assert [*gap_sections(drift_of(OLD, NEW))] == [
        ("Not compared", ["owner of `project:P` not compared: refused"])
    ]
    text = "".join(drift_markdown(drift_of(OLD, NEW)))
    assert "<summary>Not compared: 1 part</summary>" in text


def test_changes_of_a_kind_stand_together() -> None:
    ((heading, changes),) = by_kind(drift_of(OLD, NEW))
    assert (heading, len(changes)) == ("Rules", 2)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "no effect"),
        ({"gained": 3, "lost": 1}, "+3 -1"),
        ({"gained": 3, "shared": 2}, "+3 (shared)"),
        ({"with_move": True}, "with the move"),
    ],
)
def test_the_effect_of_a_change(more: dict[str, int], said: str) -> None:
    at = Position("x.yaml", 1, 1)
    change = DriftChange(DriftKind.RULE, Change.ADDED, "S", "a rule", at, **more)
    assert change_words(change) == said
