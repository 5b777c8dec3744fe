"""``lint``: what it reads and finds, what comments and the baseline put aside, how it ends."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support.running import SAMPLES, golden, run, run_inside, run_on_terminal

from tableau_perm_cli.audit.lint import all_rules
from tableau_perm_cli.report.schema_files import record_schema

ACME = """\
version: 1
sites:
  Acme:
    users: {ada: Creator}
    groups:
      One: []
      Two: []  # tableau-perm: ignore[empty-group] its first members come in June
      Three: []  # tableau-perm: ignore[TP213]
    projects:
      Default: {content_permissions: locked_including_nested, permissions: {groups: {}}}
"""
CLEAN = ACME.replace("One: []", "One: [ada]").replace(
    "Three: []  # tableau-perm: ignore[TP213]", "Three: [ada]"
)
OTHER = ACME.replace("Acme", "Other").replace(": []", ": [ada]")
# An empty group is found where its name stands, and by one rule only.
WORDS = ("--select", "empty-group,TP9")
TODAY = {"SOURCE_DATE_EPOCH": "1790000000"}  # 2026-09-21


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "tableau-perm.yaml").write_text(ACME, encoding="utf-8")
    return tmp_path


def findings(here: Path, *words: str, env: dict[str, str] | None = None) -> list[dict[str, Any]]:
    ran = run_inside("lint", *words, "--format", "json", cwd=here, env=env)
    assert ran.exit_code in {0, 1}, ran.stderr
    record = json.loads(ran.stdout)
    jsonschema.Draft202012Validator(record_schema("lint")).validate(record)
    return record["findings"]


def codes(here: Path, *words: str, env: dict[str, str] | None = None) -> list[str]:
    """What counts."""
    return [it["code"] for it in findings(here, *words, env=env) if not it["suppressed"]]


# What it says


def test_full_is_the_default_on_and_off_a_terminal(here: Path) -> None:
    ran = run_inside("lint", *WORDS, cwd=here)
    assert (ran.exit_code, ran.stderr) == (1, "")
    golden("lint/full.txt", ran.stdout)
    drawn = run_on_terminal("lint", *WORDS, "--color", "never", cwd=here)
    assert (drawn.exit_code, drawn.stdout) == (1, ran.stdout)


@pytest.mark.parametrize("style", ["concise", "json", "jsonl", "tsv", "csv", "markdown"])
def test_formats_are_as_they_were(here: Path, style: str) -> None:
    ran = run_inside("lint", *WORDS, "--format", style, cwd=here)
    assert (ran.exit_code, ran.stderr) == (1, "")
    golden(f"lint/small.{style}", ran.stdout)


def test_success_is_one_line(here: Path) -> None:
    (here / "tableau-perm.yaml").write_text(CLEAN, encoding="utf-8")
    ran = run_inside("lint", *WORDS, cwd=here)
    assert (ran.exit_code, ran.stdout) == (0, "no findings (1 ignored) in 1 file\n")


def test_two_runs_are_alike(here: Path) -> None:
    first = run("lint", cwd=here, env={"PYTHONHASHSEED": "1"})
    second = run("lint", cwd=here, env={"PYTHONHASHSEED": "2"})
    assert first == second
    assert first.exit_code == 1


def test_several_formats_are_written_in_one_run(here: Path) -> None:
    ran = run_inside("lint", *WORDS, "--report", "json=a.json", cwd=here)
    assert "TP214" in ran.stdout
    whole = json.loads((here / "a.json").read_text(encoding="utf-8"))
    assert whole["findings"] == findings(here, *WORDS)


@pytest.mark.parametrize("style", ["tsv", "json", "jsonl", "csv", "markdown", "table"])
def test_statistics_have_a_line_a_rule(here: Path, style: str) -> None:
    ran = run_inside("lint", *WORDS, "--statistics", "--format", style, cwd=here)
    assert (ran.exit_code, ran.stderr) == (1, "")
    golden(f"lint/statistics.{style}", ran.stdout)


def test_statistics_and_a_report_go_together(here: Path) -> None:
    ran = run_inside("lint", *WORDS, "--statistics", "--report", "json=a.json", cwd=here)
    assert ran.stdout.startswith("count\tcode\tname\tseverity\n")
    assert json.loads((here / "a.json").read_text(encoding="utf-8"))["findings"]
    ran = run_inside("lint", "--statistics", "--format", "sarif", cwd=here)
    assert (ran.exit_code, ran.stdout) == (2, "")


# What it reads


def test_files_are_read_from_where_they_are_named(here: Path) -> None:
    (here / "more").mkdir()
    (here / "more" / "other.yaml").write_text(OTHER, encoding="utf-8")
    by_argument = findings(here, "tableau-perm.yaml", "more", *WORDS)
    assert {it["site"] for it in by_argument} == {"Acme", None}
    assert {it["file"] for it in by_argument} == {"tableau-perm.yaml", "more/other.yaml"}
    assert findings(here, "-f", "tableau-perm.yaml", "more", *WORDS) == by_argument
    assert findings(here, *WORDS) == findings(here, "tableau-perm.yaml", *WORDS)
    named = findings(here, *WORDS, env={"TABLEAU_PERM_FILE": "more"})
    assert {it["file"] for it in named} == {"more/other.yaml"}


def test_standard_input_can_be_given_a_name(here: Path) -> None:
    words = ("lint", "-", *WORDS, "--format", "concise")
    unnamed = run_inside(*words, cwd=here, stdin=ACME).stdout
    assert unnamed.splitlines()[0].startswith("<stdin>:6:7: ")
    named = run_inside(*words, "--stdin-filename", "a/b.yaml", cwd=here, stdin=ACME).stdout
    assert named == unnamed.replace("<stdin>", "a/b.yaml")


def test_all_sites_are_looked_at_unless_one_is_named(here: Path) -> None:
    two = ACME + OTHER.partition("sites:\n")[2].replace("[ada]", "[]")
    (here / "tableau-perm.yaml").write_text(two, encoding="utf-8")
    assert {it["site"] for it in findings(here, *WORDS)} == {"Acme", "Other", None}
    assert {it["site"] for it in findings(here, *WORDS, "--site", "Other")} == {"Other", None}
    ran = run_inside("lint", "--site", "Othr", cwd=here)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "did you mean `Other`?" in ran.stderr


def test_comments_of_other_sites_are_not_called_unused(here: Path) -> None:
    two = CLEAN + ACME.partition("sites:\n")[2].replace("Acme", "Other")
    (here / "tableau-perm.yaml").write_text(two, encoding="utf-8")
    judged = ("--select", "TP213,TP214,TP901")
    assert codes(here, *judged) == ["TP214", "TP214", "TP901"]
    assert codes(here, *judged, "--site", "Acme") == []


def test_notices_of_loading_are_not_printed_beside_the_findings() -> None:
    ran = run_inside("lint", str(SAMPLES / "nine_two_blog.yaml"))
    assert ran.stderr == ""


def test_a_declaration_with_errors_ends_with_exit_2(here: Path) -> None:
    (here / "tableau-perm.yaml").write_text(ACME.replace("Creator", "Creater"), encoding="utf-8")
    ran = run_inside("lint", cwd=here)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "1 error in the declaration" in ran.stderr


# What is asked of it


def test_rules_are_selected(here: Path) -> None:
    both = ["TP214", "TP214", "TP902"]
    assert codes(here, "--select", "TP902") == ["TP902"]
    assert codes(here, "--select", "empty-group", "--select", "TP902") == both
    assert codes(here, "--select", "TP902, empty-group") == both
    assert codes(here, "--select", "TP902", "--extend-select", "TP214") == both
    assert codes(here, *WORDS, "--ignore", "TP9") == ["TP214", "TP214"]
    assert "TP214" not in codes(here, "--ignore", "TP214")


LEVELS = [
    ((), "info", "warning"),
    (("--error", "TP214"), "error", "warning"),
    (("--error", "all", "--info", "TP902"), "error", "info"),
    (("--warn", "TP2"), "warning", "warning"),
]


@pytest.mark.parametrize(("words", "empty_group", "without_reason"), LEVELS)
def test_levels_are_set(
    here: Path, words: tuple[str, ...], empty_group: str, without_reason: str
) -> None:
    found = {it["code"]: it["severity"] for it in findings(here, *WORDS, *words)}
    assert (found["TP214"], found["TP902"]) == (empty_group, without_reason)


ENDS = [
    # What is found at worst, the limit, the exit code.
    ("--error", "error", 1),
    ("--error", "warning", 1),
    ("--error", "never", 0),
    ("--warn", "error", 0),
    ("--warn", None, 1),
    ("--warn", "info", 1),
    ("--info", None, 0),
    ("--info", "info", 1),
    ("--info", "never", 0),
]


@pytest.mark.parametrize(("level", "limit", "code"), ENDS)
def test_the_exit_code_is_by_the_limit(
    here: Path, level: str, limit: str | None, code: int
) -> None:
    words = ["lint", "--select", "TP214", level, "TP214"]
    ran = run_inside(*words, *(("--fail-on", limit) if limit else ()), cwd=here)
    assert ran.exit_code == code
    assert "TP214" in ran.stdout


def test_ignore_comments_can_be_left_out_of_account(here: Path) -> None:
    assert codes(here, *WORDS) == ["TP214", "TP214", "TP902"]
    without = findings(here, *WORDS, "--no-ignores")
    assert [it["code"] for it in without] == ["TP214"] * 3
    assert not any(it["suppressed"] for it in without)


def test_an_ignored_finding_says_why(here: Path) -> None:
    [ignored] = [it for it in findings(here, *WORDS) if it["suppressed"]]
    assert ignored["suppression"] == {
        "by": "comment",
        "reason": "its first members come in June",
    }


# The baseline


def lint(here: Path, *words: str) -> tuple[int, str, str]:
    ran = run_inside("lint", *WORDS, *words, cwd=here, env=TODAY)
    return ran.exit_code, ran.stdout, ran.stderr


def entries(here: Path) -> list[dict[str, Any]]:
    return json.loads((here / "b.json").read_text(encoding="utf-8"))["findings"]


def test_what_is_in_the_baseline_does_not_count(here: Path) -> None:
    code, out, err = lint(here, "--baseline", "b.json", "--write-baseline")
    assert (code, out) == (0, "no findings (1 ignored, 3 in baseline) in 1 file\n")
    assert err == "wrote the baseline b.json: 3 new, 0 kept, 0 dropped\n"
    golden("lint/baseline.json", (here / "b.json").read_text(encoding="utf-8"))
    moved = ACME.replace("    users:", "\n    # more\n    users:").replace("One: []", "One:   []")
    (here / "tableau-perm.yaml").write_text(moved, encoding="utf-8")
    assert lint(here, "--baseline", "b.json") == (0, out, "")
    more = moved.replace("      One:", "      Four: []\n      One:")
    (here / "tableau-perm.yaml").write_text(more, encoding="utf-8")
    code, out, err = lint(here, "--baseline", "b.json", "--fail-on", "info")
    assert code == 1
    assert out.endswith("1 notice (1 ignored, 3 in baseline) in 1 file\n")


def test_what_people_wrote_into_it_stays(here: Path) -> None:
    words = ("--baseline", "b.json", "--write-baseline")
    lint(here, *words, "--baseline-owner", "ada", "--baseline-expires", "2026-12-31")
    first = entries(here)
    assert {(it["owner"], it["expires"], it["reason"]) for it in first} == {
        ("ada", "2026-12-31", None)
    }
    gone = ACME.replace("      One: []\n", "      Four: []\n")
    (here / "tableau-perm.yaml").write_text(gone, encoding="utf-8")
    _, _, err = lint(here, *words, "--baseline-owner", "bob", "--baseline-reason", "new")
    assert err == "wrote the baseline b.json: 1 new, 2 kept, 1 dropped\n"
    [new] = [it for it in entries(here) if it not in first]
    assert (new["grantee"], new["owner"], new["reason"]) == ("group:Four", "bob", "new")
    [dropped] = [it for it in first if it not in entries(here)]
    assert dropped["grantee"] == "group:One"


@pytest.mark.parametrize(
    ("expires", "counts"), [("2026-09-20", True), ("2026-09-21", False), ("2026-09-22", False)]
)
def test_what_has_expired_is_found_again(here: Path, expires: str, *, counts: bool) -> None:
    words = ("--baseline", "b.json")
    consent = ("--baseline-owner", "ada", "--baseline-expires", expires)
    lint(here, *words, "--write-baseline", *consent)
    code, out, _ = lint(here, *words)
    assert code == int(counts)
    said = f"its baseline entry (owner `ada`) expired on {expires}"
    assert out.count(said) == (3 if counts else 0)


def test_writing_anew_does_not_renew_what_has_expired(here: Path) -> None:
    words = ("--baseline", "b.json", "--write-baseline")
    lint(here, *words, "--baseline-expires", "2026-01-01")
    code, _, _ = lint(here, *words, "--baseline-expires", "2027-01-01")
    assert code == 1
    assert {it["expires"] for it in entries(here)} == {"2026-01-01"}


def test_entries_that_stand_for_nothing_are_counted(here: Path) -> None:
    lint(here, "--baseline", "b.json", "--write-baseline")
    (here / "tableau-perm.yaml").write_text(CLEAN, encoding="utf-8")
    code, _, err = lint(here, "--baseline", "b.json")
    assert code == 0
    assert err == (
        "notice: 3 entries of the baseline b.json stand for nothing any more; --write-baseline "
        "drops what is gone\n"
    )
    assert lint(here, "--baseline", "b.json", "--quiet")[2] == ""
    ran = run_inside("lint", "--select", "TP101", "--baseline", "b.json", cwd=here)
    assert ran.stderr == ""


def test_what_was_not_looked_for_stays_in_the_baseline(here: Path) -> None:
    lint(here, "--baseline", "b.json", "--write-baseline")
    before = entries(here)
    words = ("lint", "--select", "TP101", "--baseline", "b.json", "--write-baseline")
    assert "0 new, 3 kept, 0 dropped" in run_inside(*words, cwd=here).stderr
    assert entries(here) == before


def test_the_configuration_may_name_the_baseline(here: Path) -> None:
    (here / "tableau-perm.toml").write_text('[lint]\nbaseline = "b.json"\n', encoding="utf-8")
    assert lint(here, "--write-baseline")[0] == 0
    assert lint(here)[:2] == (0, "no findings (1 ignored, 3 in baseline) in 1 file\n")
    assert lint(here, "--isolated")[0] == 1


WRONG = [
    (("--select", "emtpy-group"), "unknown lint rule `emtpy-group`"),
    (("--ignore", "TP0"), "unknown lint rule `TP0`"),
    (("--error", "TP214", "--warn", "TP214"), "is set to `error` and `warning`"),
    (("--select", "TP214,"), "`--select` has an empty name"),
    (("--ignore", "all"), "no lint rule is left to run"),
    (("--format", "table"), "this command has no format `table`"),
    (("--format", "parquet"), "this command has no format `parquet`"),
    (("--fail-on", "warn"), "`warn` is not one of"),
    (("--baseline", "no.json"), "cannot read the baseline `no.json`: no such file"),
    (("--baseline", "tableau-perm.yaml"), "1 error in the baseline `tableau-perm.yaml`"),
    (("--baseline", ""), "`--baseline` needs the name of a file"),
    (("--write-baseline",), "`--write-baseline` needs to know which file"),
    (("--baseline-owner", "ada"), "`--baseline-owner` is for a baseline that is written"),
    (
        ("--write-baseline", "--baseline", "b.json", "--baseline-expires", "soon"),
        "`--baseline-expires soon` is not a date",
    ),
    (
        ("--write-baseline", "--baseline", "b.json", "--baseline-reason", " "),
        "`--baseline-reason` is empty",
    ),
    (("--write-baseline", "--baseline", "no/b.json"), "cannot write the baseline `no/b.json`"),
    (("--stdin-filename", "a.yaml"), "standard input, which is not read"),
    (("-", "--stdin-filename", ""), "`--stdin-filename` needs a name"),
    (("no.yaml",), "cannot read `no.yaml`"),
    (("--config", "no.toml"), "cannot read the configuration `no.toml`"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_what_cannot_be_done_ends_with_exit_2(
    here: Path, words: tuple[str, ...], said: str
) -> None:
    ran = run_inside("lint", *words, cwd=here)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (here / "b.json").exists()


def test_a_time_that_is_none_is_an_error(here: Path) -> None:
    ran = run_inside("lint", cwd=here, env={"SOURCE_DATE_EPOCH": "today"})
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "`SOURCE_DATE_EPOCH` is not a time: `today`" in ran.stderr


def test_the_sample_runs_under_all_rules() -> None:
    ran = run_inside("lint", str(SAMPLES / "full_tour.yaml"), "--format", "json")
    record = json.loads(ran.stdout)
    assert {it["code"] for it in record["findings"]} <= {rule.code for rule in all_rules()}
    prints = [it["fingerprint"] for it in record["findings"]]
    assert len(prints) == len(set(prints))


def test_a_comment_takes_the_place_of_an_entry(here: Path) -> None:
    lint(here, "--baseline", "b.json", "--write-baseline")
    commented = ACME.replace("One: []", "One: []  # tableau-perm: ignore[empty-group] in June")
    (here / "tableau-perm.yaml").write_text(commented, encoding="utf-8")
    code, out, err = lint(here, "--baseline", "b.json")
    assert (code, out) == (0, "no findings (2 ignored, 2 in baseline) in 1 file\n")
    assert err.startswith("notice: 1 entry of the baseline b.json stands for nothing any more")
    _, _, err = lint(here, "--baseline", "b.json", "--write-baseline")
    assert err == "wrote the baseline b.json: 0 new, 2 kept, 1 dropped\n"
