"""``lint``: what in a declaration is wrong, risky or dead."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.fail_on import FailOn
from tableau_perm_cli.cli.lint_options import (
    BaselineFile,
    ConfigFile,
    Diff,
    Error,
    Expires,
    ExtendSelect,
    Failing,
    Files,
    Fix,
    Ignore,
    Info,
    Isolated,
    NoIgnores,
    Owner,
    Reason,
    Select,
    Statistics,
    StdinFilename,
    UnsafeFixes,
    Warn,
    WriteBaseline,
)
from tableau_perm_cli.cli.messages import report_gaps
from tableau_perm_cli.cli.options import TEXT_FORMATS, Format, Options
from tableau_perm_cli.cli.reports import FINDINGS, ReportPlan, ReportsOption, plan_reports
from tableau_perm_cli.cli.session import input_names
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.declaration.files import STANDARD_INPUT
from tableau_perm_cli.declaration.load import input_files
from tableau_perm_cli.diagnostics import Severity, UsageError

if TYPE_CHECKING:
    from tableau_perm_cli.audit.lint.selection import RuleSelection, RuleWords
    from tableau_perm_cli.cli.configuration import LintSettings
    from tableau_perm_cli.report.findings.model import FindingsReport


def lint(  # noqa: PLR0913, PLR0917 - an option each
    options: Options,
    files: Files = None,
    stdin_filename: StdinFilename = None,
    select: Select = None,
    extend_select: ExtendSelect = None,
    ignore: Ignore = None,
    error: Error = None,
    warn: Warn = None,
    info: Info = None,
    fail_on: Failing = None,
    no_ignores: NoIgnores = False,  # noqa: FBT002 - Typer's way of a flag
    baseline: BaselineFile = None,
    write_baseline: WriteBaseline = False,  # noqa: FBT002
    baseline_owner: Owner = None,
    baseline_expires: Expires = None,
    baseline_reason: Reason = None,
    fix: Fix = False,  # noqa: FBT002
    diff: Diff = False,  # noqa: FBT002
    unsafe_fixes: UnsafeFixes = False,  # noqa: FBT002
    statistics: Statistics = False,  # noqa: FBT002
    report: ReportsOption = None,
    config: ConfigFile = None,
    isolated: Isolated = False,  # noqa: FBT002
) -> ExitCode:
    """Find what is wrong, risky or dead in a declaration.

    All sites of the declaration, unless --site names one. Findings are written in full, each with
    the lines it is about, unless --format says otherwise. The exit code is 1 when something is
    found that is as bad as --fail-on says.

    A comment `# tableau-perm: ignore[rule] reason` on the line of a finding, or on a line of its
    own above, tells lint to ignore it; `ignore-file[rule]` counts for the whole file. What is to
    be lived with for some time stands in a baseline, with an owner and a date.

    `tableau-perm rule NAME` explains a rule.
    """
    from tableau_perm_cli.cli import (  # noqa: PLC0415 - they need the rules, as the others
        lint_baseline,
        lint_fixes,
    )
    from tableau_perm_cli.cli.configuration import find_configuration  # noqa: PLC0415
    from tableau_perm_cli.cli.linting import Linting, current_day  # noqa: PLC0415

    # Whatever can be wrong with the question itself is found before anything is read.
    others = {"--statistics": statistics, "--write-baseline": write_baseline, "--report": report}
    lint_fixes.check_fix_options(
        fix=fix,
        diff=diff,
        unsafe=unsafe_fixes,
        others={flag: bool(given) for flag, given in others.items()},
    )
    plan = _plan(options, report, statistics=statistics)
    consent = lint_baseline.consent_from(
        baseline_reason, baseline_owner, baseline_expires, writing=write_baseline
    )
    settings = find_configuration(config, isolated=isolated).lint
    levels = {Severity.ERROR: error, Severity.WARNING: warn, Severity.INFO: info}
    words = _words(select, extend_select, ignore, levels)
    target = lint_baseline.baseline_path(baseline, settings, writing=write_baseline)
    linting = Linting(
        _selection(settings, words),
        settings.thresholds,
        lint_baseline.baseline_from(target, may_be_missing=write_baseline),
        current_day(),
        with_ignores=not no_ignores,
    )

    names = [*(options.file or ()), *files] if files else input_names(options)
    inputs = _inputs(names, stdin_filename)
    plan.keep_off([*(name for name, _ in inputs), *([target] if target else [])])
    if fix or diff:
        fixes = lint_fixes.fixes_of(linting, inputs, options, unsafe=unsafe_fixes)
        if diff:
            return lint_fixes.show_fixes(inputs, fixes, options)
        lint_fixes.write_fixes(inputs, fixes, names, options)
        inputs = [*fixes.files]
    linted = linting.run(inputs, options)
    report_gaps(linted.notices, options)
    if target is not None and write_baseline:
        linted = lint_baseline.rewrite(linted, target, consent, options)
    elif target is not None and linted.stale:
        lint_baseline.say_stale(len(linted.stale), target, options)
    found = linted.report()
    _write(plan, found, statistics=statistics)
    limit = fail_on or settings.fail_on or FailOn.WARNING
    fails = any(it.counts and limit.fails(it.diagnostic.severity) for it in found.findings)
    return ExitCode.NO if fails else ExitCode.OK


def _plan(options: Options, report: Sequence[str] | None, *, statistics: bool) -> ReportPlan:
    """Return where the findings go; with statistics, only the files beside the result."""
    if not statistics:
        return plan_reports(options, report, FINDINGS, Format.FULL)
    Output(options).format(*TEXT_FORMATS)
    plan = plan_reports(replace(options, format=None), report, FINDINGS, Format.TABLE)
    return replace(plan, options=options)


def _write(plan: ReportPlan, found: "FindingsReport", *, statistics: bool) -> None:
    if not statistics:
        plan.write_findings(found)
        return
    from tableau_perm_cli.report.lint_statistics import statistics_answer  # noqa: PLC0415 - Rich

    plan.write_findings(found, {Format.TABLE: lambda _: ()})
    Output(plan.options).answer(statistics_answer(found))


def _inputs(names: Sequence[str], stdin_filename: str | None) -> list[tuple[str, bytes]]:
    """Return the files to look at.

    Raises:
        ToolError: one cannot be read.
        UsageError: standard input got a name and is not read.
    """
    if stdin_filename is None:
        return input_files(names)
    if STANDARD_INPUT not in names:
        raise UsageError(
            "`--stdin-filename` is a name for standard input, which is not read",
            help=f"name `{STANDARD_INPUT}` as a file",
        )
    if stdin_filename in {"", STANDARD_INPUT}:
        raise UsageError("`--stdin-filename` needs a name")
    return [
        (stdin_filename if name == STANDARD_INPUT else name, data)
        for name, data in input_files(names)
    ]


def _words(
    select: Sequence[str] | None,
    extend_select: Sequence[str] | None,
    ignore: Sequence[str] | None,
    levels: dict[Severity, list[str] | None],
) -> "RuleWords":
    """Return what the command line says about rules."""
    from tableau_perm_cli.audit.lint.selection import RuleWords  # noqa: PLC0415 - needs the rules

    def split(texts: Iterable[str] | None, flag: str) -> tuple[str, ...]:
        words = [word.strip() for text in texts or () for word in text.split(",")]
        if "" in words:
            raise UsageError(f"`{flag}` has an empty name", help="name rules, parted by commas")
        return tuple(words)

    flags = {Severity.ERROR: "--error", Severity.WARNING: "--warn", Severity.INFO: "--info"}
    return RuleWords(
        split(select, "--select") if select else None,
        split(extend_select, "--extend-select"),
        split(ignore, "--ignore"),
        {level: split(texts, flags[level]) for level, texts in levels.items() if texts},
    )


def _selection(settings: "LintSettings", words: "RuleWords") -> "RuleSelection":
    from tableau_perm_cli.audit.lint.selection import choose_rules  # noqa: PLC0415

    selection = choose_rules(settings.words, words)
    if not selection.rules:
        raise UsageError("no lint rule is left to run", help="see --select and --ignore")
    return selection
