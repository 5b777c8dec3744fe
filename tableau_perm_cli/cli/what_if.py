"""``what-if``: the diff of changes that are not made yet, with what they would destroy."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from tableau_perm_cli.cli.diff import (
    Chooser,
    DiffFailOn,
    Every,
    Exits,
    Failing,
    findings_of,
)
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.loading import declaration_of
from tableau_perm_cli.cli.matrix import Capabilities, Items, Users
from tableau_perm_cli.cli.messages import report_notices, say
from tableau_perm_cli.cli.options import (
    FINDING_FORMATS,
    TEXT_FORMATS,
    Format,
    Options,
    read_by,
)
from tableau_perm_cli.cli.reports import Pieces, ReportPlan, ReportsOption, plan_reports
from tableau_perm_cli.cli.selections import Wishes
from tableau_perm_cli.cli.session import choose_site, input_names
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.cli.what_if_options import ChangesCommand, Spoken
from tableau_perm_cli.declaration.load import input_files
from tableau_perm_cli.diagnostics import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tableau_perm_cli.audit.diff.compare import Choose
    from tableau_perm_cli.audit.what_if import Step, WhatIf
    from tableau_perm_cli.cli.revisions import Files
    from tableau_perm_cli.declaration.model import Declaration

SAYING: tuple[Format, ...] = (Format.TABLE, Format.JSON, Format.MARKDOWN)
"""The formats that have room for the changes, their warnings and what is lost."""

ChangeWords = Annotated[
    list[str] | None,
    typer.Argument(metavar="CHANGE…", help="Flags, listed below.", show_default=False),
]
Write = Annotated[
    str | None,
    typer.Option(
        "--write",
        metavar="FILE",
        help="Write the changed declaration there, comments and order kept; of several files "
        "into a directory.",
        rich_help_panel="Output",
    ),
]
InPlace = Annotated[
    bool,
    typer.Option(
        "--in-place", help="Change the files themselves, each whole.", rich_help_panel="Output"
    ),
]
Patch = Annotated[
    bool,
    typer.Option(
        "--patch",
        help="Write a unified diff of the text, not the answer.",
        rich_help_panel="Output",
    ),
]


@read_by(ChangesCommand)
def what_if(  # noqa: PLR0913, PLR0917 - an option each
    options: Options,
    changes: ChangeWords = None,
    write: Write = None,
    in_place: InPlace = False,  # noqa: FBT002 - Typer's way of a flag
    patch: Patch = False,  # noqa: FBT002
    fail_on: Failing = None,
    exit_code: Exits = False,  # noqa: FBT002
    users: Users = None,
    items: Items = None,
    capabilities: Capabilities = None,
    every: Every = False,  # noqa: FBT002
    report: ReportsOption = None,
) -> ExitCode:
    """Say who would gain and lose what by changes that are not made yet.

    Changes are played in the order they are given, each on the site as those before it leave it,
    with all that Tableau does along: a lock overwrites rules, who publishes becomes the owner,
    what is moved finds other leaders. The answer is that of `diff`: the changes with their
    warnings, who gains and loses what, by which of them, and what would be lost for good.
    Nothing is written unless --write, --in-place or --patch asks for it.

    `tableau-perm what-if --add-to-group ada Analysts --lock Finance locked` plays two changes. A
    GRANTEE is user:NAME, group:NAME or group_set:NAME; what it is may be left out when only one
    has the name, as may the kind of an ITEM. `--grant group:G view project:P` is about the
    project itself; with `--kind workbook` after it, about its default rules for workbooks.

    table, markdown and json have everything; tsv, csv and jsonl have a row a cell, and full,
    sarif, github … an edit a finding, where it would stand in the text as it is: they leave the
    rest to standard error.
    """
    # Its parser gives them: what Typer would hand over is one option after the other.
    spoken: Sequence[Spoken] = changes or ()  # type: ignore[assignment]
    from tableau_perm_cli.cli.what_if_changes import check_changes, play_all  # noqa: PLC0415 - slow
    from tableau_perm_cli.cli.what_if_writing import check_writing  # noqa: PLC0415

    check_writing(options, write, report or (), in_place=in_place, patch=patch)
    default = Format.TABLE if Output(options).to_terminal else Format.TSV
    plan = plan_reports(options, report, (*TEXT_FORMATS, *FINDING_FORMATS), default)
    wishes = Wishes(users, items, capabilities, None)
    choose = Chooser(wishes, options).choose if any((users, items, capabilities)) else None
    names = input_names(options)
    check_changes(spoken, names)
    files = input_files(names)
    plan.keep_off(name for name, _ in files)
    declaration = declaration_of(files, options)
    report_notices(declaration.notices, options)
    steps = play_all(spoken, declaration, choose_site(declaration, options.site))
    if not steps:
        raise UsageError("no change given", help="the file of changes lists none")
    limits = [*([fail_on] if fail_on else []), *([DiffFailOn.ANY] if exit_code else [])]
    shown = _written(files, declaration, steps, options, write, in_place=in_place, patch=patch)
    if shown is not None:
        _say_all(steps, options)
        Output(options).write([shown])
        if not limits:
            return ExitCode.OK
    found = _examined(files, declaration, steps, choose)
    if shown is None:
        _answer(plan, found, files, every=every)
    return ExitCode.NO if any(limit.fails(found.diff) for limit in limits) else ExitCode.OK


def _written(  # noqa: PLR0913 - an option each
    files: "Files",
    declaration: "Declaration",
    steps: "Sequence[Step]",
    options: Options,
    write: str | None,
    *,
    in_place: bool,
    patch: bool,
) -> str | None:
    """Write the changed declaration where it is asked for; return the patch if that is."""
    if write is None and not in_place and not patch:
        return None
    from tableau_perm_cli.audit.what_if import with_site  # noqa: PLC0415 - slow
    from tableau_perm_cli.cli.what_if_writing import (  # noqa: PLC0415
        changed_files,
        patch_of,
        targets_of,
        write_files,
    )

    targets = targets_of(files, write) if write is not None or in_place else None
    changed = changed_files(files, declaration, with_site(declaration, steps[-1].after))
    if targets is not None:
        write_files(files, changed, targets, options, in_place=in_place)
    return "".join(patch_of(files, changed)) if patch else None


def _examined(
    files: "Files",
    declaration: "Declaration",
    steps: "Sequence[Step]",
    choose: "Choose | None",
) -> "WhatIf":
    from tableau_perm_cli.audit.what_if import examine  # noqa: PLC0415 - slow
    from tableau_perm_cli.declaration.places import Places  # noqa: PLC0415

    return examine(declaration, steps, Places(files), choose)


def _answer(plan: ReportPlan, found: "WhatIf", files: "Files", *, every: bool) -> None:
    if any(form not in SAYING for form in plan.formats):
        _say_all(found.steps, plan.options)
    named = found.numbered()
    report = findings_of(named, files)
    plan.write_findings(replace(report, command="what-if"), _own_formats(found))
    if plan.main is Format.TABLE:
        from tableau_perm_cli.report.what_if.drawing import what_if_drawing  # noqa: PLC0415 - Rich

        plan.output.draw(what_if_drawing(found, plan.output.glyphs, every=every))


def _say_all(steps: "Sequence[Step]", options: Options) -> None:
    """Say on standard error what the answer has no room for."""
    from tableau_perm_cli.report.what_if.words import notices  # noqa: PLC0415 - when needed

    for sentence in notices(steps):
        say(sentence, options)


def _own_formats(found: "WhatIf") -> dict[Format, Pieces]:
    """Return the formats that are not findings, each made when it is written."""
    from tableau_perm_cli.report import plain  # noqa: PLC0415 - only what is needed
    from tableau_perm_cli.report.diff import records, rows  # noqa: PLC0415
    from tableau_perm_cli.report.what_if.markdown import what_if_markdown  # noqa: PLC0415
    from tableau_perm_cli.report.what_if.records import what_if_record  # noqa: PLC0415

    diff = found.diff
    return {
        Format.TABLE: lambda _: (),  # drawn on its own
        Format.TSV: lambda _: plain.tsv(rows.diff_table(diff)),
        Format.CSV: lambda look: plain.csv_text(rows.diff_table(diff), safe=look.csv_safe),
        Format.JSON: lambda _: plain.json_text(what_if_record(found)),
        Format.JSONL: lambda _: map(plain.json_line, records.cell_records(diff)),
        Format.MARKDOWN: lambda _: what_if_markdown(found),
    }
