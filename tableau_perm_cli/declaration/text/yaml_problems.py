"""Words what a YAML parser says about a text that is not YAML, for people who do not know YAML.

libyaml and PyYAML's own parser word the same thing a little differently; a row of the table
fits both. What no row fits is shown in the parser's words.
"""

import re
from dataclasses import dataclass
from typing import Final

from yaml.error import MarkedYAMLError, YAMLError

from tableau_perm_cli.declaration.text.source import Source
from tableau_perm_cli.diagnostics import Diagnostic, Related, Severity, visible


@dataclass(frozen=True, slots=True)
class _Wording:
    problem: str
    """A regular expression; it fits the parser's context, `: ` and problem from somewhere on."""
    message: str
    label: str | None = None
    help: str | None = None
    context: str | None = None
    """What began at the context's place; without it the place is not shown."""
    at_context: bool = False
    """Whether the place to show first is the context's."""


_QUOTE_A_NAME: Final = "put the text in quotes if it is a name"

_INDENTATION: Final = _Wording(
    r"block mapping: (did not find expected key|expected <block end>)",
    "this line does not fit the lines above it",
    "expected a key, indented as the keys of one mapping are",
    "give all keys of a mapping the same indentation, and close quotes and brackets",
    "the mapping begins here",
)
_NO_KEY: Final = _Wording("", "a key is missing", "expected a key before the `:`")
_AFTER_VALUE: Final = _Wording(
    "", "text after the end of a value", "expected the end of the line", "quote the whole value"
)
_WORDINGS: Final = (
    _Wording(
        r"quoted scalar: found unexpected (end of stream|document)",
        "a quote is not closed",
        "the text in quotes begins here and never ends",
        "close the quote on the same line",
        at_context=True,
    ),
    _Wording(
        r"escape|hexdecimal|hexadecimal",
        "an escape in double quotes is not known",
        "not an escape of YAML",
        r"write `\\` for a backslash, or use single quotes",
    ),
    _Wording(
        r"mapping values are not allowed",
        "a `:` is not expected here",
        "the value before it has begun already",
        "put the text in quotes if the `:` belongs to it, else check the indentation",
    ),
    _Wording(
        r"could not find expected ':'",
        "a key without a `:`",
        "expected `:` after this key",
        "write `key: value`, with a space after the `:`",
        at_context=True,
    ),
    _INDENTATION,
    _Wording(
        r"block (collection|sequence): (did not find expected '-'|expected <block end>)",
        "this line does not fit the list above it",
        "expected `- ` or less indentation",
        "begin each element with `- ` in the same column",
        "the list begins here",
    ),
    _Wording(
        r"flow sequence: (did not find )?expected ',' or '\]'",
        "a list in brackets is not closed",
        "expected `,` or `]`",
        "separate the elements by `,` and end the list with `]`",
        "the list begins here",
    ),
    _Wording(
        r"flow mapping: (did not find )?expected ',' or '\}'",
        "a mapping in braces is not closed",
        "expected `,` or `}`",
        "separate the entries by `,` and end the mapping with `}`",
        "the mapping begins here",
    ),
    _Wording(
        r"node: (did not find expected node content|expected the node content)",
        "a value is missing",
        "expected a value",
        _QUOTE_A_NAME,
    ),
    _Wording(
        r"block sequence entries are not allowed|sequence entries are not allowed",
        "a list element is not expected here",
        "expected no `- `",
        "begin the list on a line of its own, below its key",
    ),
    _Wording(
        r"mapping keys are not allowed",
        "a key is not expected here",
        "expected a value",
        "check the indentation",
    ),
    _Wording(
        r"while scanning an anchor",
        "an anchor without a name",
        "expected letters or digits after `&`",
        _QUOTE_A_NAME,
    ),
    _Wording(
        r"while scanning an alias",
        "an alias without a name",
        "expected letters or digits after `*`",
        _QUOTE_A_NAME,
    ),
    _Wording(
        r"tag",
        "a tag that cannot be read",
        "expected no tag",
        "put the text in quotes if the `!` belongs to it, else remove the tag",
    ),
    _Wording(
        r"tab character|found a tab",
        "a tab cannot indent YAML",
        "expected spaces",
        "use spaces",
    ),
    _Wording(
        r"while scanning a block scalar",
        "the line of `|` or `>` holds something else",
        "expected the end of the line",
        "begin the text on the next line",
    ),
    _Wording(
        r"directive|%YAML|incompatible YAML",
        "a line that begins with `%` is a YAML directive, and this one cannot be read",
        "expected `%YAML 1.1` or no directive",
        "put the text in quotes if it is a name",
    ),
    _Wording(
        r"<document start>",
        "the file goes on after its end",
        "expected nothing more",
        "check the indentation, and that each bracket is closed once",
    ),
    _Wording(
        r"plain scalar: found unexpected ':'",
        "a `:` is not expected here",
        "expected a space after it, or no `:`",
        "put the text in quotes if the `:` belongs to it",
    ),
)


def worded(error: YAMLError, source: Source) -> Diagnostic:
    """Gives the one finding to show for a text that the parser refused."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return Diagnostic(Severity.ERROR, f"not valid YAML: {visible(str(error))}")
    line, column = error.problem_mark.line, error.problem_mark.column
    said = f"{error.context or ''}: {error.problem or ''}"
    if "start any token" in said:
        return _no_token(source, line, column)
    position = source.position(line, column)
    wording = _wording(said, _around(source, line, column))
    if wording is None:
        message = f"not valid YAML: {visible(error.problem or said)}"
        return Diagnostic(Severity.ERROR, message, position)
    related: tuple[Related, ...] = ()
    if error.context_mark is not None:
        context = source.position(error.context_mark.line, error.context_mark.column)
        if wording.at_context:
            position = context
        elif wording.context is not None and context != position:
            related = (Related(context, 1, wording.context),)
    return Diagnostic(
        Severity.ERROR, wording.message, position, 1, wording.label, wording.help, related
    )


def _wording(said: str, around: tuple[str, str]) -> _Wording | None:
    for wording in _WORDINGS:
        if re.search(wording.problem, said):
            break
    else:
        return None
    before, after = around
    if after.startswith(":") and re.search("block mapping: |node: ", said):
        return _NO_KEY
    if before.strip(" -") and re.search("block (mapping|collection|sequence): ", said):
        return _AFTER_VALUE
    if "<document start>" in said and before and not before.strip():
        return _INDENTATION
    return wording


def _around(source: Source, line: int, column: int) -> tuple[str, str]:
    real, at = source.place(line, column)
    text = source.lines[real] if real < len(source.lines) else ""
    return text[:at], text[at:]


def _no_token(source: Source, line: int, column: int) -> Diagnostic:
    character = _around(source, line, column)[1][:1]
    position = source.position(line, column)
    if character == "\t":
        return source.error(
            "a tab cannot indent YAML", position, label="expected spaces", advice="use spaces"
        )
    return source.error(
        f"text cannot begin with `{visible(character)}`",
        position,
        label="expected a letter, a digit or a quote",
        advice=_QUOTE_A_NAME,
    )
