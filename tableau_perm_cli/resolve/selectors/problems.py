"""How a selector that cannot be read is reported: what is wrong, and a caret under the place."""

import re

from tableau_perm_cli.diagnostics import Diagnostic, Position, Severity, UsageError
from tableau_perm_cli.diagnostics.snippet import render


class SelectorError(UsageError):
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
        finding = Diagnostic(Severity.ERROR, reason, place, max(1, end - start))
        one_line = re.sub(r"\s", " ", text)
        _, *snippet = render(finding, lambda _file: [one_line])
        super().__init__("\n".join([reason, *(line.text for line in snippet)]), help=hint)
        self.reason = reason
        """The message without the snippet, for who knows a better place to point at."""
        self.start = start
        self.end = end
