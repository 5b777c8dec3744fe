"""``verify`` against a server of our own, saved answers and Admin Insights: who agrees on what."""

import json
import re
import shlex
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support.generated import random_declaration, yaml_text
from support.rest_server import OnTheWire, RestServer
from support.rest_server.faults import FOR_EVER, Refusing
from support.running import ROOT, Ran, golden, run_inside, run_on_terminal
from support.saving_answers import in_folders, save
from support.serving import QUICKLY, pull, sample, token_of

from tableau_perm_cli.cli.verify import SAMPLE
from tableau_perm_cli.declaration.load import declare
from tableau_perm_cli.exchange.verifying import Outcome
from tableau_perm_cli.report.schema_files import record_schema

FIXTURES = ROOT / "tests/exchange/insights/fixtures/today"
DUMP = ROOT / "tests/exchange/repository/fixtures/release_2024_2"
OTTO = "otto: {leader: true}"
PROJECTS = 8
"""Of the sample."""


def verify(server: RestServer, *words: str, cwd: Path) -> Ran:
    """Run ``verify`` against a server; nothing is changed there, nor a secret shown."""
    ran = run_inside("verify", *words, *QUICKLY, cwd=cwd, env=token_of(server))
    assert not server.writes()
    assert not server.secrets_in(ran.stdout, ran.stderr)
    return ran


def validated(ran: Ran) -> dict[str, Any]:
    record = json.loads(ran.stdout)
    jsonschema.Draft202012Validator(record_schema("verify")).validate(record)
    return record


def edited(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


@pytest.fixture(name="tour")
def _tour(tmp_path: Path) -> Path:
    """A directory with the sample, pulled."""
    with RestServer(sample()) as server:
        assert pull(server, "-o", "site.yaml", cwd=tmp_path).exit_code == 0
    return tmp_path


# Leaders, which the server infers


def test_a_site_that_was_pulled_agrees(tour: Path) -> None:
    with RestServer(sample()) as server:
        ran = verify(server, "-f", "site.yaml", "--exit-code", cwd=tour)
        record = validated(verify(server, "-f", "site.yaml", "--format", "json", cwd=tour))
    assert (ran.exit_code, ran.stderr) == (0, "compared: 5 inherited leaders: 5 agreed\n")
    assert (record["agreed"], record["disagreed"], record["access"]) == (5, 0, None)
    assert (record["differences"], record["not_declared"], record["notes"]) == ([], [], [])


def test_only_what_tells_leaders_and_names_is_asked_for(tour: Path) -> None:
    with RestServer(sample(), largest_page=3) as server:
        verify(server, "-f", "site.yaml", cwd=tour)
        asked = [seen.place for seen in server.calls() if seen.place != "serverinfo"]
        projects = [place for place in asked if place.startswith("projects/")]
        users = len(server.site.site.users) + 1
    assert set(asked) - set(projects) == {"site", "users", "groups", "projects"}
    assert (asked.count("site"), asked.count("users")) == (1, -(-users // 3))
    assert len(projects) == len(set(projects)) == PROJECTS
    assert all(place.endswith("/permissions") for place in projects)
    assert not (tour / "site.yaml.partial").exists()


@pytest.mark.parametrize("seed", [9, 18, 22, 26])
def test_every_generated_site_agrees_with_our_own_server(tmp_path: Path, seed: int) -> None:
    site = declare([("site.yaml", yaml_text(random_declaration(seed, 3)).encode())])
    with RestServer(site) as server:
        pull(server, "-o", "site.yaml", cwd=tmp_path)
        for ids in (True, False):
            if not ids:
                (tmp_path / "site.ids").unlink()
            ran = verify(server, "-f", "site.yaml", "--format", "json", cwd=tmp_path)
            record = validated(ran)
            assert record["agreed"]
            assert (record["differences"], record["not_declared"]) == ([], [])


def test_what_was_renamed_since_is_found_by_its_id(tour: Path) -> None:
    names = {"project:Finance": "Money", "user:otto": "otto.new"}
    with RestServer(sample(), on_the_wire={"Tour": OnTheWire(names=names)}) as server:
        ran = verify(server, "-f", "site.yaml", "--format", "json", cwd=tour)
        assert validated(ran)["agreed"] == 5
        assert validated(ran)["differences"] == []
        (tour / "site.ids").unlink()
        record = validated(verify(server, "-f", "site.yaml", "--format", "json", cwd=tour))
    assert (record["agreed"], record["differences"]) == (0, [])
    assert {it["what"] for it in record["not_declared"]} == {"project"}
    assert {it["name"].partition("/")[0] for it in record["not_declared"]} == {"project:Money"}


def test_a_gate_that_compares_nothing_does_not_pass(tour: Path) -> None:
    (tour / "other.yaml").write_text("version: 1\nsites: {Tour: {users: {ada: Creator}}}\n")
    with RestServer(sample()) as server:
        asked = verify(server, "-f", "other.yaml", cwd=tour)
        gated = verify(server, "-f", "other.yaml", "--exit-code", cwd=tour)
    assert asked.exit_code == 0
    assert (gated.exit_code, gated.stdout) == (2, "")
    assert "nothing can be compared: the declaration has none of what" in gated.stderr


def test_a_new_thing_with_an_old_name_is_not_taken_for_the_old_thing(tour: Path) -> None:
    with RestServer(sample()) as server:
        shelf = server.luid("project:Finance/Open Shelf")
        edited(tour / "site.ids", shelf, "0000-not-there-any-more")
        record = validated(verify(server, "-f", "site.yaml", "--format", "json", cwd=tour))
    assert (record["agreed"], record["differences"]) == (4, [])
    assert record["not_declared"] == [{"what": "project", "name": shelf, "claims": 1}]


def test_a_new_thing_with_a_new_name_is_not_declared_by_that_name(tour: Path) -> None:
    with RestServer(sample()) as server:
        shelf = server.luid("project:Finance/Open Shelf")
        ids = (tour / "site.ids").read_text().splitlines(keepends=True)
        (tour / "site.ids").write_text("".join(line for line in ids if shelf not in line))
        edited(tour / "site.yaml", "Open Shelf:", "Old Shelf:")
        record = validated(verify(server, "-f", "site.yaml", "--format", "json", cwd=tour))
    assert (record["agreed"], record["differences"]) == (4, [])
    (told,) = record["not_declared"]
    assert told == {"what": "project", "name": "project:Finance/Open Shelf", "claims": 1}


@pytest.mark.parametrize("ids", [True, False])
def test_who_leads_and_is_not_declared_is_not_compared(tour: Path, ids: bool) -> None:  # noqa: FBT001
    with RestServer(sample()) as server:
        if not ids:
            (tour / "site.ids").unlink()
        (tour / "small.yaml").write_text(
            "version: 1\nsites: {Tour: {users: {ada: Creator}, projects: {Finance: {projects: "
            "{Open Shelf: {}}}}}}\n"
        )
        if ids:
            (tour / "small.ids").write_bytes((tour / "site.ids").read_bytes())
        record = validated(verify(server, "-f", "small.yaml", "--format", "json", cwd=tour))
    assert record["differences"] == []
    told = {(it["what"], it["name"]): it["claims"] for it in record["not_declared"]}
    assert told["user", "otto"] == 1
    assert ("project", "project:Finance/Locked Shelf") in told


DISAGREEING = ("verify", "-f", "site.yaml", *QUICKLY)


def test_another_leader_disagrees_on_every_project_below(tour: Path) -> None:
    edited(tour / "site.yaml", OTTO, "ada: {leader: true}")
    with RestServer(sample()) as server:
        env = token_of(server)
        drawn = run_on_terminal(*DISAGREEING, "--color", "never", cwd=tour, env=env)
        golden("verify/leaders.80.txt", drawn.stdout)
        assert (drawn.exit_code, drawn.stderr) == (0, "")
        ran = run_inside(*DISAGREEING, cwd=tour, env=env)
        golden("verify/leaders.tsv", ran.stdout)
        assert (ran.exit_code, ran.stderr) == (
            0,
            "compared: 10 inherited leaders: 10 disagreed\n",
        )
        record = validated(run_inside(*DISAGREEING, "--format", "json", cwd=tour, env=env))
        golden("verify/leaders.json", json.dumps(record["differences"][:2], indent=2) + "\n")
        lines = run_inside(*DISAGREEING, "--format", "jsonl", "-q", cwd=tour, env=env)
        assert [*map(json.loads, lines.stdout.splitlines())] == record["differences"]
        assert lines.stderr == ""
    assert (record["agreed"], record["disagreed"]) == (0, 10)
    counts = {"compared": 10, "agreed": 0, "explained": 0, "uncertain": 0, "disagreed": 10}
    assert record["leaders"] == counts


def test_exit_code_tells_disagreement_where_it_is_asked_for(tour: Path) -> None:
    edited(tour / "site.yaml", OTTO, "otto: {leader: denied}")
    with RestServer(sample()) as server:
        assert verify(server, "-f", "site.yaml", cwd=tour).exit_code == 0
        ran = verify(server, "-f", "site.yaml", "--exit-code", cwd=tour)
    assert (ran.exit_code, len(ran.stdout.splitlines())) == (1, 1 + 5)


def test_a_leader_further_up_who_was_not_read_is_uncertain(tour: Path) -> None:
    with RestServer(sample()) as server:
        place = f"^projects/{server.luid('project:Finance')}/permissions$"
        server.faults.append(Refusing(place, times=FOR_EVER))
        pull(server, "-o", "site.yaml", cwd=tour)
        server.faults.clear()
        ran = verify(server, "-f", "site.yaml", "--exit-code", "--format", "json", cwd=tour)
    record = validated(ran)
    assert (ran.exit_code, record["disagreed"], record["leaders"]["uncertain"]) == (0, 0, 5)
    assert record["differences"][0]["ours"]["why"] == (
        "leads no project further up, but the rules of project:Finance were not read"
    )


def test_rules_that_the_server_refuses_are_not_compared_and_it_is_said(tour: Path) -> None:
    with RestServer(sample()) as server:
        shelf = server.luid("project:Finance/Open Shelf")
        server.faults.append(Refusing(f"^projects/{shelf}/permissions$", times=FOR_EVER))
        record = validated(verify(server, "-f", "site.yaml", "--format", "json", cwd=tour))
    assert (record["agreed"], record["differences"]) == (4, [])
    assert record["notes"] == [
        "the rules of `Open Shelf` were not told (403 Forbidden): not compared"
    ]


# Which site


def test_a_site_is_found_by_its_name_among_several(tmp_path: Path) -> None:
    with RestServer(sample(), sample("students_orange_belt.yaml")) as server:
        pull(server, "--all-sites", "-o", "all.yaml", cwd=tmp_path)
        told = {
            url: validated(
                verify(server, "-f", "all.yaml", "--site", url, "--format", "json", cwd=tmp_path)
            )
            for url in ("", "Training")
        }
    assert [it["site"] for it in told.values()] == ["Tour", "Training"]
    assert all((it["differences"], it["not_declared"]) == ([], []) for it in told.values())


def test_a_site_that_is_not_declared_is_an_error_that_names_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text("version: 1\nsites: {East: {}, West: {}}\n")
    with RestServer(sample()) as server:
        ran = verify(server, "-f", "two.yaml", cwd=tmp_path)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "the declaration has no site `Tour`, which the source is about" in ran.stderr
    assert "it has `East`, `West`" in ran.stderr


def test_the_only_site_is_compared_whatever_it_is_called_and_a_note_says_so(tour: Path) -> None:
    renamed = {"Tour": OnTheWire(names={"site:Tour": "Grand Tour"})}
    with RestServer(sample(), on_the_wire=renamed) as server:
        record = validated(verify(server, "-f", "site.yaml", "--format", "json", cwd=tour))
        ran = verify(server, "-f", "site.yaml", cwd=tour)
    assert (record["site"], record["agreed"]) == ("Tour", 5)
    note = "the source is about `Grand Tour`, and no site is declared but `Tour`"
    assert record["notes"] == [note]
    assert ran.stderr.endswith(f"\nnote: {note}\n")


def test_a_site_that_the_server_does_not_have_is_an_error(tour: Path) -> None:
    with RestServer(sample()) as server:
        ran = verify(server, "-f", "site.yaml", "--site", "nowhere", cwd=tour)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("error: ")


# Saved answers


@pytest.mark.parametrize("form", ["xml", "json"])
def test_saved_answers_agree_as_the_server_does(tour: Path, form: str) -> None:
    with RestServer(sample()) as server:
        verify(server, "-f", "site.yaml", cwd=tour)
        save(server, tour / "answers", in_folders, form)
    words = ("verify", "--from", "answers", "-f", "site.yaml")
    record = validated(run_inside(*words, "--format", "json", cwd=tour))
    assert (record["agreed"], record["differences"], record["notes"]) == (5, [], [])
    edited(tour / "site.yaml", OTTO, "otto: {leader: denied}")
    assert run_inside(*words, "--exit-code", "-q", cwd=tour).exit_code == 1


def test_answers_of_two_sites_are_compared_one_at_a_time(tour: Path) -> None:
    with RestServer(sample()) as server:
        verify(server, "-f", "site.yaml", cwd=tour)
        save(server, tour / "answers", in_folders, "xml")
    ran = run_inside(
        *("verify", "--from", "answers", "--from", "answers", "-f", "site.yaml"), cwd=tour
    )
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "`--from` is the answers of 2 sites" in ran.stderr


# Options


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "ten", "", "²", "[bold]x[/bold]"])
def test_a_sample_that_is_no_number_is_an_error(text: str) -> None:
    ran = run_inside("verify", "--from", str(FIXTURES), f"--sample={text}")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert f"`--sample` is a number of rows, not `{text}`" in ran.stderr
    assert "or `all` for all of them" in ran.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(
            ("--from", str(DUMP)),
            "the repository's tables as CSV have none of the site's own answers",
            id="the repository",
        ),
        pytest.param(
            ("--from", str(DUMP), "--source", "repository"),
            "the repository's tables as CSV have none of the site's own answers",
            id="the repository, said to be one",
        ),
        pytest.param(
            ("--from", str(ROOT / "tests/cli/exports/user_lists")),
            "lists of users as CSV have none of the site's own answers",
            id="user lists",
        ),
        pytest.param((), "no server given", id="nothing"),
        pytest.param(("--from", "nowhere"), "cannot read `nowhere`", id="no such file"),
        pytest.param(
            ("--from", str(ROOT / "sample_configs")), "is no export that is known", id="no export"
        ),
    ],
)
def test_what_has_none_of_the_sites_answers_is_an_error(
    words: tuple[str, ...], message: str
) -> None:
    ran = run_inside("verify", *words, "-f", "sample_configs/full_tour.yaml")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert message in ran.stderr


# Admin Insights' rows


HEADER = (
    "Item LUID,Item Type,Item Name,Capability Type,Grantee LUID,Grantee Type,Grantee Name,"
    "Permission Value,Permission Description,Has Permission?,User LUID,User Email,Site Name"
)
EVERYONE = "g-all,Group,All Users,7,Allowed to a group of the user"
AGREED = f"w-ove,Workbook,Overview,Read,{EVERYONE},True,u-bob,bob@example.com,Training"
EXPLAINED = f"w-ove,Workbook,Overview,Read,{EVERYONE},,u-cyd,cyd@example.com,Training"
UNCERTAIN = f"p-def,Project,Default,Read,{EVERYONE},True,u-bob,bob@example.com,Training"
DISAGREED = (
    "w-ove,Workbook,Overview,Read,g-ana,Group,Analysts,8,Denied to a group of the user,False,"
    "u-bob,bob@example.com,Training"
)
AGAINST = f"w-ove,Workbook,Overview,Read,{EVERYONE},False,u-bob,bob@example.com,Training"
NOT_DECLARED = f"w-ove,Workbook,Overview,Read,{EVERYONE},True,u-zed,zed@example.com,Training"


@pytest.fixture(name="insights")
def _insights(tmp_path: Path) -> Path:
    """A directory with the declaration of an export, and its ids."""
    ran = run_inside("pull", "--from", str(FIXTURES), "-o", "site.yaml", cwd=tmp_path)
    assert ran.exit_code == 0
    return tmp_path


def rows(cwd: Path, lines: Iterable[str]) -> str:
    (cwd / "rows.csv").write_text("\n".join((HEADER, *lines)) + "\n")
    return "rows.csv"


def compared(cwd: Path, *words: str) -> Ran:
    return run_inside("verify", "--from", "rows.csv", "-f", "site.yaml", "-q", *words, cwd=cwd)


@pytest.mark.parametrize(
    ("line", "outcome", "told"),
    [
        pytest.param(AGREED, "agreed", None, id="agreed"),
        pytest.param(
            # Help, "Permissions Data Source": "Site roles determine the maximum capabilities a
            # user can have. … users may have different capabilities than listed".
            *(EXPLAINED, "explained"),
            "Allowed to a group of the user (7), by the rule of `All Users`",
            id="explained by the ceiling",
        ),
        pytest.param(
            *(UNCERTAIN, "uncertain"),
            "Allowed to a group of the user (7), by the rule of `All Users`",
            id="uncertain",
        ),
        pytest.param(
            *(DISAGREED, "disagreed"),
            "Denied to a group of the user (8), by the rule of `Analysts`",
            id="disagreed",
        ),
        pytest.param(
            *(AGAINST, "disagreed"),
            "`Has Permission?` says so; the description is Allowed to a group of the user (7), by "
            "the rule of `All Users`",
            id="the verdict is not the description's",
        ),
    ],
)
def test_how_a_row_comes_out(insights: Path, line: str, outcome: str, told: str | None) -> None:
    rows(insights, [line])
    ran = compared(insights, "--format", "json", "--exit-code")
    record = validated(ran)
    assert record["access"][outcome] == record["access"]["compared"] == 1
    assert ran.exit_code == (1 if outcome == "disagreed" else 0)
    assert record["leaders"] is None
    assert [it["theirs"]["told"] for it in record["differences"]] == ([told] if told else [])


def test_the_answers_of_each_outcome_are_drawn_together(insights: Path) -> None:
    rows(insights, [AGREED, EXPLAINED, UNCERTAIN, DISAGREED, NOT_DECLARED, NOT_DECLARED])
    ran = run_on_terminal(
        *("verify", "--from", "rows.csv", "-f", "site.yaml", "--color", "never", "-q"),
        cwd=insights,
    )
    golden("verify/rows.80.txt", ran.stdout)
    assert (ran.exit_code, ran.stderr) == (0, "")
    golden("verify/rows.tsv", compared(insights).stdout)


def test_what_is_not_declared_is_counted_and_no_disagreement(insights: Path) -> None:
    rows(insights, [NOT_DECLARED, NOT_DECLARED, AGREED])
    record = validated(compared(insights, "--format", "json"))
    assert record["not_declared"] == [{"what": "user", "name": "zed@example.com", "claims": 2}]
    assert record["access"]["compared"] == 1
    ran = run_inside("verify", "--from", "rows.csv", "-f", "site.yaml", cwd=insights)
    assert "compared: 1 effective row: 1 agreed\n" in ran.stderr
    assert ran.stderr.endswith(
        "not compared: 2 answers of the site about what is not declared: user `zed@example.com`\n"
    )


def test_a_sample_is_the_same_for_the_same_seed(insights: Path) -> None:
    rows(insights, [AGREED, EXPLAINED, UNCERTAIN, DISAGREED] * 5)
    found = [
        validated(compared(insights, "--format", "json", "--sample", "3", "--seed", seed))
        for seed in ("7", "7", "8", "9", "10")
    ]
    assert found[0] == found[1]
    assert len({json.dumps(it["differences"]) for it in found}) > 1
    assert {(it["access"]["rows"], it["access"]["compared"]) for it in found} == {(20, 3)}
    assert found[0]["access"]["seed"] == 7
    ran = run_inside(
        *("verify", "--from", "rows.csv", "-f", "site.yaml", "--sample", "3"), cwd=insights
    )
    assert "; a sample of 20 (seed 0)\n" in ran.stderr
    whole = validated(compared(insights, "--format", "json", "--sample", "all"))
    assert whole["access"]["compared"] == 20


def test_rows_of_another_site_are_not_compared(insights: Path) -> None:
    rows(insights, [AGREED, AGREED.replace("Training", "Elsewhere")])
    record = validated(compared(insights, "--format", "json"))
    assert (record["access"]["compared"], record["agreed"]) == (1, 1)
    assert record["not_declared"] == [{"what": "site", "name": "Elsewhere", "claims": 1}]


def test_many_differences_are_cut_and_counted(insights: Path) -> None:
    rows(insights, [EXPLAINED] * 30)
    drawn = compared(insights, "--format", "table").stdout
    assert "  and 27 differences more: --format tsv has all" in drawn
    assert len(compared(insights).stdout.splitlines()) == 31


def test_names_that_would_disturb_a_terminal_are_shown_harmless(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(
        'version: 1\nsites: {S: {users: {"[bold]\\e[31mred": Viewer}, projects: {P: {}}}}\n'
    )
    rows(tmp_path, ["p,Project,P,Read,g,Group,[red]\x1b[31mall,7,Fine,True,u,[bold]\x1b[31mred,S"])
    content = "Item LUID,Item ID,Item Type,Item Name,Item Parent Project ID,Owner Email\n"
    (tmp_path / "content.csv").write_text(
        content.strip() + ",View Workbook ID\np,1,Project,P,NULL,NULL,NULL\n"
    )
    ran = run_inside(
        *("verify", "--from", "rows.csv", "--from", "content.csv", "-f", "site.yaml"),
        *("--format", "table"),
        cwd=tmp_path,
    )
    assert ran.exit_code == 0
    assert "\x1b" not in ran.stdout + ran.stderr
    assert "[bold]" in ran.stdout


@pytest.mark.parametrize("words", [("--token-value", "hush-hush"), ("--tokenhush-hush",)])
def test_a_token_on_the_command_line_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    ran = run_inside("verify", "--server", "h", *words, cwd=tmp_path)
    assert ran.exit_code == 2
    assert "a command line is no place for a secret" in ran.stderr
    assert "hush-hush" not in ran.stdout + ran.stderr


# docs/verify.md


PAGE = (ROOT / "docs" / "verify.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda it: it.split("\n")[0][2:50])
def test_a_command_of_the_page_writes_what_it_says(tour: Path, block: str) -> None:
    shutil.copytree(ROOT / "tests/cli/exports/insights", tour / "insights")
    shutil.copy(ROOT / "sample_configs/students_orange_belt.yaml", tour / "training.yaml")
    command, _, said = block.partition("\n")
    with RestServer(sample()) as server:
        words = shlex.split(command)[2:]
        env = {} if "--from" in words else token_of(server)
        ran = run_inside(*words, cwd=tour, env=env)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == said


def test_the_page_names_every_outcome_and_the_sample() -> None:
    assert len(BLOCKS) == 2
    assert all(f"| `{outcome}` |" in PAGE for outcome in Outcome)
    assert f"Of the rows {SAMPLE:,} are compared" in PAGE
