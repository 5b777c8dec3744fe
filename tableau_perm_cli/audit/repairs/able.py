"""Who can carry out the asked task, where an edit changes that and no cell of the matrix.

The way in which a workbook connects, and the site's settings, are in no cell.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from tableau_perm_cli.audit.changes import SetAuthentication, SetOwner
from tableau_perm_cli.audit.repairs.edit import Edit
from tableau_perm_cli.audit.repairs.question import Question, Result
from tableau_perm_cli.audit.repairs.settings import SwitchOn
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.resolve import Resolver, Task, TaskResult, Verdict
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.excerpt import open_excerpt
from tableau_perm_cli.resolve.task_result import NeedKind

_THROUGH_PUBLISHER = "see_data"
"""The task that may rest on what the workbook's owner holds."""


class Able:
    """Counts the users who become able to a task."""

    def __init__(self, question: Question) -> None:
        """Take what is asked; of a capability the cells tell everything."""
        self._question = question
        self._able: dict[str, bool] = {}

    def gained(self, after: BulkEngine, edits: Sequence[Edit], result: Result) -> int:
        """Return how many others can carry out the task after edits who could not before.

        Args:
            after: the engine of the site as it would be.
            edits: what is edited.
            result: the answer as it would be.
        """
        if not isinstance(result, TaskResult) or not any(map(self._is_telling, edits)):
            return 0
        users = [it for it in _within_reach(after, result) if it != self._question.user]
        resolver = self._resolver(after.site)
        able = [user for user in users if self._can(resolver, user)]
        before = self._before
        for user in able:
            if user not in self._able:
                self._able[user] = self._can(before, user)
        return sum(not self._able[user] for user in able)

    def _is_telling(self, edit: Edit) -> bool:
        asked, change = self._question.asked, edit.change
        if isinstance(change, SetOwner):
            through_publisher = isinstance(asked, Task) and asked.key == _THROUGH_PUBLISHER
            return through_publisher and change.item.kind is Kind.WORKBOOK
        return isinstance(change, SetAuthentication | SwitchOn)

    @cached_property
    def _before(self) -> Resolver:
        return self._resolver(self._question.site)

    def _resolver(self, site: Site) -> Resolver:
        return open_excerpt(site, site.users, self._question.item, every_project=True)

    def _can(self, resolver: Resolver, user: str) -> bool:
        asking = replace(self._question, user=user)
        return asking.put_to(resolver).effective is Verdict.ALLOWED


def _within_reach(engine: BulkEngine, result: TaskResult) -> Sequence[str]:
    """Return the users who hold the capability that the task needs first of everybody."""
    for need in result.needs:
        found = need.derivation
        if need.kind is NeedKind.CAPABILITY and found is not None:
            place = engine.item_index(found.item)
            if place is not None:
                return engine.names(engine.allowed(place, found.capability))
    return engine.users
