"""``lint``: what in a declaration is wrong, risky or dead."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.fail_on import FailOn
from tableau_perm_cli.cli.lint_options import (
    BaselineFile,
    ConfigFile,
    Error,
    Expires,
    ExtendSelect,
    Failing,
    Files,
    Ignore,
    Info,
    Isolated,
    NoIgnores,
    Owner,
    Reason,
    Select,
    Statistics,
    StdinFilename,
    Warn,
    WriteBaseline,
)
from tableau_perm_cli.cli.messages import say
from tableau_perm_cli.cli.options import TEXT_FORMATS, Format, Options
from tableau_perm_cli.cli.reports import FINDINGS, ReportsOption, plan_reports
from tableau_perm_cli.cli.session import input_names
from tableau_perm_cli.cli.streams import Output, cannot_write
from tableau_perm_cli.cli.whole_file import write_whole
from tableau_perm_cli.declaration.files import STANDARD_INPUT
from tableau_perm_cli.declaration.load import input_files
from tableau_perm_cli.diagnostics import Severity, UsageError, visible

if TYPE_CHECKING:
    from tableau_perm_cli.audit.lint.baseline import Consent
    from tableau_perm_cli.audit.lint.selection import RuleSelection, RuleWords
    from tableau_perm_cli.cli.configuration import LintSettings
    from tableau_perm_cli.cli.linting import Linted


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
    statistics: Statistics = False,  # noqa: FBT002
    report: ReportsOption = None,
    config: ConfigFile = None,
    isolated: Isolated = False,  # noqa: FBT002
) -> ExitCode:
    """Find what is wrong, risky or dead in a declaration.

    All sites of the declaration, unless --site names one. The exit code is 1 when something is
    found that is as bad as --fail-on says.

    A comment `# tableau-perm: ignore[rule] reason` on the line of a finding, or on a line of its
    own above, tells lint to ignore it; `ignore-file[rule]` counts for the whole file. What is to
    be lived with for some time stands in a baseline, with an owner and a date.

    `tableau-perm rule NAME` explains a rule.
    """
    from tableau_perm_cli.audit.lint.baseline import Baseline  # noqa: PLC0415 - needs the rules
    from tableau_perm_cli.cli.configuration import find_configuration  # noqa: PLC0415
    from tableau_perm_cli.cli.linting import Linting, baseline_from, current_day  # noqa: PLC0415

    # Whatever can be wrong with the question itself is found before anything is read.
    output = Output(options)
    if statistics:
        output.format(*TEXT_FORMATS)
        plan = plan_reports(replace(options, format=None), report, FINDINGS, Format.TABLE)
    else:
        plan = plan_reports(options, report, FINDINGS, Format.FULL)
    consent = _consent(baseline_reason, baseline_owner, baseline_expires, writing=write_baseline)
    settings = find_configuration(config, isolated=isolated).lint
    levels = {Severity.ERROR: error, Severity.WARNING: warn, Severity.INFO: info}
    words = _words(select, extend_select, ignore, levels)
    target = _baseline_path(baseline, settings, writing=write_baseline)
    known = baseline_from(target, may_be_missing=write_baseline) if target else Baseline()
    linting = Linting(
        _selection(settings, words),
        settings.thresholds,
        known,
        current_day(),
        with_ignores=not no_ignores,
    )

    linted = linting.run(_inputs(options, files, stdin_filename), options)
    if write_baseline and target:
        linted = _rewrite(linted, target, consent, options)
    elif linted.stale:
        _say_stale(len(linted.stale), str(target), options)
    found = linted.report()
    if statistics:
        from tableau_perm_cli.report.lint_statistics import statistics_answer  # noqa: PLC0415

        plan.write_findings(found, {Format.TABLE: lambda _: ()})
        output.answer(statistics_answer(found))
    else:
        plan.write_findings(found)
    limit = fail_on or settings.fail_on or FailOn.WARNING
    fails = any(it.counts and limit.fails(it.diagnostic.severity) for it in found.findings)
    return ExitCode.NO if fails else ExitCode.OK


def _inputs(
    options: Options, files: Sequence[str] | None, stdin_filename: str | None
) -> list[tuple[str, bytes]]:
    """Return the files to look at.

    Raises:
        ToolError: one cannot be read.
        UsageError: standard input got a name and is not read.
    """
    names = [*(options.file or ()), *files] if files else input_names(options)
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


def _baseline_path(named: str | None, settings: "LintSettings", *, writing: bool) -> str | None:
    if named == "":
        raise UsageError("`--baseline` needs the name of a file")
    target = named or settings.baseline
    if writing and target is None:
        raise UsageError(
            "`--write-baseline` needs to know which file is the baseline",
            help="add --baseline PATH, or set `baseline` under [lint] in the configuration",
        )
    return target.replace(os.sep, "/") if target else None


def _consent(
    reason: str | None, owner: str | None, expires: str | None, *, writing: bool
) -> "Consent":
    """Return what is said of findings that are new in the baseline.

    Raises:
        UsageError: none is written, or there is no such day.
    """
    from tableau_perm_cli.audit.lint.baseline import Consent  # noqa: PLC0415 - needs the rules
    from tableau_perm_cli.audit.lint.baseline_file import day_of  # noqa: PLC0415

    given = {"owner": owner, "expires": expires, "reason": reason}
    for word, text in given.items():
        if text is not None and not writing:
            raise UsageError(
                f"`--baseline-{word}` is for a baseline that is written",
                help="add --write-baseline",
            )
        if text is not None and not text.strip():
            raise UsageError(f"`--baseline-{word}` is empty")
    day = None
    if expires is not None:
        day = day_of(expires)
        if day is None:
            raise UsageError(
                f"`--baseline-expires {visible(expires)}` is not a date",
                help="write it as 2026-12-31",
            )
    return Consent(reason, owner, day)


def _rewrite(linted: "Linted", target: str, consent: "Consent", options: Options) -> "Linted":
    """Write the baseline anew, and return the run held against it.

    Raises:
        ToolError: it cannot be written.
    """
    from tableau_perm_cli.audit.lint.baseline import baseline_text, renewed  # noqa: PLC0415

    before = linted.linting.baseline
    after = renewed(before, linted.findings, linted.scope, consent)
    try:
        write_whole(Path(target), baseline_text(after))
    except OSError as error:
        raise cannot_write(f"the baseline `{visible(target)}`", error) from error
    new = len(after.entries.keys() - before.entries.keys())
    gone = len(before.entries.keys() - after.entries.keys())
    kept = len(after.entries) - new
    say(f"wrote the baseline {target}: {new} new, {kept} kept, {gone} dropped", options)
    return linted.with_baseline(after)


def _say_stale(count: int, target: str, options: Options) -> None:
    entries = "1 entry" if count == 1 else f"{count} entries"
    verb = "stands" if count == 1 else "stand"
    say(
        f"notice: {entries} of the baseline {target} {verb} for nothing any more; "
        "--write-baseline drops what is gone",
        options,
    )
