"""``diff``: who gains and loses what between two declarations, and which edits caused it."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.loading import declaration_of
from tableau_perm_cli.cli.matrix import Capabilities, Items, Users
from tableau_perm_cli.cli.messages import report_gaps, report_notices
from tableau_perm_cli.cli.options import FINDING_FORMATS, TEXT_FORMATS, Format, Options
from tableau_perm_cli.cli.reports import Pieces, ReportsOption, plan_reports
from tableau_perm_cli.cli.revisions import Files, read_sides
from tableau_perm_cli.cli.selections import Wishes, chosen_capabilities
from tableau_perm_cli.cli.session import unknown_name
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.diagnostics import UsageError

if TYPE_CHECKING:
    from tableau_perm_cli.audit.diff import Block, Diff, SitePair
    from tableau_perm_cli.declaration.model import Declaration
    from tableau_perm_cli.report.findings.model import FindingsReport


class DiffFailOn(StrEnum):
    """What of a diff fails a run."""

    GAINED = "gained"
    LOST = "lost"
    ANY = "any"

    def fails(self, diff: "Diff") -> bool:
        """Whether there is any of it."""
        gained, lost = bool(diff.gained), bool(diff.lost)
        match self:
            case DiffFailOn.GAINED:
                return gained
            case DiffFailOn.LOST:
                return lost
            case DiffFailOn.ANY:
                return gained or lost


_SIDE = "a file, a directory, - (standard input), or git:REF[:PATH]"

Old = Annotated[
    str, typer.Argument(metavar="OLD", help=f"What is compared with: {_SIDE}.", show_default=False)
]
New = Annotated[
    str, typer.Argument(metavar="NEW", help="What there is now, given alike.", show_default=False)
]
Failing = Annotated[
    DiffFailOn | None,
    typer.Option("--fail-on", help="Exit with 1 when access is gained, lost, or either."),
]
Exits = Annotated[
    bool, typer.Option("--exit-code", help="Exit with 1 when access differs: --fail-on any.")
]
Every = Annotated[bool, typer.Option("--all", help="In a table, leave nothing out.")]


def diff(  # noqa: PLR0913, PLR0917 - an option each
    options: Options,
    old: Old,
    new: New,
    fail_on: Failing = None,
    exit_code: Exits = False,  # noqa: FBT002 - Typer's way of a flag
    users: Users = None,
    items: Items = None,
    capabilities: Capabilities = None,
    every: Every = False,  # noqa: FBT002
    report: ReportsOption = None,
) -> ExitCode:
    """Compare what two declarations allow: who gains and loses what, and by which edits.

    Effective access is compared, cell by cell: a cell is one user, item and capability. What
    only moved in the text is no difference. All sites, unless --site names one.

    `git:REF` is what a revision has: of the other side's file or directory, else the default
    file. PATH counts from here. `tableau-perm diff git:origin/main permissions.yaml --fail-on
    gained` is for a pull request; --format markdown writes the comment.

    table, markdown and json sum up by project and capability, with an example and the edits;
    tsv, csv and jsonl have a row a cell; full, sarif, github … have each edit that changes
    access as a finding at its place in NEW.
    """
    if options.file:
        raise UsageError("`--file` is not for `diff`", help="name the two sides: OLD NEW")
    default = Format.TABLE if Output(options).to_terminal else Format.TSV
    plan = plan_reports(options, report, (*TEXT_FORMATS, *FINDING_FORMATS), default)
    wishes = Wishes(users, items, capabilities, None)
    choose = Chooser(wishes, options).choose if any((users, items, capabilities)) else None
    old_files, new_files = read_sides(old, new)
    plan.keep_off(name for name, _ in (*old_files, *new_files))
    before = declaration_of(old_files, options)
    after = declaration_of(new_files, options)
    report_gaps(before.notices, options)
    report_notices(after.notices, options)

    from tableau_perm_cli.audit.diff import compare  # noqa: PLC0415 - after what can go wrong
    from tableau_perm_cli.declaration.places import Places  # noqa: PLC0415

    sites = _sites(before, after, options.site)
    found = compare(before, after, Places(new_files), sites=sites, choose=choose)
    own = _own_formats(found)
    plan.write_findings(findings_of(found, new_files), own)
    if plan.main is Format.TABLE:
        from tableau_perm_cli.report.diff.drawing import diff_drawing  # noqa: PLC0415 - Rich

        plan.output.draw(diff_drawing(found, plan.output.glyphs, every=every))
    limits = [fail_on] if fail_on else []
    limits += [DiffFailOn.ANY] if exit_code else []
    return ExitCode.NO if any(limit.fails(found) for limit in limits) else ExitCode.OK


def _sites(before: "Declaration", after: "Declaration", name: str | None) -> list[str] | None:
    """Return the sites that are compared; None for all.

    Raises:
        UnknownNameError: neither side has the site that is named.
    """
    if name is None:
        return None
    known = [*dict.fromkeys((*after.sites, *before.sites))]
    if name not in known:
        raise unknown_name("site", name, known)
    return [name]


def _own_formats(found: "Diff") -> dict[Format, Pieces]:
    """Return the formats that a diff has of its own, each made when it is written."""
    from tableau_perm_cli.report import plain  # noqa: PLC0415 - only what is needed
    from tableau_perm_cli.report.diff import markdown, records, rows  # noqa: PLC0415

    return {
        Format.TABLE: lambda _: (),  # drawn on its own
        Format.TSV: lambda _: plain.tsv(rows.diff_table(found)),
        Format.CSV: lambda look: plain.csv_text(rows.diff_table(found), safe=look.csv_safe),
        Format.JSON: lambda _: plain.json_text(records.diff_record(found)),
        Format.JSONL: lambda _: map(plain.json_line, records.cell_records(found)),
        Format.MARKDOWN: lambda _: markdown.diff_markdown(found),
    }


def findings_of(found: "Diff", files: Files) -> "FindingsReport":
    """Return the edits of a diff as findings, with the lines of the files they stand in."""
    from tableau_perm_cli.declaration.text.source import Source, decode  # noqa: PLC0415
    from tableau_perm_cli.report.diff.findings import diff_findings  # noqa: PLC0415

    texts = {Source(name, b"").name: (name, data) for name, data in files}
    read: dict[str, Source] = {}

    def lines_of(file: str) -> Sequence[str] | None:
        if file not in texts:
            return None
        if file not in read:
            read[file] = decode(*texts[file])[0]
        return read[file].lines

    return diff_findings(found, lines_of, list(texts))


class Chooser:
    """Leaves out the cells that --users, --items and --capabilities do not select."""

    def __init__(self, wishes: Wishes, options: Options) -> None:
        """Take what is selected.

        Raises:
            UsageError: a selector cannot be read.
        """
        from tableau_perm_cli.resolve.selectors import (  # noqa: PLC0415 - when selected
            either,
            parse_items,
            parse_users,
        )

        self._options = options
        self._users = either(*map(parse_users, wishes.users or ["everyone"]))
        self._items = either(*map(parse_items, wishes.items or ["**"]))
        self._capabilities = chosen_capabilities(wishes.capabilities)

    def choose(self, pairs: "Sequence[SitePair]") -> "Callable[[SitePair, Block], Block | None]":
        """Return what leaves of each block the cells that are selected on either side.

        Raises:
            UnknownNameError: a name is on none of the sites.
        """
        from tableau_perm_cli.resolve.selectors import Misses, Selection  # noqa: PLC0415

        misses = Misses()
        users: dict[str, int] = {}
        items: dict[str, tuple[int, int]] = {}
        for pair in pairs:
            sides = [Selection(engine, misses) for engine in (pair.before, pair.after)]
            both = [side.select(self._users) for side in sides]
            users[pair.name] = both[0] | both[1]
            before, after = (side.select(self._items) for side in sides)
            items[pair.name] = before, after
        report_notices(misses.conclude(), self._options)

        def kept(pair: "SitePair", block: "Block") -> "Block | None":
            places = zip((block.before, block.after), items[pair.name], strict=True)
            if not any(at is not None and bits >> at & 1 for at, bits in places):
                return None
            if block.capability not in self._capabilities[block.item.kind]:
                return None
            return block.only(users[pair.name])

        return kept
