"""TP704: a name has spaces that nobody sees."""

from collections.abc import Iterator
from itertools import pairwise

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.rules.names.characters import spelled_out
from tableau_perm_cli.audit.lint.rules.names.named import everything_named
from tableau_perm_cli.diagnostics import Diagnostic, Severity

_SPACES = (
    " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000"
)
"""Every character that Unicode counts among the spaces."""
_IDEOGRAPHIC = "\u3000"
"""The ordinary space of Chinese and Japanese, as wide as a sign: fine within a name."""


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the names with spaces around them, double spaces, or spaces that are not plain."""
    for thing in everything_named(linted):
        faults = [*_faults(thing.name)]
        if faults and thing.position is not None and not thing.told:
            yield RULE.finding(
                f"{thing} {', and '.join(faults)}",
                thing.position,
                thing.about,
                why=_why(thing.name),
                help="take the space out of the name, or write one plain space",
            )


def _faults(name: str) -> Iterator[str]:
    if name.isascii() and name == name.strip(" ") and "  " not in name:
        return
    for space, word in ((name[0], "begins"), (name[-1], "ends")):
        if space in _SPACES:
            yield f"{word} with {spelled_out(space)}"
    inside = name.strip(_SPACES)
    if any(one in _SPACES and other in _SPACES for one, other in pairwise(inside)):
        yield "has two spaces together"
    odd = "".join(it for it in inside if it in _SPACES and it not in {" ", _IDEOGRAPHIC})
    if odd:
        yield f"has {spelled_out(odd)} in its name"


def _why(name: str) -> str:
    if "\u00a0" in name.strip(_SPACES):
        return "a no-break space is none to a search; within double quotes YAML reads `\\_` as one"
    return "it looks like the name without it, and is another, which no search or script finds"


RULE = LintRule(
    "TP704",
    "space-around-name",
    Severity.WARNING,
    "A name has spaces around it, two spaces together, or spaces that are not plain ones.",
    'Unicode Technical Report 36, "Visual Security Issues"',
    check,
)
