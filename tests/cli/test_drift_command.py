"""``drift`` as a user runs it: every format, exit codes, ids beside files and in git, refusals."""

import csv
import io
import json
import os
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest
from support.hostile import HOSTILE
from support.running import SAMPLES, Ran, golden, run, run_inside, run_on_terminal

from tableau_perm_cli.audit.drift import DriftKind
from tableau_perm_cli.declaration.address import encode_name
from tableau_perm_cli.report.diff.comment import LONGEST
from tableau_perm_cli.report.schema_files import record_schema

OLD = """\
version: 1
sites:
  S:
    users: {ada: Creator, bob: Explorer, cyd: Viewer, dan: Viewer}
    groups:
      Analysts: [ada, bob]
      Readers: [cyd]
    projects:
      Finance:
        labels: [sensitive]
        permissions:
          groups:
            Analysts: {project: view, workbooks: explore}
        workbooks:
          Pay:
            permissions: {groups: {Analysts: explore, Readers: view}}
          Plans:
            permissions: {groups: {Readers: view}}
        flows: {Nightly: {permissions: {}}}
      Archive: {permissions: {groups: {Analysts: {project: view}}}}
"""
NEW = """\
version: 1
sites:
  S:
    users: {ada.l: Creator, bob: Explorer, cyd: Explorer, dan: {role: Viewer, full_name: Dan}}
    groups:
      Analysts: [ada.l, bob]
      Readers: [cyd, dan]
    projects:
      Finance:
        permissions:
          groups:
            Analysts: {project: view, workbooks: view}
        workbooks:
          Pay:
            not_read: {permissions: "403: forbidden"}
        flows: {Nightly: {owner: bob, permissions: {}}}
      Archive:
        permissions:
          groups:
            Analysts: {project: view}
        workbooks:
          Old plans:
            permissions: {groups: {Analysts: view}}
"""
IDS = (
    ("group:Analysts", "g1"),
    ("group:Readers", "g2"),
    ("project:Archive", "p2"),
    ("project:Finance", "p1"),
    ("user:ada", "u1"),
    ("workbook:Finance/Pay", "w1"),
    ("workbook:Finance/Plans", "w2"),
)
NEW_NAMES = {"user:ada": "user:ada.l", "workbook:Finance/Plans": "workbook:Archive/Old plans"}


def ids_text(renamed: dict[str, str]) -> str:
    lines = [{"schema": "tableau-perm/ids/1"}]
    lines += [{"site": "S", "is": renamed.get(it, it), "id": at} for it, at in IDS]
    return "".join(f"{json.dumps(line)}\n" for line in lines)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "old.yaml").write_text(OLD)
    (tmp_path / "new.yaml").write_text(NEW)
    (tmp_path / "old.ids").write_text(ids_text({}))
    (tmp_path / "new.ids").write_text(ids_text(NEW_NAMES))
    return tmp_path


def drift(here: Path, *words: str, **more: object) -> Ran:
    return run_inside("drift", "old.yaml", "new.yaml", *words, cwd=here, **more)


FORMATS = (
    *("table", "tsv", "csv", "json", "jsonl", "markdown"),
    *("full", "concise", "sarif", "junit", "github", "gitlab"),
)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format(here: Path, form: str) -> None:
    ran = drift(here, "--format", form)
    assert ran.exit_code == 1
    golden(f"drift/formats.{form}.txt", ran.stdout)


@pytest.mark.parametrize("width", [80, 120])
def test_on_a_terminal(here: Path, width: int) -> None:
    words = ("drift", "old.yaml", "new.yaml", "--color", "never")
    golden(f"drift/terminal.{width}.txt", run_on_terminal(*words, width=width, cwd=here).stdout)


def test_json_and_its_lines_agree_with_the_schema_and_with_each_other(here: Path) -> None:
    validator = jsonschema.Draft202012Validator(record_schema("drift"))
    whole = json.loads(drift(here, "--format", "json").stdout)
    lines = [json.loads(it) for it in drift(here, "--format", "jsonl").stdout.splitlines()]
    for record in (whole, *lines):
        validator.validate(record)
    assert not validator.is_valid(whole | {"drifted": "yes"})
    assert not validator.is_valid(lines[0] | {"kind": "mood"})
    assert whole["changes"] == lines
    rows = list(csv.DictReader(io.StringIO(drift(here, "--format", "csv").stdout)))
    assert [(it["kind"], it["change"]) for it in rows] == [
        (it["kind"], it["change"]) for it in lines
    ]
    assert [(it["before"], it["after"]) for it in whole["renames"]] == [*NEW_NAMES.items()]
    assert [it["part"] for it in whole["no_longer_readable"]] == ["permissions"]
    assert (whole["by_names"], whole["drifted"]) == ([], True)


def test_the_schema_has_every_kind() -> None:
    kinds = record_schema("drift")["$defs"]["drift_change"]["properties"]["kind"]["enum"]
    assert kinds == [kind.value for kind in DriftKind]


def test_the_schema_shares_its_parts_with_that_of_diff() -> None:
    parts, own = record_schema("diff")["$defs"], record_schema("drift")["$defs"]
    assert parts == {name: own[name] for name in parts}


def test_without_ids_names_decide_and_the_answer_says_so(here: Path) -> None:
    (here / "old.ids").unlink()
    ran = drift(here, "--format", "tsv")
    assert "Compared by names alone" in ran.stderr
    kinds = [line.split("\t")[1] for line in ran.stdout.splitlines()[1:]]
    assert "renamed" not in kinds
    assert kinds.count("user") == 2
    assert "Compared by names alone" in drift(here, "--format", "markdown").stdout
    assert drift(here, "--format", "tsv", "--quiet").stderr == ""


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.yaml")), ids=lambda it: it.stem)
def test_every_sample_is_as_itself(sample: Path) -> None:
    name = f"sample_configs/{sample.name}"
    ran = run_inside("drift", name, name, "--format", "table", "-q")
    assert ran.stdout.splitlines()[0] == "No drift: the site is as declared."
    assert ran.exit_code == 0


def test_a_kind_that_is_ignored_is_neither_shown_nor_counted(here: Path) -> None:
    whole = json.loads(drift(here, "--format", "json").stdout)
    fewer = drift(here, "--format", "json", "--ignore", "member", "--ignore", "moved")
    found = json.loads(fewer.stdout)
    kinds = {it["kind"] for it in whole["changes"]} - {it["kind"] for it in found["changes"]}
    assert kinds == {"member", "moved"}
    assert found["ignored"] == 2
    assert found["gained"] < whole["gained"]
    everything = [word for kind in DriftKind for word in ("--ignore", kind.value)]
    ran = drift(here, "--format", "table", *everything)
    assert ran.exit_code == 0
    assert ran.stdout == (
        "No drift: the site is as declared.\n"
        f"{len(whole['changes'])} changes of ignored kinds are left out.\n"
    )


# --- Where ids are ---------------------------------------------------------------------------


def git(where: Path, *words: str) -> None:
    who = {f"GIT_{it}_NAME": "Ada" for it in ("AUTHOR", "COMMITTER")}
    who |= {f"GIT_{it}_EMAIL": "ada@example.edu" for it in ("AUTHOR", "COMMITTER")}
    plain = {name: it for name, it in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(
        ["git", *words],  # noqa: S607 - wherever it is
        cwd=where,
        env={**plain, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        check=True,
        capture_output=True,
    )


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A commit with a file and a directory, each with its ids; nothing else is there."""
    for name in [it for it in os.environ if it.startswith("GIT_")]:
        monkeypatch.delenv(name)
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "site.yaml").write_text(OLD)
    (tmp_path / "site.ids").write_text(ids_text({}))
    split = tmp_path / "split" / "projects"
    split.mkdir(parents=True)
    head, _, projects = OLD.partition("    projects:\n")
    (split.parent / "users.yaml").write_text(head)
    (split / "all.yaml").write_text(f"version: 1\nsites:\n  S:\n    projects:\n{projects}")
    (split.parent / "site.ids").write_text(ids_text({}))
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "site.yaml").write_text(NEW)
    (tmp_path / "new" / "site.ids").write_text(ids_text(NEW_NAMES))
    return tmp_path


@pytest.mark.parametrize(
    "old",
    ["site.yaml", "split", "git:main:site.yaml", "git:main:split"],
)
@pytest.mark.parametrize("new", ["new", "new/site.yaml"])
def test_ids_are_found_beside_a_file_in_a_directory_and_in_git(
    repository: Path, old: str, new: str
) -> None:
    ran = run_inside("drift", old, new, "--format", "json", cwd=repository)
    assert len(json.loads(ran.stdout)["renames"]) == len(NEW_NAMES)


def test_a_revision_has_its_own_ids_though_the_directory_is_gone(repository: Path) -> None:
    git(repository, "rm", "-rq", "split")
    ran = run_inside("drift", "git:main:split", "new", "--format", "json", cwd=repository)
    assert len(json.loads(ran.stdout)["renames"]) == len(NEW_NAMES)


def test_a_revision_without_a_path_is_that_of_the_other_side(repository: Path) -> None:
    (repository / "site.yaml").write_text(NEW)
    (repository / "site.ids").write_text(ids_text(NEW_NAMES))
    ran = run_inside("drift", "git:main", "site.yaml", "--format", "json", cwd=repository)
    assert len(json.loads(ran.stdout)["renames"]) == len(NEW_NAMES)


def test_ids_of_a_directory_are_not_those_of_one_file_in_it(repository: Path) -> None:
    (repository / "other.yaml").write_text(OLD)
    ran = run_inside("drift", "other.yaml", "new", "--format", "json", cwd=repository)
    assert json.loads(ran.stdout)["by_names"] == ["S"]


def two_sites(where: Path, renamed: dict[str, str]) -> None:
    """Write what a pull of several sites does: a folder each, and the ids once, at the top."""
    lines = [{"schema": "tableau-perm/ids/1"}]
    for site in ("One", "Two"):
        folder = where / site / "projects"
        folder.mkdir(parents=True, exist_ok=True)
        who = renamed.get("user:ada", "user:ada").removeprefix("user:")
        head = f"version: 1\nsites:\n  {site}:\n"
        (folder.parent / "users.yaml").write_text(f"{head}    users: {{{who}: Creator}}\n")
        (folder / "P.yaml").write_text(f"{head}    projects: {{P: {{owner: {who}}}}}\n")
        lines.append({"site": site, "is": f"user:{who}", "id": f"u-{site}"})
    (where / "site.ids").write_text("".join(f"{json.dumps(it)}\n" for it in lines))


@pytest.mark.parametrize("old", ["out", "./out/", "git:main:out", "git:main"])
def test_the_ids_of_several_sites_are_at_the_top_of_the_directory(
    repository: Path, old: str
) -> None:
    two_sites(repository / "out", {})
    git(repository, "add", "out")
    git(repository, "commit", "-q", "-m", "second")
    new = "new-out"
    if old.startswith("git:"):
        new = "out"
    two_sites(repository / new, {"user:ada": "user:ada.l"})
    ran = run_inside("drift", old, new, "--format", "json", cwd=repository)
    record = json.loads(ran.stdout)
    assert (record["by_names"], len(record["renames"])) == ([], 2)
    same = run_inside("drift", new, new, "--format", "json", cwd=repository)
    assert (same.exit_code, json.loads(same.stdout)["by_names"]) == (0, [])


def test_data_roles_are_not_compared_with_what_a_pull_wrote(tmp_path: Path) -> None:
    plain = "version: 1\nsites:\n  S:\n    projects:\n      P:\n        permissions: {}\n"
    (tmp_path / "old.yaml").write_text(f"{plain}        data_roles: {{R: {{}}}}\n")
    (tmp_path / "new.yaml").write_text(plain)
    assert drift(tmp_path, "--format", "tsv").exit_code == 1
    header = "# Written by tableau-perm pull; a pull writes it anew.\n"
    (tmp_path / "new.yaml").write_text(header + plain)
    ran = drift(tmp_path, "--format", "json")
    (gap,) = json.loads(ran.stdout)["not_compared"]
    assert (ran.exit_code, gap["part"]) == (0, "data_roles")
    assert gap["reason"] == "the REST API has no list of them"


def test_a_file_of_ids_that_is_none_is_an_error(here: Path) -> None:
    (here / "new.ids").write_text("ids: none\n")
    ran = drift(here)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "new.ids" in ran.stderr


# --- Refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("old.yaml",), "error: no server given\n"),
        (("old.yaml", "none.yaml"), "error: cannot read `none.yaml`: no such file or directory\n"),
        (("old.yaml", "new.yaml", "--server", "https://x"), "error: `--server` is for asking a "),
        (("old.yaml", "new.yaml", "--rate", "3"), "error: `--rate` is for asking a site"),
        (("old.yaml", "new.yaml", "--ignore", "members"), "did you mean `member`?"),
        (("old.yaml", "new.yaml", "-f", "x.yaml"), "error: `--file` is not for `drift`\n"),
        (("old.yaml", "new.yaml", "--site", "T"), "error: unknown site `T`\n"),
        (("-", "-"), "error: standard input cannot be both sides\n"),
        (("old.yaml", "new.yaml", "-o", "new.yaml"), "would be overwritten"),
        (("old.yaml", "broken.yaml"), "error: 1 error in the declaration\n"),
    ],
)
def test_what_cannot_be_done_is_one_clear_error(
    here: Path, words: tuple[str, ...], error: str
) -> None:
    (here / "broken.yaml").write_text("version: 1\nsites: {S: {users: {ada: Wizard}}}\n")
    ran = run_inside("drift", *words, cwd=here)
    assert ran.exit_code == 2
    assert error in ran.stderr
    assert ran.stdout == ""


def test_a_site_that_is_not_asked_about_is_left_out(here: Path) -> None:
    (here / "old.yaml").write_text(OLD + "  T: {users: {zed: Creator}, projects: {X: {}}}\n")
    whole = json.loads(drift(here, "--format", "json").stdout)
    assert {it["site"] for it in whole["changes"]} == {"S", "T"}
    one = json.loads(drift(here, "--format", "json", "--site", "S").stdout)
    assert {it["site"] for it in one["changes"]} == {"S"}


# --- Names are data --------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_data_in_every_format(here: Path, name: str) -> None:
    declared = {
        "version": "1",
        "sites": {
            name: {
                "users": {name: "Viewer", "x": "Viewer"},
                "groups": {name: []},
                "projects": {name: {"permissions": {"groups": {name: {"project": "view"}}}}},
            }
        },
    }
    (here / "old.yaml").write_text(json.dumps(declared))
    site = declared["sites"][name]
    site["groups"][name] = [name]
    site["projects"] = {f"{name}2": {"not_read": {"owner": name}, **site["projects"][name]}}
    (here / "new.yaml").write_text(json.dumps(declared, indent=1))
    for file, suffix in (("old.ids", ""), ("new.ids", "2")):
        lines = [{"schema": "tableau-perm/ids/1"}]
        lines.append({"site": name, "is": f"project:{encode_name(name)}{suffix}", "id": "1"})
        (here / file).write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    record = json.loads(drift(here, "--format", "json").stdout)
    assert record["sites"][0]["site"] == name
    assert record["no_longer_readable"][0]["reason"] == name
    text = drift(here, "--format", "markdown").stdout
    outside = without_code(text)
    assert "<script" not in outside
    assert "@everyone" not in outside
    assert "\x1b" not in text
    assert "\u202e" not in text
    for line in text.splitlines():
        if line.startswith("| "):
            assert line.replace("\\|", "").count("|") - 1 in {4, 6}
    for form in ("table", "tsv", "full", "github", "concise"):
        ran = drift(here, "--format", form)
        assert ran.exit_code == 1
        assert "\x1b" not in ran.stdout + ran.stderr
        assert "\u202e" not in ran.stdout + ran.stderr


def without_code(text: str) -> str:
    """Return Markdown without its code."""
    return re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", text)


def test_an_alert_stays_short_however_much_there_is(here: Path) -> None:
    users = {f"user {number} {'x' * 300}": "Viewer" for number in range(200)}
    projects = {f"P{number} {'y' * 300}": {} for number in range(200)}
    old = {"version": "1", "sites": {"S": {"users": users, "projects": projects}}}
    (here / "old.yaml").write_text(json.dumps(old))
    unread = {"owner": "z" * 500}
    for number, user in enumerate(users):
        project = f"P{number} {'y' * 300}"
        permissions = {"users": {user: {"project": "view"}}}
        projects[project] = {"permissions": permissions, "not_read": unread}
    (here / "new.yaml").write_text(json.dumps(old))
    text = drift(here, "--format", "markdown", "-q").stdout
    assert len(text) <= LONGEST < 65_536
    assert text.startswith("### tableau-perm drift: The site has drifted: 400 changes, 200 cells ")
    assert "more, left out to keep this short." in text


def test_the_same_twice_is_the_same_byte_for_byte(here: Path) -> None:
    words = ("drift", "old.yaml", "new.yaml", "--format", "json")
    runs = [run(*words, cwd=here, env={"PYTHONHASHSEED": seed}).stdout for seed in "12"]
    assert runs[0] == runs[1]
