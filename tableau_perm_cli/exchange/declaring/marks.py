"""Marks what was not read, and keeps a list of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tableau_perm_cli.declaration.editing.rendering import Plain
from tableau_perm_cli.declaration.not_read import KEY
from tableau_perm_cli.exchange.declaring.declared import Unread
from tableau_perm_cli.exchange.declaring.redaction import redacted_reason
from tableau_perm_cli.exchange.declaring.spelling import encodable

_NOT_SAID: Final = "not said why"


@dataclass(slots=True)
class Marks:
    """Everything of one site that is marked as not read."""

    redacted: bool
    """Whether reasons may name nothing."""
    found: list[Unread] = field(default_factory=list)

    def of(self, what: str, gaps: Mapping[str, str]) -> dict[str, Plain]:
        """Return what is written in a thing of which these parts were not read.

        Args:
            what: an address, ``user:ada``; empty for the site.
            gaps: the parts, with the reason.
        """
        written: dict[str, Plain] = {}
        for part, reason in gaps.items():
            shown = redacted_reason(reason) if self.redacted else encodable(reason)
            shown = shown if shown.strip() else _NOT_SAID
            written[part] = shown
            self.found.append(Unread(what, part, shown))
        return {KEY: written} if written else {}
