"""The exception that ends the reading of a file at once."""

from tableau_perm_cli.diagnostics import Diagnostic


class RefusedError(Exception):
    """Reading cannot go on, for the reason given."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic
