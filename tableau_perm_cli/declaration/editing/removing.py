"""Removes entries and elements from a declaration's text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yaml.error import YAMLError

from tableau_perm_cli.declaration.editing.tree import Branch, Node, Tree, read_tree
from tableau_perm_cli.declaration.text.source import Source, decode
from tableau_perm_cli.diagnostics import Position

_GRANTEES = frozenset({"users", "groups", "group_sets"})
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class CannotEditError(Exception):
    """The text is written in a way that is left to its author."""


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """A stretch of the text and what stands in its place."""

    start: int
    end: int
    instead: str = ""
    order: tuple[int, int] = (0, 0)
    """Of several insertions at one place."""


def without_entries(
    name: str, data: bytes, places: Iterable[Position], comments: Iterable[Position] = ()
) -> bytes:
    """Return a file's bytes without the entries and elements that begin at some places.

    A comment on a line of its own stays; one behind a removed entry goes with it. A mapping
    that loses all its entries is written ``{}``, but a grantee of a rule list goes with its last
    rule.

    Args:
        name: of the file.
        data: a declaration that could be read.
        places: of keys of mappings and of elements of lists, in this file. Where an element
            that is a mapping begins, its first entry is meant.
        comments: of the ``#`` of comments that go too; of one element of a list in brackets in a
            comment, where the element begins.

    Raises:
        CannotEditError: nothing begins at a place, or the text cannot be edited safely.
    """
    mark = BYTE_ORDER_MARK if data.startswith(BYTE_ORDER_MARK) else b""
    source, problem = decode(name, data)
    if problem is not None or mark + source.data != data:
        raise CannotEditError("only UTF-8 is edited")
    try:
        tree = read_tree(source)
    except YAMLError as error:
        raise CannotEditError("it is JSON that only a JSON parser reads") from error
    removed = {_branch_at(tree, source, place) for place in places}
    cuts = cuts_of(tree, removed)
    cuts += [_comment_cut(tree.text, offset_of(source, place)) for place in comments]
    return mark + apply_cuts(tree.text, cuts).encode()


def _comment_cut(text: str, at: int) -> Cut:
    """Cut a comment; of one that has a line to itself, the line."""
    if not text.startswith("#", at):
        return _word_cut(text, at)
    line = text.rfind("\n", 0, at) + 1
    if not text[line:at].strip():
        return Cut(line, line_end(text, at))
    end = text.find("\n", at)
    end = len(text) if end < 0 else end - text.endswith("\r", 0, end)
    return Cut(line + len(text[line:at].rstrip()), end)


def _word_cut(text: str, at: int) -> Cut:
    """Cut one element of a list in brackets in a comment, with a comma."""
    line = text.rfind("\n", 0, at) + 1
    opened, closed = text.rfind("[", line, at), text.find("]", at)
    if opened < 0 or closed < 0 or "\n" in text[at:closed] or "#" not in text[line:opened]:
        raise CannotEditError("there is no comment at the place")
    comma = text.find(",", at, closed)
    if comma >= 0:
        rest = text[comma + 1 : closed]
        return Cut(at, comma + 1 + len(rest) - len(rest.lstrip()))
    before = text.rfind(",", opened, at)
    if before < 0:
        raise CannotEditError("nothing would be left between the brackets")
    return Cut(before, closed)


def apply_cuts(text: str, cuts: Iterable[Cut]) -> str:
    """Return the text with every cut made; of two removals that overlap the larger one counts.

    Raises:
        CannotEditError: something is written into what is removed or replaced.
    """
    pieces: list[str] = []
    at = 0
    # What is written where a removal begins stands before what is removed.
    for cut in sorted(cuts, key=lambda it: (it.start, it.end > it.start, -it.end, it.order)):
        if cut.start < at:
            if cut.instead:
                raise CannotEditError("two edits of one place contradict each other")
            continue
        pieces += [text[at : cut.start], cut.instead]
        at = cut.end
    return "".join([*pieces, text[at:]])


def _branch_at(tree: Tree, source: Source, place: Position) -> Branch:
    offset = offset_of(source, place)
    branch = tree.branch_at(offset)
    if branch is None:
        raise CannotEditError(f"nothing that can be removed begins at {place}")
    return branch


def offset_of(source: Source, place: Position) -> int:
    """Return how many code points of the text are before a place."""
    before = source.text.splitlines(keepends=True) if _only_plain_ends(source) else None
    if before is None:
        raise CannotEditError("it has line ends that only YAML knows")
    return sum(map(len, before[: place.line - 1])) + place.column - 1


def _only_plain_ends(source: Source) -> bool:
    return len(source.text.splitlines()) in {len(source.lines), len(source.lines) - 1}


def _is_inside(branch: Branch, removed: set[Branch]) -> bool:
    """Whether something goes with what it is in."""
    above = branch.above
    while above is not None:
        if above in removed:
            return True
        above = above.above
    return False


def _swallow_empty_grantees(removed: set[Branch]) -> None:
    """Add the grantees of rule lists all of whose rules are removed."""
    for branch in [*removed]:
        above = branch.above
        if above is None or above.above is None or above.above.above is None:
            continue
        if above.above.name not in _GRANTEES or above.above.above.name != "permissions":
            continue
        if all(other in removed for other in branch.within.branches):
            removed.add(above)


def cuts_of(tree: Tree, removed: set[Branch]) -> list[Cut]:
    """Return what removing entries takes out of the text.

    Raises:
        CannotEditError: the text is written in a way that is left to its author.
    """
    removed = {*removed}
    _swallow_empty_grantees(removed)
    removed = {branch for branch in removed if not _is_inside(branch, removed)}
    cuts: list[Cut] = []
    for within in {branch.within for branch in removed}:
        gone = [branch for branch in within.branches if branch in removed]
        if within.flow:
            cuts += _flow_cuts(tree.text, within, gone)
        elif len(gone) == len(within.branches):
            cuts += _emptied(tree, within, gone)
        else:
            cuts += [_block_cut(tree.text, within, branch) for branch in gone]
    return cuts


def _flow_cuts(text: str, within: Node, gone: Sequence[Branch]) -> list[Cut]:
    """Cut entries in brackets, each with the comma that parts it from what stays."""
    branches = within.branches
    if len(gone) == len(branches):
        return [Cut(branches[0].start, branches[-1].end)]
    cuts = []
    last_kept = max(at for at, branch in enumerate(branches) if branch not in gone)
    for at, branch in enumerate(branches):
        if branch not in gone:
            continue
        if at < last_kept:
            cut = Cut(branch.start, branches[at + 1].start)
        else:
            cut = Cut(branches[at - 1].end, branch.end)
        if "#" in _outside(text, cut, branch):
            raise CannotEditError("there is a comment between the entries")
        cuts.append(cut)
    return cuts


def _outside(text: str, cut: Cut, branch: Branch) -> str:
    return text[cut.start : branch.start] + text[branch.end : cut.end]


def _block_cut(text: str, within: Node, branch: Branch) -> Cut:
    """Cut the lines of an entry; of one that shares its first line, up to the one after it."""
    start = _sign_of(text, within, branch)
    line = text.rfind("\n", 0, start) + 1
    if not text[line:start].strip():
        return Cut(line, line_end(text, branch.end))
    following = within.branches[within.branches.index(branch) + 1 :]
    if not following:
        raise CannotEditError("the entry shares a line with what is around it")
    return Cut(start, _sign_of(text, within, following[0]))


def _sign_of(text: str, within: Node, branch: Branch) -> int:
    """Return where an entry begins; of an element of a list, its dash."""
    if within.mapping:
        return branch.start
    line = text.rfind("\n", 0, branch.start) + 1
    dash = text.rfind("-", line, branch.start)
    if dash < 0 or text[dash + 1 : branch.start].strip():
        raise CannotEditError("the dash of the element is not beside it")
    return dash


def _emptied(tree: Tree, within: Node, gone: Sequence[Branch]) -> list[Cut]:
    """Cut all entries of a block collection and leave an empty one in brackets."""
    text = tree.text
    instead = "{}" if within.mapping else "[]"
    above = gone[0].above
    first = text.rfind("\n", 0, gone[0].start) + 1
    if above is None:
        raise CannotEditError("nothing would be left")
    if above.key is None or above.key.end >= first:
        return [Cut(_sign_of(text, within, gone[0]), gone[-1].end, instead)]
    colon = text.find(":", above.key.end)
    between = text[colon + 1 : first]
    if any(sign in between.partition("#")[0] for sign in "&!"):
        raise CannotEditError("the mapping has an anchor")
    lines = [_block_cut(text, within, branch) for branch in gone]
    return [Cut(colon + 1, colon + 1, f" {instead}"), *lines]


def line_end(text: str, at: int) -> int:
    """Return where the line after the one that ``at`` is on, or ends before, begins."""
    if at and text[at - 1] == "\n":  # a block scalar ends with its last line
        return at
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1
