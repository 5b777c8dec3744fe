"""What the place can show where findings are written: a terminal, a pipe, a file."""

from dataclasses import dataclass

from tableau_perm_cli.report.glyphs import UNICODE, Glyphs


@dataclass(frozen=True, slots=True)
class Look:
    """What the place can show; by default a file's, which may hold any sign and no colour."""

    glyphs: Glyphs = UNICODE
    colored: bool = False
    """Of ``full``."""
    csv_safe: bool = False
    """Of ``csv``: guard the cells that a spreadsheet would take for formulas."""
