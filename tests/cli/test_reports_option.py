"""``--report FORMAT=PATH``: what is wrong is said before any work; files are there whole."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from support.finding_reports import REPORT

from tableau_perm_cli.cli.options import FINDING_FORMATS, Color, Format, Options
from tableau_perm_cli.cli.reports import FINDINGS, ReportPlan, plan_reports
from tableau_perm_cli.diagnostics import ToolError, UsageError
from tableau_perm_cli.report.findings import sarif
from tableau_perm_cli.report.findings.formats import FindingFormat
from tableau_perm_cli.report.findings.look import Look


@pytest.fixture(autouse=True)
def in_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)


def plan(*texts: str, options: Options | None = None) -> ReportPlan:
    return plan_reports(options or Options(), texts, FINDINGS, Format.FULL)


@pytest.mark.parametrize(
    ("texts", "message", "help_"),
    [
        (["sarf=a"], "unknown format `sarf` in `--report sarf=a`", "did you mean `sarif`?"),
        (["=a"], "unknown format `` in `--report =a`", "choose one of `full`"),
        (["zzz=a"], "unknown format `zzz` in `--report zzz=a`", "choose one of `full`"),
        (["sarif"], "`--report sarif` needs the name of a file", "--report sarif=PATH"),
        (["sarif="], "`--report sarif=` needs the name of a file", "--report sarif=PATH"),
        (["json=-"], "`--report json=-` needs the name of a file", "for --format"),
        (
            ["table=a"],
            "this command writes no report in the format `table`",
            "choose one of `full`",
        ),
        (
            ["parquet=a"],
            "this command writes no report in the format `parquet`",
            "choose one of `full`",
        ),
        (
            ["sarif=a", "junit=./a"],
            "`--report junit=./a` and `--report sarif=a` would write the same file",
            "a file of its own",
        ),
        (
            ["sarif=a", "sarif=a"],
            "`--report sarif=a` and `--report sarif=a` would write the same file",
            "a file of its own",
        ),
    ],
)
def test_what_is_wrong_is_said_before_any_work(texts: list[str], message: str, help_: str) -> None:
    with pytest.raises(UsageError) as error:
        plan(*texts)
    assert error.value.message == message
    assert help_ in (error.value.help or "")


def test_a_report_does_not_go_where_the_main_format_goes() -> None:
    with pytest.raises(UsageError, match="would write the same file"):
        plan("json=out/../a.json", options=Options(output="a.json"))


def test_a_report_does_not_go_where_another_goes_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "a")
    with pytest.raises(UsageError, match="would write the same file"):
        plan("sarif=a", "json=link")


def test_a_command_knows_its_formats_only() -> None:
    with pytest.raises(UsageError) as error:
        plan_reports(Options(), ["sarif=a"], [Format.FULL, Format.JSON], Format.FULL)
    assert error.value.message == "this command writes no report in the format `sarif`"
    assert error.value.help == "choose one of `full`, `json`"
    with pytest.raises(UsageError, match="has no format `table`"):
        plan(options=Options(format=Format.TABLE))


def test_nothing_is_written_while_planning(tmp_path: Path) -> None:
    assert plan("sarif=a", "junit=b").formats == (Format.FULL, Format.SARIF, Format.JUNIT)
    assert list(tmp_path.iterdir()) == []


def test_a_path_may_hold_an_equals_sign(tmp_path: Path) -> None:
    plan("json=a=b.json").write(lambda form, _: [form.value])
    assert (tmp_path / "a=b.json").read_text() == "json"


def test_all_formats_are_written_in_one_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan("sarif=a.sarif", "junit=b.xml", options=Options(format=Format.JSON)).write(
        lambda form, _: [f"<{form.value}>", "\n"]
    )
    assert capsys.readouterr().out == "<json>\n"
    assert (tmp_path / "a.sarif").read_text() == "<sarif>\n"
    assert (tmp_path / "b.xml").read_text() == "<junit>\n"


def test_the_main_format_may_go_to_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan("json=a.json", options=Options(output="main.txt")).write(lambda form, _: [form.value])
    assert capsys.readouterr().out == ""
    assert (tmp_path / "main.txt").read_text() == "full"
    assert (tmp_path / "a.json").read_text() == "json"


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("before")

    def pieces(_form: Format, _look: Look) -> Iterable[str]:
        yield "half"
        raise ToolError("it broke")

    with pytest.raises(ToolError, match="it broke"):
        plan("json=a.json").write(pieces)
    assert (tmp_path / "a.json").read_text() == "before"
    assert [it.name for it in tmp_path.iterdir()] == ["a.json"]


def test_a_file_that_cannot_be_written_is_one_clear_error() -> None:
    with pytest.raises(ToolError) as error:
        plan("json=nowhere/a.json").write(lambda *_: ["x"])
    assert error.value.message == "cannot write `nowhere/a.json`: no such file or directory"


def test_only_the_main_format_has_colour_and_only_where_it_is_wanted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    always = Options(color=Color.ALWAYS)
    plan("full=a.txt", options=always).write_findings(REPORT)
    assert "\x1b[1;31m" in capsys.readouterr().out
    assert "\x1b" not in (tmp_path / "a.txt").read_text()
    plan(options=Options()).write_findings(REPORT)
    assert "\x1b" not in capsys.readouterr().out
    plan(options=Options(output="b.txt", color=Color.ALWAYS)).write_findings(REPORT)
    assert "\x1b[1;31m" in (tmp_path / "b.txt").read_text()


def test_a_command_may_write_a_format_in_its_own_way(capsys: pytest.CaptureFixture[str]) -> None:
    own = {Format.JSON: lambda _: ["mine\n"]}
    plan(options=Options(format=Format.JSON)).write_findings(REPORT, own)
    assert capsys.readouterr().out == "mine\n"


def test_csv_safe_holds_for_reports_too(tmp_path: Path) -> None:
    seen: list[bool] = []

    def pieces(_form: Format, look: Look) -> Iterable[str]:
        seen.append(look.csv_safe)
        return ["x"]

    plan("csv=a.csv", options=Options(csv_safe=True, output="b")).write(pieces)
    assert seen == [True, True]
    assert (tmp_path / "a.csv").exists()


def test_what_sarif_could_not_hold_is_said_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    plan("sarif=a", "sarif=b").write_findings(REPORT)
    assert capsys.readouterr().err.count("the 2 most severe are written") == 1
    plan("sarif=a", options=Options(quiet=True)).write_findings(REPORT)
    assert capsys.readouterr().err == ""


def test_every_format_of_findings_is_one_of_the_program() -> None:
    assert {it.value for it in FINDINGS} == {it.value for it in FindingFormat}
    assert set(FINDING_FORMATS) <= set(FINDINGS)
