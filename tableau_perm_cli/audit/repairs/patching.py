"""Writes a repair into the text of the declaration; what cannot be written right is an error."""

from collections.abc import Sequence
from dataclasses import replace

from tableau_perm_cli.audit.repairs.repairs import Repair
from tableau_perm_cli.declaration.editing.difference import rewritten
from tableau_perm_cli.declaration.editing.removing import CannotEditError
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.diagnostics import ToolError

Files = Sequence[tuple[str, bytes]]
"""Names and contents."""


def patched(files: Files, declaration: Declaration, repair: Repair) -> Files:
    """Return the files with a repair written into them.

    Args:
        files: those that the declaration was read from.
        declaration: what they declare.
        repair: of one of its sites.

    Raises:
        ToolError: the text is written in a way that is left to its author.
    """
    name = repair.after.name
    after = replace(declaration, sites={**declaration.sites, name: repair.after})
    try:
        changed = rewritten(files, declaration, after)
    except CannotEditError as error:
        raise _left_to_its_author(repair, str(error)) from error
    # What an alias repeats changes with what it stands for, and the text means something else.
    if any(b"&" in data for _, data in files) and not _means(changed, after):
        raise _left_to_its_author(repair, "what would change is repeated by an alias")
    return changed


def _means(files: Files, promised: Declaration) -> bool:
    """Whether files, read again, declare what is promised: then nothing is left to write."""
    try:
        return list(rewritten(files, read_files(files), promised)) == list(files)
    except CannotEditError:
        return False


def _left_to_its_author(repair: Repair, because: str) -> ToolError:
    return ToolError(
        f"the repair cannot be written as a patch: {because}",
        help="make the edit by hand: " + "; ".join(edit.summary for edit in repair.edits),
    )
