"""``test``: do the expectations hold?"""

# ruff: noqa: PT028 - a command, called as the user types it; nothing here is a test

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated

import typer

from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.expectation_options import (
    Cov,
    Force,
    Init,
    MinCoverage,
    MinScore,
    Mutate,
)
from tableau_perm_cli.cli.expectation_quality import (
    check_init,
    measure,
    quality_asked,
    write_suite,
)
from tableau_perm_cli.cli.lint_options import ConfigFile, Isolated
from tableau_perm_cli.cli.loading import declaration_of
from tableau_perm_cli.cli.messages import report_notices, say
from tableau_perm_cli.cli.options import FINDING_FORMATS, TEXT_FORMATS, Format, Options
from tableau_perm_cli.cli.progress import Progress
from tableau_perm_cli.cli.reports import ReportPlan, ReportsOption, plan_reports
from tableau_perm_cli.cli.session import choose_site, input_names
from tableau_perm_cli.cli.streams import terminal_width
from tableau_perm_cli.declaration.load import holds_sites, input_files
from tableau_perm_cli.declaration.model import Declaration, Site
from tableau_perm_cli.diagnostics import SourceLookup, UsageError, did_you_mean, visible

if TYPE_CHECKING:
    from tableau_perm_cli.audit.expectations import Result
    from tableau_perm_cli.cli.reports import Pieces
    from tableau_perm_cli.declaration.expectation_model import Expectation
    from tableau_perm_cli.report.expectations.measured import Measured
    from tableau_perm_cli.report.findings.look import Look

FORMATS = (*FINDING_FORMATS, *TEXT_FORMATS)

Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILES]...",
        help="Declarations and files of expectations: files, directories or - (standard input). "
        "Where none of them declares a site, --file or its default is read beside them.",
    ),
]
Filter = Annotated[
    str | None,
    typer.Option(
        "--filter",
        metavar="GLOB",
        help='Only the expectations whose names match, as in "payroll*".',
        rich_help_panel="Selection",
    ),
]


def test(  # noqa: PLR0913, PLR0917 - an option each
    options: Options,
    files: Files = None,
    name_filter: Filter = None,
    cov: Cov = False,  # noqa: FBT002 - Typer's way of a flag
    min_coverage: MinCoverage = None,
    mutate: Mutate = False,  # noqa: FBT002
    min_score: MinScore = None,
    init: Init = False,  # noqa: FBT002
    force: Force = False,  # noqa: FBT002
    report: ReportsOption = None,
    config: ConfigFile = None,
    isolated: Isolated = False,  # noqa: FBT002
) -> ExitCode:
    """Test whether the expectations of the declaration hold.

    Expectations stand under a site's `expectations`, or in files of their own. Each that does not
    hold is shown with the cells that are not as expected and with what explains them, unless
    --format says otherwise.

    Exits with 0 when all hold, with 1 when one does not, and with 2 when one cannot be tested.
    With --min-coverage or --min-score it exits with 1 also when less is reached.
    """
    quality = quality_asked(
        cov=cov,
        min_coverage=min_coverage,
        mutate=mutate,
        min_score=min_score,
        config=config,
        isolated=isolated,
    )
    if init or force:
        others = [name_filter, report, quality.anything]
        check_init(options, others, init=init, force=force)
    plan = plan_reports(options, report, FORMATS, Format.FULL)
    read = _input(files or [], options)
    if not force:  # which means a suite that is there
        plan.keep_off(name for name, _ in read)
    declaration = declaration_of(read, replace(options, output=None))
    report_notices(declaration.notices, options)
    if init:
        write_suite(declaration, options)
        return ExitCode.OK
    stated = _stated(declaration, options.site, name_filter)
    results = _examine(stated, options)
    tested = [(site, [it for it in results if it.site == site.name]) for site, _ in stated]
    measured = measure(tested, quality, options)
    _write(plan, results, measured, read)
    code = _exit_code(results)
    return ExitCode.NO if code is ExitCode.OK and not measured.is_enough else code


def _input(files: Sequence[str], options: Options) -> list[tuple[str, bytes]]:
    """Return the files to read: those named, and the declaration where they have none."""
    if "" in files:
        raise UsageError("a file to test has no name")
    if options.file or not files:
        return input_files([*input_names(options), *files])
    read = input_files(files)
    if holds_sites(read):
        return read
    return input_files([*input_names(options), *files])


def _stated(
    declaration: Declaration, site: str | None, name_filter: str | None
) -> "list[tuple[Site, list[Expectation]]]":
    """Return the expectations to test, by site.

    Raises:
        UnknownNameError: there is no such site.
        UsageError: there are none.
    """
    sites = list(declaration.sites.values()) if site is None else [choose_site(declaration, site)]
    stated = [(it, list(it.expectations)) for it in sites]
    names = [expectation.name for _, found in stated for expectation in found]
    if not names:
        raise UsageError(
            "there are no expectations to test",
            help="write them under a site's `expectations`, or name a file that has some; "
            "`--init` writes a suite to start from",
        )
    if name_filter is None:
        return stated
    chosen = [
        (it, [one for one in found if fnmatchcase(one.name, name_filter)]) for it, found in stated
    ]
    if not any(found for _, found in chosen):
        raise UsageError(
            f"no expectation is called `{visible(name_filter)}`",
            help=did_you_mean(name_filter, names) or "in the pattern * stands for any characters",
        )
    return chosen


def _examine(
    stated: "Sequence[tuple[Site, Sequence[Expectation]]]", options: Options
) -> "list[Result]":
    from tableau_perm_cli.audit.expectations import examine_site  # noqa: PLC0415 - slow to load

    total = sum(len(found) for _, found in stated)
    with Progress("expectations", total, options, alone=True) as progress:
        return [
            result
            for site, found in stated
            for result in examine_site(site, found, advance=progress.advance)
        ]


def _exit_code(results: "Sequence[Result]") -> ExitCode:
    from tableau_perm_cli.audit.expectations import Outcome  # noqa: PLC0415

    if any(result.problems for result in results):
        return ExitCode.TROUBLE
    failed = any(result.outcome is Outcome.FAILED for result in results)
    return ExitCode.NO if failed else ExitCode.OK


def _write(
    plan: ReportPlan,
    results: "Sequence[Result]",
    measured: "Measured",
    files: Sequence[tuple[str, bytes]],
) -> None:
    from tableau_perm_cli.cli.linting import Texts  # noqa: PLC0415 - only what is needed
    from tableau_perm_cli.report.expectations.findings import findings_report  # noqa: PLC0415
    from tableau_perm_cli.report.expectations.measured import summary_lines  # noqa: PLC0415
    from tableau_perm_cli.report.expectations.measured_findings import (  # noqa: PLC0415
        with_measured,
    )

    texts = Texts(files)
    report = findings_report(results, texts.lines, list(texts.sources))
    own = _own_formats(plan, results, measured, texts.lines)
    if plan.main not in {Format.FULL, Format.JSON}:  # which say it themselves
        for line in summary_lines(measured):
            say(line, plan.options)
    plan.write_findings(with_measured(report, measured), own)


def _own_formats(
    plan: ReportPlan, results: "Sequence[Result]", measured: "Measured", sources: SourceLookup
) -> "Mapping[Format, Pieces]":
    """Return the formats that tell more of expectations than of other findings."""
    from tableau_perm_cli.report import plain  # noqa: PLC0415 - only what is needed
    from tableau_perm_cli.report.expectations.full import drawn_table, full  # noqa: PLC0415
    from tableau_perm_cli.report.expectations.measured_full import (  # noqa: PLC0415
        measured_lines,
    )
    from tableau_perm_cli.report.expectations.measured_records import (  # noqa: PLC0415
        measured_record,
    )
    from tableau_perm_cli.report.expectations.records import (  # noqa: PLC0415
        result_record,
        run_record,
    )
    from tableau_perm_cli.report.expectations.table import results_table  # noqa: PLC0415

    def width(look: "Look") -> int | None:
        to_terminal = plan.output.to_terminal and look == plan.look
        return terminal_width() if to_terminal else None

    def lines(_: "Look") -> Iterable[str]:
        return (plain.json_line(result_record(result)) for result in results)

    def in_full(look: "Look") -> Iterable[str]:
        yield from full(results, sources, look, width(look))
        yield from (f"{line}\n" for line in measured_lines(measured))

    return {
        Format.FULL: in_full,
        Format.JSON: lambda _: plain.json_text(run_record(results) | measured_record(measured)),
        Format.JSONL: lines,
        Format.TABLE: lambda look: drawn_table(results_table(results), look, width(look)),
        Format.TSV: lambda _: plain.tsv(results_table(results)),
        Format.CSV: lambda look: plain.csv_text(results_table(results), safe=look.csv_safe),
        Format.MARKDOWN: lambda _: plain.markdown(results_table(results)),
    }
