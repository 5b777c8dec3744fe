"""Reads live sites: signs in, asks, keeps what was answered, and says how far it has come."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tableau_perm_cli.cli.messages import complain, say
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.pull_progress import PullProgress, time_words
from tableau_perm_cli.cli.pull_words import plural
from tableau_perm_cli.cli.site_connection import Wanted
from tableau_perm_cli.cli.sources import Cost, Told
from tableau_perm_cli.cli.tokens import read_token
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.exchange.rest.live import (
    Checkpoint,
    Connection,
    Heading,
    Limits,
    SiteRef,
    Telemetry,
    client_class,
    connected,
)
from tableau_perm_cli.exchange.rest.reading import (
    IncompletePeopleError,
    ReadingOptions,
    least_calls,
    read_leaders,
    read_site,
    skipped_words,
)

if TYPE_CHECKING:
    from tableau_perm_cli.exchange.rest.live.client import LiveClient

_DEFAULT: Final = "Default"
"""What the default site is called where the server does not tell."""
_OLD: Final = 6 * 3_600
"""Seconds after which answers that were kept may well be outdated."""


@dataclass(frozen=True, slots=True)
class _Run:
    """What the reading of every site shares."""

    client: "LiveClient"
    wanted: Wanted
    telemetry: Telemetry
    progress: PullProgress
    checkpoint: Checkpoint | None


def read_live(wanted: Wanted, options: Options, kept: Path | None) -> Sequence[Told]:
    """Read the sites of a server; as ``read_pictures``."""
    connection = Connection.to(
        wanted.server or "", wanted.site or "", allow_http=wanted.allow_http
    )
    client_class()  # nobody is asked for a token where it cannot be used
    telemetry = Telemetry()
    limits = Limits(workers=wanted.workers, rate=wanted.rate or None)
    with (
        connected(connection, read_token(), limits=limits, telemetry=telemetry) as client,
        _checkpoint(client, wanted, options, kept) as checkpoint,
    ):
        sites = [*_sites(client, wanted, options)]
        with PullProgress(telemetry, options) as progress:
            run = _Run(client, wanted, telemetry, progress, checkpoint)
            return [_told(run, site) for site in sites]


def _sites(client: "LiveClient", wanted: Wanted, options: Options) -> Iterator[SiteRef | None]:
    """Yield the sites to read, None for the one that is signed in to.

    Those that are suspended answer nothing.
    """
    if not wanted.all_sites:
        yield None
        return
    for site in client.sites():
        if site.active:
            yield site
        else:
            say(f"note: the site `{site.name}` is suspended, and is left out", options)


def _told(run: _Run, site: SiteRef | None) -> Told:
    """Read one site, and count what it took."""
    before = run.telemetry.figures()
    answers = run.client.answers(site, run.checkpoint)
    name = site.name if site else run.wanted.site or _DEFAULT
    reading = ReadingOptions(every_rule=run.wanted.every_rule, site_name=name)
    if run.wanted.only_leaders:
        return Told(read_leaders(answers, reading, run.progress))
    picture = read_site(answers, reading, run.progress)
    after = run.telemetry.figures()
    cost = Cost(
        calls=after.gets + after.retries - before.gets - before.retries,
        least=least_calls(
            picture, every_rule=run.wanted.every_rule, api_version=answers.api_version
        ),
        retries=after.retries - before.retries,
        resumed=after.from_checkpoint - before.from_checkpoint,
    )
    return Told(picture, cost, skipped_words(picture))


@contextmanager
def _checkpoint(
    client: "LiveClient", wanted: Wanted, options: Options, path: Path | None
) -> Iterator[Checkpoint | None]:
    """Open the file that keeps the answers, and say where it is when the run is cut short.

    Raises:
        ToolError: it is of another pull, or cannot be written.
    """
    if path is None:
        yield None
        return
    heading = Heading(
        client.connection.server,
        None if wanted.all_sites else client.connection.site,
        client.api_version,
        {"every_rule": wanted.every_rule},
    )
    checkpoint = Checkpoint.open(path, heading, fresh=wanted.fresh)
    if checkpoint.answers_kept:
        _say_age(checkpoint, options)
    try:
        yield checkpoint
    except IncompletePeopleError as error:
        error.help = (
            f"{error.help}; what was answered is kept in `{visible(str(path))}`, and the same "
            "command goes on there"
        )
        raise
    except KeyboardInterrupt:
        complain(
            f"stopped; what was answered is kept in `{visible(str(path))}`, and the same command "
            "goes on there\n"
        )
        raise
    finally:
        checkpoint.close()


def _say_age(checkpoint: Checkpoint, options: Options) -> None:
    """Say what is gone on with, and how old it is."""
    seconds = (datetime.now(UTC) - checkpoint.began).total_seconds()
    say(
        f"going on with the pull that began {time_words(seconds)} ago: "
        f"{plural(checkpoint.answers_kept, 'answer')} kept in `{checkpoint.path}`",
        options,
    )
    if seconds > _OLD:
        say("warning: what has changed since then may be missed; --fresh asks again", options)
