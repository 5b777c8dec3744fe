"""What a reading has to say of its source: gaps, notes, and what it cannot do without."""

from tableau_perm_cli.exchange.rest.answers import Resource
from tableau_perm_cli.exchange.rest.reading.failing import Failure, IncompletePeopleError


class Notebook:
    """Collects what is to be said, while a site is read."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        """Sentences for the user."""
        self.not_read: dict[str, str] = {}
        """Parts of the site that were not read whole, with the reason."""
        self._failures: list[Failure] = []

    def note(self, sentence: str) -> None:
        """Say something once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def gap(self, part: str, reason: str) -> None:
        """Say that a part of the site was not read whole."""
        known = self.not_read.get(part)
        self.not_read[part] = reason if known is None else f"{known}; {reason}"

    def fail(self, resource: Resource, reason: str) -> None:
        """Remember that something was not answered without which there is no picture."""
        self._failures.append(Failure(resource.path, reason))

    def check(self) -> None:
        """End the reading if anything failed, once everything that failed is known.

        Raises:
            IncompletePeopleError: something was.
        """
        if self._failures:
            raise IncompletePeopleError(self._failures)
