"""TP702: a word of a name mixes alphabets that share the looks of their letters."""

from collections.abc import Iterator
from itertools import groupby

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.rules.names.characters import script_of, spelled_out
from tableau_perm_cli.audit.lint.rules.names.lookalikes import stands_for_latin
from tableau_perm_cli.audit.lint.rules.names.named import everything_named
from tableau_perm_cli.diagnostics import Diagnostic, Severity

_ALIKE = ("LATIN", "CYRILLIC", "GREEK")
"""The alphabets that share the looks of many letters, the most usual first."""


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the names with such a word."""
    for thing in everything_named(linted):
        if thing.name.isascii() or thing.position is None or thing.told:
            continue
        for word in _words(thing.name):
            scripts = _mixed_in(word)
            if scripts:
                fewest = min(scripts, key=lambda it: (len(scripts[it]), -_ALIKE.index(it)))
                alphabets = " and ".join(it.capitalize() for it in scripts)
                yield RULE.finding(
                    f"{thing} mixes {alphabets} in one word: it has "
                    f"{spelled_out(scripts[fewest])}",
                    thing.position,
                    thing.about,
                    why="letters of these alphabets look the same: the name is not the one that "
                    "is read, and cannot be found by typing what is seen",
                    help="spell the word in one alphabet",
                )
                break


def _words(name: str) -> Iterator[str]:
    """Yield the runs of letters; digits, signs and spaces part them, accents do not."""
    for is_word, run in groupby(name, key=lambda it: it.isalpha() or _is_accent(it)):
        if is_word:
            yield "".join(run)


def _is_accent(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"


def _mixed_in(word: str) -> dict[str, str]:
    """Return the letters of a word by alphabet, if it mixes those that are alike; else nothing.

    Greek letters that look like no other are signs, and fine: ``ΔT``.
    """
    found: dict[str, str] = {}
    for letter in word:
        script = script_of(letter)
        if script in _ALIKE:
            found[script] = found.get(script, "") + letter
    if not any(map(stands_for_latin, found.get("GREEK", ""))):
        found.pop("GREEK", None)
    return (
        {script: found[script] for script in _ALIKE if script in found} if len(found) > 1 else {}
    )


RULE = LintRule(
    "TP702",
    "mixed-script-name",
    Severity.WARNING,
    "A word of a name mixes Latin, Cyrillic or Greek letters.",
    'Unicode Technical Standard 39, "Mixed-Script Detection"',
    check,
)
