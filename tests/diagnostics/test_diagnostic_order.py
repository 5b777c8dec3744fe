"""Diagnostics sort by place, positions print clickable, errors carry what a reader needs."""

from tableau_perm_cli.diagnostics import (
    DeclarationError,
    Diagnostic,
    Position,
    Severity,
    ToolError,
    UnknownNameError,
    UsageError,
)


def at(file: str, line: int, column: int, message: str = "m") -> Diagnostic:
    return Diagnostic(Severity.ERROR, message, Position(file, line, column))


def test_a_position_prints_as_file_line_column() -> None:
    assert str(Position("dir/a.yaml", 3, 14)) == "dir/a.yaml:3:14"


def test_diagnostics_sort_by_file_line_column_and_message_and_those_of_no_place_come_first() -> (
    None
):
    nowhere = Diagnostic(Severity.INFO, "m")
    ordered = [
        nowhere,
        at("a", 2, 9),
        at("a", 10, 1, "a"),
        at("a", 10, 1, "b"),
        at("a", 10, 2),
        at("b", 1, 1),
    ]

    shuffled = ordered[3:] + ordered[:3]

    assert sorted(shuffled, key=lambda item: item.sort_key) == ordered


def test_severities_are_the_words_that_are_printed() -> None:
    assert [f"{severity}" for severity in Severity] == ["error", "warning", "info"]


def test_a_tool_error_has_a_message_and_help() -> None:
    error = UsageError("no file given", help="name one")

    assert isinstance(error, ToolError)
    assert (str(error), error.help, error.diagnostics) == ("no file given", "name one", ())


def test_an_unknown_name_comes_with_a_suggestion() -> None:
    error = UnknownNameError("user", "zoé\n", ["zoe", "adam"])

    assert str(error) == r"unknown user `zoé\n`"
    assert UnknownNameError("group", "Studens", ["Students"]).help == "did you mean `Students`?"


def test_a_declaration_error_counts_its_errors_and_puts_its_diagnostics_in_order() -> None:
    notice = Diagnostic(Severity.INFO, "m", Position("a", 1, 1))
    sources = {"a": ["x"]}
    error = DeclarationError([at("b", 1, 1), at("a", 2, 1), notice], sources.get)

    assert str(error) == "2 errors in the declaration"
    assert error.diagnostics == (notice, at("a", 2, 1), at("b", 1, 1))
    assert error.sources("a") == ["x"]
    assert str(DeclarationError([at("b", 1, 1)], sources.get)) == "1 error in the declaration"
