"""Reads the comments that tell lint what to ignore, and knows what each of them stands for.

``# tableau-perm: ignore[rule, other] reason`` counts for its line; on a line of its own for the
next line that is neither empty nor a comment. ``ignore-file[…]`` counts for the whole file.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from tableau_perm_cli.audit.lint.registry import rule_named
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.declaration.text.comments import Comment, comments_of
from tableau_perm_cli.declaration.text.source import Source
from tableau_perm_cli.diagnostics import Diagnostic, Position, Subject, UnknownNameError, suggest

IGNORE: Final = "ignore"
IGNORE_FILE: Final = "ignore-file"
_ADDRESSED: Final = re.compile(r"#[ \t]*tableau-perm:[ \t]*(?P<word>[\w-]*)")
_NAMES: Final = re.compile(r"[ \t]*\[(?P<names>[^\]]*)\]")
_NAME: Final = re.compile(r"[^,\s](?:[^,]*[^,\s])?")
_SIGNATURE: Final = b"tableau-perm:"


@dataclass(frozen=True, slots=True)
class NamedRule:
    """One word between the brackets of an ignore comment."""

    word: str
    rule: LintRule | None
    """None: it names no rule."""
    position: Position


@dataclass(frozen=True, slots=True)
class IgnoreComment:
    """One comment that tells lint what to ignore."""

    position: Position
    """Of the ``#`` that the words for this program begin with."""
    length: int
    """How many code points it takes."""
    word: str
    """``ignore`` or ``ignore-file``; another word means nothing."""
    names: tuple[NamedRule, ...]
    """The rules it names, in written order."""
    reason: str | None
    """In the user's words."""
    line: int | None
    """The line it counts for; None: every line of its file, or none."""
    text_there: str
    """What stands on that line, without blanks around it and without comments."""

    @property
    def is_understood(self) -> bool:
        """Whether it says ``ignore`` or ``ignore-file``."""
        return self.word in {IGNORE, IGNORE_FILE}

    def subject(self, about: str) -> Subject:
        """Return what a finding about the comment is about, whatever line it stands on."""
        return Subject(detail=f"{self.position.file}: {about} at {self.text_there}")

    def ignores(self, finding: Diagnostic) -> bool:
        """Whether it tells lint to ignore a finding."""
        at = finding.position
        if at is None or at.file != self.position.file or not self.is_understood:
            return False
        if self.word == IGNORE and at.line != self.line:
            return False
        return any(it.rule is not None and it.rule.code == finding.code for it in self.names)


def ignore_comments(sources: Iterable[Source]) -> list[IgnoreComment]:
    """Return the comments of files that tell lint something, in their order."""
    return [it for source in sources for it in _in_file(source)]


def _in_file(source: Source) -> Iterator[IgnoreComment]:
    # Looking for comments takes as long as reading the file: most files have none for us.
    if _SIGNATURE not in source.data:
        return
    comments = comments_of(source)
    begins = {comment.line: comment.column - 1 for comment in comments}
    for comment in comments:
        found = _ADDRESSED.search(comment.text)
        if found is None or not _is_meant(found["word"], comment.text[found.end() :]):
            continue
        line = comment.line
        if comment.alone:
            line = _next_written(source.lines, begins, line)
        yield _read(source, comment, found, line, begins)


def _is_meant(word: str, rest: str) -> bool:
    """Whether words are for lint: they may be prose about this program."""
    return word in {IGNORE, IGNORE_FILE} or rest.startswith("[") or bool(suggest(word, [IGNORE]))


def _next_written(lines: list[str], begins: dict[int, int], after: int) -> int:
    """Return the next line that is neither empty nor a comment; 0 if there is none."""
    for number in range(after + 1, len(lines) + 1):
        if lines[number - 1][: begins.get(number)].strip():
            return number
    return 0


def _read(
    source: Source, comment: Comment, found: re.Match[str], line: int, begins: dict[int, int]
) -> IgnoreComment:
    def at(offset: int) -> Position:
        return Position(source.name, comment.line, comment.column + offset)

    bracket = _NAMES.match(comment.text, found.end())
    names: tuple[NamedRule, ...] = ()
    rest = comment.text[found.end() :]
    if bracket is not None:
        rest = comment.text[bracket.end() :]
        names = tuple(
            NamedRule(name[0], _rule(name[0]), at(bracket.start("names") + name.start()))
            for name in _NAME.finditer(bracket["names"])
        )
    whole_file = found["word"] == IGNORE_FILE
    return IgnoreComment(
        at(found.start()),
        len(comment.text) - found.start(),
        found["word"],
        names,
        rest.strip() or None,
        None if whole_file else line,
        "" if whole_file or not line else source.lines[line - 1][: begins.get(line)].strip(),
    )


def _rule(word: str) -> LintRule | None:
    try:
        return rule_named(word)
    except UnknownNameError:
        return None
