"""A declaration as its source tells a site now: for `pull`, which writes it, and `drift`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.site_connection import Wanted
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.diagnostics import DeclarationError, ToolError, visible
from tableau_perm_cli.diagnostics.snippet import concise

if TYPE_CHECKING:
    from tableau_perm_cli.cli.sources import Told
    from tableau_perm_cli.exchange.declaring import CarriedLabels, DeclaredSite
    from tableau_perm_cli.exchange.ids import IdEntry

_FRESH: Final = "the site as it is now"
"""What the one file of a fresh declaration is called in positions."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A site as its source tells it now, read as any declaration is."""

    declaration: Declaration
    files: Sequence[tuple[str, bytes]]
    """The text of the declaration, under the names that its positions have."""
    ids: Sequence["IdEntry"]
    """The id of everything that has one, for renames."""
    notes: tuple[str, ...]
    """What the user ought to know, a sentence each, names in backticks."""
    told: Sequence["Told"]
    """The pictures it was made of."""
    sites: Sequence["DeclaredSite"]
    """What was made of the pictures, with all that could not be read."""


def fresh_declaration(wanted: Wanted, options: Options, checkpoint: Path | None = None) -> Fresh:
    """Read the sites that are wanted and return them as a declaration.

    Raises:
        ToolError: as ``read_pictures``.
        UsageError: as ``read_pictures``.
    """
    from tableau_perm_cli.cli.sources import read_pictures  # noqa: PLC0415 - slow
    from tableau_perm_cli.exchange.declaring import one_file  # noqa: PLC0415

    told = read_pictures(wanted, options, checkpoint)
    sites = declare_all(told)
    files = [(_FRESH, "".join(one_file(sites)).encode())]
    return Fresh(
        read_back(files),
        files,
        [entry for site in sites for entry in site.ids],
        tuple(note for site in sites for note in site.notes),
        told,
        sites,
    )


def declare_all(
    told: Sequence["Told"],
    labels: "Mapping[str, CarriedLabels] | None" = None,
    *,
    redact: bool = False,
) -> Sequence["DeclaredSite"]:
    """Return what is to be declared of every site that was read.

    Args:
        told: the sites.
        labels: by the name of a site, those of the declaration that is replaced.
        redact: whether every name becomes a pseudonym.

    Raises:
        ToolError: two sites have one name.
    """
    from tableau_perm_cli.exchange.declaring import (  # noqa: PLC0415 - when needed
        Redaction,
        declare_site,
    )

    alike = [
        name for name, number in Counter(it.picture.name for it in told).items() if number > 1
    ]
    if alike:
        raise ToolError(
            f"several sites are called `{visible(alike[0])}`",
            help="pull each of them into a file of its own, with --site",
        )
    redaction = Redaction() if redact else None
    known = labels or {}
    return [
        declare_site(it.picture, redaction=redaction, labels=known.get(it.picture.name))
        for it in told
    ]


class UnreadableTextError(Exception):
    """What was written for the loader is not what it reads: a bug."""


def read_back(files: Sequence[tuple[str, bytes]]) -> Declaration:
    """Return what text of ours declares; nobody sees the text before that has worked.

    Raises:
        UnreadableTextError: the text has errors.
    """
    try:
        return read_files(files)
    except DeclarationError as error:
        found = "\n".join(map(concise, error.diagnostics))
        raise UnreadableTextError(f"the text of a pull has errors:\n{found}") from error
