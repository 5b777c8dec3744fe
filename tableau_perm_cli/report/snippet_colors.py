"""Colours the lines of a snippet for a terminal; without colour they say the same."""

from typing import Final

from tableau_perm_cli.diagnostics.snippet import Line

_STYLES: Final = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "info": "\x1b[1;36m",
    "message": "\x1b[1m",
    "gutter": "\x1b[34m",
    "related": "\x1b[34m",
    "help": "\x1b[36m",
}
_RESET: Final = "\x1b[0m"


def colored(line: Line) -> str:
    """Return a line with the colours of its styles."""
    pieces: list[str] = []
    at = 0
    for start, end, style in sorted(line.spans):
        pieces += [line.text[at:start], _STYLES[style], line.text[start:end], _RESET]
        at = end
    return "".join([*pieces, line.text[at:]])
