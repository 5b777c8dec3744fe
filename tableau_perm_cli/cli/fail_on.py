"""``--fail-on``: from which severity on findings fail a run."""

from enum import StrEnum

from tableau_perm_cli.diagnostics import Severity


class FailOn(StrEnum):
    """The mildest finding that fails a run."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"

    def fails(self, severity: Severity) -> bool:
        """Whether a finding of this severity fails the run."""
        if self is FailOn.NEVER:
            return False
        worst_first = list(Severity)
        return worst_first.index(severity) <= worst_first.index(Severity(self.value))
