"""How long the scalar, alias or bracketed collection at a column of a line is written."""

import re

_QUOTED = r'"(?:[^"\\]|\\.)*+"?|\'(?:[^\']|\'\')*+\'?'
_PROPERTY = re.compile(r"(?:[&!][^ \t,\[\]{}]*[ \t]+)+")  # anchors and tags before a value
_SKIPPED = re.compile(r"[ \t]+|[-?](?=[ \t]|$)|:(?=[ \t,\[\]{}]|$)")
_BLOCK_SCALAR = re.compile(r"[|>][-+0-9]*")
_ALIAS = re.compile(r"[*&!][^ \t,\[\]{}]*")
_QUOTED_SCALAR = re.compile(_QUOTED)
_PLAIN_IN_BLOCK = re.compile(r"(?!#)(?:[^ \t:]|:(?=[^ \t])|[ \t]+(?=[^ \t#]))+")
_PLAIN_IN_FLOW = re.compile(
    r"(?!#)(?:[^ \t:,\[\]{}]|:(?=[^ \t,\[\]{}])|[ \t]+(?=[^ \t#,\[\]{}]))+"
)
_IN_BRACKETS = re.compile(_QUOTED + r"|[\[\]{}]|[^\"'\[\]{}]+")
_WALKED = 2000  # a line as long as this is JSON or the like: its columns are inside brackets


def token_length(line: str, column: int, *, flow: bool) -> int:
    """Counts the code points of what begins at the column; at least 1.

    Args:
        line: the line without its end.
        column: from zero.
        flow: whether the line begins inside brackets that a line before it opened.
    """
    flow = column > _WALKED or _is_flow_at(line, column, flow=flow)
    properties = _PROPERTY.match(line, column)
    start = properties.end() if properties else column
    if line.startswith(("[", "{"), start):
        end = _bracket_end(line, start)
    else:
        found = _scalar(line, start, flow=flow)
        end = found.end() if found else start
    return max(end - column, 1)


def _scalar(line: str, at: int, *, flow: bool) -> re.Match[str] | None:
    first = line[at : at + 1]
    if first in {'"', "'"}:
        return _QUOTED_SCALAR.match(line, at)
    if first in {"*", "&", "!"}:
        return _ALIAS.match(line, at)
    if first in {"|", ">"}:
        return _BLOCK_SCALAR.match(line, at)
    return (_PLAIN_IN_FLOW if flow else _PLAIN_IN_BLOCK).match(line, at)


def _bracket_end(line: str, start: int) -> int:
    # A collection that goes on over the line's end is shown by its bracket alone.
    depth = 0
    for piece in _IN_BRACKETS.finditer(line, start):
        if piece[0] in {"[", "{"}:
            depth += 1
        elif piece[0] in {"]", "}"}:
            depth -= 1
            if not depth:
                return piece.end()
    return start + 1


def _is_flow_at(line: str, column: int, *, flow: bool) -> bool:
    # Walks over the tokens before the column and counts the brackets that are open there.
    depth, at = int(flow), 0
    while at < column:
        skipped = _SKIPPED.match(line, at)
        if skipped is not None:
            at = skipped.end()
        elif line[at] in "[{":
            depth, at = depth + 1, at + 1
        elif line[at] in "]},":
            depth, at = depth - (line[at] != ","), at + 1
        else:
            found = _scalar(line, at, flow=depth > 0)
            at = max(found.end() if found else at, at + 1)
    return depth > 0
