"""``verify``: how far the site's own answers agree with ours."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.loading import load
from tableau_perm_cli.cli.messages import say
from tableau_perm_cli.cli.options import TEXT_FORMATS, Format, Options, read_by
from tableau_perm_cli.cli.progress import Progress
from tableau_perm_cli.cli.pull_words import plural
from tableau_perm_cli.cli.session import choose_site, input_names
from tableau_perm_cli.cli.site_connection import (
    RATE,
    WORKERS,
    AllowHttpOption,
    FromOption,
    RateOption,
    ServerOption,
    SourceOption,
    Wanted,
    WorkersOption,
    wanted_from,
)
from tableau_perm_cli.cli.source_kinds import SourceKind
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.cli.tokens import NoSecrets
from tableau_perm_cli.declaration.files import STANDARD_INPUT, read_bytes
from tableau_perm_cli.diagnostics import ToolError, UsageError, visible
from tableau_perm_cli.resolve import open_site

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tableau_perm_cli.declaration.model import Declaration, Site
    from tableau_perm_cli.exchange.ids import IdEntry
    from tableau_perm_cli.exchange.picture import Picture
    from tableau_perm_cli.exchange.verifying import Verification

SAMPLE = 10_000
"""So many effective rows are compared unless more are wanted."""
_MOST_DIGITS = 18
"""Python reads no number of thousands of digits."""

SampleOption = Annotated[
    str,
    typer.Option(
        "--sample",
        metavar="N",
        help="How many effective rows are compared, chosen at random; `all` for all.",
    ),
]
SeedOption = Annotated[
    int, typer.Option("--seed", metavar="N", help="Another number is another sample.")
]
Exits = Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when something disagrees.")]


@read_by(NoSecrets)
def verify(  # noqa: PLR0913, PLR0917 - an option each
    options: Options,
    server: ServerOption = None,
    source: FromOption = None,
    kind: SourceOption = None,
    sample: SampleOption = f"{SAMPLE}",
    seed: SeedOption = 0,
    exit_code: Exits = False,  # noqa: FBT002 - Typer's way of a flag
    workers: WorkersOption = WORKERS,
    rate: RateOption = RATE,
    allow_http: AllowHttpOption = False,  # noqa: FBT002
) -> ExitCode:
    """Compare the declaration's answers with the site's own, where those are to be had.

    Two things are: which leaders a project inherits, which the REST API computes (--server, or
    its saved answers with --from); and Admin Insights' Permissions, exported as CSV (--from),
    which says for each user what she can do. Each difference is shown with both explanations.

    A difference is `explained` where the export leaves the site role's ceiling out, as Tableau
    documents; `uncertain` where our own answer says that it is; else `disagreed`: an older
    declaration, or a defect, which we would like to hear of.

    The declaration is --file; its ids file, which `pull` writes, tells what was renamed since.
    """
    output = Output(options)
    wanted_format = output.format(*TEXT_FORMATS)
    size = _size(sample)
    wanted = wanted_from(
        options,
        server=server,
        paths=source,
        kind=kind,
        workers=workers,
        rate=rate,
        allow_http=allow_http,
    )
    declaration = load(input_names(options), options)
    found = _Run(declaration, options, size, seed).verification(wanted)
    if exit_code and found.unplaced and not any(found.checks):
        lost = min(found.unplaced)
        raise ToolError(
            f"nothing can be compared: the declaration has none of what the source is about, "
            f"such as the {lost.what.replace('_', ' ')} `{visible(lost.name)}`",
            help="is it the declaration of this site? `tableau-perm pull` writes one",
        )

    from tableau_perm_cli.report.table import Answer  # noqa: PLC0415 - after what can go wrong
    from tableau_perm_cli.report.verify.answer import VerifyAnswer  # noqa: PLC0415
    from tableau_perm_cli.report.verify.drawing import drawing  # noqa: PLC0415 - Rich

    answer = VerifyAnswer(found)
    output.answer(
        Answer(answer.table, answer.record, lambda: drawing(answer, output.glyphs), answer.records)
    )
    if wanted_format not in {Format.TABLE, Format.JSON}:  # which have the counts themselves
        for remark in answer.remarks():
            say(remark, options)
    return ExitCode.NO if exit_code and found.disagreements else ExitCode.OK


def _size(text: str) -> int | None:
    """Return the size of the sample; None for everything.

    Raises:
        UsageError: it is no number.
    """
    if text == "all":
        return None
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and int(text):
        return int(text)
    raise UsageError(
        f"`--sample` is a number of rows, not `{visible(text)}`", help="or `all` for all of them"
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """One run against one source."""

    declaration: "Declaration"
    options: Options
    size: int | None
    seed: int

    def verification(self, wanted: Wanted) -> "Verification":
        """Return what is compared with the source, and how it comes out."""
        if wanted.paths and _holds_rows(wanted):
            return self._access([Path(path) for path in wanted.paths])
        return self._leaders(wanted)

    def _leaders(self, wanted: Wanted) -> "Verification":
        from tableau_perm_cli.cli.sources import read_pictures  # noqa: PLC0415 - one or the other
        from tableau_perm_cli.exchange.verifying import (  # noqa: PLC0415
            LeaderClaim,
            Names,
            Verification,
            check_leaders,
            leader_claims,
        )

        told = read_pictures(replace(wanted, only_leaders=True), self.options)
        if len(told) != 1:
            raise UsageError(
                f"`--from` is the answers of {len(told)} sites", help="compare one site at a time"
            )
        picture = told[0].picture
        site = self._site(picture.name)
        names = Names(_with_names(self._ids(site.name), picture))
        claims = [*leader_claims(picture.inherited_leaders, names)]
        asked = [
            address
            for project in picture.projects
            if Kind.PROJECT in project.lists and (address := names.item(Kind.PROJECT, project.id))
        ]
        graph = open_site(self.declaration, site.name).graph
        placed = [claim for claim in claims if isinstance(claim, LeaderClaim)]
        checks, unplaced = check_leaders(graph, placed, asked)
        lost = Counter([*unplaced, *(it for it in claims if not isinstance(it, LeaderClaim))])
        notes = [*_limits(picture, site)]
        return Verification(site.name, checks, None, 0, self.seed, lost, notes)

    def _access(self, paths: "Sequence[Path]") -> "Verification":
        from tableau_perm_cli.exchange.insights import effective_rows  # noqa: PLC0415 - as above
        from tableau_perm_cli.exchange.verifying import (  # noqa: PLC0415
            AccessCheck,
            Names,
            Unplaced,
            Verification,
            access_claims,
            check_access,
            sample,
        )

        site = choose_site(self.declaration, self.options.site)
        rows, number = sample(effective_rows(paths, self.options.site), self.size, self.seed)
        names = Names(self._ids(site.name))
        resolver = open_site(self.declaration, site.name)
        claims = [*access_claims(rows, names, site.name)]
        lost = Counter(it for it in claims if isinstance(it, Unplaced))
        checks: list[AccessCheck] = []
        placed = (it for it in claims if not isinstance(it, Unplaced))
        with Progress("rows", len(claims), self.options, alone=True) as progress:
            for found in check_access(resolver, placed):
                progress.advance()
                if isinstance(found, Unplaced):
                    lost[found] += 1
                else:
                    checks.append(found)
        return Verification(site.name, None, checks, number, self.seed, lost)

    def _site(self, told: str) -> "Site":
        """Return the declared site that the source is about.

        Raises:
            ToolError: there is none.
        """
        sites = self.declaration.sites
        if told in sites:
            return sites[told]
        if len(sites) == 1:
            return next(iter(sites.values()))
        raise ToolError(
            f"the declaration has no site `{visible(told)}`, which the source is about",
            help=f"it has {', '.join(f'`{visible(name)}`' for name in sites)}",
        )

    def _ids(self, site: str) -> "list[IdEntry]":
        """Return the ids that lie beside the declaration."""
        from tableau_perm_cli.exchange.ids import ids_path, read_ids  # noqa: PLC0415 - as above

        found: list[IdEntry] = []
        for name in input_names(self.options):
            path = ids_path(Path(name), Path(name).is_dir())
            if name != STANDARD_INPUT and path.is_file():
                found += read_ids(str(path), read_bytes(str(path)))
        return [entry for entry in found if entry.site == site]


def _with_names(kept: "Sequence[IdEntry]", picture: "Picture") -> "Iterator[IdEntry]":
    """Yield the ids that were kept, then the names that a pull of the picture would give today.

    A name whose id was kept leads to nothing else, though something is called so since.
    """
    from tableau_perm_cli.exchange.declaring import declare_site  # noqa: PLC0415 - as above

    yield from kept
    taken = {entry.what for entry in kept}
    yield from (entry for entry in declare_site(picture).ids if entry.what not in taken)


def _limits(picture: "Picture", site: "Site") -> "Iterator[str]":
    """Yield what limits the comparison with a picture of leaders."""
    if picture.name != site.name:
        yield f"the source is about `{picture.name}`, and no site is declared but `{site.name}`"
    untold = [project for project in picture.projects if Kind.PROJECT not in project.lists]
    if untold:
        others = f" and {plural(len(untold) - 1, 'more project')}" if len(untold) > 1 else ""
        reason = untold[0].not_read["project"]
        yield f"the rules of `{untold[0].name}`{others} were not told ({reason}): not compared"


def _holds_rows(wanted: Wanted) -> bool:
    """Whether an export has effective rows rather than the REST API's answers.

    Raises:
        ToolError: it is of no known kind.
        UsageError: it has neither.
    """
    from tableau_perm_cli.cli.export_source import (  # noqa: PLC0415 - as above
        KIND_WORDS,
        recognised,
    )

    kind = wanted.kind or recognised([Path(path) for path in wanted.paths])
    if kind in {SourceKind.REPOSITORY, SourceKind.USER_LISTS}:
        raise UsageError(
            f"{KIND_WORDS[kind]} have none of the site's own answers",
            help="use saved answers of the REST API or Admin Insights' Permissions",
        )
    return kind is SourceKind.ADMIN_INSIGHTS
