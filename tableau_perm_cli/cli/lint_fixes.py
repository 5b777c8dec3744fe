"""What ``lint --fix`` writes and ``lint --diff`` shows."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.messages import say
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.patches import unified_diff
from tableau_perm_cli.cli.streams import Output, cannot_write
from tableau_perm_cli.cli.whole_file import fill_whole
from tableau_perm_cli.declaration.files import STANDARD_INPUT
from tableau_perm_cli.diagnostics import Diagnostic, UsageError, visible

if TYPE_CHECKING:
    from tableau_perm_cli.audit.lint.fixing import Fixes
    from tableau_perm_cli.cli.linting import Files, Linting


def check_fix_options(*, fix: bool, diff: bool, unsafe: bool, others: dict[str, bool]) -> None:
    """Find what does not go together.

    Args:
        fix: whether ``--fix`` is given.
        diff: whether ``--diff`` is.
        unsafe: whether ``--unsafe-fixes`` is.
        others: options that ``--diff`` leaves nothing to do, by flag, and whether they are given.

    Raises:
        UsageError: something.
    """
    if fix and diff:
        raise UsageError("`--fix` writes what `--diff` shows", help="give one of the two")
    if unsafe and not (fix or diff):
        raise UsageError("`--unsafe-fixes` is for fixes", help="add --fix or --diff")
    given = [flag for flag, is_given in others.items() if is_given]
    if diff and given:
        raise UsageError(f"`--diff` writes no findings, so `{given[0]}` has nothing to do")


def fixes_of(linting: "Linting", files: "Files", options: Options, *, unsafe: bool) -> "Fixes":
    """Return what can be mended in files, without writing it.

    Raises:
        DeclarationError: the declaration has errors.
    """
    from tableau_perm_cli.audit.lint.fixing import fix  # noqa: PLC0415 - needs the rules

    def review(state: "Files") -> list[Diagnostic]:
        reported = linting.run(state, options).reported()
        return [it.diagnostic for it in reported if it.counts]

    return fix(files, review, unsafe=unsafe)


def write_fixes(files: "Files", fixes: "Fixes", names: Sequence[str], options: Options) -> None:
    """Write every file that changes, whole or not at all.

    Raises:
        UsageError: one of them is standard input.
        ToolError: one cannot be written.
    """
    if STANDARD_INPUT in names:
        raise UsageError(
            "standard input cannot be fixed", help="use --diff, or name the file itself"
        )
    changed = [
        (name, data)
        for (name, before), (_, data) in zip(files, fixes.files, strict=True)
        if data != before
    ]
    for name, data in changed:
        try:
            fill_whole(Path(name), lambda stream, data=data: stream.write(data))  # type: ignore[misc]
        except OSError as error:
            raise cannot_write(f"`{visible(name)}`", error) from error
    say_fixes(fixes, len(changed), options)


def say_fixes(fixes: "Fixes", changed: int, options: Options) -> None:
    """Say what was mended, and what was not and why."""
    made = "1 finding" if len(fixes.made) == 1 else f"{len(fixes.made)} findings"
    where = "1 file" if changed == 1 else f"{changed} files"
    say(f"fixed {made} in {where}", options)
    for refusal in fixes.refused:
        found = refusal.finding
        say(f"{found.position}: not fixed: {found.code} {found.name}: {refusal.reason}", options)


def show_fixes(files: "Files", fixes: "Fixes", options: Options) -> ExitCode:
    """Write what fixing would change as a unified diff."""
    Output(options).write(_differences(files, fixes))
    changed = sum(
        before != after for (_, before), (_, after) in zip(files, fixes.files, strict=True)
    )
    would = "1 finding" if len(fixes.made) == 1 else f"{len(fixes.made)} findings"
    say(f"would fix {would} in {changed} file{'' if changed == 1 else 's'}", options)
    return ExitCode.NO if changed else ExitCode.OK


def _differences(files: "Files", fixes: "Fixes") -> Iterator[str]:
    for (name, before), (_, after) in zip(files, fixes.files, strict=True):
        yield from unified_diff(name, before, after)
