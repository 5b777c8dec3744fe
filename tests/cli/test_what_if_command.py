"""``what-if`` as a user runs it: every flag, their order, what is written, how it refuses."""

import inspect
import json
import random
import re
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest
from support.running import Ran, golden, run_inside, run_on_terminal
from support.trying_changes import every_kind, generated

from tableau_perm_cli.audit.changes import ChangeError
from tableau_perm_cli.audit.changes.entry import FORMS
from tableau_perm_cli.audit.changes.record import record
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.cli.what_if import what_if
from tableau_perm_cli.cli.what_if_options import FLAGS, KIND, KINDED, PATCH_FILE
from tableau_perm_cli.report.schema_files import record_schema

SITE = """\
version: 1
sites:
  S:
    users: {ada: Creator, bob: Explorer (can publish), cyd: Viewer, dan: Creator}  # people
    groups:
      Analysts: [ada, bob]
      Readers: [cyd]  # who may read
    projects:
      Default: {permissions: {groups: {All Users: {project: view}}}}
      Finance:  # money
        owner: dan
        permissions:
          groups:
            Analysts: {project: publish, workbooks: explore, data_sources: publish}
            Readers: {project: view}
        workbooks:
          Pay:
            owner: ada
            tabs: hidden
            permissions:
              groups: {Readers: view, Analysts: publish}
            views:
              Sheet: {permissions: {users: {cyd: denied}}}
            connects_to: [{data_source: Finance/Salaries}]
        data_sources:
          Salaries: {owner: ada}
        projects:
          Inner:
            permissions:
              users: {cyd: {project: view, leader: true}}
              groups: {Analysts: {workbooks: view}}
            workbooks:
              Old: {owner: bob}
      Archive:
        content_permissions: locked_including_nested
        permissions:
          groups: {Readers: {workbooks: view}}
"""
FORMATS = (
    *("table", "tsv", "csv", "json", "jsonl", "markdown"),
    *("full", "concise", "sarif", "junit", "github", "gitlab"),
)
TWO = ("--lock", "Finance", "locked_including_nested", "--move", "workbook:Finance/Pay", "Archive")

PEOPLE = SITE.splitlines()[3].strip()


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "site.yaml").write_text(SITE)
    return tmp_path


def asked(here: Path, *words: str, **more: str) -> Ran:
    return run_inside("what-if", *words, "-f", "site.yaml", cwd=here, **more)


def answer(here: Path, *words: str) -> dict[str, Any]:
    ran = asked(here, *words, "--format", "json")
    assert (ran.exit_code, ran.stderr) == (0, "")
    found: dict[str, Any] = json.loads(ran.stdout)
    jsonschema.Draft202012Validator(record_schema("what-if")).validate(found)
    return found


def patch(here: Path, *words: str) -> list[str]:
    """Return the lines that a patch takes away and adds."""
    ran = asked(here, *words, "--patch", "-q")
    assert (ran.exit_code, ran.stderr) == (0, "")
    return [
        " ".join((line[0], line[1:].strip()))
        for line in ran.stdout.splitlines()[2:]
        if line[:1] in {"-", "+"}
    ]


class Case(NamedTuple):
    """One change: what it does, warns of, destroys and writes."""

    words: tuple[str, ...]
    gained: int
    lost: int
    warning: str | None = None
    """What the first warning begins with."""
    lost_forever: str | None = None
    """The first thing that is lost for good."""
    written: tuple[str, ...] = ()
    """Some of the lines that the patch takes away or adds."""


CASES = {
    "a member comes": Case(
        ("--add-to-group", "cyd", "Analysts"), 4, 0, written=("+ Analysts: [ada, bob, cyd]",)
    ),
    "a member goes": Case(
        ("--remove-from-group", "user:bob", "group:Analysts"),
        0,
        22,
        written=("+ Analysts: [ada]",),
    ),
    "a role": Case(
        ("--role", "cyd", "explorer"),
        4,
        0,
        written=(f"+ {PEOPLE.replace('Viewer', 'Explorer')}",),
    ),
    "a user goes": Case(
        ("--remove-user", "cyd"),
        0,
        16,
        lost_forever="user `cyd`",
        written=("+ Readers: []  # who may read", "+ Sheet: {permissions: {}}"),
    ),
    "a group goes": Case(
        ("--delete-group", "Readers"),
        0,
        7,
        lost_forever="group `Readers` with 1 member",
        written=("- Readers: [cyd]  # who may read", "- Readers: {project: view}"),
    ),
    "allowed above the site role": Case(
        ("--grant", "Readers", "web_edit", "Finance/Pay"),
        0,
        0,
        written=("+ groups: {Readers: {template: view, allow: [web_edit]}, Analysts: publish}",),
    ),
    "a default for content": Case(
        ("--grant", "Readers", "View", "Finance", "--kind", "workbooks"),
        0,
        0,
        written=("+ Readers: {project: view, workbooks: {allow: [view]}}",),
    ),
    "denied": Case(
        ("--deny", "group:Readers", "view", "project:Finance"),
        0,
        1,
        written=("+ Readers: {project: {template: view, deny: [view]}}",),
    ),
    "left unspecified": Case(
        ("--clear", "Readers", "view", "Finance/Pay"),
        0,
        1,
        written=("- groups: {Readers: view, Analysts: publish}",),
    ),
    "a rule goes": Case(
        ("--clear-rule", "Analysts", "Finance", "--kind", "workbook"),
        0,
        0,
        written=("+ Analysts: {project: publish, data_sources: publish}",),
    ),
    "a leader": Case(
        ("--leader", "Analysts", "Archive"),
        4,
        0,
        written=("+ groups: {Readers: {workbooks: view}, Analysts: {leader: true}}",),
    ),
    "a leader no longer": Case(
        ("--no-leader", "cyd", "Finance/Inner"),
        0,
        7,
        written=("+ users: {cyd: {project: view}}",),
    ),
    "an owner": Case(
        ("--owner", "Finance/Salaries", "bob"),
        4,
        4,
        "`ada` owns `data_source:Finance/Salaries` no longer, and falls back to the rules",
        written=("+ Salaries: {owner: bob}",),
    ),
    "locked": Case(
        ("--lock", "Finance", "locked"),
        10,
        12,
        "locking `project:Finance` overwrites the rules of what it covers, and cannot be undone",
        "the own rules of `workbook:Finance/Pay` (2 rules)",
        ("+ content_permissions: locked", "+ Sheet: {}"),
    ),
    "locked including nested": Case(
        ("--lock", "Finance", "LockedToProject"),
        18,
        13,
        "locking `project:Finance` overwrites the rules of what it covers, and cannot be undone",
        "the own rules of `workbook:Finance/Pay` (2 rules)",
        ("+ content_permissions: locked_including_nested", "+ users: {cyd: {leader: true}}"),
    ),
    "unlocked": Case(
        ("--lock", "Archive", "customizable"),
        0,
        0,
        "today's rules stay for `project:Archive`, and can be edited",
        written=("+ content_permissions: customizable",),
    ),
    "moved to the top": Case(
        ("--move", "Finance/Inner", "top"),
        31,
        50,
        "`user:dan` owns `project:Finance`, and so has charge of `project:Finance/Inner`",
        written=("- Inner:", "+ projects: {}"),
    ),
    "moved under a lock": Case(
        ("--move", "Finance/Inner", "Archive"),
        22,
        50,
        "moving into the locked `project:Archive` overwrites the rules of what is moved",
        "the own rules of `project:Finance/Inner` (2 rules)",
        ("+ projects: {Inner: {workbooks: {Old: {owner: bob}}}}",),
    ),
    "moved, with what connects to it": Case(
        ("--move", "data_source:Finance/Salaries", "Finance/Inner"),
        32,
        29,
        "`user:cyd` leads `project:Finance/Inner`, and so gains charge of",
        written=(
            "+ connects_to: [{data_source: Finance/Inner/Salaries, authentication: prompt}]",
        ),
    ),
    "published": Case(
        ("--publish", "bob", "Finance", "New"),
        44,
        0,
        "`workbook:Finance/New` starts with a copy of the rules of `project:Finance`",
        written=("+ New: {owner: bob}",),
    ),
    "published of a kind": Case(
        ("--publish", "bob", "Finance", "New", "--kind", "data_source"),
        29,
        0,
        "`data_source:Finance/New` starts with a copy of the rules of `project:Finance`",
        written=("+ New: {owner: bob}",),
    ),
    "overwritten": Case(
        ("--overwrite", "bob", "workbook:Finance/Pay"),
        16,
        16,
        "`ada` owns `workbook:Finance/Pay` no longer, and falls back to the rules",
        written=("- owner: ada", "+ owner: bob"),
    ),
    "tabs": Case(
        ("--tabs", "Finance/Pay", "shown"),
        16,
        0,
        "the own rules of `view:Finance/Pay/Sheet` decide no longer",
        written=("- tabs: hidden",),
    ),
    "embedded credentials": Case(
        ("--authentication", "Finance/Pay", "Finance/Salaries", "embedded"),
        0,
        0,
        "1 user who could not would see the data of `workbook:Finance/Pay` (task `see_data`)",
        written=("+ connects_to: [{data_source: Finance/Salaries, authentication: embedded}]",),
    ),
    "a file of changes": Case(
        ("--patch-file", "changes.yaml"), 4, 0, written=("+ Analysts: [ada, bob, cyd]",)
    ),
}
CHANGES = "version: 1\nchanges:\n  - add_to_group: {user: cyd, group: Analysts}\n"


def test_every_flag_is_a_kind_of_change_and_names_its_fields() -> None:
    words = {said.word for said in FLAGS.values()}
    assert words == {*FORMS, KIND, PATCH_FILE}
    for flag, said in FLAGS.items():
        if said.word in FORMS:
            form = FORMS[said.word]
            assert said.fields == form.needs, flag
            assert {*said.fixed} <= {*form.may}, flag
        assert len(said.shown.split()) == len(said.fields), flag
    assert {word for word, form in FORMS.items() if KIND in form.may} == KINDED


@pytest.mark.parametrize("name", CASES)
def test_a_change_says_what_it_would_do_warns_and_writes(here: Path, name: str) -> None:
    (here / "changes.yaml").write_text(CHANGES)
    case = CASES[name]
    found = answer(here, *case.words)
    (change,) = found["changes"]
    assert (found["gained"], found["lost"]) == (case.gained, case.lost)
    assert (change["gained"], change["lost"]) == (case.gained, case.lost)
    first = next(iter(change["warnings"]), None)
    assert (first or "").startswith(case.warning or "")
    assert bool(first) == bool(case.warning)
    lost = [it["what"] for it in found["lost_forever"]]
    assert next(iter(lost), None) == case.lost_forever
    assert change["lost_forever"] == lost
    assert {*case.written} <= {*patch(here, *case.words)}
    assert (here / "site.yaml").read_text() == SITE


def test_every_flag_has_a_case() -> None:
    assert {word for case in CASES.values() for word in case.words if word[:2] == "--"} == {*FLAGS}


@pytest.mark.parametrize("name", CASES)
def test_the_answer_is_that_of_diff_for_the_file_that_is_written(here: Path, name: str) -> None:
    (here / "changes.yaml").write_text(CHANGES)
    words = (*CASES[name].words, "--format", "jsonl", "-q", "--write", "new.yaml")
    ran = asked(here, *words)
    cells = run_inside("diff", "site.yaml", "new.yaml", "--format", "jsonl", cwd=here)
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, cells.stdout, "")
    text = (here / "new.yaml").read_text()
    assert ("# people" in text, "# money" in text) == (True, True)
    assert (here / "site.yaml").read_text() == SITE


@pytest.mark.parametrize("seed", range(12))
def test_of_generated_sites_it_is_the_diff_of_what_is_written(tmp_path: Path, seed: int) -> None:
    data, declaration = generated(seed)
    (tmp_path / "site.yaml").write_bytes(data)
    made = 0
    for name, site in declaration.sites.items():
        choose = random.Random(seed)  # noqa: S311 - the same for everybody
        entries = []
        for change in choose.sample(list(every_kind(site, choose, 2)), 12):
            try:
                site = change.play(site).site  # noqa: PLW2901 - each on the one before
            except ChangeError:
                continue
            word, fields = record(change)
            entries.append({word: fields})
        if not entries:
            continue
        made += 1
        (tmp_path / "changes.json").write_text(json.dumps({"version": "1", "changes": entries}))
        words = ("--patch-file", "changes.json", "--site", name, "-q", "--format", "json")
        ran = run_inside("what-if", *words, "-f", "site.yaml", "--write", "new.yaml", cwd=tmp_path)
        assert (ran.exit_code, ran.stderr) == (0, "")
        found = json.loads(ran.stdout)
        assert [it["change"] for it in found["changes"]] == entries
        assert all(edit["changes"] for edit in found["edits"]), "an edit that no change made"
        whole = run_inside(
            "diff", "site.yaml", "new.yaml", "--site", name, "--format", "json", cwd=tmp_path
        )
        diff = json.loads(whole.stdout)
        assert (found["gained"], found["lost"]) == (diff["gained"], diff["lost"])
        assert [_bare(it) for it in found["groups"]] == [_bare(it) for it in diff["groups"]]
        edits = [sorted(it["change"] for it in each["edits"]) for each in (found, diff)]
        assert edits[0] == edits[1]
    assert made


def _bare(group: dict[str, Any]) -> dict[str, Any]:
    """Return a group without its witnesses, which name places."""
    return {key: it for key, it in group.items() if not key.startswith("witness")}


INVERSES = [
    (("--add-to-group", "cyd", "Analysts"), ("--remove-from-group", "cyd", "Analysts")),
    (("--role", "cyd", "Creator"), ("--role", "cyd", "Viewer")),
    (("--owner", "Finance", "ada"), ("--owner", "Finance", "dan")),
    (("--leader", "Analysts", "Archive"), ("--no-leader", "Analysts", "Archive")),
    (("--tabs", "Finance/Pay", "shown"), ("--tabs", "Finance/Pay", "hidden")),
    (
        ("--grant", "Readers", "view", "project:Archive"),
        ("--clear", "Readers", "view", "project:Archive"),
    ),
    (("--move", "Finance/Inner", "top"), ("--move", "Inner", "Finance")),
    (("--overwrite", "bob", "Finance/Pay"), ("--overwrite", "ada", "workbook:Finance/Pay")),
]


@pytest.mark.parametrize(("there", "back"), INVERSES, ids=lambda words: words[0])
def test_a_change_followed_by_its_inverse_changes_nothing(
    here: Path, there: tuple[str, ...], back: tuple[str, ...]
) -> None:
    found = answer(here, *there, *back)
    one, other = found["changes"]
    assert one["gained"] + one["lost"] > 0
    assert (one["gained"], one["lost"]) == (other["lost"], other["gained"])
    assert (found["verdict"], found["groups"]) == ("equivalent", [])
    assert found["lost_forever"] == []


def test_of_a_lock_there_is_no_way_back(here: Path) -> None:
    found = answer(here, "--lock", "Finance", "locked", "--lock", "Finance", "customizable")
    assert found["verdict"] == "mixed"
    assert {it["change"] for it in found["lost_forever"]} == {1}


def test_changes_are_made_in_the_order_of_the_command_line(here: Path) -> None:
    lock, move = TWO[:3], TWO[3:]
    one, other = answer(here, *lock, *move), answer(here, *move, *lock)
    assert [[*it["change"]] for it in one["changes"]] == [["lock"], ["move"]]
    assert [[*it["change"]] for it in other["changes"]] == [["move"], ["lock"]]
    # Moved first, the workbook loses its rules to the other lock.
    rules = "the own rules of `workbook:Finance/Pay` (2 rules)"
    assert {"change": 1, "what": rules} in one["lost_forever"]
    assert {"change": 1, "what": rules} in other["lost_forever"]
    assert one["changes"][0]["lost"] != other["changes"][1]["lost"]


def test_flags_of_one_kind_and_others_between_keep_their_order(here: Path) -> None:
    words = (
        *("--role", "cyd", "Explorer", "--add-to-group", "cyd", "Analysts"),
        *("--format", "json", "--role", "cyd", "Creator", "--kind-less"),
    )
    ran = asked(here, *words)
    assert (ran.exit_code, ran.stdout) == (2, "")
    summaries = [it["summary"] for it in answer(here, *words[:6], *words[8:11])["changes"]]
    assert summaries == [
        "give `cyd` the site role Explorer",
        "add `cyd` to group `Analysts`",
        "give `cyd` the site role Creator",
    ]


def test_a_change_may_name_what_an_earlier_one_brings(here: Path) -> None:
    words = ("--publish", "bob", "Finance", "New", "--owner", "Finance/New", "ada")
    found = answer(here, *words, "--move", "Finance/New", "Finance/Inner")
    assert [it["changes"] for it in found["edits"]] == [[1, 2, 3]]
    ran = asked(here, *words[4:], *words[:4])
    assert ran.exit_code == 2
    assert ran.stderr.startswith("error: change 1 (`--owner`): unknown item `Finance/New`\n")


def test_an_order_may_be_impossible_the_other_way_round(here: Path) -> None:
    leave = ("--remove-from-group", "bob", "Analysts")
    publish = ("--publish", "bob", "Finance", "New")
    assert len(answer(here, *publish, *leave)["changes"]) == 2
    ran = asked(here, *leave, *publish)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(
        "error: change 2 (`--publish`): `bob` may not publish to `project:Finance` (unspecified)\n"
    )


def test_a_file_of_changes_has_its_place_among_the_others(here: Path) -> None:
    (here / "changes.yaml").write_text(CHANGES)
    words = (
        "--role",
        "cyd",
        "Explorer",
        "--patch-file",
        "changes.yaml",
        "--role",
        "cyd",
        "Viewer",
    )
    kinds = [[*it["change"]] for it in answer(here, *words)["changes"]]
    assert kinds == [["role"], ["add_to_group"], ["role"]]


def test_of_several_sites_one_is_named_and_the_others_stay(here: Path) -> None:
    (here / "site.yaml").write_text(
        f"{SITE}  T: {{users: {{ada: Viewer}}, projects: {{A: {{}}}}}}\n"
    )
    words = ("--role", "ada", "Explorer", "-q")
    refused = asked(here, *words)
    assert refused.stderr.startswith("error: the declaration has several sites\n")
    assert asked(here, *words, "--site", "T", "--write", "new.yaml").exit_code == 0
    text = (here / "new.yaml").read_text()
    assert text == (here / "site.yaml").read_text().replace("{ada: Viewer}", "{ada: Explorer}")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("--add-to-group", "c"), ["cyd"]),
        (("--add-to-group", "cyd", "Ana"), ["Analysts"]),
        (("--lock", "project:Finance", "locked_"), ["locked_including_nested"]),
        (("--owner", "data_source:"), ["data_source:Finance/Salaries"]),
        (("--grant", "group:R"), ["group:Readers"]),
        (("--role", "cyd", "Vie"), ["Viewer"]),
        (("--no-l",), ["--no-leader"]),
    ],
)
def test_words_of_changes_are_completed(
    here: Path, typed: tuple[str, ...], words: list[str]
) -> None:
    line = "".join(f"{word}\n" for word in ("what-if", "-f", "site.yaml", *typed))
    told = {"_TABLEAU_PERM_COMPLETE": "complete_zsh", "_TABLEAU_PERM_WORDS": line}
    ran = run_inside(cwd=here, env=told)
    assert [it.split("\t")[0] for it in ran.stdout.splitlines()] == words


def test_causes_are_named_by_change(here: Path) -> None:
    found = answer(here, *TWO, "--add-to-group", "cyd", "Analysts")
    of_edit = {it["change"]: it["changes"] for it in found["edits"]}
    assert of_edit["`cyd` added to group `Analysts`"] == [3]
    assert of_edit["`workbook:Archive/Pay` added, with 1 more in it"] == [1, 2]
    shown = asked(here, *TWO, "--format", "markdown").stdout
    assert "`workbook:Archive/Pay` added, with 1 more in it, by changes 1 and 2" in shown


def test_edits_stand_where_the_text_as_it_is_has_them(here: Path) -> None:
    places = {it["change"]: it["line"] for it in answer(here, *TWO)["edits"]}
    lines = SITE.splitlines()
    for change, key in {
        "`workbook:Archive/Pay` added, with 1 more in it": "Archive:",
        "`workbook:Finance/Pay` removed, with 1 more in it": "Pay:",
        "rule for `group:Readers` on `project:Finance/Inner` added: allows view": "groups:",
    }.items():
        assert lines[places[change] - 1].strip().startswith(key)


def test_what_is_moved_is_seen_as_the_same_item_too(here: Path) -> None:
    found = answer(here, "--move", "Finance/Inner", "top")
    assert [(it["from"], it["to"]) for it in found["moved"]] == [
        ("project:Finance/Inner", "project:Inner"),
        ("workbook:Finance/Inner/Old", "workbook:Inner/Old"),
    ]
    # Only dan, who owns Finance, loses anything: all that projects and workbooks have.
    assert [(it["gained"], it["lost"]) for it in found["moved"]] == [
        (0, len(CATALOG[Kind.PROJECT].capabilities)),
        (0, len(CATALOG[Kind.WORKBOOK].capabilities)),
    ]


# What is written


def test_it_is_written_in_place_each_file_that_changes(here: Path) -> None:
    split = here / "split"
    split.mkdir()
    head, _, projects = SITE.partition("    projects:\n")
    (split / "people.yaml").write_text(head)
    (split / "projects.yaml").write_text(f"version: 1\nsites:\n  S:\n    projects:\n{projects}")
    before = (split / "projects.yaml").read_text()
    words = ("what-if", "--role", "cyd", "Creator", "-f", "split", "--format", "tsv")
    ran = run_inside(*words, "--in-place", cwd=here)
    assert ran.exit_code == 0
    assert "wrote `split/people.yaml`\n" in ran.stderr
    assert "projects.yaml" not in ran.stderr
    assert "cyd: Creator" in (split / "people.yaml").read_text()
    assert (split / "projects.yaml").read_text() == before
    again = run_inside(*words, "--in-place", cwd=here)
    assert "nothing to write: no file changes\n" in again.stderr


def test_several_files_are_written_into_a_directory(here: Path) -> None:
    people, _, projects = SITE.partition("    projects:\n")
    projects = f"version: 1\nsites:\n  S:\n    projects:\n{projects}"
    for name, text in (("a", people), ("b", projects)):
        (here / "in" / name).mkdir(parents=True)
        (here / "in" / name / "x.yaml").write_text(text)
    words = ("what-if", "--role", "cyd", "Creator", "-f", "in", "-q")
    refused = run_inside(*words, "--write", "out.yaml", cwd=here)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        "error: `out.yaml` is one file, and the declaration has 2\n"
        "help: name a directory, as in `--write out.yaml/`, or use --in-place\n"
    )
    assert not (here / "out.yaml").exists()
    ran = run_inside(*words, "--write", "out/", cwd=here)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert sorted(str(it.relative_to(here)) for it in (here / "out").rglob("*.yaml")) == [
        "out/a/x.yaml",
        "out/b/x.yaml",
    ]
    cells = run_inside("diff", "in", "out", cwd=here)
    assert cells.stdout == ran.stdout
    assert "cyd: Viewer" in (here / "in" / "a" / "x.yaml").read_text()


def test_standard_input_can_be_changed_into_a_file_or_a_patch(here: Path) -> None:
    words = ("what-if", "--role", "cyd", "Creator", "-f", "-", "-q")
    ran = run_inside(*words, "--write", "new.yaml", stdin=SITE, cwd=here)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "cyd: Creator" in (here / "new.yaml").read_text()
    assert "+    users:" in run_inside(*words, "--patch", stdin=SITE, cwd=here).stdout
    refused = run_inside(*words, "--in-place", stdin=SITE, cwd=here)
    assert refused.stderr.startswith("error: standard input cannot be written in place\n")
    changes = run_inside(
        "what-if", "--patch-file", "-", "-f", "site.yaml", stdin=CHANGES, cwd=here
    )
    assert (changes.exit_code, len(changes.stdout.splitlines())) == (0, 5)


def test_a_patch_says_the_rest_on_standard_error(here: Path) -> None:
    ran = asked(here, "--lock", "Finance", "locked", "--patch")
    assert ran.stdout.startswith("--- a/site.yaml\n+++ b/site.yaml\n@@ ")
    assert ran.stderr.startswith(
        "change 1: lock `project:Finance` without nested projects\n"
        "  warning: locking `project:Finance` overwrites"
    )
    assert "\n  lost for good: the own rules of `workbook:Finance/Pay` (2 rules)\n" in ran.stderr
    both = asked(here, "--lock", "Finance", "locked", "--patch", "--fail-on", "gained", "-q")
    assert (both.exit_code, both.stdout, both.stderr) == (1, ran.stdout, "")


REFUSED = [
    ((), "no change given"),
    (("--move", "Finance", "Finance/Inner"), "`project:Finance` cannot be moved into"),
    (("--move", "Finance", "Finance"), "`project:Finance` cannot be moved into itself"),
    (("--move", "Finance/Pay", "top"), "`workbook:Finance/Pay` cannot stand at the top"),
    (("--remove-user", "ada"), "`ada` owns `workbook:Finance/Pay`"),
    (("--publish", "cyd", "Finance", "New"), "`cyd` may not publish to `project:Finance`"),
    (("--publish", "bob", "Finance", "Pay"), "`workbook:Finance/Pay` is there already"),
    (("--role", "adda", "Viewer"), "unknown user `adda`"),
    (("--role", "ada", "Wizard"), "unknown site role `Wizard`"),
    (("--add-to-group", "ada", "Analyst"), "unknown group `Analyst`"),
    (("--lock", "Finanec", "locked"), "unknown project `Finanec`"),
    (("--lock", "Finance", "open"), "`mode` cannot be `open`"),
    (("--tabs", "Finance/Salaries", "shown"), "unknown workbook `Finance/Salaries`"),
    (("--grant", "Nobody", "view", "Finance"), "unknown user or group `Nobody`"),
    (("--grant", "Readers", "vieww", "Finance"), "unknown capability of a project `vieww`"),
    (("--grant", "Readers", "filter", "Finance"), "`filter` is no capability of a project"),
    (("--grant", "Readers", "view", "Finance", "--kind", "workbok"), "unknown content type"),
    (("--kind", "workbook"), "`--kind` stands before any change"),
    (("--role", "ada", "Viewer", "--kind", "flow"), "`--kind` is not for the change before it"),
    (
        ("--publish", "bob", "Finance", "N", "--kind", "flow", "--kind", "flow"),
        "`--kind` is given twice for one `--publish`",
    ),
    (("--role", "ada"), "`--role` takes USER ROLE, and has taken `--write` for one"),
    (("lock", "--role", "ada", "Viewer"), "`lock` belongs to no change"),
    (("--lokc", "Finance", "locked"), "no such option `--lokc`"),
    (("--patch-file", "none.yaml"), "cannot read `none.yaml`: no such file or directory"),
    (("--patch-file", "empty.yaml"), "no change given"),
    (("--patch-file", "bad.yaml"), "1 error in the changes of `bad.yaml`"),
    (("--role", "cyd", "Creator", "--write", "x", "--in-place"), "`--write` and `--in-place`"),
    (("--role", "cyd", "Creator", "--write", ""), "`--write` needs the name of a file"),
    (("--role", "cyd", "Creator", "--write", "-"), "`--write` needs the name of a file"),
    (("--role", "cyd", "Creator", "--patch", "--format", "json"), "`--patch` stands in place of"),
    (("--role", "cyd", "Creator", "--write", "x", "-o", "./x"), "`x` would be written twice"),
    (("--role", "cyd", "Creator", "--write", "site.yaml/x"), "cannot write `site.yaml/x`"),
]


@pytest.mark.parametrize(("words", "error"), REFUSED, ids=lambda it: " ".join(it)[:60])
def test_what_cannot_be_done_is_one_clear_error_and_nothing_is_written(
    here: Path, words: tuple[str, ...], error: str
) -> None:
    (here / "empty.yaml").write_text("version: 1\nchanges: []\n")
    (here / "bad.yaml").write_text("version: 1\nchanges: [{move: {item: X}}]\n")
    before = sorted(here.iterdir())
    ran = asked(here, *words, *(() if "--write" in words else ("--write", "new.yaml")), "-q")
    if "--patch" in words or "--in-place" in words:
        ran = asked(here, *words, "-q")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert f"error: {error}" in ran.stderr
    assert len(re.findall("^error: ", ran.stderr, re.MULTILINE)) == 1 + ("bad.yaml" in words)
    assert sorted(here.iterdir()) == before
    assert (here / "site.yaml").read_text() == SITE


def test_of_several_changes_the_error_says_which(here: Path) -> None:
    words = ("--role", "cyd", "Creator", "--move", "Finance", "Finance", "--in-place")
    ran = asked(here, *words)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == (
        "error: change 2 (`--move`): `project:Finance` cannot be moved into itself\n"
        "help: name another project\n"
    )
    assert (here / "site.yaml").read_text() == SITE


def test_text_that_is_left_to_its_author_is_answered_for_and_not_written(here: Path) -> None:
    text = SITE.replace("Analysts: [ada, bob]", "Analysts: &a [ada, bob]").replace(
        "Readers: [cyd]", "Readers: *a"
    )
    (here / "site.yaml").write_text(text)
    words = ("--add-to-group", "dan", "Readers")
    assert answer(here, *words)["edits"]
    ran = asked(here, *words, "--in-place", "-q")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("error: the text cannot be changed for you: ")
    assert (here / "site.yaml").read_text() == text


# Formats


@pytest.mark.parametrize("form", FORMATS)
def test_every_format(here: Path, form: str) -> None:
    ran = asked(here, *TWO, "--format", form)
    assert ran.exit_code == 0
    golden(f"what-if/formats.{form}.txt", ran.stdout)
    if form in {"table", "json", "markdown"}:
        assert ran.stderr == ""
    else:
        golden("what-if/notices.txt", ran.stderr)


def test_its_lines_agree_with_the_schema_and_the_whole(here: Path) -> None:
    validator = jsonschema.Draft202012Validator(record_schema("what-if"))
    ran = asked(here, *TWO, "--format", "jsonl", "-q")
    cells = [json.loads(line) for line in ran.stdout.splitlines()]
    for cell in cells:
        validator.validate(cell)
    whole = answer(here, *TWO)
    assert len(cells) == whole["gained"] + whole["lost"]
    assert not validator.is_valid(whole | {"changes": [{"number": 0}]})
    assert not validator.is_valid({key: it for key, it in whole.items() if key != "lost_forever"})


@pytest.mark.parametrize("width", [80, 120])
def test_on_a_terminal(here: Path, width: int) -> None:
    words = ("what-if", *TWO, "-f", "site.yaml", "--color", "never")
    ran = run_on_terminal(*words, width=width, cwd=here)
    assert (ran.exit_code, ran.stderr) == (0, "")
    golden(f"what-if/terminal.{width}.txt", ran.stdout)


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_where_nothing_changes_it_says_so(here: Path, form: str) -> None:
    ran = asked(here, "--role", "cyd", "Viewer", "--format", form, "--exit-code")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "Nobody gains or loses access: nothing changes" in ran.stdout
    assert ran.stdout.endswith("Nothing would be lost for good.\n")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 0),
        (("--exit-code",), 1),
        (("--fail-on", "gained"), 1),
        (("--fail-on", "lost"), 0),
        (("--fail-on", "gained", "--users", "ada"), 0),
        (("--fail-on", "gained", "--items", "project:**"), 0),
        (("--fail-on", "gained", "--capabilities", "connect"), 1),
    ],
)
def test_exit_codes(here: Path, words: tuple[str, ...], code: int) -> None:
    ran = asked(here, "--add-to-group", "cyd", "Analysts", "-q", *words)
    assert (ran.exit_code, ran.stderr) == (code, "")


def test_selections_are_counted_at_each_turn_too(here: Path) -> None:
    words = ("--add-to-group", "cyd", "Analysts", "--role", "bob", "Viewer")
    whole, some = answer(here, *words), answer(here, *words, "--users", "cyd")
    assert [(it["gained"], it["lost"]) for it in some["changes"]] == [(4, 0), (0, 0)]
    assert whole["changes"][1]["lost"] > 0
    assert (some["gained"], some["lost"]) == (4, 0)


def test_reports_are_written_in_the_same_run(here: Path) -> None:
    words = ("--lock", "Finance", "locked")
    reports = ("--report", "markdown=ticket.md", "--report", "json=a.json")
    ran = asked(here, *words, *reports, "--format", "table")
    assert ran.stderr == ""
    assert (here / "ticket.md").read_text() == asked(here, *words, "--format", "markdown").stdout
    assert json.loads((here / "a.json").read_text()) == answer(here, *words)


def test_markdown_stays_short_enough_for_a_comment(here: Path) -> None:
    words = [
        word
        for number in range(80)
        for word in ("--publish", "bob", "Finance", f"New {number} {'x' * 90}")
    ]
    found = asked(here, *words, "--format", "markdown").stdout
    assert len(found) < 65_000
    assert " more, left out to keep this short.\n" in found


# Names


HOSTILE = (
    *("[bold]x[/bold]", "a/b", "100%", "--help", "-f", "top", "line\nfeed", "\u202ertl"),
    *("::error::x", "=1+1", "\x1b[31mred", "`tick`", "a|b", "user:x", "group:x", "<b>"),
)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_data(tmp_path: Path, name: str) -> None:
    projects = {name: {"permissions": {"groups": {name: {"project": "view"}}}}, "To": {}}
    site = {"users": {name: "Creator", "ada": "Creator"}, "groups": {name: []}}
    declared = {"version": "1", "sites": {name: {**site, "projects": projects}}}
    (tmp_path / "site.json").write_text(json.dumps(declared))
    item = "project:" + name.replace("/", "%2F")
    words = (
        *("--add-to-group", name, name, "--leader", f"group:{name}", item),
        *("--grant", f"user:{name}", "publish", item, "--owner", item, name),
        *("--publish", name, item, name, "--move", item, "To", "--lock", "To", "locked"),
    )
    for form in ("table", "markdown", "json", "tsv", "github"):
        ran = run_inside("what-if", *words, "-f", "site.json", "--format", form, cwd=tmp_path)
        assert ran.exit_code == 0, ran.stderr
        text = ran.stdout + ran.stderr
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert form != "github" or "\n::error::x" not in text
        if form == "json":
            changes = [it["change"] for it in json.loads(ran.stdout)["changes"]]
            assert changes[0] == {"add_to_group": {"user": name, "group": name}}
            assert changes[4]["publish"]["name"] == name
    ran = run_inside("what-if", *words, "-f", "site.json", "--write", "new.json", cwd=tmp_path)
    assert ran.exit_code == 0
    cells = run_inside("diff", "site.json", "new.json", cwd=tmp_path)
    assert cells.stdout == ran.stdout


def test_a_project_called_top_is_named_in_full(tmp_path: Path) -> None:
    text = "version: 1\nsites: {S: {users: {}, projects: {top: {}, A: {projects: {B: {}}}}}}\n"
    (tmp_path / "site.yaml").write_text(text)
    words = ("what-if", "-f", "site.yaml", "--format", "json", "-q", "--move", "A/B")
    for word, place in (("top", "project:B"), ("project:top", "project:top/B")):
        ran = run_inside(*words, word, cwd=tmp_path)
        assert json.loads(ran.stdout)["moved"][0]["to"] == place


def test_the_help_names_every_change() -> None:
    shown = run_inside("what-if", "--help").stdout
    for flag, said in FLAGS.items():
        assert f"{flag} {said.shown}" in shown
    assert {"write", "patch", "fail_on"} <= {*inspect.signature(what_if).parameters}
