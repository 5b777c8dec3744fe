"""``minimise``: a smaller declaration with the same effective access, as a patch."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.lint_options import Files
from tableau_perm_cli.cli.loading import declaration_of
from tableau_perm_cli.cli.messages import report_notices, say
from tableau_perm_cli.cli.options import Format, Options
from tableau_perm_cli.cli.patches import unified_diff
from tableau_perm_cli.cli.progress import Progress
from tableau_perm_cli.cli.reports import ReportsOption, plan_reports
from tableau_perm_cli.cli.session import choose_site, input_names
from tableau_perm_cli.cli.streams import cannot_write
from tableau_perm_cli.cli.whole_file import fill_whole
from tableau_perm_cli.declaration.files import STANDARD_INPUT
from tableau_perm_cli.declaration.load import input_files
from tableau_perm_cli.declaration.model import Project
from tableau_perm_cli.diagnostics import ToolError, UsageError, visible

if TYPE_CHECKING:
    from tableau_perm_cli.audit.minimising import Minimised
    from tableau_perm_cli.declaration.model import Declaration
    from tableau_perm_cli.report.findings.look import Look

FORMATS: tuple[Format, ...] = (
    Format.FULL,
    Format.TABLE,
    Format.TSV,
    Format.CSV,
    Format.JSON,
    Format.JSONL,
    Format.MARKDOWN,
)

InPlace = Annotated[
    bool,
    typer.Option("--in-place", help="Write the files instead of a patch, each whole."),
]
ForToday = Annotated[
    bool,
    typer.Option(
        "--for-today",
        help="Look at what is declared alone: default rules may change although new content "
        "begins with them. More goes then.",
    ),
]
Exits = Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when something can go.")]


def minimise(
    options: Options,
    files: Files = None,
    in_place: InPlace = False,  # noqa: FBT002 - Typer's way of a flag
    for_today: ForToday = False,  # noqa: FBT002
    exit_code: Exits = False,  # noqa: FBT002
    report: ReportsOption = None,
) -> ExitCode:
    """Find a smaller declaration with the same effective access, and write it as a patch.

    Rules that decide nothing go, alone or together; so do dead lists, lists that repeat the copy
    an item was created with, and what says nothing at all. The same rule for several users
    becomes one for a group they are in. With --for-today, the list that content of a project has
    becomes the project's default. Only rules change: users, groups, owners, leaders and locks
    stay, and with them what follows from access, such as tasks.

    Before the patch stands the certificate: the SHA-256 of the whole effective matrix, of the
    files as they are and of the patched text read again. The two are equal, or nothing is
    written. It is about the users, groups and members that are declared today. Default rules,
    which content of tomorrow begins with, go only where they could never decide anything for
    these users, unless --for-today is given.

    Where anchors, aliases or merges share text, what cannot be edited stays: the certificate
    says which steps are left out and why, and the patch has all the others.

    full is the patch with the certificate; table, tsv, csv and jsonl have a row a step; json and
    markdown have everything. All sites, unless --site names one.
    """
    plan = plan_reports(options, report, FORMATS, Format.FULL)
    names = [*(options.file or ()), *files] if files else input_names(options)
    if in_place and STANDARD_INPUT in names:
        raise UsageError(
            "standard input cannot be written in place", help="leave --in-place out, for a patch"
        )
    read = input_files(names)
    plan.keep_off(name for name, _ in read)
    declaration = declaration_of(read, options)
    report_notices(declaration.notices, options)
    found = _minimised(read, declaration, options, for_today=for_today)
    if in_place:
        _write_in_place(found)
    if found.left_out:
        say(_note(len(found.left_out)), options)
    patch = "".join(_patch(found))
    plan.write(partial(_pieces, found, "" if in_place else patch, patch))
    if plan.main is Format.TABLE:
        from tableau_perm_cli.report.minimise import step_drawing  # noqa: PLC0415 - Rich

        plan.output.draw(step_drawing(found))
    return ExitCode.NO if exit_code and found.steps else ExitCode.OK


def _minimised(
    read: Sequence[tuple[str, bytes]],
    declaration: "Declaration",
    options: Options,
    *,
    for_today: bool,
) -> "Minimised":
    from tableau_perm_cli.audit.minimising import minimise as smaller  # noqa: PLC0415 - slow

    sites = None if options.site is None else [choose_site(declaration, options.site).name]
    with Progress("rule lists", _lists(declaration, sites), options, alone=True) as progress:
        return smaller(
            read, declaration, sites=sites, for_today=for_today, advance=progress.advance
        )


def _lists(declaration: "Declaration", sites: Sequence[str] | None) -> int:
    """Return how many rule lists there are to look at."""
    return sum(
        sum(bool(rules.rules) for rules in item.permissions.lists.values())
        if isinstance(item, Project)
        else bool(item.permissions.rules)
        for name in (declaration.sites if sites is None else sites)
        for item in declaration.sites[name].items()
        if item.permissions is not None
    )


def _note(left_out: int) -> str:
    """Return what a person is told of steps that the text does not take."""
    many = "1 step is" if left_out == 1 else f"{left_out:,} steps are"
    return (
        f"note: {many} left out, because the text cannot be edited there: what anchors or merges "
        "share stays as it is"
    )


def _patch(found: "Minimised") -> Iterable[str]:
    for (name, before), (_, after) in zip(found.files, found.edited, strict=True):
        yield from unified_diff(name, before, after)


def _write_in_place(found: "Minimised") -> None:
    """Write every file that changes, whole or not at all.

    Raises:
        ToolError: an expectation would not hold any more, or a file cannot be written.
    """
    if found.broken:
        names = ", ".join(f"`{it.name}`" for it in found.broken)
        raise ToolError(
            f"expectations that hold would not hold any more: {names}",
            help="leave --in-place out and apply what you want of the patch, or change them first",
        )
    for (name, before), (_, after) in zip(found.files, found.edited, strict=True):
        if after == before:
            continue
        try:
            fill_whole(Path(name), lambda stream, data=after: stream.write(data))  # type: ignore[misc]
        except OSError as error:
            raise cannot_write(f"`{visible(name)}`", error) from error


def _pieces(
    found: "Minimised", shown: str, patch: str, form: Format, look: "Look"
) -> Iterable[str]:
    from tableau_perm_cli.report import minimise as text  # noqa: PLC0415 - Rich is slow to load
    from tableau_perm_cli.report import plain  # noqa: PLC0415

    ways: dict[Format, Callable[[], Iterable[str]]] = {
        Format.FULL: lambda: text.patch_text(found, [shown]),
        Format.TABLE: lambda: (),  # drawn on its own
        Format.TSV: lambda: plain.tsv(text.step_table(found)),
        Format.CSV: lambda: plain.csv_text(text.step_table(found), safe=look.csv_safe),
        Format.JSONL: lambda: map(plain.json_line, map(text.step_record, found.steps)),
        Format.JSON: lambda: plain.json_text(text.minimise_record(found, patch)),
        Format.MARKDOWN: lambda: text.minimise_markdown(found, patch),
    }
    return ways[form]()
