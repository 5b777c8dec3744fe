"""Answers from a live site, but for what an earlier, interrupted pull has asked for already."""

from collections.abc import Callable, Mapping, Sequence

from tableau_perm_cli.exchange.rest.answers import Answer, Answered, Refusal, Resource
from tableau_perm_cli.exchange.rest.live.checkpoint import Checkpoint
from tableau_perm_cli.exchange.rest.live.fetching import Fetching
from tableau_perm_cli.exchange.rest.live.interrupted import PullInterruptedError
from tableau_perm_cli.exchange.rest.live.telemetry import Telemetry


class LiveAnswers:
    """Answers for the site that is signed in to."""

    def __init__(
        self,
        api_version: tuple[int, int],
        begin: Callable[[], Fetching],
        telemetry: Telemetry,
        *,
        site: str,
        checkpoint: Checkpoint | None,
    ) -> None:
        """Take what to answer with.

        Args:
            api_version: of the REST API that is spoken.
            begin: begins a batch of calls.
            telemetry: counts.
            site: the site's name in URLs.
            checkpoint: where to find what is answered already, and to keep what will be.
        """
        self._api_version = api_version
        self._begin = begin
        self._telemetry = telemetry
        self._site = site
        self._checkpoint = checkpoint

    @property
    def api_version(self) -> tuple[int, int]:
        """The version of the REST API that answers, as (3, 24)."""
        return self._api_version

    def fetch(
        self, resources: Sequence[Resource], answered: Answered | None = None
    ) -> Mapping[Resource, Answer | Refusal]:
        """Ask for all of the resources at once.

        Raises:
            PullInterruptedError: the server cannot be asked any further. What it has answered is
                in the checkpoint.
            ToolError: the checkpoint cannot be written.
        """
        found: dict[Resource, Answer | Refusal] = {}

        def told(resource: Resource, outcome: Answer | Refusal) -> None:
            found[resource] = outcome
            if answered:
                answered(resource)

        def finished(resource: Resource, outcome: Answer | Refusal) -> None:
            if isinstance(outcome, Refusal):
                self._telemetry.count(refused=1)
            else:
                self._telemetry.count(answered=1)
                if self._checkpoint:
                    self._checkpoint.keep(self._site, resource, outcome)
            told(resource, outcome)

        left: list[Resource] = []
        for resource in dict.fromkeys(resources):
            kept = self._checkpoint and self._checkpoint.answer(self._site, resource)
            if kept:
                self._telemetry.count(from_checkpoint=1)
                told(resource, kept)
            else:
                left.append(resource)
        try:
            self._begin().fetch(left, finished)
        except PullInterruptedError as error:
            if self._checkpoint is None:
                raise
            raise error.resumable(self._checkpoint.path) from error
        return found
