"""Who can carry out the asked task, where an edit changes that and no cell of the matrix.

The way in which a workbook connects, and the site's settings, are in no cell; and where a
workbook's credentials are embedded, what its publisher gets opens its data to everybody else.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from tableau_perm_cli.audit.changes import SetAuthentication, SetOwner
from tableau_perm_cli.audit.repairs.edit import Edit
from tableau_perm_cli.audit.repairs.question import Question, Result
from tableau_perm_cli.audit.repairs.settings import SwitchOn
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.resolve import Need, Task, TaskResult, Verdict
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.bulk.bits import everyone
from tableau_perm_cli.resolve.excerpt import open_excerpt
from tableau_perm_cli.resolve.task_result import NeedKind

_THROUGH_PUBLISHER = "see_data"
"""The task that may rest on what the workbook's owner holds."""


class Able:
    """Counts the users who become able to a task."""

    def __init__(self, question: Question, engine: BulkEngine, result: Result) -> None:
        """Take what is asked of which site, and the answer; of a capability cells tell all."""
        self._question = question
        self._engine = engine
        self._result = result

    def gained(self, after: BulkEngine, edits: Sequence[Edit], result: Result) -> int:
        """Return how many others can carry out the task after edits who could not before.

        Args:
            after: the engine of the site as it would be.
            edits: what is edited.
            result: the answer as it would be.
        """
        if not isinstance(result, TaskResult):
            return 0
        if not (self._rests_on_publisher(result) or any(map(self._is_telling, edits))):
            return 0
        asking = {self._question.user}
        return len(self._those(after, result) - self._before - asking)

    @staticmethod
    def _rests_on_publisher(result: TaskResult) -> bool:
        """Whether what one user gets, the publisher, opens the task to others."""
        return any(need.kind is NeedKind.PUBLISHERS_CONNECT for need in result.needs)

    def _is_telling(self, edit: Edit) -> bool:
        asked, change = self._question.asked, edit.change
        if isinstance(change, SetOwner):
            through_publisher = isinstance(asked, Task) and asked.key == _THROUGH_PUBLISHER
            return through_publisher and change.item.kind is Kind.WORKBOOK
        return isinstance(change, SetAuthentication | SwitchOn)

    @cached_property
    def _before(self) -> frozenset[str]:
        result = self._result
        return self._those(self._engine, result) if isinstance(result, TaskResult) else frozenset()

    def _those(self, engine: BulkEngine, result: TaskResult) -> frozenset[str]:
        """Return the users who can carry out the task on a site."""
        question, site = self._question, engine.site
        needs = result.needs
        if all(need.kind in _SAME_FOR_ALL for need in needs):
            return frozenset(engine.names(_holders(engine, needs)))
        resolver = open_excerpt(site, site.users, question.item, every_project=True)
        return frozenset(
            user
            for user in site.users
            if replace(question, user=user).put_to(resolver).effective is Verdict.ALLOWED
        )


_OWN = frozenset({NeedKind.CAPABILITY, NeedKind.OWN_CONNECT})
"""What everybody has to hold."""
_SAME_FOR_ALL = _OWN | {NeedKind.PUBLISHERS_CONNECT, NeedKind.SITE_SETTING}
"""The requirements that are the same whoever asks; the last two are also met for all or none."""


def _holders(engine: BulkEngine, needs: Sequence[Need]) -> int:
    """Return the set of users who meet requirements that are the same for everybody."""
    users = everyone(len(engine.users))
    for need in needs:
        if need.kind in _OWN and need.derivation is not None:
            place = engine.item_index(need.derivation.item)
            held = 0 if place is None else engine.allowed(place, need.derivation.capability)
            users &= held
        elif need.effective is Verdict.DENIED:
            return 0
    return users
