"""The commands by name: a new one is a file beside this and a line here."""

from typing import NamedTuple

from tableau_perm_cli.cli.access import access
from tableau_perm_cli.cli.can import can
from tableau_perm_cli.cli.catalog import catalog
from tableau_perm_cli.cli.completion import completion
from tableau_perm_cli.cli.explain import explain
from tableau_perm_cli.cli.init import init
from tableau_perm_cli.cli.matrix import matrix
from tableau_perm_cli.cli.options import Command
from tableau_perm_cli.cli.rules import rules
from tableau_perm_cli.cli.schema import schema
from tableau_perm_cli.cli.tree import tree
from tableau_perm_cli.cli.who import who


class Entry(NamedTuple):
    """One command of the program."""

    name: str
    function: Command
    panel: str
    """The heading it stands under in the help."""


ASK = "Ask"
REFERENCE = "Reference and set-up"

COMMANDS: tuple[Entry, ...] = (
    Entry("explain", explain, ASK),
    Entry("can", can, ASK),
    Entry("rules", rules, ASK),
    Entry("who", who, ASK),
    Entry("access", access, ASK),
    Entry("tree", tree, ASK),
    Entry("matrix", matrix, ASK),
    Entry("catalog", catalog, REFERENCE),
    Entry("schema", schema, REFERENCE),
    Entry("init", init, REFERENCE),
    Entry("completion", completion, REFERENCE),
)
