"""The configuration: which file it is, what it says, and how its errors are told."""

import json
from pathlib import Path

import pytest
from support.running import golden, run_inside

from tableau_perm_cli.audit.lint import Thresholds
from tableau_perm_cli.audit.lint.selection import RuleWords
from tableau_perm_cli.cli.configuration import Configuration, find_configuration
from tableau_perm_cli.cli.fail_on import FailOn
from tableau_perm_cli.diagnostics import FileError, Severity, ToolError, UsageError
from tableau_perm_cli.diagnostics.snippet import concise

DECLARATION = """\
version: 1
sites:
  Acme:
    users: {ada: Creator}
    groups: {One: []}
    projects:
      Default: {content_permissions: locked_including_nested, permissions: {groups: {}}}
"""
COMPLETE = """\
[lint]
select = ["TP1", "empty-group"]
ignore = ["TP101"]
error = ["TP102"]
warn = ["all"]
info = ["TP214"]
fail-on = "error"
baseline = "kept/baseline.json"
sensitive-label = "secret"
sandbox-label = "open"
max-site-administrators = 5
max-server-administrators = 0
administrator-groups = ["Boss*"]
large-group = 0.25
large-group-least = 20
owner-share = 1
owner-least = 3

[test]
min-coverage = 82.5
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory two below the one where nothing is configured yet."""
    monkeypatch.delenv("TABLEAU_PERM_CONFIG", raising=False)
    directory = tmp_path / "above" / "here"
    directory.mkdir(parents=True)
    monkeypatch.chdir(directory)
    return directory


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def limit(word: str) -> str:
    return f'[lint]\nfail-on = "{word}"\n'


def tool(word: str) -> str:
    return f'[tool.tableau-perm.lint]\nfail-on = "{word}"\n'


def test_every_setting_is_read() -> None:
    write("tableau-perm.toml", COMPLETE)
    found = find_configuration()
    assert found.file == "tableau-perm.toml"
    assert found.lint.words == RuleWords(
        ("TP1", "empty-group"),
        ignore=("TP101",),
        levels={
            Severity.ERROR: ("TP102",),
            Severity.WARNING: ("all",),
            Severity.INFO: ("TP214",),
        },
    )
    assert found.lint.fail_on is FailOn.ERROR
    assert found.lint.baseline == "kept/baseline.json"
    assert found.lint.thresholds == Thresholds(
        *("secret", "open", 5, 0, ("Boss*",), 0.25, 20, 1.0, 3)
    )
    assert found.test.min_coverage == 82.5


@pytest.mark.parametrize("text", ["", "[lint]\n", "[test]\n[lint]\n"])
def test_what_is_not_set_is_by_default(text: str) -> None:
    write("tableau-perm.toml", text)
    assert find_configuration() == Configuration("tableau-perm.toml")


def test_without_a_file_all_is_by_default() -> None:
    assert find_configuration() == Configuration()


FILES = {
    "here": ({"tableau-perm.toml": limit("error")}, "tableau-perm.toml"),
    "above": ({"../../tableau-perm.toml": limit("error")}, "../../tableau-perm.toml"),
    "in a project file": ({"../pyproject.toml": tool("error")}, "../pyproject.toml"),
    "a project file about other things is passed over": (
        {
            "pyproject.toml": '[tool.ruff]\na = "tableau-perm"\n',
            "../pyproject.toml": tool("error"),
        },
        "../pyproject.toml",
    ),
    "a broken project file about other things is passed over": (
        {"pyproject.toml": "[", "../pyproject.toml": tool("error")},
        "../pyproject.toml",
    ),
    "of two in one directory its own": (
        {"tableau-perm.toml": limit("error"), "pyproject.toml": tool("info")},
        "tableau-perm.toml",
    ),
    "the nearest, whatever its name": (
        {"pyproject.toml": tool("error"), "../tableau-perm.toml": limit("info")},
        "pyproject.toml",
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_the_nearest_file_counts(case: str) -> None:
    files, expected = FILES[case]
    for name, text in files.items():
        write(name, text)
    found = find_configuration()
    assert (found.file, found.lint.fail_on) == (expected, FailOn.ERROR)


def test_a_path_in_it_begins_where_the_file_lies() -> None:
    write("../tableau-perm.toml", '[lint]\nbaseline = "b.json"\n')
    assert find_configuration().lint.baseline == "../b.json"


def test_a_named_file_counts_before_one_that_lies_here(monkeypatch: pytest.MonkeyPatch) -> None:
    write("tableau-perm.toml", limit("info"))
    write("a.toml", limit("error"))
    write("b.toml", limit("never"))
    monkeypatch.setenv("TABLEAU_PERM_CONFIG", "a.toml")
    assert find_configuration().lint.fail_on is FailOn.ERROR
    assert find_configuration("b.toml").lint.fail_on is FailOn.NEVER
    assert find_configuration(isolated=True) == Configuration()
    monkeypatch.setenv("TABLEAU_PERM_CONFIG", "")
    assert find_configuration().lint.fail_on is FailOn.INFO


def test_a_named_project_file_needs_the_table() -> None:
    write("x/pyproject.toml", "[tool.ruff]\n")
    with pytest.raises(ToolError, match=r"has no table `\[tool\.tableau-perm\]`"):
        find_configuration("x/pyproject.toml")


def test_a_file_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(ToolError, match=r"cannot read the configuration `no\.toml`: no such file"):
        find_configuration("no.toml")
    Path("tableau-perm.toml").write_bytes(b"\xff")
    with pytest.raises(ToolError, match=r"`tableau-perm\.toml`: it is not valid UTF-8"):
        find_configuration()


def test_a_file_and_none_exclude_each_other() -> None:
    with pytest.raises(UsageError, match="exclude each other"):
        find_configuration("a.toml", isolated=True)
    with pytest.raises(UsageError, match="`--config` needs the name of a file"):
        find_configuration("")


BROKEN = {
    "not TOML": ("[lint\n", ["1:6: error: not valid TOML: expected ']' at the end of a table"]),
    "cut off": ('[lint]\nselect = ["', ["2:12: error: not valid TOML: unterminated string"]),
    "a table misspelt": ("[lnt]\n", ["1:2: error: unknown key `lnt`"]),
    "a key misspelt": ("[lint]\nselct = []\n", ["2:1: error: unknown key `selct`"]),
    "a key in the wrong table": (
        '[lint]\nmin-coverage = 1\n[test]\nselect = ["TP1"]\n',
        ["2:1: error: unknown key `min-coverage`", "4:1: error: unknown key `select`"],
    ),
    "no table": ("lint = 1\n", ["1:8: error: `lint` is not a table"]),
    "several tables": ("[[lint]]\n", ["1:3: error: `lint` is not a table"]),
    "an unknown rule": (
        '[lint]\nselect = [\n  "TP1",\n  "emtpy-group",\n]\n',
        ["4:3: error: unknown lint rule `emtpy-group`"],
    ),
    "an unknown rule beside what is no text": (
        '[lint]\nerror = ["TP0", 1]\n',
        [
            "2:10: error: unknown lint rule `TP0`",
            "2:17: error: an element of `error` is not text",
        ],
    ),
    "no list": ('[lint]\nignore = "TP1"\n', ["2:10: error: `ignore` is not a list"]),
    "a level twice": (
        '[lint]\nerror = ["TP101"]\ninfo = ["tp101"]\n',
        [
            "1:2: error: the lint rule `all-users-allow-on-default` is set to `error` and `info`",
        ],
    ),
    "a wrong word": ('[lint]\nfail-on = "warn"\n', ["2:11: error: `fail-on` has no such value"]),
    "a truth value for a number": (
        "[lint]\nowner-least = true\n",
        ["2:15: error: `owner-least` is not a whole number"],
    ),
    "a fraction for a number": (
        "[lint]\nowner-least = 1.5\n",
        ["2:15: error: `owner-least` is not a whole number"],
    ),
    "a number below 0": (
        "[lint]\nmax-site-administrators = -1\n",
        ["2:27: error: `max-site-administrators` is not a whole number"],
    ),
    "a share above 1": (
        "[lint]\nlarge-group = 50\n",
        ["2:15: error: `large-group` is not a number from 0 to 1"],
    ),
    "no number at all": (
        "[lint]\nowner-share = nan\n",
        ["2:15: error: `owner-share` is not a number from 0 to 1"],
    ),
    "percent above 100": (
        "[test]\nmin-coverage = 100.5\n",
        ["2:16: error: `min-coverage` is not a number from 0 to 100"],
    ),
    "an empty text": ('[lint]\nbaseline = ""\n', ["2:12: error: `baseline` is empty"]),
    "an inline table": (
        "lint = {select = [], x = 1}\n",
        ["1:22: error: unknown key `x`"],
    ),
    "with carriage returns": (
        '[lint]\r\nselect = [\r\n"TP0"]\r\n',
        ["3:1: error: unknown lint rule `TP0`"],
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_an_error_is_told_with_its_place(case: str) -> None:
    text, expected = BROKEN[case]
    Path("tableau-perm.toml").write_bytes(text.encode())
    with pytest.raises(FileError, match=r"errors? in the configuration") as caught:
        find_configuration()
    found = [concise(it).removeprefix("tableau-perm.toml:") for it in caught.value.diagnostics]
    assert len(found) == len(expected)
    for line, begin in zip(found, expected, strict=True):
        assert line.startswith(begin)


def test_all_errors_are_drawn_at_once(here: Path) -> None:
    write(
        "../pyproject.toml",
        '[tool.tableau-perm]\nselect = ["TP1"]\n\n[tool.tableau-perm.lint]\n'
        'selct = []\nignore = ["TP101", "emtpy-group"]\nfail-on = "warnin"\n'
        "large-group = 50\n",
    )
    write("a.yaml", DECLARATION)
    ran = run_inside("lint", "a.yaml", cwd=here)
    assert (ran.exit_code, ran.stdout) == (2, "")
    golden("lint/broken_configuration.txt", ran.stderr)


def test_a_flag_counts_before_the_configuration(here: Path) -> None:
    write("a.yaml", DECLARATION)
    write("tableau-perm.toml", '[lint]\nselect = ["TP214"]\nfail-on = "info"\ninfo = ["TP214"]\n')

    def lint(*words: str) -> tuple[int, list[str]]:
        ran = run_inside("lint", "a.yaml", "--format", "json", *words, cwd=here)
        found = json.loads(ran.stdout)["findings"]
        return ran.exit_code, [f"{it['code']} {it['severity']}" for it in found]

    assert lint() == (1, ["TP214 info"])
    assert lint("--fail-on", "warning") == (0, ["TP214 info"])
    assert lint("--error", "TP2") == (1, ["TP214 error"])
    assert lint("--select", "TP901") == (0, [])
    assert lint("--isolated", "--select", "TP214", "--warn", "all") == (1, ["TP214 warning"])


def test_thresholds_reach_the_rules(here: Path) -> None:
    users = ", ".join(f"u{number}: Site Administrator Creator" for number in range(4))
    write("a.yaml", DECLARATION.replace("{ada: Creator}", f"{{{users}}}"))
    words = ("lint", "a.yaml", "--select", "too-many-site-administrators", "--format", "concise")
    assert "TP4" in run_inside(*words, cwd=here).stdout
    write("tableau-perm.toml", "[lint]\nmax-site-administrators = 4\n")
    assert run_inside(*words, cwd=here).stdout == ""
