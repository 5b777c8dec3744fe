"""The options that say which site to read, live or from an export; `pull`, `drift` and `verify`.

A command takes the parameters it wants of those below, each named as its annotation says, and
hands them to ``wanted_from``; ``sources.py`` then gives the pictures.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.source_kinds import SourceKind
from tableau_perm_cli.diagnostics import ToolError, UsageError, visible

SERVER_VARIABLE: Final = "TABLEAU_SERVER"
SITE_VARIABLE: Final = "TABLEAU_SITE"
_SITE: Final = "Live site"
_EXPORT: Final = "Exports"
WORKERS: Final = 8
RATE: Final = 20.0
_MOST_WORKERS: Final = 64

ServerOption = Annotated[
    str | None,
    typer.Option(
        "--server",
        metavar="URL",
        help="Tableau Server or Cloud, as https://tableau.example.com "
        "($TABLEAU_SERVER). --site is the site's content URL ($TABLEAU_SITE; default: the default "
        "site). The token is $TABLEAU_TOKEN_NAME and $TABLEAU_TOKEN_VALUE, or is asked for.",
        rich_help_panel=_SITE,
    ),
]
AllSitesOption = Annotated[
    bool,
    typer.Option("--all-sites", help="Every site of a Tableau Server.", rich_help_panel=_SITE),
]
WorkersOption = Annotated[
    int,
    typer.Option("--workers", metavar="N", help="Calls at a time.", rich_help_panel=_SITE),
]
RateOption = Annotated[
    float,
    typer.Option(
        "--rate",
        metavar="N",
        help="Calls a second at most, by default 20; 0 is no limit.",
        show_default=False,
        rich_help_panel=_SITE,
    ),
]
FreshOption = Annotated[
    bool,
    typer.Option(
        "--fresh",
        help="Do not go on where a run that failed has stopped; ask for everything.",
        rich_help_panel=_SITE,
    ),
]
AllowHttpOption = Annotated[
    bool,
    typer.Option(
        "--allow-http",
        help="Take http:// for another machine, where everyone on the way can read the token.",
        rich_help_panel=_SITE,
    ),
]
EveryRuleOption = Annotated[
    bool,
    typer.Option(
        "--every-rule",
        help="Read rules too that a lock or tabs make ineffective.",
        rich_help_panel=_SITE,
    ),
]
FromOption = Annotated[
    list[str] | None,
    typer.Option(
        "--from",
        metavar="PATH",
        help="Read a file or a directory in place of a server: saved REST answers, Admin "
        "Insights, the repository's tables, user lists; repeatable.",
        rich_help_panel=_EXPORT,
    ),
]
SourceOption = Annotated[
    SourceKind | None,
    typer.Option(
        "--source",
        metavar="KIND",
        help="What PATH holds: rest, admin-insights, repository or user-lists; by default it is "
        "told by what is in it.",
        rich_help_panel=_EXPORT,
    ),
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which site or sites to read, from where, and how."""

    server: str | None = None
    """The server's URL; None where an export is read."""
    site: str | None = None
    """With a server the site's content URL, empty for the default site; else the name of the site
    that an export does not tell, or which of several is meant."""
    all_sites: bool = False
    paths: tuple[str, ...] = ()
    """The files or directories of an export; empty where a server is asked."""
    kind: SourceKind | None = None
    """What the export is; None: to be told by what is in it."""
    every_rule: bool = False
    """Whether rules are read that a lock or tabs make ineffective."""
    workers: int = WORKERS
    """Calls at a time."""
    rate: float = RATE
    """Calls a second at most; 0 is no limit."""
    fresh: bool = False
    """Whether what an earlier run left is not used."""
    allow_http: bool = False
    only_leaders: bool = False
    """Whether nothing is read but who leads which project."""


def wanted_from(  # noqa: PLR0913 - an option each
    options: Options,
    *,
    server: str | None = None,
    all_sites: bool = False,
    paths: Sequence[str] | None = None,
    kind: SourceKind | None = None,
    every_rule: bool = False,
    workers: int = WORKERS,
    rate: float = RATE,
    fresh: bool = False,
    allow_http: bool = False,
) -> Wanted:
    """Return what the command line and the environment ask for; nothing is read yet.

    Raises:
        UsageError: something is missing, or does not go together.
        ToolError: there is no such file.
    """
    _check_numbers(workers, rate)
    if paths:
        live = {
            "--server": server is not None,
            "--all-sites": all_sites,
            "--workers": workers != WORKERS,
            "--rate": rate != RATE,
            "--fresh": fresh,
            "--allow-http": allow_http,
        }
        _refuse([name for name, given in live.items() if given], "`--from` asks no server")
        _check_there(paths)
        return Wanted(site=options.site, paths=(*paths,), kind=kind, every_rule=every_rule)
    if kind is not None:
        raise UsageError("`--source` says what `--from` holds", help="add --from PATH")
    address, site = _live_site(server, options.site, all_sites=all_sites)
    return Wanted(
        server=address,
        site=site,
        all_sites=all_sites,
        every_rule=every_rule,
        workers=workers,
        rate=rate,
        fresh=fresh,
        allow_http=allow_http,
    )


def _live_site(server: str | None, site: str | None, *, all_sites: bool) -> tuple[str, str]:
    """Return the server's URL and the site's content URL; what is not given is in the environment.

    Raises:
        UsageError: no server is named, or one site and all.
    """
    if all_sites and site is not None:
        raise UsageError(
            "`--all-sites` and `--site` do not go together", help="leave one of the two out"
        )
    address = server if server is not None else os.environ.get(SERVER_VARIABLE)
    if not address:
        raise UsageError(
            "no server given",
            help=f"use --server URL or set {SERVER_VARIABLE}; --from PATH reads an export",
        )
    return address, site if site is not None else os.environ.get(SITE_VARIABLE, "")


def _check_there(paths: Sequence[str]) -> None:
    """See that there are such files or directories.

    Raises:
        ToolError: one is not there.
    """
    for path in paths:
        if not path or not Path(path).exists():
            raise ToolError(f"cannot read `{visible(path)}`: no such file or directory")


def _check_numbers(workers: int, rate: float) -> None:
    if not 1 <= workers <= _MOST_WORKERS:
        raise UsageError(f"`--workers` is from 1 to {_MOST_WORKERS}, not {workers}")
    if not 0 <= rate < float("inf"):
        raise UsageError(
            f"`--rate` is a number of calls a second, not {rate}", help="0 is no limit"
        )


def _refuse(given: list[str], why: str) -> None:
    if given:
        names = " and ".join(f"`{it}`" for it in given)
        verb = "has" if len(given) == 1 else "have"
        raise UsageError(
            f"{names} {verb} nothing to do here: {why}", help="leave one or the other out"
        )
