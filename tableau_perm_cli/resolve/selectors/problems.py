"""How a selector that cannot be read is reported: what is wrong, and a caret under the place."""

import re

from tableau_perm_cli.diagnostics import Diagnostic, Position, QuotedError, Severity


class SelectorError(QuotedError):
    """A selector that cannot be read."""

    def __init__(
        self, reason: str, text: str, start: int, end: int, *, hint: str | None = None
    ) -> None:
        """Word the error.

        Args:
            reason: what is wrong: lower case, no full stop.
            text: the selector.
            start: where in it the trouble begins, counted from 0 in code points.
            end: where it ends.
            hint: what to do.
        """
        place = Position("selector", 1, start + 1)
        length = max(1, end - start)
        finding = Diagnostic(Severity.ERROR, reason, place, length, help=hint)
        super().__init__(finding, re.sub(r"\s", " ", text))
        self.reason = reason
        """The message without the column, for who knows a better place to point at."""
        self.start = start
        self.end = end
