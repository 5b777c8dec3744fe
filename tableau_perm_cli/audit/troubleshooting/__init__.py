"""Troubleshooting: why somebody cannot do something, as a checklist a support person can follow.

The procedure of a BI vendor's page and of the knowledge-base article, run on the model: who the
user is, every component, what fails first, and what to do, in the server's network too.
"""

from tableau_perm_cli.audit.troubleshooting.actions import Action, Question
from tableau_perm_cli.audit.troubleshooting.checklist import (
    Cause,
    Check,
    Checklist,
    Outcome,
    Part,
    Step,
)
from tableau_perm_cli.audit.troubleshooting.known_errors import KNOWN_ERRORS, KnownError, error_of
from tableau_perm_cli.audit.troubleshooting.troubleshoot import troubleshoot

__all__ = [
    "KNOWN_ERRORS",
    "Action",
    "Cause",
    "Check",
    "Checklist",
    "KnownError",
    "Outcome",
    "Part",
    "Question",
    "Step",
    "error_of",
    "troubleshoot",
]
