"""What is wrong, where, and what to do: the small base that every layer may use."""

from tableau_perm_cli.diagnostics.diagnostic import (
    Diagnostic,
    Related,
    Severity,
    SourceLookup,
    Subject,
)
from tableau_perm_cli.diagnostics.errors import (
    DeclarationError,
    FileError,
    QuotedError,
    ToolError,
    UnknownNameError,
    UsageError,
)
from tableau_perm_cli.diagnostics.names import visible
from tableau_perm_cli.diagnostics.position import Position
from tableau_perm_cli.diagnostics.suggest import did_you_mean, suggest

__all__ = [
    "DeclarationError",
    "Diagnostic",
    "FileError",
    "Position",
    "QuotedError",
    "Related",
    "Severity",
    "SourceLookup",
    "Subject",
    "ToolError",
    "UnknownNameError",
    "UsageError",
    "did_you_mean",
    "suggest",
    "visible",
]
