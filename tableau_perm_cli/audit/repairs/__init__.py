"""Repairs: the smallest edits that turn a denied answer, and what else each would change.

What decided says what may help; each candidate is made on the model and the resolver asked again.
"""

from tableau_perm_cli.audit.repairs.edit import Advice, Edit
from tableau_perm_cli.audit.repairs.question import Question
from tableau_perm_cli.audit.repairs.reach import OtherCell, Reach
from tableau_perm_cli.audit.repairs.repairs import Repair, Repairs, repairs_for
from tableau_perm_cli.audit.repairs.settings import Setting, SwitchOn

__all__ = [
    "Advice",
    "Edit",
    "OtherCell",
    "Question",
    "Reach",
    "Repair",
    "Repairs",
    "Setting",
    "SwitchOn",
    "repairs_for",
]
