"""Who can carry out the asked task, where an edit changes that and no cell of the matrix.

The way in which a workbook connects, and the site's settings, are in no cell.
"""

from collections.abc import Sequence
from functools import cached_property

from tableau_perm_cli.audit.changes import SetAuthentication, SetOwner
from tableau_perm_cli.audit.repairs.edit import Edit
from tableau_perm_cli.audit.repairs.question import Question
from tableau_perm_cli.audit.repairs.settings import SwitchOn
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.resolve import Task, Verdict
from tableau_perm_cli.resolve.excerpt import open_excerpt

_THROUGH_PUBLISHER = "see_data"
"""The task that may rest on what the workbook's owner holds."""


class Able:
    """Counts the users who become able to a task."""

    def __init__(self, question: Question) -> None:
        """Take what is asked; of a capability the cells tell everything."""
        self._question = question

    def gained(self, after: Site, edits: Sequence[Edit]) -> int:
        """Return how many others can carry out the task after edits who could not before."""
        if not any(map(self._is_telling, edits)):
            return 0
        return len(self._on(after) - self._before - {self._question.user})

    def _is_telling(self, edit: Edit) -> bool:
        asked = self._question.asked
        if not isinstance(asked, Task):
            return False
        if isinstance(edit.change, SetOwner):
            return asked.key == _THROUGH_PUBLISHER
        return isinstance(edit.change, SetAuthentication | SwitchOn)

    @cached_property
    def _before(self) -> frozenset[str]:
        return self._on(self._question.site)

    def _on(self, site: Site) -> frozenset[str]:
        question = self._question
        resolver = open_excerpt(site, site.users, question.item, every_project=True)
        return frozenset(
            user
            for user in site.users
            if Question(site, user, question.item, question.asked, question.target)
            .put_to(resolver)
            .effective
            is Verdict.ALLOWED
        )
