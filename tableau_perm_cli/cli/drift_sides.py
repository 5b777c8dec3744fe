"""What ``drift`` compares: a declaration, and a site from files or as its source tells it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tableau_perm_cli.cli.drift_ids import by_site, ids_beside
from tableau_perm_cli.cli.loading import declaration_of
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.revisions import Files, read_side, read_sides
from tableau_perm_cli.cli.site_connection import Wanted

if TYPE_CHECKING:
    from tableau_perm_cli.audit.drift import Side

_SETTINGS: Final = ("guest_access", "web_authoring")
"""The settings that a source may tell."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a comparison, read."""

    old: "Side"
    new: "Side"
    files: Files
    """The text of the new side, under the names that its positions have."""
    inputs: Sequence[str]
    """The names of all files that were read."""
    notes: tuple[str, ...] = ()
    """What the user ought to know of a source, a sentence each."""
    is_live: bool = False
    """Whether the new side was read from a site or an export, in this run."""
    untold: tuple[str, ...] = ()
    """The settings that the source did not tell, beside those that none does."""


def read_drift_sides(old: str, new: str | None, wanted: Wanted | None, options: Options) -> Sides:
    """Return both sides.

    Args:
        old: the declaration, as the user names it.
        new: the site's files; None to ask the site.
        wanted: which site then.
        options: of the command.

    Raises:
        ToolError: something cannot be read, or has errors.
    """
    from tableau_perm_cli.audit.drift import Side  # noqa: PLC0415 - slow

    if new is None and wanted is not None:
        from tableau_perm_cli.cli.fresh_declaration import (  # noqa: PLC0415 - when asked for
            fresh_declaration,
        )

        old_files = read_side(old)
        # Before the site is asked, which takes longer: an error in the declaration.
        before = Side(declaration_of(old_files, options), ids_beside(old_files, old))
        fresh = fresh_declaration(wanted, options)
        after = Side(fresh.declaration, by_site(fresh.ids), is_pulled=True)
        pictures = [told.picture for told in fresh.told]
        untold = tuple(
            key for key in _SETTINGS if any(getattr(it, key) is None for it in pictures)
        )
        inputs = [name for name, _ in old_files]
        return Sides(before, after, fresh.files, inputs, fresh.notes, is_live=True, untold=untold)
    from tableau_perm_cli.exchange.declaring.files import HEADER  # noqa: PLC0415 - when needed

    old_files, new_files = read_sides(old, new or "")
    before = Side(declaration_of(old_files, options), ids_beside(old_files, old))
    after = Side(
        declaration_of(new_files, options),
        ids_beside(new_files, new or ""),
        is_pulled=any(data.startswith(HEADER.encode()) for _, data in new_files),
    )
    return Sides(before, after, new_files, [name for name, _ in (*old_files, *new_files)])
