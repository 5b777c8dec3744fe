"""``minimise``: the patch and its certificate, what is written, and what is refused."""

import json
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
from support.running import ROOT, golden, run_inside

from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.report.schema_files import record_schema
from tableau_perm_cli.resolve.bulk import changed_cells, compile_site

TOUR = "sample_configs/full_tour.yaml"
SITE = """\
version: 1
sites:
  S:
    users: {ada: Explorer, bob: Explorer}
    groups: {Both: [ada, bob]}
    projects:
      P:
        workbooks:
          W:
            permissions:
              users: {ada: view}  # she asked for it
              groups: {Both: view}
"""
SMALLER = SITE.replace("              users: {ada: view}  # she asked for it\n", "")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.yaml"
    path.write_text(SITE, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("full_tour.patch", ()),
        ("full_tour_for_today.patch", ("--for-today",)),
        ("full_tour.json", ("--format", "json")),
        ("full_tour.md", ("--format", "markdown")),
        ("full_tour.tsv", ("--format", "tsv")),
        ("full_tour.jsonl", ("--format", "jsonl")),
        ("full_tour.table", ("--format", "table")),
    ],
)
def test_every_format_of_a_tour(name: str, words: tuple[str, ...]) -> None:
    ran = run_inside("minimise", TOUR, *words)

    assert (ran.exit_code, ran.stderr) == (0, "")
    golden(f"minimise/{name}.txt", ran.stdout)


def test_where_nothing_can_go_there_is_a_certificate_and_no_patch() -> None:
    ran = run_inside("minimise", "sample_configs/students_orange_belt.yaml", "--exit-code")

    assert ran.exit_code == 0
    golden("minimise/nothing.patch.txt", ran.stdout)


@pytest.mark.parametrize("words", [(), ("--for-today",)], ids=["with seeds", "for today"])
def test_json_follows_its_schema_and_the_fingerprints_are_equal(words: tuple[str, ...]) -> None:
    validator = jsonschema.Draft202012Validator(record_schema("minimise"))
    record = json.loads(run_inside("minimise", TOUR, "--format", "json", *words).stdout)

    validator.validate(record)
    assert record["before"]["fingerprint"] == record["after"]["fingerprint"]
    assert record["after"]["rules"] < record["before"]["rules"]
    lines = run_inside("minimise", TOUR, "--format", "jsonl", *words).stdout.splitlines()
    for line in lines:
        validator.validate(json.loads(line))
    assert [json.loads(line) for line in lines] == record["steps"]


def test_patch_can_be_applied_with_its_certificate_in_front(site: Path) -> None:
    program = shutil.which("patch")
    if program is None:
        pytest.skip("needs patch")
    ran = run_inside("minimise", "site.yaml", cwd=site.parent)
    subprocess.run([program, "-p1"], cwd=site.parent, input=ran.stdout.encode(), check=True)

    assert site.read_text(encoding="utf-8") == SMALLER
    assert run_inside("minimise", str(site), "--exit-code").exit_code == 0


def test_in_place_writes_the_files_and_shows_the_certificate(site: Path) -> None:
    ran = run_inside("minimise", "site.yaml", "--in-place", cwd=site.parent)

    assert ran.exit_code == 0
    assert site.read_text(encoding="utf-8") == SMALLER
    assert ran.stdout.startswith("# tableau-perm minimise: 1 of 2 rules, 1 of 1 rule list and ")
    assert "+++" not in ran.stdout


def test_without_in_place_nothing_is_written_but_the_patch(site: Path) -> None:
    target = site.with_name("smaller.patch")

    ran = run_inside("minimise", str(site), "-o", str(target))

    assert (ran.exit_code, ran.stdout) == (0, "")
    assert site.read_text(encoding="utf-8") == SITE
    assert "-              users: {ada: view}  # she asked" in target.read_text(encoding="utf-8")


def test_exit_code_tells_that_something_can_go(site: Path) -> None:
    assert run_inside("minimise", str(site)).exit_code == 0
    assert run_inside("minimise", str(site), "--exit-code").exit_code == 1


def test_standard_input_is_made_smaller_as_a_patch() -> None:
    ran = run_inside("minimise", "-", stdin=SITE)

    assert ran.exit_code == 0
    assert "she asked for it" in ran.stdout


def test_only_the_site_that_is_named_is_touched(tmp_path: Path) -> None:
    second = SITE.replace("version: 1\nsites:\n", "").replace("  S:", "  T:", 1)
    path = tmp_path / "two.yaml"
    path.write_text(SITE + second, encoding="utf-8")

    run_inside("minimise", str(path), "--site", "T", "--in-place")

    smaller = SMALLER.replace("version: 1\nsites:\n", "").replace("  S:", "  T:", 1)
    assert path.read_text(encoding="utf-8") == SITE + smaller


BROKEN = (
    SITE
    + """\
    expectations:
      - {name: "own [b]rule", users: [ada], items: ["workbook:P/W"], expect: {view: allowed}, \
because: {view: user_allow}}
"""
)
ALIASES = """\
version: 1
sites:
  S:
    users: {ada: Explorer, bob: Explorer}
    groups: {Both: [ada, bob]}
    projects:
      P:
        workbooks:
          V: {owner: ada, permissions: &them {users: {ada: view}, groups: {Both: view}}}
          W: {permissions: *them}
          X: {permissions: {users: {bob: view}, groups: {Both: view}}}
"""
SHARING = (
    ("business_matrix", False),
    ("locked_vs_customizable", True),
    ("multi_site", False),
    ("students_orange_belt_subprojects", True),
    ("worksheet_permissions", True),
)
"""Samples with anchors and merges, and whether anything can go that shares no text."""


@pytest.mark.parametrize(
    ("text", "words", "error"),
    [
        (
            BROKEN,
            ("--in-place",),
            (
                "error: expectations that hold would not hold any more: `own [b]rule`\n"
                "help: leave --in-place out and apply what you want of the patch, or change them "
                "first\n"
            ),
        ),
        (
            SITE,
            ("--site", "T"),
            "error: unknown site `T`\nhelp: there is `S`\n",
        ),
        (
            SITE,
            ("--format", "sarif"),
            (
                "error: this command has no format `sarif`\nhelp: choose one of `full`, `table`, "
                "`tsv`, `csv`, `json`, `jsonl`, `markdown`\n"
            ),
        ),
        (
            SITE.replace("Both: view", "Bath: view"),
            ("--in-place",),
            "error: 1 error in the declaration\n",
        ),
    ],
    ids=["an expectation", "a site", "a format", "a group"],
)
def test_what_cannot_be_done_is_one_error_and_nothing_is_written(
    tmp_path: Path, text: str, words: tuple[str, ...], error: str
) -> None:
    path = tmp_path / "site.yaml"
    path.write_text(text, encoding="utf-8")

    ran = run_inside("minimise", str(path), *words)

    assert (ran.exit_code, ran.stdout) == (2, "")
    assert error in ran.stderr
    assert ran.stderr.count("error: ") <= 2  # of a diagnostic its own, and what it comes to
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("form", ["full", "json"])
@pytest.mark.parametrize(("sample", "smaller"), SHARING)
def test_what_shares_its_text_is_left_out_and_the_rest_goes(
    tmp_path: Path, sample: str, form: str, *, smaller: bool
) -> None:
    path = tmp_path / "s.yaml"
    shutil.copy(ROOT / "sample_configs" / f"{sample}.yaml", path)
    before = read_files([("s.yaml", path.read_bytes())])

    ran = run_inside("minimise", "s.yaml", "--format", form, "--exit-code", cwd=tmp_path)
    in_place = run_inside("minimise", "s.yaml", "--in-place", cwd=tmp_path)

    assert (ran.exit_code, in_place.exit_code) == (int(smaller), 0)
    assert " left out, because the text cannot be edited there" in ran.stderr
    after = read_files([("s.yaml", path.read_bytes())])
    for name, site in before.sites.items():
        assert not [*changed_cells(compile_site(site), compile_site(after.sites[name]))]
    if form == "json":
        record = json.loads(ran.stdout)
        jsonschema.Draft202012Validator(record_schema("minimise")).validate(record)
        assert record["before"]["fingerprint"] == record["after"]["fingerprint"]
        assert bool(record["patch"]) == record["smaller"] == smaller
        assert all(it["reason"] for it in record["left_out"])
        assert record["left_out"]
    else:
        assert "# left out: " in ran.stdout
        assert ("\n--- a/s.yaml\n" in ran.stdout) == smaller


def test_an_alias_is_left_out_with_its_reason_and_what_shares_nothing_goes(
    tmp_path: Path,
) -> None:
    path = tmp_path / "site.yaml"
    path.write_text(ALIASES, encoding="utf-8")

    ran = run_inside("minimise", "site.yaml", "--in-place", cwd=tmp_path)

    assert ran.exit_code == 0
    assert path.read_text(encoding="utf-8") == ALIASES.replace("users: {bob: view}, ", "")
    assert ran.stderr.endswith(
        "note: 2 steps are left out, because the text cannot be edited there: what anchors or "
        "merges share stays as it is\n"
    )
    assert (
        "# left out: remove the rule for `user:ada` from `workbook:P/V`, which decides nothing: "
        "its text is shared with other rules, which would change too\n"
    ) in ran.stdout
    assert (
        "# left out: remove the rule for `user:ada` from `workbook:P/W`, which decides nothing: "
        "`sites/S/projects/P/workbooks/W/permissions/users/ada` is not written in this file\n"
    ) in ran.stdout


def test_standard_input_cannot_be_written_in_place() -> None:
    ran = run_inside("minimise", "-", "--in-place", stdin=SITE)

    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == (
        "error: standard input cannot be written in place\n"
        "help: leave --in-place out, for a patch\n"
    )


def test_an_expectation_that_would_break_is_named_in_the_certificate(tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    path.write_text(BROKEN, encoding="utf-8")

    ran = run_inside("minimise", "site.yaml", cwd=tmp_path)

    assert (
        "# the expectation `own [b]rule` (site.yaml:14:16) holds before and not after: it asks "
        "for a reason, or about users to come\n"
    ) in ran.stdout


HOSTILE = ("[bold]x[/]", "::error::x", "a/b", "=1+1", "\\n@@ -1 +1 @@", "\\u202e\\x1b[31m", "```")


@pytest.mark.parametrize("form", ["full", "table", "tsv", "csv", "json", "jsonl", "markdown"])
def test_names_are_data_in_every_format(tmp_path: Path, form: str) -> None:
    users = ", ".join(f'"{name}": Explorer' for name in HOSTILE)
    rules = ", ".join(f'"{name}": none' for name in HOSTILE)
    text = (
        f'version: 1\nsites:\n  "[S]\\n":\n    users: {{{users}}}\n    projects:\n'
        f'      "``\\n# P":\n        workbooks: {{"{HOSTILE[5]}": {{permissions: '
        f"{{users: {{{rules}}}}}}}}}\n"
    )
    path = tmp_path / "s.yaml"
    path.write_text(text, encoding="utf-8")

    ran = run_inside("minimise", "s.yaml", "--format", form, "--quiet", cwd=tmp_path)

    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "\x1b" not in ran.stdout
    assert "\u202e" not in ran.stdout
    lines = [] if form == "csv" else ran.stdout.splitlines()  # csv keeps a line end, in quotes
    assert not any(line.startswith(("::", "@@ -1 +1")) for line in lines)
    in_place = run_inside("minimise", "s.yaml", "--in-place", cwd=tmp_path)
    assert in_place.exit_code == 0
    assert [*read_files([("s.yaml", path.read_bytes())]).sites] == ["[S]\n"]


def test_a_site_in_several_files_gets_one_patch_for_those_that_change() -> None:
    ran = run_inside("minimise", "sample_configs/split_site", cwd=ROOT)

    assert ran.exit_code == 0
    golden("minimise/split_site.patch.txt", ran.stdout)
