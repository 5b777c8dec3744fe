"""``init``: a file to start from, that loads and loses nothing."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from support.running import golden, run, run_inside


def test_the_starter_file_is_as_it_was() -> None:
    ran = run_inside("init", "-")
    assert (ran.exit_code, ran.stderr) == (0, "")
    golden("init/starter.yaml", ran.stdout)
    assert 50 <= len(ran.stdout.splitlines()) <= 70
    assert max(map(len, ran.stdout.splitlines())) <= 99


def test_the_starter_file_loads_without_errors_and_notices(tmp_path: Path) -> None:
    assert run("init", cwd=tmp_path).exit_code == 0
    ran = run("explain", "ana", "workbook:Finance/Budget", cwd=tmp_path)
    assert (ran.exit_code, ran.stderr) == (0, "")
    schema = json.loads(run_inside("schema").stdout)
    text = (tmp_path / "tableau-perm.yaml").read_text(encoding="utf-8")
    jsonschema.validate(yaml.safe_load(text), schema)


def test_every_command_that_the_starter_file_names_works(tmp_path: Path) -> None:
    run_inside("init", cwd=tmp_path)
    lines = (tmp_path / "tableau-perm.yaml").read_text(encoding="utf-8").splitlines()
    commands = [
        line.removeprefix("#").strip().split("  ")[0].split()[1:]
        for line in lines
        if line.startswith("#   tableau-perm")
    ]
    assert len(commands) == 4
    for words in commands:
        assert run_inside(*words, cwd=tmp_path).exit_code == 0


def test_it_says_what_it_wrote_and_what_to_try(tmp_path: Path) -> None:
    ran = run_inside("init", "site.yaml", cwd=tmp_path)
    assert ran.stdout == ""
    assert ran.stderr.splitlines() == [
        "wrote site.yaml",
        "try: tableau-perm explain ana workbook:Finance/Budget -f site.yaml",
    ]
    assert run_inside("init", "other.yaml", "--quiet", cwd=tmp_path).stderr == ""


def test_it_overwrites_nothing_without_force(tmp_path: Path) -> None:
    target = tmp_path / "tableau-perm.yaml"
    target.write_text("mine\n")
    ran = run_inside("init", cwd=tmp_path)
    assert ran.exit_code == 2
    assert "is there already" in ran.stderr
    assert "--force" in ran.stderr
    assert target.read_text() == "mine\n"
    assert run_inside("init", "--force", cwd=tmp_path).exit_code == 0
    assert target.read_text().startswith("# Who may do what")


def test_it_does_not_write_through_a_dangling_link(tmp_path: Path) -> None:
    (tmp_path / "tableau-perm.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert run_inside("init", cwd=tmp_path).exit_code == 2
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_the_first_line_names_a_schema_only_when_it_is_there(tmp_path: Path) -> None:
    run_inside("init", "plain.yaml", cwd=tmp_path)
    assert "yaml-language-server" not in (tmp_path / "plain.yaml").read_text(encoding="utf-8")
    (tmp_path / "sub").mkdir()
    assert run_inside("init", "sub/a.yaml", "--schema", "s.json", cwd=tmp_path).exit_code == 0
    first = (tmp_path / "sub" / "a.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../s.json"
    written = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert written == json.loads(run_inside("schema").stdout)
    assert run_inside("tree", "-f", "sub/a.yaml", cwd=tmp_path).exit_code == 0


def test_when_one_of_two_files_is_there_neither_is_written(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text("{}")
    ran = run_inside("init", "--schema", "s.json", cwd=tmp_path)
    assert (ran.exit_code, list(tmp_path.iterdir())) == (2, [tmp_path / "s.json"])
    assert (tmp_path / "s.json").read_text() == "{}"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sub/x.yaml",), "no such file or directory"),
        ((".",), "is a directory"),
        (("x.yaml", "-o", "y.yaml"), "leave --output out"),
    ],
)
def test_what_cannot_be_written_ends_with_exit_2(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    ran = run_inside("init", *words, cwd=tmp_path)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_printed_to_a_file_by_output(tmp_path: Path) -> None:
    assert run_inside("init", "-", "-o", "x.yaml", cwd=tmp_path).exit_code == 0
    assert run_inside("tree", "-f", "x.yaml", cwd=tmp_path).exit_code == 0
