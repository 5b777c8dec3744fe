"""How the completion scripts of ``shells/`` talk to the program.

A script runs the program with ``_TABLEAU_PERM_COMPLETE=complete_<shell>`` and the words so far in
``_TABLEAU_PERM_WORDS``, a line each, the last one being typed. (bash splits words in a way of its
own, so its script hands over the line.) The answer is a line a candidate: the word, a tab and
what may be shown beside it. A line that begins with a tab asks for names of files.

Typer has scripts of its own. They hand names to ``eval`` (zsh), lose those with blanks and split
those with colons (bash), which is what the names of a Tableau site are made of.
"""

import os
import string
from dataclasses import dataclass

from typer._click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
)

from tableau_perm_cli.diagnostics import visible

WORDS_VARIABLE = "_TABLEAU_PERM_WORDS"
BREAKS_VARIABLE = "_TABLEAU_PERM_BREAKS"

_FILES = "\tfiles"
_BARE = frozenset(string.ascii_letters + string.digits + "_@%+=:,./-")
"""What bash takes as it is."""


class Lines(ShellComplete):
    """What zsh, fish and PowerShell get: they quote and match by themselves."""

    name = "zsh"
    source_template = ""

    def source_vars(self) -> dict[str, str]:
        """Return nothing: the scripts are files."""
        return {}

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the cursor and the one it is in."""
        text = os.environ.get(WORDS_VARIABLE, "").removesuffix("\n")
        *words, current = text.split("\n")
        return words, current

    def format_completion(self, item: CompletionItem) -> str:
        """Return a candidate as a line."""
        said = " ".join(visible(item.help).split()) if item.help else ""
        return f"{item.value}\t{said}" if said else str(item.value)

    def complete(self) -> str:
        """Return the whole answer."""
        words, current = self.get_completion_args()
        # Of --format=js the candidates are the values alone.
        option, equals, _ = current.partition("=")
        joined = f"{option}=" if equals and option.startswith("-") else ""
        found = self.get_completions(words, current)
        if not found:
            return "" if current.startswith("-") and not joined else _FILES
        for item in found:
            item.value = f"{joined}{item.value}"
        return "\n".join(map(self.format_completion, found))


@dataclass(slots=True)
class TypedLine:
    """A line as bash hands it over, up to the cursor, read as bash reads it."""

    words: list[str]
    """The words, without quotes; the last is being typed."""
    quote: str = ""
    """The quote that is open at the cursor."""
    kept: int = 0
    """So much of the last word bash leaves as it is; a candidate replaces the rest."""


def read_typed(line: str, breaks: str) -> TypedLine:
    """Read a command line up to the cursor.

    Args:
        line: what was typed.
        breaks: the characters at which bash begins a new word of its own (``COMP_WORDBREAKS``).
    """
    typed = TypedLine([""])
    characters = iter(line)
    for character in characters:
        if character == typed.quote:
            typed.quote = ""
        elif character == "\\" and typed.quote != "'":
            escaped = next(characters, "")
            keeps = typed.quote and escaped not in '"\\$`'
            typed.words[-1] += f"\\{escaped}" if keeps else escaped
        elif typed.quote:
            typed.words[-1] += character
        elif character in "'\"":
            typed.quote = character
            typed.kept = len(typed.words[-1])
        elif character in " \t\n":
            if typed.words[-1] or line[:1] not in " \t\n":
                typed.words.append("")
            typed.kept = 0
        else:
            typed.words[-1] += character
            if character in breaks:
                # Readline begins a word after the character, but for @ with it.
                typed.kept = len(typed.words[-1]) - (character == "@")
    # Blanks between words began empty ones; only the last may be empty.
    typed.words = [*filter(None, typed.words[:-1]), typed.words[-1]]
    return typed


class Bash(Lines):
    """What bash gets: the rest of the word, quoted, ready to be put in its place."""

    name = "bash"

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words after the program's name, and the one being typed."""
        *words, current = self._typed().words
        return words[1:], current

    def format_completion(self, item: CompletionItem) -> str:
        """Return the part of a candidate that bash does not have yet."""
        typed = self._typed()
        rest = str(item.value)[typed.kept :]
        match typed.quote:
            case "'":
                return rest.replace("'", "'\\''")
            case '"':
                return "".join(f"\\{it}" if it in '"\\$`' else it for it in rest)
            case _:
                quoted = (it if it in _BARE or ord(it) > 127 else f"\\{it}" for it in rest)  # noqa: PLR2004
                return "".join(quoted)

    @staticmethod
    def _typed() -> TypedLine:
        return read_typed(os.environ.get(WORDS_VARIABLE, ""), os.environ.get(BREAKS_VARIABLE, ""))


class Fish(Lines):
    """As ``Lines``."""

    name = "fish"


class PowerShell(Lines):
    """As ``Lines``."""

    name = "powershell"


def speak_to_shells() -> None:
    """Let Typer answer the completion scripts of this program."""
    for shell in (Bash, Lines, Fish, PowerShell):
        add_completion_class(shell, shell.name)
