"""Several edits of a text whose places touch: each goes where it belongs."""

from collections.abc import Callable

import pytest
from support.meaning import meaning

from tableau_perm_cli.declaration.editing.difference import rewritten
from tableau_perm_cli.declaration.editing.editor import Editor
from tableau_perm_cli.declaration.load import read_files

Edit = Callable[[Editor], None]

NESTED = """\
a:
  b:
    c:
    - one
"""


def _put_outside_first(editor: Editor) -> None:
    editor.put(["a", "new"], "1")
    editor.put(["a", "b", "new"], "2")
    editor.append(["a", "b", "c"], "two")


def _put_inside_first(editor: Editor) -> None:
    editor.append(["a", "b", "c"], "two")
    editor.put(["a", "b", "new"], "2")
    editor.put(["a", "new"], "1")


@pytest.mark.parametrize("edit", [_put_outside_first, _put_inside_first])
@pytest.mark.parametrize("end", ["", "\n"])
def test_where_several_blocks_end_the_innermost_goes_on_first(edit: Edit, end: str) -> None:
    editor = Editor("t", (NESTED.rstrip() + end).encode())
    edit(editor)
    wanted = NESTED.rstrip() + '\n    - two\n    new: "2"\n  new: "1"\n'
    assert editor.edited.decode().rstrip() == wanted.rstrip()


def test_what_is_written_before_something_that_goes_stays() -> None:
    editor = Editor("t", b"a:\n  b:\n    c: 1\n  d:\n    e: 2\n  f: 3\n")
    editor.put(["a", "b", "new"], "x")
    editor.remove(["a", "d"])
    assert editor.edited == b"a:\n  b:\n    c: 1\n    new: x\n  f: 3\n"


def test_what_is_gone_is_named_by_no_rule_that_says_nothing() -> None:
    text = """\
version: 1
sites:
  S:
    users: {ada: Creator, bob: Viewer}
    projects:
      P:
        permissions:
          users:
            bob:
              leader: false
            ada: {project: view}
"""
    before = read_files([("s", text.encode())])
    wanted = text.replace(", bob: Viewer", "")
    wanted = wanted.replace("            bob:\n              leader: false\n", "")
    after = read_files([("s", wanted.encode())])
    written = rewritten([("s", text.encode())], before, after)
    assert written == [("s", wanted.encode())]
    assert meaning(read_files(written)) == meaning(after)
