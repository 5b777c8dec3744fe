"""``matrix``: the effective permissions of everybody on everything, or of a selection."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.options import Format, Options
from tableau_perm_cli.cli.progress import Progress
from tableau_perm_cli.cli.selections import Wishes, sites_of, slices_of
from tableau_perm_cli.cli.streams import Output, cannot_write
from tableau_perm_cli.cli.whole_file import cleaning_up
from tableau_perm_cli.diagnostics import UsageError, visible
from tableau_perm_cli.resolve import Verdict

if TYPE_CHECKING:
    from tableau_perm_cli.report.matrix.styles import Style
    from tableau_perm_cli.report.matrix.summary import Summary
    from tableau_perm_cli.resolve.matrix import MatrixSlice

MOST_DRAWN = 1_000
"""So many rows are drawn on a terminal; more is read by programs, or in another form."""


class GroupBy(StrEnum):
    """What the small answer counts together."""

    CLASS = "class"
    GROUP = "group"


_SELECT = "Selection"

Only = Annotated[
    Verdict | None,
    typer.Option("--only", help="Only the cells that are so.", rich_help_panel=_SELECT),
]
Users = Annotated[
    list[str] | None,
    typer.Option(
        "--users",
        metavar="SELECTOR",
        help='Only these, as in "group:Analysts and not role:Viewer"; repeatable.',
        rich_help_panel=_SELECT,
    ),
]
Items = Annotated[
    list[str] | None,
    typer.Option(
        "--items",
        metavar="SELECTOR",
        help='Only these, as in "workbook:Finance/** or label:sensitive"; repeatable.',
        rich_help_panel=_SELECT,
    ),
]
Capabilities = Annotated[
    list[str] | None,
    typer.Option(
        "--capabilities",
        metavar="LIST",
        help="Only these, parted by commas, in any spelling; repeatable.",
        rich_help_panel=_SELECT,
    ),
]
Grouping = Annotated[
    GroupBy | None,
    typer.Option(
        "--group-by",
        help="Count instead, by class of site role or by group: how many are allowed, and why.",
    ),
]
Lake = Annotated[
    str | None,
    typer.Option(
        "--factored",
        metavar="DIR",
        help="Write whole sites as small Parquet tables into DIR, with the SQL that expands them "
        "in DuckDB or Spark. Sites that DIR has already are replaced, others stay.",
    ),
]


def matrix(  # noqa: PLR0913, PLR0917 - an option each
    options: Options,
    users: Users = None,
    items: Items = None,
    capabilities: Capabilities = None,
    only: Only = None,
    group_by: Grouping = None,
    factored: Lake = None,
) -> ExitCode:
    """Write the effective permissions of users on items: a row for each capability.

    All sites of the declaration, unless --site names one. Rows are in the order of sites as
    declared, then by address, capability and user, so two matrices can be compared line by line.

    Users are selected by user:NAME (or the bare name), group:NAME, group_set:NAME, role:ROLE and
    everyone; items by their address, label:LABEL, owner:USER and kind:KIND. In names * stands for
    anything, in addresses * for anything within one name and ** for any number of names. Combine
    with and, or, not and parentheses; put names with such words in "quotes".
    """
    wishes = Wishes(users, items, capabilities, only)
    if factored is not None:
        _write_lake(options, wishes, factored, group_by)
        return ExitCode.OK
    output = Output(options)
    wanted = output.format(*Format)
    if wanted is Format.PARQUET and (options.output in {None, "-"}):
        raise UsageError("parquet is not for standard output", help="add -o PATH")
    slices = slices_of(options, wishes)
    items_asked = sum(len(asked.places) for asked in slices)
    with Progress("items", items_asked, options) as progress:
        if group_by is not None:
            _write_summary(output, wanted, _summary(slices, group_by, progress.advance))
        else:
            _write_cells(options, output, wanted, slices, progress.advance)
    return ExitCode.OK


def _write_cells(
    options: Options,
    output: Output,
    wanted: Format,
    slices: "Sequence[MatrixSlice]",
    advance: Callable[[], None],
) -> None:
    match wanted:
        case Format.PARQUET:
            from tableau_perm_cli.report.matrix.parquet import write_matrix  # noqa: PLC0415

            output.save(lambda stream: write_matrix(stream, slices, advance))
        case Format.TABLE:
            _draw(output, slices)
        case _:
            from tableau_perm_cli.report.matrix.text import matrix_text  # noqa: PLC0415

            output.write(matrix_text(slices, _style(wanted, options), advance))


def _style(wanted: Format, options: Options) -> "Style":
    from tableau_perm_cli.report.matrix import styles  # noqa: PLC0415 - only what is needed

    match wanted:
        case Format.CSV:
            return styles.csv_style(safe=options.csv_safe)
        case Format.JSONL:
            return styles.jsonl_style()
        case Format.JSON:
            return styles.json_style()
        case Format.MARKDOWN:
            return styles.markdown_style()
        case _:
            return styles.tsv_style()


def _draw(output: Output, slices: "Sequence[MatrixSlice]") -> None:
    """Draw the rows if they are few.

    Raises:
        UsageError: they are not.
    """
    from tableau_perm_cli.report.matrix.text import matrix_table  # noqa: PLC0415
    from tableau_perm_cli.report.table import Table  # noqa: PLC0415
    from tableau_perm_cli.report.terminal import drawn  # noqa: PLC0415 - Rich is slow to load

    table = matrix_table(slices)
    rows = list(islice(table.rows, MOST_DRAWN + 1))
    if len(rows) > MOST_DRAWN:
        cells = sum(asked.cells for asked in slices)
        raise UsageError(
            f"the matrix has {cells:,} cells, more than a table is good for",
            help="count them with --group-by class, select with --users, --items and "
            "--capabilities, or write them to a file with -o PATH --format csv",
        )
    output.draw(drawn(Table(table.columns, rows)))


def _summary(
    slices: "Sequence[MatrixSlice]", by: GroupBy, advance: Callable[[], None]
) -> "Summary":
    from tableau_perm_cli.report.matrix.summary import Summary  # noqa: PLC0415 - draws with Rich
    from tableau_perm_cli.resolve.shares import Share, classes_of, groups_of, shares  # noqa: PLC0415

    def found() -> Iterator[Share]:
        for asked in slices:
            teams = (classes_of if by is GroupBy.CLASS else groups_of)(asked.engine, asked.users)
            yield from shares(asked, teams, advance)

    return Summary(by.value, found())


def _write_summary(output: Output, wanted: Format, summary: "Summary") -> None:
    from tableau_perm_cli.report.table import Answer  # noqa: PLC0415

    if wanted is Format.PARQUET:
        from tableau_perm_cli.report.matrix.parquet import write_summary  # noqa: PLC0415

        output.save(lambda stream: write_summary(stream, summary.by, summary.shares))
        return
    answer = Answer(summary.table, summary.record, summary.drawing, summary.records)
    output.answer(answer)


def _write_lake(options: Options, wishes: Wishes, folder: str, group_by: GroupBy | None) -> None:
    """Write every site into the lake.

    Raises:
        UsageError: something is asked for that a lake cannot leave out.
        ToolError: it cannot be written, or pyarrow is missing.
    """
    given = [wishes.users, wishes.items, wishes.capabilities, wishes.only, group_by]
    if any(it is not None for it in (*given, options.format, options.output)):
        raise UsageError(
            "`--factored` writes whole sites, in a format of its own",
            help="leave out selections, --group-by, --format and --output",
        )
    from tableau_perm_cli.report.columnar import load_pyarrow  # noqa: PLC0415
    from tableau_perm_cli.report.lake import LakeDirectory  # noqa: PLC0415
    from tableau_perm_cli.resolve.bulk import compile_site  # noqa: PLC0415
    from tableau_perm_cli.resolve.factored import factor  # noqa: PLC0415 - only what is needed

    load_pyarrow()
    sites = sites_of(options)
    lake = LakeDirectory(Path(folder))
    try:
        lake.prepare()
        with Progress("sites", len(sites), replace(options, output=folder)) as progress:
            for site in sites:
                with cleaning_up():
                    lake.put(factor(compile_site(site)))
                progress.advance()
    except OSError as error:
        raise cannot_write(f"`{visible(folder)}`", error) from error
