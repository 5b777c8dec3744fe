"""``troubleshoot``: what it writes in every format, its exit codes, names, and how it refuses."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from markdown_it import MarkdownIt
from rich.cells import cell_len
from support.running import SAMPLES, Ran, golden, run_inside, run_on_terminal

from tableau_perm_cli.declaration.address import encode_name
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.schema_files import record_schema

ACCESS = ("-f", "sample_configs/data_access.yaml")
GUEST = ("-f", "sample_configs/guest_connect.yaml")
DENIED = ("-f", "sample_configs/data_source_denied.yaml")
SHEETS = ("-f", "sample_configs/worksheet_permissions.yaml")
LOCKS = ("-f", "sample_configs/locked_vs_customizable.yaml")
FORMATS = ("table", "tsv", "csv", "json", "jsonl", "markdown")
CONNECT_ERROR = "you must have the Connect permission…"
CASES: dict[str, tuple[int, tuple[str, ...]]] = {
    "data_access": (1, ("dan", "workbook:Reports/Prompt to Embedded", *ACCESS)),
    "external": (0, ("con", "workbook:External/As Run User", *ACCESS)),
    "publisher": (1, ("con", "workbook:Reports/Publisher Left Out", *ACCESS)),
    "guest": (1, ("guest", "workbook:Public/Traffic", "--error", CONNECT_ERROR, *GUEST)),
    "proxy": (
        0,
        (
            *("reader", "workbook:Public/Traffic", "--error", CONNECT_ERROR),
            *("--nodes", "tableau-1,10.0.0.2", *GUEST),
        ),
    ),
    "unlicensed": (1, ("new_hire", "workbook:Public/Weather", *GUEST)),
    "data_source_denied": (1, ("student_01", "workbook:Student_01/Sales", *DENIED)),
    "worksheet": (1, ("nina", "view:Regions/Hidden/South", *SHEETS)),
    "tabs": (0, ("nina", "workbook:Regions/Hidden", *SHEETS)),
    "dead_rules": (
        1,
        (
            *("ana", "workbook:Sealed/Report", "--action", "publish"),
            *("--error", "publish: internal server error", *LOCKS),
        ),
    ),
}


def asked(*words: str) -> tuple[int, dict[str, Any]]:
    ran = run_inside("troubleshoot", *words, "--format", "json")
    assert ran.exit_code in {0, 1}, ran.stderr
    record = json.loads(ran.stdout)
    jsonschema.Draft202012Validator(record_schema("troubleshoot")).validate(record)
    return ran.exit_code, record


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize("case", CASES)
def test_formats_are_as_they_were(case: str, style: str) -> None:
    exit_code, words = CASES[case]
    ran = run_inside("troubleshoot", *words, "--format", style)
    assert (ran.exit_code, ran.stderr) == (exit_code, "")
    golden(f"troubleshoot/{case}.{style}.txt", ran.stdout)


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize("case", ["data_access", "guest", "proxy", "dead_rules"])
def test_the_checklist_on_a_terminal(case: str, width: int) -> None:
    exit_code, words = CASES[case]
    ran = run_on_terminal("troubleshoot", *words, "--color", "never", width=width)
    assert (ran.exit_code, ran.stderr) == (exit_code, "")
    assert max(map(cell_len, ran.stdout.split("\n"))) <= width
    golden(f"troubleshoot/{case}.{width}.txt", ran.stdout)


@pytest.mark.parametrize("case", CASES)
def test_off_a_terminal_it_is_plain_rows_of_the_steps(case: str) -> None:
    _, words = CASES[case]
    ran = run_inside("troubleshoot", *words)
    head, *rows = [row.split("\t") for row in ran.stdout.splitlines()]
    assert head == ["step", "component", "state", "outcome", "reason", "location"]
    assert {len(row) for row in rows} == {6}
    assert {row[3] for row in rows} <= {"passed", "failed", "warning", "info"}


@pytest.mark.parametrize("case", CASES)
def test_the_record_agrees_with_its_schema_and_with_can(case: str) -> None:
    _, words = CASES[case]
    exit_code, record = asked(*words)
    assert exit_code == (0 if record["works"] else 1)
    assert record["works"] == all(it["effective"] == "allowed" for it in record["answers"])
    for answer in record["answers"]:
        word = answer.get("task") or answer["capability"]
        files = words[words.index("-f") :]
        can = run_inside("can", words[0], word, answer["item"], *files, "--format", "json")
        assert json.loads(can.stdout)["effective"] == answer["effective"]
    failed = [it for it in record["steps"] if it["outcome"] == "failed"]
    assert record["works"] == (not failed)
    assert bool(record["repairs"] or record["notes"]) == (not record["works"])


@pytest.mark.parametrize("case", CASES)
def test_markdown_is_a_list_of_boxes(case: str) -> None:
    exit_code, words = CASES[case]
    text = run_inside("troubleshoot", *words, "--format", "markdown").stdout
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    boxes = [line for line in lines if re.match(r"- \[[x ]\] ", line)]
    assert set(lines) - set(boxes) <= set(lines[-3:])  # only notes on the repairs have none
    assert ("**fails**" in text) == (exit_code == 1)
    assert not [line for line in boxes if line.startswith("- [x]") and "**" in line]
    headings = re.findall(r"^#### (\d)\. ", text, re.MULTILINE)
    assert headings == ["1", "2", "3", "4"]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.yaml")), ids=lambda it: it.name)
def test_every_sample_agrees_with_the_schema(path: Path) -> None:
    sites = yaml.safe_load(path.read_text(encoding="utf-8"))["sites"]
    for site, plain in sites.items():
        at = ("-f", str(path), "--site", site, "--quiet")
        tree = run_inside("tree", *at, "--format", "jsonl").stdout.splitlines()
        one_a_kind = {it["kind"]: it["item"] for it in map(json.loads, tree)}
        for user in [*plain["users"]][:2]:
            for item in one_a_kind.values():
                asked(user, item, "--no-repairs", *at)


def test_a_known_error_says_whether_permissions_are_the_cause() -> None:
    words = ("workbook:Public/Traffic", "--error", "CONNECT permission", *GUEST)
    _, guest = asked("guest", *words)
    _, reader = asked("reader", *words)
    assert (guest["cause"], reader["cause"]) == ("guest", "outside_permissions")
    assert [it["step"] for it in reader["steps"]].count("proxy") == 1
    assert "proxy" not in [it["step"] for it in guest["steps"]]
    assert reader["error"]["name"] == "connect_permission"


def test_nodes_are_named_one_by_one_and_once() -> None:
    words = ("reader", "workbook:Public/Traffic", "--nodes", " a ,b,a", *GUEST)
    _, record = asked(*words)
    assert record["nodes"] == ["a", "b"]
    proxies = [it["state"] for it in record["steps"] if it["step"] == "proxy"]
    assert [("`a`" in it, "`b`" in it) for it in proxies] == [(True, False), (False, True)]


def test_repairs_are_those_of_the_resolver_and_can_be_left_out() -> None:
    _, words = CASES["data_access"]
    _, record = asked(*words)
    assert record["repairs"][0]["task"] == "see_data"
    assert [it["advised"] for it in record["repairs"]] == sorted(
        (it["advised"] for it in record["repairs"]), reverse=True
    )
    _, without = asked(*words, "--no-repairs")
    assert (without["repairs"], without["notes"]) == ([], [])
    assert without["steps"] == record["steps"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("dam", "workbook:Reports/Extract Inside"), "help: did you mean `ada` or `dan`?\n"),
        (("dan", "workbook:Reports/Extract"), "error: unknown workbook `Reports/Extract`\n"),
        (("dan", "workbook:Reports/Extrac Inside"), "did you mean"),
        (("dan", "project:Reports", "--action", "see-data"), "cannot be asked of a project\n"),
        (
            ("dan", "workbook:Reports/Extract Inside", "--action", "connect"),
            "error: `workbook:Reports/Extract Inside` connects to no published data source\n",
        ),
        (("dan", "project:Reports", "--action", "see-dat"), "error: "),
        (("dan", "project:Reports", "--error", "out of memory"), "unknown error `out of memory`"),
        (("dan", "project:Reports", "--error", ""), "error: unknown error ``\nhelp: known by"),
        (("dan", "project:Reports", "--error", "connect permission"), "does not come with a"),
        (("dan", "project:Reports", "--nodes", "a,,b"), "error: `--nodes` needs the names"),
        (("dan", "project:Reports", "--format", "sarif"), "no format `sarif`\n"),
        (("dan",), "usage: tableau-perm troubleshoot [OPTIONS] USER ITEM"),
    ],
)
def test_what_is_wrong_is_one_clear_error(words: tuple[str, ...], error: str) -> None:
    ran = run_inside("troubleshoot", *words, *ACCESS)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert error in ran.stderr
    assert ran.stderr.count("error: ") == 1


def test_an_unknown_error_says_which_are_known() -> None:
    ran = run_inside("troubleshoot", "dan", "project:Reports", "--error", "disk full", *ACCESS)
    for known in ("the Connect permission", "403 Access Denied", "internal server error"):
        assert known in ran.stderr


def test_it_is_written_to_a_file(tmp_path: Path) -> None:
    ticket = tmp_path / "ticket.md"
    _, words = CASES["data_access"]
    ran = run_inside("troubleshoot", *words, "--format", "markdown", "-o", str(ticket))
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert ticket.read_text(encoding="utf-8").startswith("### dan on ")


def test_it_comes_to_the_same_twice() -> None:
    words = ("troubleshoot", *CASES["dead_rules"][1], "--format", "json")
    assert run_inside(*words).stdout == run_inside(*words).stdout


# --- Names are data ------------------------------------------------------------------------

NAMES = (
    *("[bold]x[/]", "a/b", "a%2Fb", "=1+1", "@user", "--help", "\x1b[2J\x1b[1A", "line\nFORGED"),
    *("tab\tFORGED", "\u202egpj.exe", "`tick`", "``", "*bold* _it_", "<script>x</script>"),
    *("[label](https://example.com)", "www.example.com #12", "::error::x", "- [x] done", "|p|"),
    *("- [ ] x", "user:ada", "project:X", "  leading", "x" * 200),
)
ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)


def hostile(name: str, place: Path) -> Path:
    rules = {"groups": {name: {"workbooks": "view", "project": {"deny": ["publish"]}}}}
    site = {
        "users": {name: "Explorer", "boss": "Creator"},
        "groups": {name: [name]},
        "projects": {
            name: {
                "content_permissions": "locked",
                "permissions": rules,
                "workbooks": {
                    name: {
                        "owner": "boss",
                        "permissions": {"users": {name: "explore"}},
                        "views": {name: {}},
                        "connects_to": [
                            {"data_source": f"{encode_name(name)}/{encode_name(name)}"}
                        ],
                    }
                },
                "data_sources": {name: {"external_authorization": "database"}},
            }
        },
    }
    file = place / "site.json"
    file.write_text(json.dumps({"version": 1, "sites": {name: site}}), encoding="utf-8")
    return file


def about(name: str, file: Path, *more: str) -> Ran:
    address = "workbook:" + "/".join([encode_name(name)] * 2)
    node = name.replace(",", "") if name.strip() else "a"
    words = ("--", f"user:{name}", address)
    return run_inside(
        *("troubleshoot", "-f", str(file), f"--nodes={node}", "--quiet", *more, *words)
    )


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_are_data_in_every_format(tmp_path: Path, name: str) -> None:
    file = hostile(name, tmp_path)
    found = {style: about(name, file, "--format", style) for style in FORMATS}
    for style, ran in found.items():
        assert (ran.exit_code, ran.stderr) == (1, ""), style
        assert not ACTS.search(ran.stdout.replace("\r\n", "\n")), style
        if style != "csv":
            assert not re.search(r"^\W*FORGED", ran.stdout, re.MULTILINE), style
    record = json.loads(found["json"].stdout)
    assert (record["user"], record["site"]) == (name, name)
    assert record["groups"] == sorted(["All Users", name])
    tsv = [row.split("\t") for row in found["tsv"].stdout.removesuffix("\n").split("\n")]
    plain = list(csv.reader(io.StringIO(found["csv"].stdout, newline="")))
    assert tsv == [[visible(cell) for cell in row] for row in plain]
    assert {len(row) for row in tsv} == {6}
    assert visible(name) in found["table"].stdout


@pytest.mark.parametrize("name", NAMES, ids=ascii)
@pytest.mark.parametrize("action", ["see-data", "publish"])
def test_in_markdown_a_name_makes_nothing_but_text_and_code(
    tmp_path: Path, name: str, action: str
) -> None:
    file = hostile(name, tmp_path)
    text = about(name, file, "--format", "markdown", "--action", action).stdout
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    kinds = {token.type.rpartition("_")[0] or token.type for token in tokens}
    assert kinds <= {"heading", "paragraph", "bullet_list", "list_item", "inline"}
    for token in tokens:
        pieces = token.children or []
        assert {it.type for it in pieces} <= {
            *("text", "text_special", "code_inline", "strong_open", "strong_close"),
        }
        strong = [
            pieces[at + 1].content for at, it in enumerate(pieces) if it.type == "strong_open"
        ]
        assert set(strong) <= {"fails", "look"}
