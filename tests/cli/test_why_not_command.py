"""``why-not`` as a user meets it: every format, the patch, the list, what cannot be answered."""

import json
from pathlib import Path

import jsonschema
import pytest
from support.repairing import applied
from support.running import SAMPLES, golden, run, run_inside, run_on_terminal

from tableau_perm_cli.report.schema_files import record_schema

SAMPLE = "sample_configs/students_orange_belt.yaml"
ASKED = ("why-not", "student_01", "view", "project:Student_01", "-f", SAMPLE)


@pytest.mark.parametrize("name", ["table", "tsv", "csv", "markdown", "json", "jsonl"])
def test_every_format(name: str) -> None:
    ran = run_inside(*ASKED, "--format", name)

    assert (ran.exit_code, "error" in ran.stderr) == (0, False)
    golden(f"why-not/student_view.{name}.txt", ran.stdout)


@pytest.mark.parametrize("name", ["table", "tsv", "json"])
def test_a_role_that_can_never_do_it(name: str) -> None:
    ran = run_inside(
        "why-not", "vic", "web_edit", "workbook:P/W", "-f", "-", "--format", name, stdin=VIEWER
    )

    assert ran.exit_code == 0
    golden(f"why-not/viewer_web_edit.{name}.txt", ran.stdout + ran.stderr)


VIEWER = """\
version: 1
sites:
  S:
    users: {vic: Viewer, ada: Creator}
    groups: {Readers: [vic]}
    projects:
      P: {workbooks: {W: {owner: ada, permissions: {groups: {Readers: explore}}}}}
"""


@pytest.mark.parametrize("width", [60, 80, 120])
def test_on_a_terminal(width: int) -> None:
    ran = run_on_terminal(*ASKED, "--color", "never", width=width)

    assert (ran.exit_code, ran.stderr) == (0, "")
    assert max(map(len, ran.stdout.splitlines())) <= width
    golden(f"why-not/student_view.{width}.txt", ran.stdout)


def test_the_list_names_every_other_cell() -> None:
    ran = run_inside(*ASKED, "--list", "--format", "tsv")
    golden("why-not/student_view.list.tsv.txt", ran.stdout)
    record = json.loads(run_inside(*ASKED, "--list", "--format", "json").stdout)

    jsonschema.Draft202012Validator(record_schema("why-not-cells")).validate(record)
    repair = record["repair"]
    others = repair["gained"] + repair["lost"] - repair["asked"]
    assert len(record["cells"]) == others == len(ran.stdout.splitlines()) - 1


def test_the_patch_applied_gives_the_promised_answer_and_keeps_comments(tmp_path: Path) -> None:
    text = (SAMPLES.parent / SAMPLE).read_text(encoding="utf-8")
    repairs = json.loads(run_inside(*ASKED, "--format", "json").stdout)["repairs"]

    for number in range(1, len(repairs) + 1):
        ran = run_inside(*ASKED, "--patch", "--repair", str(number))
        assert (ran.exit_code, ran.stderr) == (0, "")
        changed = applied(text, ran.stdout.splitlines(keepends=True))
        file = tmp_path / f"{number}.yaml"
        file.write_text(changed, encoding="utf-8")
        asked = run_inside("can", "student_01", "view", "project:Student_01", "-f", str(file))
        assert asked.stdout.startswith("allowed"), number
        assert "# `tableau-perm test` checks them" in changed


def test_a_patch_of_several_files_names_the_file_it_changes(tmp_path: Path) -> None:
    (tmp_path / "users.yaml").write_text(
        "version: 1\nsites:\n  S:\n    users: {ann: Explorer}\n    groups:\n"
        "      Readers: []  # nobody yet\n",
        encoding="utf-8",
    )
    (tmp_path / "p.yaml").write_text(
        "version: 1\nsites:\n  S:\n    projects:\n"
        "      P: {permissions: {groups: {Readers: {project: view}}}}\n",
        encoding="utf-8",
    )
    ran = run_inside("why-not", "ann", "view", "P", "-f", ".", "--patch", cwd=tmp_path)

    assert ran.exit_code == 0
    assert "--- a/users.yaml" in ran.stdout
    assert "p.yaml" not in ran.stdout
    assert "+      Readers: [ann]  # nobody yet\n" in ran.stdout


def test_text_that_is_left_to_its_author_is_one_clear_error(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        "version: 1\nsites:\n  S:\n    users: {ann: Explorer, bob: Explorer}\n    groups:\n"
        "      Readers: &all [bob]\n      Others: *all\n    projects:\n"
        "      P: {permissions: {groups: {Readers: {project: view}}}}\n",
        encoding="utf-8",
    )
    ran = run_inside("why-not", "ann", "view", "P", "-f", "a.yaml", "--patch", cwd=tmp_path)

    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "error: the repair cannot be written as a patch: what would change is rep" in ran.stderr
    assert "help: make the edit by hand: add `ann` to group `Readers`" in ran.stderr


def test_what_is_allowed_is_said_to_be() -> None:
    words = ("why-not", "student_01", "publish", "project:Student_01", "-f", SAMPLE)

    drawn = run_inside(*words, "--format", "table")
    assert drawn.exit_code == 0
    assert "already allowed: nothing has to change" in drawn.stdout
    rows = run_inside(*words)
    assert (rows.exit_code, len(rows.stdout.splitlines())) == (0, 1)
    assert rows.stderr == "note: already allowed: nothing has to change\n"
    record = json.loads(run_inside(*words, "--format", "json").stdout)
    assert (record["effective"], record["repairs"]) == ("allowed", [])
    patch = run_inside(*words, "--patch")
    assert (patch.exit_code, patch.stdout) == (2, "")
    assert "already allowed" in patch.stderr


WRONG = [
    (("nobody", "view", "project:Student_01"), "unknown user `nobody`"),
    (("student_01", "viev", "project:Student_01"), "did you mean `view`"),
    (("student_01", "view", "project:Student_1"), "unknown project `Student_1`"),
    (("student_01", "view", "project:Student_01", "--repair", "99"), "there is no repair 99"),
    (("student_01", "view", "project:Student_01", "--patch", "--list"), "are two answers"),
    (
        ("student_01", "view", "project:Student_01", "--target", "project:Student_01"),
        "a capability has no target",
    ),
    (("student_01", "view", "project:Student_01", "--format", "sarif"), "has no format `sarif`"),
    (
        ("student_01", "view", "project:Student_01", "--patch", "--format", "json"),
        "`--patch` has a format of its own",
    ),
    (("student_01", "move_to", "workbook:Student_01/Sales"), "needs a target"),
]


@pytest.mark.parametrize(("words", "error"), WRONG, ids=lambda it: " ".join(it)[:50])
def test_what_cannot_be_answered_is_one_clear_error(words: tuple[str, ...], error: str) -> None:
    more = () if "--repair" not in words else ("--list",)
    ran = run_inside("why-not", *words, *more, "-f", SAMPLE)

    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("error: ")
    assert error in ran.stderr
    assert "Traceback" not in ran.stderr


QUESTIONS = [
    (SAMPLE, "student_01", "view", "project:Student_01"),
    (SAMPLE, "student_01", "administer_project", "project:Student_01"),
    (SAMPLE, "student_01", "set_permissions", "workbook:Student_01/Sales"),
    (SAMPLE, "student_01", "see_data", "workbook:Student_01/Sales"),
]


@pytest.mark.parametrize(("path", "user", "word", "item"), QUESTIONS)
def test_what_it_writes_agrees_with_its_schema(path: str, user: str, word: str, item: str) -> None:
    ran = run_inside("why-not", user, word, item, "-f", path, "--format", "json")

    record = json.loads(ran.stdout)
    jsonschema.Draft202012Validator(record_schema("why-not")).validate(record)
    asked = json.loads(run_inside("can", user, word, item, "-f", path, "--format", "json").stdout)
    assert {key: record[key] for key in asked if key != "schema"} == {
        key: value for key, value in asked.items() if key != "schema"
    }


HOSTILE = """\
version: 1
sites:
  "::error::S":
    users: {"[bold]": Explorer, "=cmd|x": Creator, "a\\nb": Viewer}
    groups: {"\\e[31mred": ["=cmd|x"], "::error::g": ["[bold]"], "a/b": []}
    projects:
      "a/b":
        permissions:
          groups: {"::error::g": {project: {deny: [view]}}, "\\e[31mred": {project: view}}
"""


@pytest.mark.parametrize("name", ["table", "tsv", "csv", "markdown", "json", "jsonl"])
@pytest.mark.parametrize("user", ["[bold]", "a\nb"])
def test_names_are_data(name: str, user: str) -> None:
    words = ("why-not", user, "view", "project:a%2Fb", "-f", "-", "--format", name)
    ran = run_inside(*words, stdin=HOSTILE)

    assert ran.exit_code == 0
    assert "\x1b" not in ran.stdout + ran.stderr
    assert not any(line.startswith("::") for line in ran.stdout.splitlines())
    if name == "json":
        assert json.loads(ran.stdout)["user"] == user


@pytest.mark.parametrize("user", ["[bold]", "a\nb"])
def test_a_patch_with_such_names_can_be_read_again(user: str, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(HOSTILE, encoding="utf-8")
    asked = (user, "view", "project:a%2Fb", "-f", "s.yaml")
    ran = run_inside("why-not", *asked, "--patch", cwd=tmp_path)

    assert (ran.exit_code, "\x1b" in ran.stdout) == (0, False)
    changed = applied(HOSTILE, ran.stdout.splitlines(keepends=True))
    (tmp_path / "s.yaml").write_text(changed, encoding="utf-8")
    assert run_inside("can", *asked, cwd=tmp_path).exit_code == 0


def test_explain_ends_with_the_best_repairs_of_a_denial_unless_told_not_to() -> None:
    words = ("explain", "student_01", "project:Student_01", "-f", SAMPLE, "--format", "table")

    explained = run_inside(*words).stdout
    assert (
        "\nWhat would change View\n  -  remove the deny of `view` for `group:All Users`"
        in explained
    )
    assert (
        "details: why-not student_01 view project:Student_01 (with the same -f and --site)\n"
        in explained
    )
    assert "What would change" not in run_inside(*words, "--no-repairs").stdout
    # What is allowed has none, and the formats that other programs read do not change.
    assert "What would change" not in run_inside(*words[:3], "publish", *words[3:]).stdout
    for name in ("json", "tsv", "jsonl"):
        plain = run_inside(*words[:5], "--format", name)
        assert plain.stdout == run_inside(*words[:5], "--format", name, "--no-repairs").stdout


def test_explain_of_a_named_denial_has_the_repairs_of_that() -> None:
    words = ("explain", "student_01", "project:Student_01", "publish", "change_owner")
    explained = run_inside(*words, "-f", SAMPLE, "--format", "table").stdout

    assert "\nWhat would change change_owner\n  -  make `" in explained


def _many(own: int, others: int = 0, *, role: str = "Explorer") -> str:
    """Return a declaration in which a user of some groups may not view a workbook."""
    names = [f"O{number:02}" for number in range(own)]
    more = [f"R{number:02}" for number in range(others)]
    groups = ", ".join([f"{it}: [u]" for it in names] + [f"{it}: [v]" for it in more])
    allowed = ", ".join(f"{it}: view" for it in more)
    return (
        f"version: 1\nsites:\n  S:\n    users: {{u: {role}, v: Viewer, own: Creator}}\n"
        f"    groups: {{{groups}}}\n    projects:\n      Default: {{permissions: {{}}}}\n"
        "      P:\n        permissions: {}\n"
        f"        workbooks: {{W: {{owner: own, permissions: {{groups: {{{allowed}}}}}}}}}\n"
    )


def _of_many(text: str, *words: str):  # noqa: ANN202
    return run_inside("why-not", "u", *words, "-f", "-", stdin=text)


@pytest.mark.parametrize(("own", "tried", "cut"), [(6, 6, 0), (12, 12, 0), (15, 12, 3)])
def test_groups_that_are_not_tried_are_counted(own: int, tried: int, cut: int) -> None:
    ran = _of_many(_many(own), "view", "workbook:P/W", "--all", "--format", "json")
    record = json.loads(ran.stdout)

    grants = [it for it in record["repairs"] if "`group:O" in it["edits"][0]["summary"]]
    assert (len(grants), record["groups_left_out"]) == (tried, cut)
    rows = _of_many(_many(own), "view", "workbook:P/W", "--all", "--format", "tsv")
    assert ("note: 3 more groups might do" in rows.stderr) is (cut == 3)


@pytest.mark.parametrize(("own", "tried", "cut"), [(3, 3, 0), (6, 6, 0), (8, 6, 2)])
def test_groups_that_are_not_tried_in_pairs_are_counted(own: int, tried: int, cut: int) -> None:
    words = ("web_edit", "workbook:P/W", "--all", "--format", "json")
    record = json.loads(_of_many(_many(own, role="Viewer"), *words).stdout)

    grants = [it for it in record["repairs"] if "`group:O" in it["edits"][1]["summary"]]
    assert (len(grants), record["groups_left_out"]) == (tried, cut)


def test_all_counts_every_repair_and_any_of_them_can_be_chosen() -> None:
    text, words = _many(12, 8), ("view", "workbook:P/W")
    some = json.loads(_of_many(text, *words, "--format", "json").stdout)
    every = json.loads(_of_many(text, *words, "--all", "--format", "json").stdout)

    assert (len(some["repairs"]), every["left_out"]) == (16, 0)
    assert len(every["repairs"]) == 16 + some["left_out"] > 17
    cut = _of_many(text, *words, "--patch", "--repair", "17")
    assert (cut.exit_code, cut.stdout) == (2, "")
    assert f"and {some['left_out']} more that are counted with `--all`" in cut.stderr
    patch = _of_many(text, *words, "--all", "--patch", "--repair", "17")
    assert (patch.exit_code, patch.stderr.count("error")) == (0, 0)
    assert patch.stdout.startswith("--- ")
    drawn = _of_many(text, *words, "--all", "--format", "table").stdout
    assert "--all --repair N --patch writes one" in " ".join(drawn.split())


def test_the_end_says_that_there_are_notes() -> None:
    repairs = json.loads(run_inside(*ASKED, "--format", "json").stdout)["repairs"]
    noted = sum(bool(it["warnings"]) for it in repairs[:5])

    ran = run_on_terminal(*ASKED, "--color", "never", width=120)
    assert (noted, f"there are notes on {noted} of these: --all" in ran.stdout) == (4, True)
    every = run_on_terminal(*ASKED, "--all", "--color", "never", width=120).stdout
    assert ("there are notes" in every, "note: " in every) == (False, True)


def test_two_runs_are_the_same_to_the_byte() -> None:
    once, again = (run(*ASKED, "--format", "json", env={"PYTHONHASHSEED": it}) for it in "12")

    assert once.stdout == again.stdout
