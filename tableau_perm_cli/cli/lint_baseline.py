"""The baseline of ``lint`` on the command line: which file it is, read, written anew."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tableau_perm_cli.audit.lint.baseline import Baseline, Consent, baseline_text, renewed
from tableau_perm_cli.audit.lint.baseline_file import day_of, read_baseline
from tableau_perm_cli.cli.messages import say
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.streams import cannot_write
from tableau_perm_cli.cli.whole_file import write_whole
from tableau_perm_cli.declaration.files import STANDARD_INPUT
from tableau_perm_cli.diagnostics import ToolError, UsageError, visible

if TYPE_CHECKING:
    from tableau_perm_cli.cli.configuration import LintSettings
    from tableau_perm_cli.cli.linting import Linted


def baseline_path(named: str | None, settings: "LintSettings", *, writing: bool) -> str | None:
    """Return the path of the baseline: the one that is named, else the configured one.

    Raises:
        UsageError: one is to be written, and there is none.
    """
    if named == "":
        raise UsageError("`--baseline` needs the name of a file")
    if named == STANDARD_INPUT:
        raise UsageError("a baseline is a file: it is read and written again")
    target = named or settings.baseline
    if writing and target is None:
        raise UsageError(
            "`--write-baseline` needs to know which file is the baseline",
            help="add --baseline PATH, or set `baseline` under [lint] in the configuration",
        )
    return target.replace(os.sep, "/") if target else None


def baseline_from(path: str | None, *, may_be_missing: bool) -> Baseline:
    """Return the baseline in a file; an empty one if there is no file.

    Args:
        path: of the file.
        may_be_missing: whether it is about to be written.

    Raises:
        ToolError: it cannot be read.
        FileError: it has errors.
    """
    if path is None:
        return Baseline()
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError as error:
        if may_be_missing:
            return Baseline()
        raise ToolError(
            f"cannot read the baseline `{visible(path)}`: no such file or directory",
            help="`--write-baseline` writes it",
        ) from error
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ToolError(f"cannot read the baseline `{visible(path)}`: {reason}") from error
    return read_baseline(path, data)


def consent_from(
    reason: str | None, owner: str | None, expires: str | None, *, writing: bool
) -> Consent:
    """Return what is said of findings that are new in the baseline.

    Raises:
        UsageError: none is written, or there is no such day.
    """
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


def rewrite(linted: "Linted", target: str, consent: Consent, options: Options) -> "Linted":
    """Write the baseline anew, and return the run held against it.

    Raises:
        ToolError: it cannot be written.
    """
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


def say_stale(count: int, target: str, options: Options) -> None:
    """Say how many entries of the baseline stand for nothing any more."""
    entries = "1 entry" if count == 1 else f"{count} entries"
    verb = "stands" if count == 1 else "stand"
    say(
        f"notice: {entries} of the baseline {target} {verb} for nothing any more; "
        "--write-baseline drops what is gone",
        options,
    )
