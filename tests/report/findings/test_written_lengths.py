"""Underlines are as long as what is written, also inside collections of several lines."""

import pytest

from tableau_perm_cli.diagnostics import Diagnostic, Position, Related, Severity
from tableau_perm_cli.report.findings.written_length import WrittenLengths

TEXT = """\
version: 1   # a comment with [ and {
sites:
  "Acme: {one": {users: {ada: Creator}}
  Beta:
    users: {ada: Creator, bob: Viewer,
      cy: {role: Viewer, full_name: 'C. [Y'},
      # { a comment inside
      dee: Site Administrator Explorer}
    groups:
      Smith, John and {friends: [ada, bob]
      - Smith [x, y
      All Users: &rule {project: view}
      It's one: 'two', three
      Last: *rule
"""


@pytest.mark.parametrize(
    ("line", "column", "written"),
    [
        (1, 1, "version"),
        (1, 10, "1"),
        (3, 3, '"Acme: {one"'),
        (3, 18, "users"),
        (3, 17, "{users: {ada: Creator}}"),
        (3, 31, "Creator"),
        (5, 12, "{"),  # it goes on over the line's end
        (5, 13, "ada"),
        (6, 7, "cy"),
        (6, 11, "{role: Viewer, full_name: 'C. [Y'}"),
        (6, 37, "'C. [Y'"),
        (8, 12, "Site Administrator Explorer"),
        (9, 5, "groups"),
        (10, 7, "Smith, John and {friends"),  # in a block a comma ends nothing
        (11, 9, "Smith [x, y"),
        (12, 7, "All Users"),
        (12, 18, "&rule {project: view}"),
        (13, 7, "It's one"),
        (14, 13, "*rule"),
    ],
)
def test_a_place_is_as_long_as_what_is_written_there(line: int, column: int, written: str) -> None:
    lines = TEXT.splitlines()
    assert lines[line - 1][column - 1 :].startswith(written)
    lengths = WrittenLengths(lambda _: lines)
    assert lengths.measured(_finding(line, column)).length == len(written)


def _finding(line: int, column: int, length: int = 1) -> Diagnostic:
    return Diagnostic(Severity.ERROR, "m", Position("a.yaml", line, column), length)


def test_related_places_are_measured_too_and_what_was_measured_stays() -> None:
    place = Position("a.yaml", 3, 3)
    finding = Diagnostic(
        Severity.ERROR, "m", place, 4, related=(Related(place, 1, None), Related(place, 2, "x"))
    )
    measured = WrittenLengths(lambda _: TEXT.splitlines()).measured(finding)
    assert measured.length == 4
    assert [it.length for it in measured.related] == [12, 2]
    assert [it.label for it in measured.related] == [None, "x"]


@pytest.mark.parametrize(("line", "column"), [(99, 1), (1, 200), (15, 1), (0, 1)])
def test_a_place_that_is_not_there_has_the_length_one(line: int, column: int) -> None:
    lengths = WrittenLengths(lambda _: TEXT.splitlines())
    assert lengths.measured(_finding(line, column)).length == 1


def test_nothing_is_measured_where_the_source_cannot_be_had_or_there_is_no_place() -> None:
    lengths = WrittenLengths(lambda _: None)
    assert lengths.measured(_finding(1, 1)).length == 1
    nowhere = Diagnostic(Severity.ERROR, "m")
    assert lengths.measured(nowhere) is nowhere


def test_in_json_everything_is_inside_brackets() -> None:
    lines = ['{"a": [1,', "  true, 2],", '  "b, c": null}']
    lengths = WrittenLengths(lambda _: lines)
    assert [lengths.measured(_finding(*at)).length for at in ((2, 3), (3, 3), (3, 11))] == [
        4,
        6,
        4,
    ]


def test_the_order_in_which_places_are_asked_about_is_irrelevant() -> None:
    places = [(8, 12), (5, 13), (12, 18), (6, 11)]
    forward = WrittenLengths(lambda _: TEXT.splitlines())
    backward = WrittenLengths(lambda _: TEXT.splitlines())
    there = [forward.measured(_finding(*at)).length for at in places]
    back = [backward.measured(_finding(*at)).length for at in reversed(places)]
    assert there == back[::-1]
