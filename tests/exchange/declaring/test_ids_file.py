"""The side file of ids is written sorted, is read back, and is refused with a place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_perm_cli.declaration.files import find_files
from tableau_perm_cli.diagnostics import FileError
from tableau_perm_cli.exchange.ids import IdEntry, ids_path, ids_text, read_ids

HEADER = '{"schema": "tableau-perm/ids/1"}\n'


def test_there_is_a_line_a_thing_and_they_are_sorted() -> None:
    entries = [
        IdEntry("Training", "workbook:Finance/Sales", "3"),
        IdEntry("Training", "group:Staff", "2"),
        IdEntry("Other", "user:zoë", "1"),
    ]
    assert "".join(ids_text(entries)) == (
        '{"schema": "tableau-perm/ids/1"}\n'
        '{"site": "Other", "is": "user:zoë", "id": "1"}\n'
        '{"site": "Training", "is": "group:Staff", "id": "2"}\n'
        '{"site": "Training", "is": "workbook:Finance/Sales", "id": "3"}\n'
    )


def test_nothing_hides_in_a_line() -> None:
    (_, line) = ids_text([IdEntry("S", "user:\u202ea\u2028b\n", "1")])
    assert line == '{"site": "S", "is": "user:\\u202ea\\u2028b\\n", "id": "1"}\n'


@given(st.lists(st.builds(IdEntry, st.text(), st.text(), st.text()), unique_by=lambda it: it.what))
def test_what_is_written_is_read_back(entries: list[IdEntry]) -> None:
    text = "".join(ids_text(entries))
    assert read_ids("site.ids", text.encode()) == tuple(sorted(entries))
    assert len(text.splitlines()) >= len(entries) + 1 == text.count("\n")


def test_keys_of_a_later_version_are_left_alone() -> None:
    line = '{"site": "S", "is": "user:a", "id": "1", "since": 2027}\n\n'
    assert read_ids("site.ids", (HEADER + line).encode()) == (IdEntry("S", "user:a", "1"),)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "this is no file of ids"),
        ("version: 1\n", 1, "this is no file of ids"),
        ("[1]\n", 1, "this is no file of ids"),
        ("[" * 100_000, 1, "this is no file of ids"),
        ('{"schema": "tableau-perm/ids/2"}\n', 1, "the schema `tableau-perm/ids/2` is not known"),
        (HEADER + "{", 2, "this line gives no id"),
        (HEADER + '{"site": "S", "is": "user:a"}\n', 2, "this line gives no id"),
        (HEADER + '{"site": "S", "is": "user:a", "id": 7}\n', 2, "this line gives no id"),
        (HEADER + '\n{"site": "S", "is": "u", "id": "1"}\n' * 2, 5, "`u` has an id twice"),
        (HEADER + "\xff", 2, "this line gives no id"),
    ],
)
def test_an_error_has_its_place(text: str, line: int, message: str) -> None:
    with pytest.raises(FileError) as raised:
        read_ids("site.ids", text.encode("latin-1"))
    (found,) = raised.value.diagnostics
    assert found.message == message
    assert found.position is not None
    assert (found.position.file, found.position.line) == ("site.ids", line)
    assert raised.value.message == "1 error in the ids file `site.ids`"


def test_all_errors_are_told_at_once() -> None:
    with pytest.raises(FileError) as raised:
        read_ids("site.ids", f"{HEADER}x\ny\n".encode())
    assert [it.position.line for it in raised.value.diagnostics if it.position] == [2, 3]


@pytest.mark.parametrize(
    ("output", "directory", "path"),
    [
        ("site.yaml", False, "site.ids"),
        ("a/site.YML", False, "a/site.ids"),
        ("site.json", False, "site.ids"),
        ("my.site", False, "my.site.ids"),
        ("site", False, "site.ids"),
        ("pulled", True, "pulled/site.ids"),
        ("pulled.yaml", True, "pulled.yaml/site.ids"),
    ],
)
def test_the_file_lies_beside_the_declaration(output: str, directory: bool, path: str) -> None:  # noqa: FBT001
    assert ids_path(Path(output), directory).as_posix() == path


def test_the_loader_takes_the_file_for_no_declaration(tmp_path: Path) -> None:
    (tmp_path / "users.yaml").write_text("version: 1\n")
    ids = ids_path(tmp_path, directory=True)
    ids.write_text("".join(ids_text([IdEntry("S", "user:a", "1")])))
    assert [Path(name).name for name in find_files([str(tmp_path)])] == ["users.yaml"]
