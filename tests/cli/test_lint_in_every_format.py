"""``lint`` over the samples in every format at once: what it writes is what its readers demand."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from support.running import ROOT, SAMPLES, run_inside, run_on_terminal

from tableau_perm_cli.cli.reports import FINDINGS
from tableau_perm_cli.report.schema_files import record_schema

OFFICIAL = ROOT / "tests" / "report" / "findings" / "official" / "sarif-2.1.0-rtm.5.json"
SARIF = jsonschema.Draft4Validator(json.loads(OFFICIAL.read_text(encoding="utf-8")))
PATHS = [f"sample_configs/{path.name}" for path in sorted(SAMPLES.glob("*.yaml"))]
PATHS.append("sample_configs/split_site")


@pytest.mark.parametrize("path", PATHS)
def test_one_run_writes_all_formats_and_they_agree(path: str, tmp_path: Path) -> None:
    reports = [f"--report={form.value}={tmp_path / form.value}" for form in FINDINGS]
    ran = run_inside("lint", path, "--isolated", *reports)
    assert ran.exit_code in {0, 1}, ran.stderr
    assert ran.stdout == (tmp_path / "full").read_text()

    def text(form: str) -> str:
        return (tmp_path / form).read_text(encoding="utf-8")

    document = json.loads(text("json"))
    jsonschema.Draft202012Validator(record_schema("lint")).validate(document)
    findings = document["findings"]
    counted = [it for it in findings if not it["suppressed"]]
    log = json.loads(text("sarif"))
    SARIF.validate(log)
    assert len(log["runs"][0]["results"]) == len(findings)
    assert len(log["runs"][0]["tool"]["driver"]["rules"]) >= 1
    assert [json.loads(line) for line in text("jsonl").splitlines()] == findings
    assert len(text("tsv").splitlines()) == len(findings) + 1
    for form in ("concise", "github"):
        assert len(text(form).splitlines()) == len(counted)
    entries = json.loads(text("gitlab"))
    assert len({it["fingerprint"] for it in entries}) == len(entries) == len(counted)
    (suite,) = ET.fromstring(text("junit"))  # noqa: S314 - our own output
    failed = any(it["severity"] != "info" for it in counted)
    assert (suite.get("failures") != "0") is failed
    # Each place lies on its line, from the first character of what is written there on.
    for finding in counted:
        if finding["line"] is not None:
            line = (
                (ROOT / finding["file"])
                .read_text(encoding="utf-8")
                .splitlines()[finding["line"] - 1]
            )
            assert 1 <= finding["column"] < finding["end_column"] <= len(line) + 1
            written = line[finding["column"] - 1 : finding["end_column"] - 1]
            assert written == written.strip()


def test_on_a_terminal_the_findings_have_colour_unless_it_is_unwanted() -> None:
    words = ("lint", "sample_configs/business_matrix.yaml", "--isolated")
    colored = run_on_terminal(*words).stdout
    assert "\x1b[1;33mwarning[" in colored
    plain = run_on_terminal(*words, "--color", "never").stdout
    assert "\x1b" not in plain
    assert re.sub("\x1b\\[[0-9;]*m", "", colored) == plain
    assert "\x1b" not in run_on_terminal(*words, env={"NO_COLOR": "1"}).stdout


def test_a_report_that_cannot_be_is_refused_before_anything_is_read() -> None:
    ran = run_inside("lint", "no-such-file.yaml", "--report", "sarfi=x")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == (
        "error: unknown format `sarfi` in `--report sarfi=x`\nhelp: did you mean `sarif`?\n"
    )


def test_a_file_with_a_hostile_name_is_named_safely_in_every_format(tmp_path: Path) -> None:
    name = "::error::x,y=%0A[b]\x1b[31m.yaml"
    (tmp_path / name).write_bytes((SAMPLES / "business_matrix.yaml").read_bytes())
    for form in FINDINGS:
        ran = run_inside("lint", name, "--isolated", "--format", form.value, cwd=tmp_path)
        assert ran.exit_code == 1, ran.stderr
        assert "\x1b" not in ran.stdout
        if form.value == "github":
            assert "file=%3A%3Aerror%3A%3Ax%2Cy=%250A[b]\\x1b[31m.yaml,line=" in ran.stdout
