"""Who is told how far a reading has come."""

from typing import Protocol

from tableau_perm_cli.exchange.rest.answers import Resource


class Watch(Protocol):
    """Counts resources: how many are asked for, and each that is answered or refused."""

    def more(self, count: int) -> None:
        """Be told that so many more are asked for; what comes later is not known yet."""

    def done(self, resource: Resource) -> None:
        """Be told, from any thread, that one is answered or refused."""


class _Nobody:
    def more(self, count: int) -> None:
        pass

    def done(self, resource: Resource) -> None:
        pass


NOBODY: Watch = _Nobody()
"""Does not care."""
