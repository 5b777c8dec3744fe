"""``pull``: the declaration of a live site, or of an export of one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.fresh_declaration import declare_all
from tableau_perm_cli.cli.loading import keep_apart
from tableau_perm_cli.cli.messages import say
from tableau_perm_cli.cli.options import Options, read_by
from tableau_perm_cli.cli.pull_replacing import beside, labels_to_keep
from tableau_perm_cli.cli.pull_targets import check_target, target_of
from tableau_perm_cli.cli.pull_words import cost_words, incomplete
from tableau_perm_cli.cli.pull_writing import Written, write_pulled
from tableau_perm_cli.cli.site_connection import (
    RATE,
    WORKERS,
    AllowHttpOption,
    AllSitesOption,
    EveryRuleOption,
    FreshOption,
    FromOption,
    RateOption,
    ServerOption,
    SourceOption,
    WorkersOption,
    wanted_from,
)
from tableau_perm_cli.cli.sources import Told, read_pictures
from tableau_perm_cli.cli.tokens import NoSecrets
from tableau_perm_cli.diagnostics import ToolError, UsageError

if TYPE_CHECKING:
    from tableau_perm_cli.exchange.declaring import DeclaredSite

Redact = Annotated[
    bool,
    typer.Option(
        "--redact",
        help="Write a stable pseudonym in place of every name, to show a problem to others.",
        rich_help_panel="Output",
    ),
]
Overwrite = Annotated[
    bool,
    typer.Option(
        "--overwrite",
        help="Write over files too that no pull has written.",
        rich_help_panel="Output",
    ),
]
RequireComplete = Annotated[
    bool,
    typer.Option(
        "--require-complete",
        help="Write nothing and end with 2 when something could not be read.",
        rich_help_panel="Output",
    ),
]


@read_by(NoSecrets)
def pull(  # noqa: PLR0913, PLR0917 - an option each
    options: Options,
    server: ServerOption = None,
    all_sites: AllSitesOption = False,  # noqa: FBT002 - Typer's way of a flag
    from_: FromOption = None,
    source: SourceOption = None,
    every_rule: EveryRuleOption = False,  # noqa: FBT002
    redact: Redact = False,  # noqa: FBT002
    workers: WorkersOption = WORKERS,
    rate: RateOption = RATE,
    fresh: FreshOption = False,  # noqa: FBT002
    allow_http: AllowHttpOption = False,  # noqa: FBT002
    overwrite: Overwrite = False,  # noqa: FBT002
    require_complete: RequireComplete = False,  # noqa: FBT002
) -> ExitCode:
    """Write the declaration of a live site; the site is only ever read.

    `tableau-perm pull --server https://tableau.example.com --site training -o site.yaml` signs in
    with a personal access token, asks for users, groups, projects, content and every rule that
    has an effect, and writes what our other commands read. `-o permissions/` writes a file a
    project, `-o -` prints. Beside it the ids of everything are kept (site.ids), so that a later
    pull or `drift` sees renames as such. Labels in the declaration that is replaced are kept.

    The file is written whole or not at all. What was read until an error or Ctrl-C is kept beside
    it (site.yaml.partial), and the next pull goes on there. What could not be read is marked in
    the declaration, and every answer that depends on it says so.
    """
    _check(options)
    target = target_of(options.output)
    wanted = wanted_from(
        options,
        server=server,
        all_sites=all_sites,
        paths=from_,
        kind=source,
        every_rule=every_rule,
        workers=workers,
        rate=rate,
        fresh=fresh,
        allow_http=allow_http,
    )
    check_target(target, overwrite=overwrite)
    keep_apart([options.output], wanted.paths)
    labels = labels_to_keep(target, options, overwrite=overwrite)
    told = read_pictures(wanted, options, target.checkpoint)
    sites = declare_all(told, labels, redact=redact)
    gaps = [*incomplete(sites)]
    if gaps and require_complete:
        _say_all(gaps[:-1], options)
        raise ToolError(
            "the site could not be read whole, so nothing is written",
            help="leave --require-complete out to have it written with marks",
        )
    written = write_pulled(sites, target, options, overwrite=overwrite)
    if target.checkpoint is not None and wanted.server is not None:
        target.checkpoint.unlink(missing_ok=True)
    _say_all([*_closing(written, told, sites), *beside(target, written.files), *gaps], options)
    return ExitCode.OK


def _closing(
    written: Written, told: Sequence[Told], sites: "Sequence[DeclaredSite]"
) -> Iterator[str]:
    """Yield what is said of a pull that has worked."""
    yield from written.words()
    if costs := [it.cost for it in told if it.cost is not None]:
        yield cost_words(costs)
    for it in told:
        where = f" (site `{it.picture.name}`)" if len(told) > 1 else ""
        yield from (
            f"not asked for{where}, since a lock or tabs decide: {skipped}"
            for skipped in it.skipped
        )
    yield from _notes(sites)


def _notes(sites: "Sequence[DeclaredSite]") -> Iterator[str]:
    """Yield the notes: one that every site has once, any other with its site."""
    noted: dict[str, list[str]] = {}
    for site in sites:
        for note in dict.fromkeys(site.notes):
            noted.setdefault(note, []).append(site.name)
    for note, names in noted.items():
        if len(names) == len(sites):
            yield f"note: {note}"
        else:
            yield from (f"note (site `{name}`): {note}" for name in names)


def _say_all(sentences: Iterable[str], options: Options) -> None:
    for sentence in sentences:
        say(sentence, options)


def _check(options: Options) -> None:
    """Find what of the shared options has no meaning here.

    Raises:
        UsageError: something.
    """
    if options.format is not None:
        raise UsageError(
            "`pull` writes a declaration, so `--format` has nothing to do",
            help="leave it out",
        )
    if options.file:
        raise UsageError(
            "`pull` reads no declaration, so `--file` has nothing to do",
            help="--from PATH reads an export; -o PATH is where the declaration goes",
        )
