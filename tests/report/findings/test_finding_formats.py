"""Each format of findings: what it holds, golden output, and what its readers demand."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from support.finding_reports import EMPTY, REPORT, sources
from support.running import golden

from tableau_perm_cli.diagnostics import Diagnostic, Position, Related, Severity, Subject
from tableau_perm_cli.report.findings import sarif as sarif_module
from tableau_perm_cli.report.findings.formats import FindingFormat, finding_pieces, left_out
from tableau_perm_cli.report.findings.look import Look
from tableau_perm_cli.report.findings.markdown import MOST_SHOWN, sentence
from tableau_perm_cli.report.findings.model import Case, FindingsReport, Reported
from tableau_perm_cli.report.schema_files import record_schema

OFFICIAL = Path(__file__).parent / "official" / "sarif-2.1.0-rtm.5.json"
ENDINGS = {"json": "json", "sarif": "json", "gitlab": "json", "junit": "xml", "markdown": "md"}


def written(report: FindingsReport, form: str, look: Look | None = None) -> str:
    return "".join(finding_pieces(report, FindingFormat(form), look))


def parsed(report: FindingsReport, form: str) -> Any:  # noqa: ANN401 - any JSON value
    return json.loads(written(report, form))


def run_of(report: FindingsReport) -> dict[str, Any]:
    (run,) = parsed(report, "sarif")["runs"]
    assert isinstance(run, dict)
    return run


@pytest.fixture(autouse=True)
def release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif_module, "__version__", "1.2.3")


@pytest.mark.parametrize("form", FindingFormat)
@pytest.mark.parametrize(("name", "report"), [("full", REPORT), ("empty", EMPTY)])
def test_every_format_looks_as_it_did(form: FindingFormat, name: str, report: Any) -> None:  # noqa: ANN401
    ending = ENDINGS.get(form.value, "txt")
    golden(f"findings/{form.value}.{name}.{ending}", written(report, form.value))


@pytest.mark.parametrize("form", FindingFormat)
def test_two_runs_are_byte_identical(form: FindingFormat) -> None:
    assert written(REPORT, form.value) == written(REPORT, form.value)


# full, concise


def test_full_shows_what_counts_and_counts_the_rest() -> None:
    text = written(REPORT, "full")
    assert "TP603" in text
    assert "TP403" not in text  # in the baseline
    assert "TP301" not in text  # ignored by a comment
    assert text.endswith("\n2 errors, 1 warning, 1 notice (1 ignored, 1 in baseline) in 2 files\n")


@pytest.mark.parametrize(
    ("kept", "files", "said"),
    [
        ([], 3, "no findings in 3 files\n"),
        ([], 0, "no findings\n"),
        ([1], 1, "no findings (1 in baseline) in 1 file\n"),
        ([1, 3], 1, "no findings (1 ignored, 1 in baseline) in 1 file\n"),
        ([4], 1, "1 error in 1 file\n"),
        ([0, 4, 5], 1, "2 errors, 1 warning in 1 file\n"),
        ([2, 3], 2, "1 notice (1 ignored) in 2 files\n"),
    ],
)
def test_the_last_line_counts(kept: list[int], files: int, said: str) -> None:
    report = replace(
        REPORT,
        findings=tuple(REPORT.findings[it] for it in kept),
        files=tuple("abc"[:files]),
    )
    assert written(report, "full").splitlines(keepends=True)[-1] == said


def test_full_has_colour_where_it_is_wanted_and_says_the_same_without() -> None:
    colored = written(REPORT, "full", Look(colored=True))
    assert "\x1b[1;31merror[TP603 download-of-sensitive-data]\x1b[0m" in colored
    plain = written(REPORT, "full")
    assert "\x1b" not in plain
    for code in ("1;31", "1;33", "1;36", "1", "34", "36", "0"):
        colored = colored.replace(f"\x1b[{code}m", "")
    assert colored == plain


def test_concise_has_a_line_a_finding_that_counts() -> None:
    lines = written(REPORT, "concise").splitlines()
    assert len(lines) == 4
    assert lines[2] == (
        "permissions/site.yaml:11:23: error[TP603 download-of-sensitive-data]: "
        "`All Users` can download the data of `Payroll`"
    )
    assert lines[0].startswith("error[TP401 many-administrators]: ")  # it has no place


# json, jsonl


@pytest.mark.parametrize("report", [REPORT, EMPTY])
def test_json_agrees_with_its_schema(report: FindingsReport) -> None:
    jsonschema.Draft202012Validator(record_schema("lint")).validate(parsed(report, "json"))


def test_the_schema_of_lint_is_one_and_lets_fields_be_added() -> None:
    schema = record_schema("lint")
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == "urn:tableau-perm:lint:1"
    assert "additionalProperties" not in json.dumps(schema)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("severity", "fatal"),
        ("line", 0),
        ("suppressed", "yes"),
        ("fingerprint", "x"),
        ("code", "E1"),
        ("related", None),
    ],
)
def test_the_schema_of_lint_refuses_what_breaks_the_contract(key: str, value: object) -> None:
    document = parsed(REPORT, "json")
    document["findings"][0][key] = value
    assert not jsonschema.Draft202012Validator(record_schema("lint")).is_valid(document)


CONTRACT = (  # design section 4
    "code name severity message help file line column related fingerprint site item grantee "
    "suppressed"
)


def test_json_holds_every_finding_with_the_fields_of_the_contract() -> None:
    document = parsed(REPORT, "json")
    assert document["schema"] == "tableau-perm/lint/1"
    assert len(document["findings"]) == 6
    for finding in document["findings"]:
        assert set(CONTRACT.split()) <= set(finding)
    found = document["findings"][4]
    assert (found["line"], found["column"], found["end_column"]) == (11, 23, 41)
    assert [it["label"] for it in found["related"]] == [
        "marked sensitive here",
        "the rule",
        "a user rule decides first",
    ]
    assert found["suppressed"] is False
    assert found["suppression"] is None


def test_json_says_what_suppresses_a_finding_and_does_not_count_it() -> None:
    document = parsed(REPORT, "json")
    aside = {it["code"]: it["suppression"] for it in document["findings"] if it["suppressed"]}
    assert aside == {
        "TP403": {"by": "baseline", "reason": "until Payroll moves; owner ada"},
        "TP301": {"by": "comment", "reason": "agreed with the auditors"},
    }
    assert document["summary"] == {
        "error": 2,
        "warning": 1,
        "info": 1,
        "ignored": 1,
        "in_baseline": 1,
        "files": 2,
        "rules": 42,
    }


def test_json_lines_are_the_findings_of_json() -> None:
    lines = written(REPORT, "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == parsed(REPORT, "json")["findings"]
    assert written(EMPTY, "jsonl") == ""


# sarif


def official() -> jsonschema.Draft4Validator:
    schema = json.loads(OFFICIAL.read_text(encoding="utf-8"))
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("report", [REPORT, EMPTY, replace(EMPTY, files=(), rules=())])
def test_sarif_agrees_with_the_official_schema(report: FindingsReport) -> None:
    official().validate(parsed(report, "sarif"))


def test_the_official_schema_refuses_what_is_no_sarif() -> None:
    log = parsed(REPORT, "sarif")
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not official().is_valid(log)


def test_sarif_has_an_empty_list_of_results_when_clean() -> None:
    assert run_of(EMPTY)["results"] == []


def test_sarif_names_its_rules_and_each_result_its_rule() -> None:
    run = run_of(REPORT)
    rules = run["tool"]["driver"]["rules"]
    assert [it["id"] for it in rules[:2]] == ["TP101", "TP603"]
    assert rules[1]["name"] == "download-of-sensitive-data"
    assert rules[1]["help"]["markdown"].startswith("# TP603")
    assert rules[1]["defaultConfiguration"]["level"] == "error"
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    levels = {it["ruleId"]: it["level"] for it in run["results"]}
    assert (levels["TP603"], levels["TP201"], levels["TP402"]) == ("error", "warning", "note")


def test_sarif_counts_lines_and_columns_from_1_in_code_points() -> None:
    run = run_of(REPORT)
    assert run["columnKind"] == "unicodeCodePoints"
    (found,) = (it for it in run["results"] if it["ruleId"] == "TP603")
    assert found["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "permissions/site.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 11, "startColumn": 23, "endColumn": 41},
    }
    assert "%SRCROOT%" in run["originalUriBaseIds"]
    assert [it["message"]["text"] for it in found["relatedLocations"]] == [
        "marked sensitive here",
        "the rule",
        "a user rule decides first",
    ]


def test_sarif_suppresses_what_does_not_count() -> None:
    aside = {
        it["ruleId"]: it["suppressions"]
        for it in run_of(REPORT)["results"]
        if "suppressions" in it
    }
    assert aside == {
        "TP403": [{"kind": "external", "justification": "until Payroll moves; owner ada"}],
        "TP301": [{"kind": "inSource", "justification": "agreed with the auditors"}],
    }


def test_sarif_shows_what_is_nowhere_at_the_first_file() -> None:
    found = run_of(REPORT)["results"][0]
    assert found["ruleId"] == "TP401"
    assert found["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "permissions/site.yaml", "uriBaseId": "%SRCROOT%"}
            }
        }
    ]


@pytest.mark.parametrize(
    ("file", "uri", "relative"),
    [
        ("a b.yaml", "a%20b.yaml", True),
        ("./x/../a.yaml", "a.yaml", True),
        ("../a.yaml", "../a.yaml", True),
        ("<stdin>", "%3Cstdin%3E", True),
        ("git:main:a.yaml", "git%3Amain%3Aa.yaml", True),
        ("100%/ä.yaml", "100%25/%C3%A4.yaml", True),
        ("a\udcff.yaml", "a%FF.yaml", True),
        ("a?b#c.yaml", "a%3Fb%23c.yaml", True),
        ("//host/a.yaml", "file:///host/a.yaml", False),
        ("/elsewhere/a.yaml", "file:///elsewhere/a.yaml", False),
        ("C:/elsewhere/a.yaml", "file:///C%3A/elsewhere/a.yaml", False),
    ],
)
def test_sarif_writes_names_of_files_as_uris(file: str, uri: str, relative: bool) -> None:  # noqa: FBT001
    finding = Diagnostic(Severity.ERROR, "m", Position(file, 1, 1), code="TP603")
    report = FindingsReport("lint", (Reported(finding),), lambda _: None, (file,))
    official().validate(parsed(report, "sarif"))
    (result,) = run_of(report)["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == ({"uri": uri, "uriBaseId": "%SRCROOT%"} if relative else {"uri": uri})


def test_an_absolute_name_under_the_working_directory_becomes_relative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = f"{tmp_path.as_posix()}/sites/a.yaml"
    finding = Diagnostic(Severity.ERROR, "m", Position(file, 1, 1), code="TP603")
    report = FindingsReport("lint", (Reported(finding),), lambda _: None, (file,))
    (result,) = run_of(report)["results"]
    found = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert found["uri"] == "sites/a.yaml"
    assert parsed(report, "gitlab")[0]["location"]["path"] == "sites/a.yaml"
    assert "file=sites/a.yaml," in written(report, "github")


def test_sarif_knows_a_finding_again_when_the_text_was_moved_about() -> None:
    def hashes(line: int) -> dict[str, str]:
        about = Subject("S", "project:A")
        finding = Diagnostic(
            Severity.ERROR, "m", Position("a", line, 1), code="TP1", subject=about
        )
        report = FindingsReport("lint", (Reported(finding),), lambda _: None, ("a",))
        found = run_of(report)["results"][0]["partialFingerprints"]
        assert isinstance(found, dict)
        return found

    assert hashes(1) == hashes(70)
    assert hashes(1)["primaryLocationLineHash"].endswith(":1")


def test_sarif_keeps_the_most_severe_when_there_are_more_than_github_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sarif_module, "MOST_RESULTS", 3)
    assert [it["ruleId"] for it in run_of(REPORT)["results"]] == ["TP401", "TP603", "TP201"]
    assert left_out(REPORT, FindingFormat.SARIF) == (
        "sarif: of 6 findings the 3 most severe are written, since GitHub takes no more; "
        "`json` has them all"
    )


def test_nothing_is_said_when_nothing_is_left_out() -> None:
    assert [left_out(REPORT, form) for form in FindingFormat] == [None] * len(FindingFormat)


def test_sarif_keeps_as_many_related_places_as_github() -> None:
    places = tuple(Related(Position("a", line, 1), 1, None) for line in range(1, 151))
    finding = Diagnostic(Severity.ERROR, "m", Position("a", 1, 1), related=places)
    report = FindingsReport("test", (Reported(finding),), lambda _: None, ("a",))
    official().validate(parsed(report, "sarif"))
    (result,) = run_of(report)["results"]
    assert len(result["relatedLocations"]) == 100
    assert result["ruleId"] == "test"  # what no rule found is named after the command


# junit


def test_junit_has_a_case_a_file_and_notices_fail_none() -> None:
    root = ET.fromstring(written(REPORT, "junit"))  # noqa: S314 - our own output
    (suite,) = root
    assert (root.tag, suite.tag) == ("testsuites", "testsuite")
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "2", "0")
    cases = {it.get("name"): it for it in suite}
    assert list(cases) == ["permissions/site.yaml", "permissions/users.yaml", "tableau-perm lint"]
    first = cases["permissions/site.yaml"]
    assert first.get("line") == "11"
    failure = first.find("failure")
    assert failure is not None
    assert failure.get("type") == "TP603 download-of-sensitive-data"
    assert failure.get("message", "").endswith("(and 1 more)")
    assert "TP201" in (failure.text or "")
    assert "TP402" not in (failure.text or "")
    assert "TP402" in (first.findtext("system-out") or "")
    assert not list(cases["permissions/users.yaml"])  # it passes


def test_junit_of_a_clean_run_passes_and_is_never_without_a_case() -> None:
    for report, name in ((EMPTY, "permissions/site.yaml"), (replace(EMPTY, files=()), None)):
        (suite,) = ET.fromstring(written(report, "junit"))  # noqa: S314
        (case,) = suite
        assert case.get("name") == (name or "no findings")
        assert not list(case)


def test_junit_has_a_case_an_expectation_when_there_are_some() -> None:
    failed = Diagnostic(Severity.ERROR, "`ada` may view it", Position("e.yaml", 3, 5))
    cases = (
        Case("payroll stays in HR"),
        Case("interns are out", (failed, failed)),
        Case("who", error="no user `bob`"),
    )
    report = FindingsReport("test", (), sources, ("e.yaml",), cases=cases)
    (suite,) = ET.fromstring(written(report, "junit"))  # noqa: S314
    assert suite.get("name") == "tableau-perm test"
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "1")
    assert [[child.tag for child in case] for case in suite] == [[], ["failure"], ["error"]]
    assert suite[1].get("file") == "e.yaml"
    assert suite[2][0].get("message") == "no user `bob`"


# github, gitlab


def test_github_gets_a_command_a_finding_that_counts_the_worst_first() -> None:
    lines = written(REPORT, "github").splitlines()
    assert [line.split()[0] for line in lines] == ["::error", "::error", "::warning", "::notice"]
    assert lines[0] == (
        "::error title=TP401 many-administrators::the site has 12 site administrators"
    )
    assert lines[2] == (
        "::warning file=permissions/site.yaml,line=12,endLine=12,col=18,endColumn=40,"
        "title=TP201 user-rule::`ada` has a rule of her own"
    )
    assert written(EMPTY, "github") == ""


def test_gitlab_gets_an_entry_with_all_it_needs() -> None:
    entries = parsed(REPORT, "gitlab")
    assert [it["severity"] for it in entries] == ["critical", "info", "critical", "major"]
    assert all(it["description"].startswith("TP") for it in entries)
    assert entries[2]["check_name"] == "download-of-sensitive-data"
    assert entries[2]["location"] == {"path": "permissions/site.yaml", "lines": {"begin": 11}}
    assert entries[0]["location"] == {"path": "permissions/site.yaml", "lines": {"begin": 1}}
    assert parsed(EMPTY, "gitlab") == []


def test_gitlab_gets_no_fingerprint_twice() -> None:
    finding = Reported(Diagnostic(Severity.ERROR, "m", code="TP603"))
    report = FindingsReport("lint", (finding, finding, finding), sources, ("a",))
    fingerprints = [it["fingerprint"] for it in parsed(report, "gitlab")]
    assert len(set(fingerprints)) == 3


# markdown


def test_markdown_is_short_at_the_top_and_folds_the_rest() -> None:
    text = written(REPORT, "markdown")
    head, _, folded = text.partition("<details>")
    assert head.startswith("### tableau-perm lint: 2 errors, 1 warning")
    assert head.count("\n| ") == 6  # the heading, the rule below it and four findings
    assert "Download Full Data leaves Tableau" in folded
    assert "agreed with the auditors" in folded
    assert text.count("<details>") == text.count("</details>") == 2
    assert written(EMPTY, "markdown") == "### tableau-perm lint: no findings in 1 file\n"


def test_markdown_fits_in_a_comment() -> None:
    finding = Reported(replace(REPORT.findings[4].diagnostic, message="`x` " * 20))
    text = written(replace(REPORT, findings=(finding,) * 500), "markdown")
    assert f"… and {500 - MOST_SHOWN} more" in text
    assert len(text) < 65_536


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`All Users` may view `A|B`", r"`All Users` may view `A\|B`"),
        ("no name at all", "no name at all"),
        ("an odd ` accent", r"an odd \` accent"),
        ("`a``b` touch", r"\`a\`\`b\` touch"),
        ("`x` and `<b>`", "`x` and `<b>`"),
        ("`x`<b>`y`", r"`x`&lt;b\>`y`"),
        ("", ""),
    ],
)
def test_names_are_code_in_markdown_where_it_is_clear_what_is_one(text: str, shown: str) -> None:
    assert sentence(text) == shown


# csv, tsv


def test_csv_and_tsv_have_a_row_a_finding() -> None:
    rows = list(csv.DictReader(io.StringIO(written(REPORT, "csv"), newline="")))
    records = parsed(REPORT, "json")["findings"]
    assert len(rows) == len(records) == 6
    for row, record in zip(rows, records, strict=True):
        for key, value in row.items():
            expected = record[key]
            if isinstance(expected, bool):
                expected = "true" if expected else "false"
            assert value == ("" if expected is None else str(expected)), key
    tsv = [line.split("\t") for line in written(REPORT, "tsv").splitlines()]
    assert tsv[1:] == [list(row.values()) for row in rows]


def test_csv_safe_guards_formulas() -> None:
    finding = Diagnostic(Severity.INFO, "=cmd()", subject=Subject(site="@SUM(A1)"))
    report = FindingsReport("lint", (Reported(finding),), sources, ())
    assert ",=cmd(),@SUM(A1)," in written(report, "csv")
    assert ",'=cmd(),'@SUM(A1)," in written(report, "csv", Look(csv_safe=True))
