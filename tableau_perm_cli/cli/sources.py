"""From what the user asked for to the pictures of sites: a live server, or an export of one kind.

``pull``, ``drift`` and ``verify`` ask ``read_pictures``; ``fresh_declaration.py`` makes of the
answer what a declaration in git is compared with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.site_connection import Wanted

if TYPE_CHECKING:
    from tableau_perm_cli.exchange.picture import Picture


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading one live site took."""

    calls: int
    """Made to read it in this run, those that were made again among them."""
    least: int
    """The fewest that reading this site whole can take."""
    retries: int
    """Calls that were made again, after an error or because a list changed while it was read."""
    resumed: int
    """Answers that an earlier run had kept."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a source told of one site."""

    picture: "Picture"
    cost: Cost | None = None
    """None where no server was asked, and where only leaders were."""
    skipped: tuple[str, ...] = ()
    """What was not asked for, since a lock or tabs make it ineffective, in words."""


def read_pictures(
    wanted: Wanted, options: Options, checkpoint: Path | None = None
) -> Sequence[Told]:
    """Read every site that is wanted, with progress on a terminal.

    Asks for the token where it is not set. An incomplete picture says so itself
    (``Picture.not_read`` and those of its parts).

    Args:
        wanted: which sites, from where.
        options: where the result goes, and whether the user wants quiet.
        checkpoint: where answers are kept while they come, so that a run that fails can be gone
            on with; None keeps none. Who has used the pictures deletes it.

    Raises:
        ToolError: a source cannot be read, or does not tell enough.
        UsageError: there is no token, or nobody to ask for it.
    """
    if wanted.server is not None:
        from tableau_perm_cli.cli.live_source import read_live  # noqa: PLC0415 - when needed

        return read_live(wanted, options, checkpoint)
    from tableau_perm_cli.cli.export_source import read_export  # noqa: PLC0415 - when needed

    return read_export(wanted)
