"""``drift``: what a site has become since it was declared, and what that does to access."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tableau_perm_cli.cli.diff import Every, findings_of
from tableau_perm_cli.cli.drift_sides import Sides, read_drift_sides
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.messages import report_notices, say
from tableau_perm_cli.cli.options import (
    FINDING_FORMATS,
    TEXT_FORMATS,
    Format,
    Options,
    read_by,
)
from tableau_perm_cli.cli.reports import Pieces, ReportsOption, plan_reports
from tableau_perm_cli.cli.session import unknown_name
from tableau_perm_cli.cli.site_connection import (
    RATE,
    WORKERS,
    AllowHttpOption,
    AllSitesOption,
    EveryRuleOption,
    FromOption,
    RateOption,
    ServerOption,
    SourceOption,
    WorkersOption,
    wanted_from,
)
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.cli.tokens import NoSecrets
from tableau_perm_cli.diagnostics import UsageError, did_you_mean

if TYPE_CHECKING:
    from tableau_perm_cli.audit.drift import Drift, DriftKind


def complete_kind(incomplete: str) -> list[str]:
    """Return the kinds of changes."""
    from tableau_perm_cli.audit.drift import DriftKind  # noqa: PLC0415 - only when asked for

    return [kind.value for kind in DriftKind if kind.value.startswith(incomplete)]


Old = Annotated[
    str,
    typer.Argument(
        metavar="OLD",
        help="The declaration: a file, a directory, - (standard input), or git:REF[:PATH].",
        show_default=False,
    ),
]
New = Annotated[
    str | None,
    typer.Argument(
        metavar="[NEW]",
        help="What a pull has written, given alike; without it the site is asked.",
        show_default=False,
    ),
]
Ignoring = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="KIND",
        help="Leave out changes of this kind, such as profile, renamed or member; repeatable.",
        autocompletion=complete_kind,
    ),
]
_TELLING: Final = frozenset({Format.TABLE, Format.MARKDOWN, Format.JSON})
"""The formats that say themselves what one ought to know of the comparison."""


@read_by(NoSecrets)
def drift(  # noqa: PLR0913, PLR0917 - an option each
    options: Options,
    old: Old,
    new: New = None,
    ignore: Ignoring = None,
    every: Every = False,  # noqa: FBT002 - Typer's way of a flag
    report: ReportsOption = None,
    server: ServerOption = None,
    all_sites: AllSitesOption = False,  # noqa: FBT002
    from_: FromOption = None,
    source: SourceOption = None,
    every_rule: EveryRuleOption = False,  # noqa: FBT002
    workers: WorkersOption = WORKERS,
    rate: RateOption = RATE,
    allow_http: AllowHttpOption = False,  # noqa: FBT002
) -> ExitCode:
    """Compare a declaration with the site as it is now: what has drifted, and who gains by it.

    NEW is what `pull` has written; without it the site is read as `pull` reads it, and nothing
    is written. What has the same id on both sides and another name or place is renamed or moved,
    not gone and come; without the ids that `pull` keeps, names alone decide. Labels, expectations
    and what else a site cannot tell is no drift, nor is what could not be read before.

    `tableau-perm drift git:main:permissions pulled --report markdown=alert.md` is for a nightly
    job: exit code 0 no drift, 1 drift, 2 the two could not be compared.

    table, markdown and json have the changes by kind and what they do to access; tsv, csv and
    jsonl have a row a change, full, sarif, github … a finding a change.
    """
    if options.file:
        raise UsageError("`--file` is not for `drift`", help="name the declaration: OLD [NEW]")
    default = Format.TABLE if Output(options).to_terminal else Format.TSV
    plan = plan_reports(options, report, (*TEXT_FORMATS, *FINDING_FORMATS), default)
    ignored = _kinds(ignore or ())
    wanted = None
    live = {
        "--server": server is not None,
        "--all-sites": all_sites,
        "--from": bool(from_),
        "--source": source is not None,
        "--every-rule": every_rule,
        "--workers": workers != WORKERS,
        "--rate": rate != RATE,
        "--allow-http": allow_http,
    }
    if new is None:
        wanted = wanted_from(
            options,
            server=server,
            all_sites=all_sites,
            paths=from_,
            kind=source,
            every_rule=every_rule,
            workers=workers,
            rate=rate,
            allow_http=allow_http,
        )
    elif given := [name for name, is_given in live.items() if is_given]:
        raise UsageError(
            f"`{given[0]}` is for asking a site, and NEW is given", help="leave one of the two out"
        )
    sides = read_drift_sides(old, new, wanted, options)
    plan.keep_off(sides.inputs)
    report_notices(sides.new.declaration.notices, options)
    for note in sides.notes:
        say(f"note: {note}", options)
    found = _found(sides, options, ignored)
    if any(form not in _TELLING for form in plan.formats):
        _say_remarks(found, options)

    from tableau_perm_cli.report.drift.findings import drift_findings  # noqa: PLC0415 - at the end

    plan.write_findings(
        drift_findings(found, findings_of(found.diff, sides.files)), _own_formats(found)
    )
    if plan.main is Format.TABLE:
        from tableau_perm_cli.report.drift.drawing import drift_drawing  # noqa: PLC0415 - Rich

        plan.output.draw(drift_drawing(found, plan.output.glyphs, every=every))
    return ExitCode.NO if found.drifted else ExitCode.OK


def _kinds(words: Collection[str]) -> "set[DriftKind]":
    """Return the kinds that words name.

    Raises:
        UsageError: one names none.
    """
    from tableau_perm_cli.audit.drift import DriftKind  # noqa: PLC0415 - slow

    known = [kind.value for kind in DriftKind]
    for word in words:
        if word not in known:
            raise UsageError(
                f"`{word}` is no kind of change",
                help=did_you_mean(word, known) or f"choose of {', '.join(known)}",
            )
    return {*map(DriftKind, words)}


def _found(sides: Sides, options: Options, ignored: "set[DriftKind]") -> "Drift":
    """Return the drift of the sites that are asked about.

    Raises:
        UnknownNameError: neither side has the site that is named.
    """
    from tableau_perm_cli.audit.drift import UNTOLD_SETTINGS, find_drift  # noqa: PLC0415 - slow
    from tableau_perm_cli.declaration.places import Places  # noqa: PLC0415

    sites: list[str] | None = None
    if sides.is_live:
        # --site was the site's content URL, and other sites were not asked about.
        sites = [*sides.new.declaration.sites]
    elif options.site is not None:
        known = [*dict.fromkeys((*sides.new.declaration.sites, *sides.old.declaration.sites))]
        if options.site not in known:
            raise unknown_name("site", options.site, known)
        sites = [options.site]
    return find_drift(
        sides.old,
        sides.new,
        Places(sides.files),
        sites=sites,
        ignored=ignored,
        untold=(*UNTOLD_SETTINGS, *sides.untold),
    )


def _say_remarks(found: "Drift", options: Options) -> None:
    """Say on standard error what some formats have no room for."""
    from tableau_perm_cli.report.drift.words import gap_sections, remarks  # noqa: PLC0415

    for remark in remarks(found):
        say(remark, options)
    for heading, gaps in gap_sections(found):
        say(f"{heading}: {len(gaps):,}", options)


def _own_formats(found: "Drift") -> dict[Format, Pieces]:
    """Return the formats that are not findings, each made when it is written."""
    from tableau_perm_cli.report import plain  # noqa: PLC0415 - only what is needed
    from tableau_perm_cli.report.drift import markdown, records, rows  # noqa: PLC0415

    return {
        Format.TABLE: lambda _: (),  # drawn on its own
        Format.TSV: lambda _: plain.tsv(rows.drift_table(found)),
        Format.CSV: lambda look: plain.csv_text(rows.drift_table(found), safe=look.csv_safe),
        Format.JSON: lambda _: plain.json_text(records.drift_record(found)),
        Format.JSONL: lambda _: map(plain.json_line, records.change_records(found)),
        Format.MARKDOWN: lambda _: markdown.drift_markdown(found),
    }
