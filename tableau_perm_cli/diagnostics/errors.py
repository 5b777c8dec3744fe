"""The errors that end a run with exit code 2: what the user asked for cannot be done."""

from collections.abc import Iterable
from dataclasses import replace

from tableau_perm_cli.diagnostics.diagnostic import Diagnostic, Severity, SourceLookup
from tableau_perm_cli.diagnostics.names import visible
from tableau_perm_cli.diagnostics.suggest import did_you_mean


class ToolError(Exception):
    """The request cannot be carried out, and the user can do something about it."""

    def __init__(
        self,
        message: str,
        *,
        help: str | None = None,  # noqa: A002 - the same word as in Diagnostic
        diagnostics: Iterable[Diagnostic] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        """One sentence: lower case start, no full stop, the user's words in backticks."""
        self.help = help
        """What to do, or what was perhaps meant."""
        self.diagnostics = tuple(diagnostics)
        """The findings that stand behind the message, in the order of a report."""


class UsageError(ToolError):
    """The command line itself does not make sense."""


class QuotedError(UsageError):
    """Words of the command line that have a grammar and break it, quoted with the place."""

    def __init__(self, finding: Diagnostic, text: str) -> None:
        """Take what is wrong, at a place in ``text``, which is all on one line."""
        column = finding.position.column if finding.position else 1
        message = f"{finding.message} (column {column})"
        super().__init__(message, help=finding.help, diagnostics=[replace(finding, help=None)])
        self.sources: SourceLookup = lambda _file: [text]
        """Where the line for the snippet comes from."""


class UnknownNameError(ToolError):
    """A name on the command line that nothing declared bears."""

    def __init__(self, kind: str, name: str, candidates: Iterable[str] = ()) -> None:
        """Words the error.

        Args:
            kind: what was looked for, as in "user" or "project".
            name: what the user wrote.
            candidates: the names there are, for a suggestion.
        """
        super().__init__(f"unknown {kind} `{visible(name)}`", help=did_you_mean(name, candidates))
        self.kind = kind
        self.name = name


class FileError(ToolError):
    """Files that were read have errors, so nothing is done with what they say."""

    def __init__(
        self, diagnostics: Iterable[Diagnostic], sources: SourceLookup, where: str
    ) -> None:
        """Words the error.

        Args:
            diagnostics: every error, in any order.
            sources: where the lines for the snippets come from.
            where: what was read, as in "the declaration".
        """
        ordered = sorted(diagnostics, key=lambda diagnostic: diagnostic.sort_key)
        count = sum(diagnostic.severity is Severity.ERROR for diagnostic in ordered)
        noun = "error" if count == 1 else "errors"
        super().__init__(f"{count} {noun} in {where}", diagnostics=ordered)
        self.sources = sources
        """Where the lines for the snippets come from."""


class DeclarationError(FileError):
    """The declaration has errors, so no question about it is answered."""

    def __init__(self, diagnostics: Iterable[Diagnostic], sources: SourceLookup) -> None:
        super().__init__(diagnostics, sources, "the declaration")
