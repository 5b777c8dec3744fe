"""Entries are removed from a text; what is not meant stays, comments and order included."""

import copy
import random

import pytest
import yaml
from support.generated import random_declaration

from tableau_perm_cli.declaration.editing import CannotEditError, read_tree, without_entries
from tableau_perm_cli.declaration.text.reader import read_document
from tableau_perm_cli.declaration.text.source import decode
from tableau_perm_cli.diagnostics import Position

TEXT = """\
a:
  permissions:
    groups:
      # about A
      A: {project: view, workbooks: {allow: [x, y]}}  # says A
      B:
        project: view
        workbooks: explore
      C: view
    users: {}
list:
- name: x
  k: v
- b
- - c
  - d
text: |
  a block
  of text
last: [1,
  2, 3]
"""


def removed(text: str, *beginnings: str) -> str:
    """What is left without the entries that begin with the given words."""
    places = []
    for word in beginnings:
        at = text.index(word)
        line = text.count("\n", 0, at) + 1
        places.append(Position("f.yaml", line, at - text.rfind("\n", 0, at)))
    return without_entries("f.yaml", text.encode(), places).decode()


def without_lines(*numbers: int) -> str:
    lines = TEXT.splitlines(keepends=True)
    return "".join(line for at, line in enumerate(lines, 1) if at not in numbers)


CASES = {
    "a line, with the comment behind it": (("A: {",), without_lines(5)),
    "the first entry in brackets": (("project: view, w",), TEXT.replace("project: view, ", "")),
    "the last entry in brackets": (
        ("workbooks: {",),
        TEXT.replace(", workbooks: {allow: [x, y]}", ""),
    ),
    "a grantee goes with its last rule": (
        ("project: view, w", "workbooks: {"),
        without_lines(5),
    ),
    "a grantee in lines goes with its last rule": (
        ("project: view\n", "workbooks: explore"),
        without_lines(6, 7, 8),
    ),
    "one rule of a grantee in lines": (("project: view\n",), without_lines(7)),
    "a mapping of several lines": (("B:",), without_lines(6, 7, 8)),
    "all entries of a mapping in lines": (
        ("A: {", "B:", "C: view"),
        without_lines(5, 6, 7, 8, 9).replace("    groups:\n", "    groups: {}\n"),
    ),
    "an entry whose value is empty": (("users: {}",), without_lines(10)),
    "an element of a list in brackets": (("y]",), TEXT.replace("[x, y]", "[x]")),
    "the last element of a list over two lines": (("3]",), TEXT.replace("2, 3]", "2]")),
    "the first of a list over two lines": (("1,",), TEXT.replace("[1,\n  2", "[2")),
    "an element of a list in lines": (("b\n",), without_lines(14)),
    "the first entry of a mapping in a list": (
        ("name: x",),
        TEXT.replace("- name: x\n  k: v", "- k: v"),
    ),
    "the first element of a list in a list": (("c\n",), TEXT.replace("- - c\n  - d", "- - d")),
    "all elements of a list in a list": (
        ("c\n", "d\n"),
        TEXT.replace("- - c\n  - d", "- []"),
    ),
    "a text in lines": (("text: |",), without_lines(17, 18, 19)),
    "everything in a list in lines": (
        ("name: x", "k: v"),
        TEXT.replace("- name: x\n  k: v", "- {}"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_entry_goes_and_everything_else_stays(case: str) -> None:
    beginnings, expected = CASES[case]
    assert removed(TEXT, *beginnings) == expected


COMMENTS = {
    "# says": TEXT.replace("  # says A", ""),
    "# about": without_lines(4),
}


@pytest.mark.parametrize("comment", COMMENTS)
def test_a_comment_goes_with_the_space_before_it_or_with_its_line(comment: str) -> None:
    at = TEXT.index(comment)
    place = Position("f", TEXT.count("\n", 0, at) + 1, at - TEXT.rfind("\n", 0, at))
    assert without_entries("f", TEXT.encode(), [], [place]).decode() == COMMENTS[comment]


def test_line_ends_and_the_byte_order_mark_stay() -> None:
    data = b"\xef\xbb\xbf" + "a: 1\r\nb: 2\r\nc: \u00e4\r\n".encode()
    edited = without_entries("f", data, [Position("f", 2, 1)])
    assert edited == b"\xef\xbb\xbf" + "a: 1\r\nc: \u00e4\r\n".encode()


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("a: {b: 1, # one\n  c: 2}\n", 2, 3, "there is a comment between the entries"),
        ("a:\n- \n  b\n- c\n", 3, 3, "the dash of the element is not beside it"),
        ("a: &x\n  b: 1\nc: *x\n", 2, 3, "the mapping has an anchor"),
        ("a: 1\n", 1, 1, "nothing would be left"),
        ("a: 1\n", 1, 2, "nothing that can be removed begins at f:1:2"),
    ],
)
def test_what_is_written_too_cleverly_is_left_to_its_author(
    text: str, line: int, column: int, reason: str
) -> None:
    with pytest.raises(CannotEditError) as caught:
        without_entries("f", text.encode(), [Position("f", line, column)])
    assert str(caught.value) == reason


def test_other_encodings_are_left_to_their_author() -> None:
    with pytest.raises(CannotEditError, match="only UTF-8"):
        without_entries("f", "a: 1".encode("utf-16"), [Position("f", 1, 1)])


@pytest.mark.parametrize("flow", [True, False, None])
@pytest.mark.parametrize("seed", range(10))
def test_the_values_that_are_left_are_those_that_were_not_removed(
    seed: int,
    flow: bool | None,  # noqa: FBT001 - of yaml.dump
) -> None:
    declaration = random_declaration(seed, gaps=seed % 2 == 1)
    text = yaml.safe_dump(
        declaration, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=70
    )
    source, _ = decode("f", text.encode())
    tree = read_tree(source)
    choose = random.Random(seed)  # noqa: S311 - a sample, not a secret
    # Where an element that is a mapping begins, its first entry is meant.
    branches = [
        it
        for it in tree.branches()
        if len(it.within.branches) > 1 and tree.branch_at(it.start) is it
    ]
    for branch in choose.sample(branches, min(20, len(branches))):
        document, problems = read_document("f", text.encode())
        assert document is not None
        assert not problems
        edited = without_entries("f", text.encode(), [source.position_at(branch.start)])
        after, problems = read_document("f", edited)
        assert after is not None
        assert not problems
        path = []
        here = branch
        while here is not None:
            place = here.within.branches.index(here)
            path.append(here.name if here.key else place)
            here = here.above
        expected = copy.deepcopy(document.root)
        holder = expected
        for step in reversed(path[1:]):
            holder = holder[step]
        del holder[path[0]]
        assert after.root == expected
