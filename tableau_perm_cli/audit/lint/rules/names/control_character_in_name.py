r"""TP707: a name holds characters that cannot be seen, such as the BEL that ``"CORP\ada"`` is."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.rules.names.characters import spelled_out, unseen_in
from tableau_perm_cli.audit.lint.rules.names.named import everything_named
from tableau_perm_cli.diagnostics import Diagnostic, Severity

_YAML_ESCAPES = {
    "\0": "0",
    "\a": "a",
    "\b": "b",
    "\t": "t",
    "\n": "n",
    "\v": "v",
    "\f": "f",
    "\r": "r",
    "\x1b": "e",
    "\x85": "N",
    "\u2028": "L",
    "\u2029": "P",
}
"""What YAML makes of a backslash and a letter within double quotes."""


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the names with control characters, or others that take no room."""
    for thing in everything_named(linted):
        unseen = unseen_in(thing.name)
        if unseen and thing.position is not None and not thing.told:
            meant = _meant(thing.name)
            yield RULE.finding(
                f"{thing} has invisible {spelled_out(unseen)} in its name",
                thing.position,
                thing.about,
                why=f"within double quotes YAML reads a backslash and the letter after it as one "
                f"character: `{meant}` was perhaps meant"
                if meant
                else "the name is another one than is seen, and cannot be found by typing it",
                help="write the name without quotes, in single quotes, or with two backslashes"
                if meant
                else "take it out of the name",
            )


def _meant(name: str) -> str | None:
    """Return the name in which a backslash was taken for an escape, if it may be so."""
    if name[-1] in _YAML_ESCAPES or not any(it in _YAML_ESCAPES for it in name[1:]):
        return None
    return "".join(f"\\{_YAML_ESCAPES[it]}" if it in _YAML_ESCAPES else it for it in name)


RULE = LintRule(
    "TP707",
    "control-character-in-name",
    Severity.WARNING,
    "A name holds control characters, or others that cannot be seen.",
    "YAML 1.2, section 5.7, escaped characters",
    check,
)
