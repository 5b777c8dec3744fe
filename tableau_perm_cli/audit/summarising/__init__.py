"""The summary: who can do what, in few true sentences that read back are the same matrix.

``summarise`` puts items together that are decided alike and capabilities that are, names the
users by groups, group sets and site roles, and lists single users as exceptions. ``read_back`` is
the way back.
"""

from tableau_perm_cli.audit.summarising.places import Place, selector_of
from tableau_perm_cli.audit.summarising.reading_back import Cells, Sentence, read_back
from tableau_perm_cli.audit.summarising.statement import (
    Basis,
    Exempt,
    InAll,
    Roles,
    Statement,
    Summary,
    Who,
)
from tableau_perm_cli.audit.summarising.summarise import summarise

__all__ = [
    "Basis",
    "Cells",
    "Exempt",
    "InAll",
    "Place",
    "Roles",
    "Sentence",
    "Statement",
    "Summary",
    "Who",
    "read_back",
    "selector_of",
    "summarise",
]
