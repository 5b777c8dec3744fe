"""CSV files as other programs write them: encodings, separators, columns by name, bad rows."""

import codecs
from pathlib import Path

import pytest

from tableau_perm_cli.diagnostics import FileError
from tableau_perm_cli.exchange.columns import Column, Shape
from tableau_perm_cli.exchange.table_problems import Problems
from tableau_perm_cli.exchange.tables import csv_file, files_of, told

USERS = Shape(
    "TS Users",
    (
        Column("User LUID", "all answers"),
        Column("User Email", "all answers", ("Email",)),
        Column("User Friendly Name"),
    ),
)
HEADER = ["User LUID", "User Email", "User Friendly Name"]
ADA = ["u-1", "ada@example.com", "Ada, Countess"]


def _text(rows: list[list[str]], separator: str) -> str:
    def cell(text: str) -> str:
        return f'"{text}"' if separator in text else text

    return "".join(separator.join(cell(text) for text in row) + "\r\n" for row in rows)


def _read(path: Path, shape: Shape = USERS) -> list[tuple[int, tuple[str, ...]]]:
    problems = Problems("the tables")
    opened = csv_file(path).table(shape, problems)
    rows = list(opened[1]) if opened else []
    problems.raise_if_any()
    return rows


def _problems(path: Path, shape: Shape = USERS) -> list[str]:
    with pytest.raises(FileError) as caught:
        _read(path, shape)
    return [f"{it.position.line}: {it.message}" for it in caught.value.diagnostics]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize(
    ("encoding", "bom"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        # "Crosstab … is a .csv file in UTF-16, tab-separated" is what a view's download is.
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ],
)
def test_encoding_and_separator_are_found_out(
    tmp_path: Path, separator: str, encoding: str, bom: bytes
) -> None:
    path = tmp_path / "users.csv"
    rows = [HEADER, ADA, ["u-2", "żółw@example.com", "🦊"]]
    path.write_bytes(bom + _text(rows, separator).encode(encoding))
    assert _read(path) == [(2, tuple(ADA)), (3, ("u-2", "żółw@example.com", "🦊"))]


@pytest.mark.parametrize(
    "header",
    [
        ["user_luid", "USER EMAIL", "user-friendly name"],
        ["UserLUID", "Email", "User.Friendly.Name"],
        ["User LUID ", " (User Email)", "User Friendly Name:"],
    ],
)
def test_columns_are_matched_by_name_whatever_their_spelling(
    tmp_path: Path, header: list[str]
) -> None:
    path = tmp_path / "users.csv"
    path.write_text(_text([header, ADA], ","), encoding="utf-8")
    assert _read(path) == [(2, tuple(ADA))]


def test_order_does_not_matter_and_other_columns_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_text("Extra,Email,Extra,User LUID\nx,a@b,y,u-1\n", encoding="utf-8")
    assert _read(path) == [(2, ("u-1", "a@b", ""))]


def test_what_is_missing_is_said_with_the_answers_that_need_it(tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_text("User LUID,User Emial\nu-1,a@b\n", encoding="utf-8")
    with pytest.raises(FileError) as caught:
        _read(path)
    (problem,) = caught.value.diagnostics
    assert problem.message == (
        "table `TS Users` has no column `User Email`, which all answers depend on"
    )
    assert problem.help == "did you mean `User Emial`?"
    assert problem.position.file == path.as_posix()


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_text("User LUID,User Email,Email\nu-1,a@b,c@d\n", encoding="utf-8")
    assert _problems(path) == ["1: column `User Email` is there 2 times: `User Email` and `Email`"]


def test_rows_of_another_length_are_refused_each_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_text(
        'User LUID,User Email\nu-1,a@b\nu-2\n\nu-3,"c\nd"\nu-4,e@f,g\n', encoding="utf-8"
    )
    assert _problems(path) == [
        "3: the row has 1 cells, where the first line names 2",
        "7: the row has 3 cells, where the first line names 2",
    ]


def test_the_same_mistake_in_every_row_is_shown_twenty_times_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_text("User LUID,User Email\n" + "u\n" * 5_000, encoding="utf-8")
    problems = _problems(path)
    assert len(problems) == 21
    assert "1: 4,980 more of this kind: rows of another length" in problems


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "1: the table `TS Users` has no line of column names"),
        (b"User LUID,User Email\nu-1,\xff\n", "2: the line is not UTF-8"),
        (
            b'User LUID,User Email\nu-1,"a"b\n',
            "2: the row cannot be read: ',' expected after '\"'",
        ),
        (
            b'User LUID,User Email\nu-1,"a\n',
            "2: the row cannot be read: unexpected end of data",
        ),
    ],
)
def test_text_that_is_no_table_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "users.csv"
    path.write_bytes(data)
    assert _problems(path)[0] == message


def test_utf_16_that_is_cut_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_bytes(codecs.BOM_UTF16_LE + _text([HEADER, ADA], ",").encode("utf-16-le")[:-1])
    assert _problems(path) == ["2: the line is not UTF-16"]


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert _problems(tmp_path / "none.csv")[0] == "1: cannot be read: No such file or directory"


def test_a_directory_is_its_tables_by_name(tmp_path: Path) -> None:
    for name in ("b.CSV", "a.tsv", "c.txt", "d.md", ".e.csv"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "inside.csv").mkdir()
    assert [file.path.name for file in files_of([tmp_path])] == ["a.tsv", "b.CSV", "c.txt"]


@pytest.mark.parametrize("cell", ["", " ", "NULL", "Null", "\\N", "(null)", "NA"])
def test_words_for_nothing_tell_nothing(cell: str) -> None:
    assert told(cell) is None


def test_a_word_is_told() -> None:
    assert told(" Viewer ") == "Viewer"
