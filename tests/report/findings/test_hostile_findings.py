"""Names are data in every format of findings: they come out verbatim or escaped, never act.

One finding, and the same once more ignored, in which everything that a user can name bears the
hostile name: the message, the label, why, help, the subject, the reason, the file and its line.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from markdown_it import MarkdownIt
from support.finding_reports import hostile_report

from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.findings.formats import FindingFormat, finding_pieces
from tableau_perm_cli.report.findings.look import Look
from tableau_perm_cli.report.schema_files import record_schema

NAMES = (
    "[bold]x[/]",
    "[link](https://example.com)",
    "![image](https://example.com/x.png)",
    "=cmd()",
    "+1",
    "@user",
    "a/b",
    "a,b:c%d",
    "100%25",
    "{0} {{x}}",
    "::error::x",
    "::error file=a,line=1::x",
    "x\n::error::FORGED",
    "x\r::error::FORGED",
    "##[error]x",
    "👩\u200d👩\u200d👧 family",
    "日本語",
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\",
    "\x9b31mC1",
    "\u202egpj.exe\u202c",
    "\u200f\u061c\u2066isolate\u2069",
    "line\nFORGED",
    "tab\tFORGED",
    "next\x85FORGED",
    "separator\u2028FORGED\u2029FORGED",
    "nul\x00bell\x07back\x08",
    "\ufffe\uffff",
    "half\ud800",
    "byte\udcff",
    "]]>",
    "<![CDATA[x]]>",
    "<!-- -->",
    "<script>alert(1)</script>",
    "</details>",
    "<?xml?>",
    "&lt;&amp;&#0;",
    "|pipe|",
    "back\\|slash\\",
    "`tick`",
    "``",
    "`` @x | `",
    "*bold* _it_ ~~gone~~ # h",
    "www.example.com #12 GH-12 :100: $x^2$",
    "\"double\" and 'single'",
    "comma, comma",
    "-",
    "",
)
# What a terminal obeys, and what forges a line.
ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
OFFICIAL = Path(__file__).parent / "official" / "sarif-2.1.0-rtm.5.json"
SARIF = jsonschema.Draft4Validator(json.loads(OFFICIAL.read_text(encoding="utf-8")))

pytestmark = pytest.mark.parametrize("name", NAMES, ids=ascii)


def written(name: str, form: str, look: Look | None = None) -> str:
    return "".join(finding_pieces(hostile_report(name), FindingFormat(form), look))


def strings_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings_of(inner)


def assert_inert(text: str) -> None:
    found = ACTS.search(text)
    assert found is None, f"{found[0]!r} in {text!r}"
    assert not re.search(r"^\W*FORGED", text, re.MULTILINE)
    # All of it can be written to a file as UTF-8.
    assert text.encode()


@pytest.mark.parametrize("form", ["full", "concise", "github", "markdown", "tsv"])
def test_no_terminal_obeys_it_and_it_forges_no_line(form: str, name: str) -> None:
    text = written(name, form)
    assert_inert(text)
    assert text.count("\n") == written("harmless", form).count("\n")


@pytest.mark.parametrize("form", ["full", "concise"])
def test_people_see_it(form: str, name: str) -> None:
    assert f"error[TP603 download-of-sensitive-data]: `{visible(name)}` may" in written(name, form)


def test_colour_changes_nothing_about_it(name: str) -> None:
    colored = written(name, "full", Look(colored=True))
    assert re.sub("\x1b\\[[0-9;]+m", "", colored) == written(name, "full")


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_holds_it_verbatim(form: str, name: str) -> None:
    text = written(name, form)
    assert text.isascii()
    assert not ACTS.search(text)
    found = json.loads(text.splitlines()[0] if form == "jsonl" else text)
    finding = found if form == "jsonl" else found["findings"][0]
    assert finding["site"] == finding["file"] == finding["detail"] == name
    assert finding["message"] == f"`{name}` may do too much"
    assert finding["related"][0]["label"] == name
    if form == "json":
        jsonschema.Draft202012Validator(record_schema("lint")).validate(found)
        assert found["findings"][1]["suppression"]["reason"] == name


def test_sarif_stays_valid_and_makes_no_link_of_it(name: str) -> None:
    text = written(name, "sarif")
    assert text.isascii()
    log = json.loads(text)
    SARIF.validate(log)
    result = log["runs"][0]["results"][0]
    assert result["properties"].get("site", "") == name
    for message in (result["message"], result["relatedLocations"][0].get("message")):
        if message is not None:
            assert not ACTS.search(message["text"])
            assert not re.search(r"(?<!\\)\]\(", message["text"])
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})*", uri)


def test_junit_stays_well_formed_and_shows_it(name: str) -> None:
    text = written(name, "junit")
    assert_inert(text)
    (suite,) = ET.fromstring(text)  # noqa: S314 - our own output
    assert [case.tag for case in suite] == ["testcase"] * 2
    failure = suite[0].find("failure")
    assert failure is not None
    seen = re.sub("[\ufffe\uffff]", lambda it: f"\\u{ord(it[0]):04x}", visible(name))
    assert failure.get("message") == f"`{seen}` may do too much"
    assert f"`{seen}` may do too much" in (failure.text or "")
    assert suite[0].get("name") == seen


def test_github_reads_one_command_whose_parts_are_ours(name: str) -> None:
    text = written(name, "github")
    (line,) = text.splitlines()
    found = re.fullmatch(r"::error (?P<properties>.*?)::(?P<message>.*)", line)
    assert found
    pairs = [it.partition("=") for it in found["properties"].split(",")]
    assert [key for key, _, _ in pairs] == ["file", "line", "endLine", "col", "endColumn", "title"]
    assert not any(":" in value for _, _, value in pairs)
    message = found["message"].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    assert message.split("\n") == [
        f"`{visible(name)}` may do too much",
        f"why: so says `{visible(name)}`",
        f"help: look at `{visible(name)}`",
    ]


def test_gitlab_reads_one_entry(name: str) -> None:
    text = written(name, "gitlab")
    assert text.isascii()
    (entry,) = json.loads(text)
    assert entry["description"] == f"TP603: `{visible(name)}` may do too much"
    assert not any(ACTS.search(it) for it in strings_of(entry["description"]))


def test_markdown_shows_it_and_does_nothing_else(name: str) -> None:
    text = written(name, "markdown")
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    html = [it.content.strip() for it in tokens if it.type == "html_block"]
    assert html == [
        "<details>\n<summary>Why, and what to do</summary>",
        "</details>",
        "<details>\n<summary>Ignored, or in the baseline</summary>",
        "</details>",
    ]
    cells: list[str] = []
    for token in tokens:
        if token.type == "inline":
            pieces = token.children or []
            kinds = {piece.type for piece in pieces}
            assert kinds <= {"text", "text_special", "code_inline"}, (kinds, token.content)
            plain = "".join(it.content for it in pieces if it.type != "code_inline")
            assert not re.search(r"[@$]|://|www\.|#\d|:[\w+-]+:", plain), plain
            cells.append("".join(piece.content for piece in pieces))
    message = f"`{visible(name)}` may do too much"
    bare = {cell.replace("`", "").replace("\\", "").strip() for cell in cells}
    assert message.replace("`", "").replace("\\", "").strip() in bare


def test_csv_holds_it_but_for_what_drives_a_terminal(name: str) -> None:
    rows = list(csv.reader(io.StringIO(written(name, "csv"), newline="")))
    assert len(rows) == 3
    assert {len(row) for row in rows} == {12}
    for cell in rows[1]:
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", cell)
    safe = list(csv.reader(io.StringIO(written(name, "csv", Look(csv_safe=True)), newline="")))
    for row, safe_row in zip(rows, safe, strict=True):
        for cell, guarded in zip(row, safe_row, strict=True):
            assert not guarded.startswith(("=", "+", "-", "@"))
            assert guarded in {cell, f"'{cell}"}


def test_tsv_has_as_many_cells_in_every_row(name: str) -> None:
    rows = [line.split("\t") for line in written(name, "tsv").removesuffix("\n").split("\n")]
    assert [len(row) for row in rows] == [12] * 3
    assert rows[1][0] == visible(name)
    assert rows[1][6] == f"`{visible(name)}` may do too much"
