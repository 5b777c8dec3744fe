"""The commands by name: a new one is a file beside this, called as it is, and a line here."""

from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple, cast

from tableau_perm_cli.cli.options import Command


class Entry(NamedTuple):
    """One command of the program."""

    name: str
    """What the user types; its file and its function are called so, with ``_`` for ``-``."""
    panel: str
    """The heading it stands under in the help."""

    @property
    def function(self) -> Command:
        """The command's function; its file is imported when it is first asked for."""
        name = self.name.replace("-", "_")
        return cast("Command", getattr(import_module(f"{__package__}.{name}"), name))


ASK = "Ask"
CHECK = "Check"
CHANGE = "Change"
SITE = "Live site"
REFERENCE = "Reference and set-up"

COMMANDS: tuple[Entry, ...] = (
    Entry("explain", ASK),
    Entry("can", ASK),
    Entry("rules", ASK),
    Entry("who", ASK),
    Entry("access", ASK),
    Entry("tree", ASK),
    Entry("matrix", ASK),
    Entry("summary", ASK),
    Entry("troubleshoot", ASK),
    Entry("lint", CHECK),
    Entry("diff", CHECK),
    Entry("test", CHECK),
    Entry("why-not", CHANGE),
    Entry("what-if", CHANGE),
    Entry("escalate", CHANGE),
    Entry("minimise", CHANGE),
    Entry("pull", SITE),
    Entry("drift", SITE),
    Entry("verify", SITE),
    Entry("rule", REFERENCE),
    Entry("catalog", REFERENCE),
    Entry("schema", REFERENCE),
    Entry("init", REFERENCE),
    Entry("completion", REFERENCE),
)


def commands_for(words: Sequence[str]) -> tuple[Entry, ...]:
    """Return the commands that a command line may need; a file not needed is not imported.

    Where the first word is not a command, all are there: for the help, for a guess at what was
    meant, and because the word may belong to an option.
    """
    first = next((word for word in words if not word.startswith("-")), None)
    if first is None and {"--version", "-V"}.intersection(words):
        return ()
    return tuple(entry for entry in COMMANDS if entry.name == first) or COMMANDS
