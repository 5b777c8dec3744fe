"""``pull`` and a server of our own: what is written where, kept, replaced, refused and said."""

import json
import re
from pathlib import Path

import pytest
from support.rest_server import OnTheWire, RestServer
from support.rest_server.faults import (
    FOR_EVER,
    Refusing,
    TooMany,
    UnknownCapability,
    UnknownOwner,
)
from support.running import ROOT, golden, run_inside
from support.saving_answers import in_folders, save
from support.serving import pull, sample

from tableau_perm_cli.declaration.load import declare, load_declaration

HEADER = "# Written by tableau-perm pull; a pull writes it anew.\n"


def site(text: str) -> RestServer:
    return RestServer(declare([("site.yaml", f"version: 1\nsites: {text}\n".encode())]))


def files(directory: Path) -> list[str]:
    return sorted(str(it.relative_to(directory)) for it in directory.rglob("*") if it.is_file())


# What is written


def test_one_file_with_its_ids_and_the_words_at_the_end(tmp_path: Path) -> None:
    with RestServer(sample()) as server:
        ran = pull(server, "-o", "site.yaml", cwd=tmp_path)
        assert (ran.exit_code, ran.stdout) == (0, "")
        golden("pull/tour.words.txt", ran.stderr)
        golden("pull/tour.yaml.txt", (tmp_path / "site.yaml").read_text())
        assert files(tmp_path) == ["site.ids", "site.yaml"]
        ids = [json.loads(it) for it in (tmp_path / "site.ids").read_text().splitlines()]
        assert ids[0] == {"schema": "tableau-perm/ids/1"}
        costs = {"site": "Tour", "is": "workbook:Finance/Costs"}
        assert costs | {"id": server.luid("workbook:Finance/Costs")} in ids
        assert load_declaration([str(tmp_path / "site.yaml")]).sites.keys() == {"Tour"}


def test_standard_output_gets_the_same_text_and_no_ids(tmp_path: Path) -> None:
    with RestServer(sample()) as server:
        ran = pull(server, "-o", "-", cwd=tmp_path)
        golden("pull/tour.yaml.txt", ran.stdout)
        assert "wrote standard output: 14 users, " in ran.stderr
        assert pull(server, "-o", "-", "--quiet", cwd=tmp_path).stderr == ""
        assert files(tmp_path) == []


@pytest.mark.parametrize("before", [True, False])
def test_a_directory_has_a_file_a_project(tmp_path: Path, before: bool) -> None:  # noqa: FBT001
    target = "site" if before else "site/"
    if before:
        (tmp_path / "site").mkdir()
    with RestServer(sample()) as server:
        ran = pull(server, "-o", target, cwd=tmp_path)
        pull(server, "-o", "one.yaml", cwd=tmp_path)
    assert ran.exit_code == 0
    assert "wrote `site` (6 files): 14 users" in ran.stderr
    assert files(tmp_path / "site") == [
        "groups.yaml",
        "projects/Default.yaml",
        "projects/Finance.yaml",
        "projects/Press.yaml",
        "site.ids",
        "site.yaml",
        "users.yaml",
    ]
    assert all(it.read_text().startswith(HEADER) for it in (tmp_path / "site").rglob("*.yaml"))
    assert (tmp_path / "site" / "site.ids").read_text() == (tmp_path / "one.ids").read_text()
    ran = run_inside("diff", "site", "one.yaml", "--exit-code", "-q", cwd=tmp_path)
    assert (ran.exit_code, ran.stderr) == (0, "")


def test_a_second_pull_changes_no_byte(tmp_path: Path) -> None:
    with RestServer(sample()) as server:
        for target in ("site.yaml", "site/"):
            pull(server, "-o", target, cwd=tmp_path)
            before = {name: (tmp_path / name).read_bytes() for name in files(tmp_path)}
            again = pull(server, "-o", target, cwd=tmp_path)
            assert again.exit_code == 0
            assert {name: (tmp_path / name).read_bytes() for name in files(tmp_path)} == before


def test_all_sites_of_a_server_are_one_declaration(tmp_path: Path) -> None:
    with RestServer(sample(), sample("students_orange_belt.yaml")) as server:
        whole = pull(server, "--all-sites", "-o", "all.yaml", cwd=tmp_path)
        assert whole.exit_code == 0
        assert "wrote `all.yaml`: 2 sites, " in whole.stderr
        assert whole.stderr.count("note: data roles are not read") == 1
        assert pull(server, "--all-sites", "-o", "all/", cwd=tmp_path).exit_code == 0
        one = pull(server, "--site", "Training", "-o", "-", "-q", cwd=tmp_path)
    declared = load_declaration([str(tmp_path / "all.yaml")])
    assert declared.sites.keys() == {"Tour", "Training"}
    assert {it.split("/")[0] for it in files(tmp_path / "all")} == {"Tour", "Training", "site.ids"}
    assert load_declaration([str(tmp_path / "all")]).sites.keys() == declared.sites.keys()
    assert "  Training:" in one.stdout
    assert "  Tour:" not in one.stdout


def test_redacted_no_name_is_left_and_no_id(tmp_path: Path) -> None:
    names = {"ada", "Ada Byron", "ada@example.com", "Finance", "Payroll", "Costs", "_Ledger"}
    with RestServer(sample()) as server:
        pull(server, "-o", "plain.yaml", cwd=tmp_path)
        pull(server, "-o", "red.yaml", cwd=tmp_path)
        ran = pull(server, "-o", "red.yaml", "--redact", cwd=tmp_path)
    text = (tmp_path / "red.yaml").read_text()
    assert ran.exit_code == 0
    assert all(name in (tmp_path / "plain.yaml").read_text() for name in names)
    assert not any(name in text + ran.stderr for name in names)
    # The ids of the declaration that was replaced would tell what is what.
    assert files(tmp_path) == ["plain.ids", "plain.yaml", "red.yaml"]


def test_every_rule_reads_what_has_no_effect_too(tmp_path: Path) -> None:
    with RestServer(sample()) as server:
        few = pull(server, "-o", "few.yaml", cwd=tmp_path)
        every = pull(server, "-o", "every.yaml", "--every-rule", cwd=tmp_path)
    assert "not asked for, since a lock or tabs decide: the own rules of " in few.stderr
    assert "not asked for" not in every.stderr
    counts = [
        sum(len(it.permissions.rules) for it in one.items() if hasattr(it.permissions, "rules"))
        for name in ("few.yaml", "every.yaml")
        for one in load_declaration([str(tmp_path / name)]).sites.values()
    ]
    assert counts[0] < counts[1]


def test_names_are_data(tmp_path: Path) -> None:
    hostile = ["[bold]x[/]", "a/b%2Fc", "::error::x", "line\nfeed", "\u202eevil", "- no: {yaml}"]
    text = "{S: {projects: {Default: {workbooks: {A: {}, B: {}, C: {}, D: {}, E: {}, F: {}}}}}}"
    wire = {f"workbook:Default/{old}": new for old, new in zip("ABCDEF", hostile, strict=True)}
    declaration = declare([("s", f"version: 1\nsites: {text}\n".encode())])
    fault = Refusing("^workbooks/.*/permissions$", times=FOR_EVER)
    with RestServer(
        declaration, faults=[fault], on_the_wire={"S": OnTheWire(names=wire)}
    ) as server:
        ran = pull(server, "-o", "site/", cwd=tmp_path)
    assert ran.exit_code == 0
    assert "\u202e" not in ran.stderr
    assert "`workbook:Default/line\\nfeed`: 403 Forbidden" in ran.stderr
    names = {
        it.address.path[-1]
        for it in load_declaration([str(tmp_path / "site")]).sites["S"].items()
        if it.address.path != ("Default",)
    }
    assert names == {*hostile}


# What is replaced


def test_labels_are_kept_through_a_rename(tmp_path: Path) -> None:
    text = "{S: {projects: {Default: {permissions: {}}, Pay: {workbooks: {Sums: {}}}}}}"
    with site(text) as server:
        pull(server, "-o", "site.yaml", cwd=tmp_path)
    target = tmp_path / "site.yaml"
    labelled = target.read_text().replace("Pay:\n", "Pay:\n        labels: [sensitive]\n")
    target.write_text(labelled.replace("Sums:\n", "Sums:\n            labels: [month]\n"))
    renamed = OnTheWire(names={"project:Pay": "Payroll"})
    declaration = declare([("s", f"version: 1\nsites: {text}\n".encode())])
    with RestServer(declaration, on_the_wire={"S": renamed}) as server:
        assert pull(server, "-o", "site.yaml", cwd=tmp_path).exit_code == 0
    found = {
        str(it.address): it.labels
        for it in load_declaration([str(target)]).sites["S"].items()
        if it.labels
    }
    assert found == {"project:Payroll": ("sensitive",), "workbook:Payroll/Sums": ("month",)}


def test_in_a_directory_stale_files_go_and_others_stay(tmp_path: Path) -> None:
    with site("{S: {projects: {Default: {permissions: {}}, Old: {}}}}") as server:
        pull(server, "-o", "site/", cwd=tmp_path)
    own = {
        "README.md": "mine",
        "own.yaml": "version: 1\nexpectations: {S: []}\n",
        "projects/note.yaml.txt": HEADER,
        # Other pulls' work, which only lies here.
        "tour.yaml": f"{HEADER}version: 1\nsites:\n  Tour: {{users: {{}}}}\n",
        "archive/users.yaml": f"{HEADER}version: 1\nsites:\n  Past: {{users: {{}}}}\n",
        "archive/projects/Old.yaml": f"{HEADER}version: 1\nsites:\n  Past: {{projects: {{}}}}\n",
    }
    (tmp_path / "site" / "archive" / "projects").mkdir(parents=True)
    for name, text in own.items():
        (tmp_path / "site" / name).write_text(text)
    with site("{S: {projects: {Default: {permissions: {}}, New: {}}}}") as server:
        ran = pull(server, "-o", "site", cwd=tmp_path)
    assert ran.exit_code == 0
    assert "removed `site/projects/Old.yaml`: nothing of it is left on the site" in ran.stderr
    assert "projects/New.yaml" in files(tmp_path / "site")
    assert "projects/Old.yaml" not in files(tmp_path / "site")
    assert all((tmp_path / "site" / name).read_text() == text for name, text in own.items())


def test_what_a_pull_breaks_in_other_files_is_said(tmp_path: Path) -> None:
    with site("{S: {projects: {Default: {permissions: {}}, Old: {}}}}") as server:
        pull(server, "-o", "site/", cwd=tmp_path)
    (tmp_path / "site" / "own.yaml").write_text(
        "version: 1\nsites:\n  S: {projects: {Mine: {workbooks: {W: {owner: nobody}}}}}\n"
    )
    with site("{S: {projects: {Default: {permissions: {}}}}}") as server:
        ran = pull(server, "-o", "site", cwd=tmp_path)
    assert ran.exit_code == 0
    assert "warning: together with the other files in `site` there are errors: " in ran.stderr
    assert "own.yaml:3:" in ran.stderr


OWN = "version: 1\nsites: {S: {projects: {P: {}}}}\n"
REFUSED_TARGETS: dict[str, tuple[dict[str, str], str, str]] = {
    "a file of one's own": ({"site.yaml": OWN}, "site.yaml", "was not written by a pull"),
    "other ids": ({"site.ids": "my ids"}, "site.yaml", "`site.ids` is no file of ids"),
    "one of a directory": ({"site/users.yaml": OWN}, "site", "was not written by a pull"),
    "a project's": ({"site/projects/Press.yaml": OWN}, "site", "was not written by a pull"),
    "errors in it": ({"site.yaml": f"{HEADER}version: 2\n"}, "site.yaml", "in the declaration"),
    "expectations": (
        {
            "site.yaml": f"{HEADER}version: 1\nsites: {{S: {{projects: {{P: {{}}}}, expectations: "
            "[{name: n, always: {users: everyone, capabilities: [view], items: 'project:P'}}]}}\n"
        },
        "site.yaml",
        "`site.yaml` has expectations, which a pull does not write again",
    ),
    "comments for lint": (
        {"site.yaml": f"{HEADER}version: 1\nsites: {{}}  # tableau-perm: ignore[TP101] ours\n"},
        "site.yaml",
        "`site.yaml` has comments that tell lint what to ignore, which a pull does not write",
    ),
    "decided ceilings": (
        {
            "site.yaml": f"{HEADER}version: 1\nsites: {{S: {{settings: {{uncertain_ceilings: "
            "{virtual_connection: {delete: {explorer: true}}}}}}\n"
        },
        "site.yaml",
        "`site.yaml` has `uncertain_ceilings`, which a pull does not write again",
    ),
}


@pytest.mark.parametrize("case", REFUSED_TARGETS)
def test_what_somebody_wrote_is_replaced_only_when_that_is_meant(
    tmp_path: Path, case: str
) -> None:
    there, target, message = REFUSED_TARGETS[case]
    for name, text in there.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    with RestServer(sample()) as server:
        ran = pull(server, "-o", target, cwd=tmp_path)
        assert ran.exit_code == 2
        assert message in ran.stderr
        assert "--overwrite" in ran.stderr
        assert {name: (tmp_path / name).read_text() for name in there} == there
        # Known beforehand, nobody waits for a pull in vain; a project's name is not.
        late = case in {"a project's", "other ids"}
        assert bool(server.calls("^workbooks$")) == late
        assert pull(server, "-o", target, "--overwrite", cwd=tmp_path).exit_code == 0
    written = tmp_path / "site" if target == "site" else tmp_path / "site.yaml"
    assert load_declaration([str(written)]).sites.keys() == {"Tour"}


def test_an_empty_file_is_nobodys_own(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").touch()
    with RestServer(sample()) as server:
        assert pull(server, "-o", "site.yaml", cwd=tmp_path).exit_code == 0


# What could not be read


def test_what_could_not_be_read_is_said_and_marked(tmp_path: Path) -> None:
    faults = [
        Refusing("^flows$", status=403, times=FOR_EVER),
        Refusing("^workbooks/.*/permissions$", status=403, times=FOR_EVER),
        Refusing("/default-permissions/", status=404, times=FOR_EVER),
        UnknownOwner("^datasources$"),
        UnknownCapability("^projects/.*/permissions$"),
        TooMany("^users$", retry_after=0),
    ]
    with RestServer(sample(), faults=faults) as server:
        ran = pull(server, "-o", "site.yaml", "--workers", "1", cwd=tmp_path)
    assert ran.exit_code == 0
    golden("pull/incomplete.words.txt", ran.stderr)
    read = run_inside("tree", "-f", "site.yaml", cwd=tmp_path)
    assert "were not read" in read.stderr


def test_complete_or_nothing_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").touch()
    fault = Refusing("^flows$", status=403, times=FOR_EVER)
    with RestServer(sample(), faults=[fault]) as server:
        ran = pull(server, "-o", "site.yaml", "--require-complete", cwd=tmp_path)
        assert ran.exit_code == 2
        assert "not read: `flows` of the whole site: 403 Forbidden\n" in ran.stderr
        assert "error: the site could not be read whole, so nothing is written" in ran.stderr
        assert (tmp_path / "site.yaml").read_text() == ""
        assert files(tmp_path) == ["site.yaml", "site.yaml.partial"]
        server.faults.clear()
        server.forget()
        again = pull(server, "-o", "site.yaml", "--require-complete", cwd=tmp_path)
        assert again.exit_code == 0
        # What was answered before was not asked again.
        assert not server.calls("^users$")
        assert server.calls("^flows$")
    assert files(tmp_path) == ["site.ids", "site.yaml"]


def test_people_are_whole_or_the_pull_fails_and_can_be_gone_on_with(tmp_path: Path) -> None:
    fault = Refusing("^groups/.*/users$", status=403)
    with RestServer(sample(), faults=[fault]) as server:
        ran = pull(server, "-o", "site.yaml", cwd=tmp_path)
        assert ran.exit_code == 2
        assert "people and projects could not be read whole" in ran.stderr
        assert files(tmp_path) == ["site.yaml.partial"]
        server.forget()
        again = pull(server, "-o", "site.yaml", cwd=tmp_path)
        assert again.exit_code == 0
        assert "going on with the pull that began " in again.stderr
        assert " answers that were kept; the fewest" in again.stderr
        assert len(server.calls("^groups/.*/users$")) == 1
        assert not server.calls("^users$")
    assert files(tmp_path) == ["site.ids", "site.yaml"]


def test_fresh_asks_for_everything_again(tmp_path: Path) -> None:
    with RestServer(sample(), faults=[Refusing("^groups/.*/users$")]) as server:
        pull(server, "-o", "site.yaml", cwd=tmp_path)
        server.forget()
        again = pull(server, "-o", "site.yaml", "--fresh", cwd=tmp_path)
        assert again.exit_code == 0
        assert "going on" not in again.stderr
        assert server.calls("^users$")


def test_answers_that_were_kept_for_long_are_warned_about(tmp_path: Path) -> None:
    with RestServer(sample(), faults=[Refusing("^groups/.*/users$")]) as server:
        pull(server, "-o", "site.yaml", cwd=tmp_path)
        kept = tmp_path / "site.yaml.partial"
        heading, _, rest = kept.read_text().partition("\n")
        began = json.loads(heading) | {"began": "2026-01-01T00:00:00+00:00"}
        kept.write_text(f"{json.dumps(began, separators=(',', ':'))}\n{rest}")
        ran = pull(server, "-o", "site.yaml", cwd=tmp_path)
    assert ran.exit_code == 0
    assert re.match(r"going on with the pull that began \d+\.\d h ago: \d+ answers", ran.stderr)
    assert "warning: what has changed since then may be missed; --fresh asks again" in ran.stderr


def test_a_checkpoint_of_another_pull_is_not_gone_on_with(tmp_path: Path) -> None:
    with RestServer(sample(), faults=[Refusing("^groups/.*/users$")]) as server:
        pull(server, "-o", "site.yaml", cwd=tmp_path)
        other = pull(server, "-o", "site.yaml", "--every-rule", cwd=tmp_path)
        assert other.exit_code == 2
        assert "with other options (`every_rule`)" in other.stderr
        assert files(tmp_path) == ["site.yaml.partial"]


# What does not go together


REFUSED: dict[tuple[str, ...], str] = {
    (): "no place for the declaration given",
    ("-o", ""): "`--output` is empty",
    ("-o", "x.json"): "written as YAML",
    ("-o", "x.yaml"): "no server given",
    ("-o", "x.yaml", "--format", "json"): "`--format` has nothing to do",
    ("-o", "x.yaml", "-f", "y.yaml"): "`--file` has nothing to do",
    ("-o", "x.yaml", "--source", "rest"): "`--source` says what `--from` holds",
    ("-o", "x.yaml", "--from", "no.csv"): "cannot read `no.csv`",
    ("-o", "x.yaml", "--from", ".", "--server", "h"): "`--server` has nothing to do here",
    ("-o", "x.yaml", "--from", ".", "--workers", "2", "--fresh"): "`--workers` and `--fresh` have",
    ("-o", "x.yaml", "--server", "h", "--all-sites", "--site", "s"): "do not go together",
    ("-o", "x.yaml", "--server", "h", "--workers", "0"): "`--workers` is from 1 to",
    ("-o", "x.yaml", "--server", "h", "--rate", "-1"): "`--rate` is a number",
    ("-o", "x.yaml", "--server", "h", "--rate", "nan"): "`--rate` is a number",
    ("-o", "no/x.yaml", "--server", "h"): "cannot write `no/x.yaml`: no such file or directory",
    ("-o", "file/x.yaml", "--server", "h"): "cannot write `file/x.yaml`: not a directory",
    ("-o", "file/", "--server", "h"): "cannot write into `file`: it is a file",
    ("-o", "x.yaml", "--server", "h"): "`TABLEAU_TOKEN_NAME` and `TABLEAU_TOKEN_VALUE` are not",
    ("-o", "x.yaml", "--server", "http://h.example"): "would send the token unencrypted",
    ("-o", "x.yaml", "--server", "https://u:s3cret@h"): "holds a user name or a password",
    ("-o", "x.yaml", "--from", "file"): "`file` is no export that is known",
    ("-o", "file", "--from", "file", "--source", "rest", "--overwrite"): "would be overwritten",
}


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_what_makes_no_sense_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("mine")
    ran = run_inside("pull", *words, cwd=tmp_path)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("error: ")
    assert REFUSED[words] in ran.stderr.replace("\\", "/")
    assert "s3cret" not in ran.stderr
    assert files(tmp_path) == ["file"]


@pytest.mark.parametrize(
    "words",
    [
        ("--token", "s3cret"),
        ("--token=s3cret",),
        ("--token-value", "s3cret"),
        ("--token-secret=s3cret",),
        ("--tokens3cret",),
        ("--password", "s3cret"),
    ],
    ids=" ".join,
)
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    ran = run_inside("pull", "--server", "h", *words, "-o", "x.yaml", cwd=tmp_path)
    assert ran.exit_code == 2
    assert "a command line is no place for a secret" in ran.stderr
    assert "TABLEAU_TOKEN_VALUE" in ran.stderr
    assert "s3cret" not in ran.stderr


# Exports


def test_an_export_is_recognised_by_what_is_in_it(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "Staff.csv").write_text("ada,,Ada,Creator,Site,1,ada@x.example\nbob,,Bob,Viewer,,0\n")
    ran = run_inside("pull", "--from", "lists", "--site", "S", "-o", "-", cwd=tmp_path)
    assert ran.exit_code == 0
    golden("pull/user_lists.yaml.txt", ran.stdout)
    golden("pull/user_lists.words.txt", ran.stderr)
    forced = run_inside(
        *("pull", "--from", "lists", "--source", "user-lists", "--site", "S", "-o", "-"),
        cwd=tmp_path,
    )
    assert forced == ran


@pytest.mark.parametrize("form", ["xml", "json"])
def test_saved_answers_give_what_the_server_gave(tmp_path: Path, form: str) -> None:
    with RestServer(sample()) as server:
        live = pull(server, "-o", "-", "-q", cwd=tmp_path)
        save(server, tmp_path / "answers", in_folders, form)
    ran = run_inside("pull", "--from", "answers", "-o", "site.yaml", cwd=tmp_path)
    assert ran.exit_code == 0
    assert (tmp_path / "site.yaml").read_text() == live.stdout
    assert "calls" not in ran.stderr
    assert "not asked for, since a lock or tabs decide: " in ran.stderr
    missing = next((tmp_path / "answers").glob("groups/*/users*"))
    missing.unlink()
    again = run_inside("pull", "--from", "answers", "-o", "site.yaml", cwd=tmp_path)
    assert again.exit_code == 2
    assert f"`groups/{missing.parent.name}/users`: no answer is saved" in again.stderr
    assert (tmp_path / "site.yaml").read_text() == live.stdout
    assert not (tmp_path / "site.yaml.partial").exists()


FIXTURES = ROOT / "tests" / "exchange"
EXPORTS = {
    "insights/fixtures/today": "admin-insights",
    "insights/fixtures/early": "admin-insights",
    "repository/fixtures/release_2024_2": "repository",
    "repository/fixtures/release_2018_1": "repository",
    "user_lists/fixtures/groups": "user-lists",
}


@pytest.mark.parametrize("export", EXPORTS)
def test_every_kind_of_export_is_recognised(tmp_path: Path, export: str) -> None:
    words = ("pull", "--from", str(FIXTURES / export), "-o")
    ran = run_inside(*words, "site/", cwd=tmp_path)
    assert ran.exit_code == 0
    assert load_declaration([str(tmp_path / "site")]).sites
    forced = run_inside(*words, "forced/", "--source", EXPORTS[export], cwd=tmp_path)
    assert forced.stderr == ran.stderr.replace("`site`", "`forced`").replace("site/", "forced/")
    refused = run_inside(*words, "-", "--every-rule", cwd=tmp_path)
    assert refused.exit_code == 2
    assert "`--every-rule` has nothing to do here" in refused.stderr
