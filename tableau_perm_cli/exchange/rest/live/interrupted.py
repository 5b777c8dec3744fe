"""The error of a pull that had to stop, and can go on later."""

from pathlib import Path

from tableau_perm_cli.diagnostics import ToolError, visible


class PullInterruptedError(ToolError):
    """The server cannot be asked any further now; what was answered is kept, if there is where."""

    def __init__(self, because: str, checkpoint: Path | None = None) -> None:
        """Word the error.

        Args:
            because: what happened, lower case start, no full stop.
            checkpoint: the file in which the answers until now are, if there is one.
        """
        where = (
            f": what was answered is kept in `{visible(str(checkpoint))}`" if checkpoint else ""
        )
        super().__init__(
            f"the site could not be read to the end: {because}",
            help=f"run the same command again{where}",
        )
        self.because = because

    def resumable(self, checkpoint: Path) -> "PullInterruptedError":
        """Return the same error, saying where the answers are that need not be asked for again."""
        return PullInterruptedError(self.because, checkpoint)
