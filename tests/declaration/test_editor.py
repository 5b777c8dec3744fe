"""Edits by the names that lead to a place; comments and order stay."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_perm_cli.declaration.editing import CannotEditError, Editor
from tableau_perm_cli.declaration.editing.rendering import rendered
from tableau_perm_cli.declaration.text.reader import read_document

TEXT = """\
users:
  ada: Creator   # the boss
  bob: {role: Viewer, email: b@x}
groups:
  A: [ada]  # flow
  B:
  - ada
  - bob     # last
  C:
    members: [ada]
  D: []
  E:
projects:
  P:
    permissions:
      groups:
        A: view

  # about Q
  Q: {permissions: {groups: {A: {project: view}}}}
"""

CASES: dict[str, tuple[Callable[[Editor], None], tuple[str, str]]] = {
    "a scalar": (
        lambda e: e.put(("users", "ada"), "Explorer (can publish)"),
        ("ada: Creator   #", "ada: Explorer (can publish)   #"),
    ),
    "a scalar in brackets": (
        lambda e: e.put(("users", "bob", "role"), "Explorer"),
        ("role: Viewer", "role: Explorer"),
    ),
    "a new entry in lines": (
        lambda e: e.put(("users", "cy d"), "Viewer"),
        ("email: b@x}\n", "email: b@x}\n  cy d: Viewer\n"),
    ),
    "a new entry in brackets": (
        lambda e: e.put(("users", "bob", "full_name"), "Bob: B."),
        ("email: b@x}", 'email: b@x, full_name: "Bob: B."}'),
    ),
    "an element in brackets": (
        lambda e: e.append(("groups", "A"), "x, y"),
        ("[ada]  # flow", '[ada, "x, y"]  # flow'),
    ),
    "an element in lines": (
        lambda e: e.append(("groups", "B"), "cy"),
        ("- bob     # last\n", "- bob     # last\n  - cy\n"),
    ),
    "an element of an empty list": (
        lambda e: e.append(("groups", "D"), "cy"),
        ("D: []", "D: [cy]"),
    ),
    "an element where nothing is written": (
        lambda e: e.append(("groups", "E"), "cy"),
        ("E:\n", "E: [cy]\n"),
    ),
    "an element of a list that is not there": (
        lambda e: e.append(("groups", "F", "members"), "cy"),
        ("  E:\n", "  E:\n  F: {members: [cy]}\n"),
    ),
    "what is missing on the way": (
        lambda e: e.put(("projects", "P", "workbooks", "W", "tabs"), "hidden"),
        ("        A: view\n", "        A: view\n    workbooks: {W: {tabs: hidden}}\n"),
    ),
    "a rule among rules": (
        lambda e: e.put(("projects", "P", "permissions", "groups", "B"), {"allow": ["view"]}),
        ("        A: view\n", "        A: view\n        B: {allow: [view]}\n"),
    ),
    "several entries at one place keep their order": (
        lambda e: (
            e.put(("projects", "P", "permissions", "groups", "B"), "view"),
            e.put(("projects", "P", "permissions", "groups", "C"), "view"),
        )[0],
        ("        A: view\n", "        A: view\n        B: view\n        C: view\n"),
    ),
    "an element is removed": (
        lambda e: e.remove(("groups", "B"), "bob"),
        ("  - bob     # last\n", ""),
    ),
    "an entry is removed": (
        lambda e: e.remove(("projects", "P", "permissions", "groups", "A")),
        ("      groups:\n        A: view\n", "      groups: {}\n"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_one_place_changes_and_nothing_else(case: str) -> None:
    edit, (before, after) = CASES[case]
    editor = Editor("f", TEXT.encode())
    edit(editor)
    assert TEXT.count(before) == 1
    assert editor.edited.decode() == TEXT.replace(before, after)


@pytest.mark.parametrize("case", CASES)
def test_json_stays_json(case: str) -> None:
    document, _ = read_document("f", TEXT.encode())
    assert document is not None
    text = json.dumps(document.root)
    inline, lines = Editor("f", text.encode()), Editor("f", TEXT.encode())
    CASES[case][0](inline)
    CASES[case][0](lines)
    read, problems = read_document("f", lines.edited)
    assert not problems
    assert read is not None
    expected = json.loads(json.dumps(read.root))
    assert json.loads(inline.edited) == expected


@pytest.mark.parametrize(
    ("text", "edit", "reason"),
    [
        ("a: [b]", lambda e: e.put(("a", "c"), "d"), "`a` is not a mapping"),
        ("a: b", lambda e: e.put(("a", "c"), "d"), "`a` is not a mapping"),
        ("a: &x {b: c}\nd: *x", lambda e: e.put(("d", "e"), "f"), "`d` is an alias"),
        ("a: {b: c}", lambda e: e.append(("a",), "f"), "`a` is not a list"),
        ("a: b", lambda e: e.remove(("c",)), "`c` is not written in this file"),
        ("a: [b]", lambda e: e.remove(("a",), "c"), "`a` is not written in this file"),
    ],
)
def test_what_cannot_be_edited_is_refused(
    text: str, edit: Callable[[Editor], None], reason: str
) -> None:
    editor = Editor("f", text.encode())
    with pytest.raises(CannotEditError) as caught:
        edit(editor)
    assert str(caught.value) == reason


def test_an_edit_builds_on_those_before_it() -> None:
    editor = Editor("f", TEXT.encode())
    editor.remove(("projects", "P"))
    editor.put(("projects", "P", "owner"), "ada")
    editor.put(("projects", "P", "owner"), "bob")
    editor.append(("groups", "D"), "ada")
    editor.append(("groups", "D"), "bob")
    editor.remove(("groups", "D"), "ada")
    edited = editor.edited.decode()
    assert "  P: {owner: bob}\n" in edited
    assert "  D: [bob]\n" in edited


def test_a_grantee_may_come_where_the_only_one_goes_with_its_last_rule() -> None:
    text = "p:\n  permissions:\n    groups:\n      A:\n        project: view\n"
    editor = Editor("f", text.encode())
    groups = ("p", "permissions", "groups")
    editor.remove((*groups, "A", "project"))
    editor.put((*groups, "B", "project"), "view")
    document, problems = read_document("f", editor.edited)
    assert not problems
    assert document is not None
    assert document.root == {"p": {"permissions": {"groups": {"B": {"project": "view"}}}}}


@given(st.text(), st.booleans())
def test_any_name_is_read_as_it_was_written(name: str, in_lines: bool) -> None:  # noqa: FBT001
    text = rendered(name)
    written = f"{text}:\n- {text}\n" if in_lines else f"{{{text}: [{text}, {text}]}}\n"
    document, problems = read_document("f", written.encode("utf-8", "surrogatepass"))
    assert not problems
    assert document is not None
    assert document.root == {name: [name] if in_lines else [name, name]}
