"""Expectations are read with the place of every word, wherever they are written."""

import json

import jsonschema
import pytest

from tableau_perm_cli.declaration.cache.model_tables import blocks_of, declaration_from
from tableau_perm_cli.declaration.expectation_model import Expectation, ExpectationForm, Written
from tableau_perm_cli.declaration.load import holds_sites, read_files
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.declaration.schema import declaration_schema
from tableau_perm_cli.diagnostics import DeclarationError

SITE = b"version: 1\nsites:\n  Here: {users: {ada: Creator}, projects: {P: {}}}\n"


def read(text: str) -> Declaration:
    return read_files([("site.yaml", SITE), ("e.yaml", f"version: 1\n{text}".encode())])


def stated(listed: str) -> list[Expectation]:
    return list(read(f"expectations:\n  Here:\n{listed}").sites["Here"].expectations)


def texts(words: tuple[Written, ...]) -> list[str]:
    return [word.text for word in words]


EVERY_FORM = """\
    - name: a table
      users: [ada, "group:All Users"]
      items: "project:P"
      expect: {view: allowed, publish_to: denied}
      because: {view: group_allow}
      closed: true
    - name: a matrix
      matrix: {ada: {"project:P": [view], "**": }}
    - name: an exact list
      who: {capability: view, item: "project:P", exactly: [ada]}
    - name: never
      never: {users: not ada, capabilities: [view], items: ["project:P"], any_user: true}
    - name: only
      only: {users: ada, capabilities: view, items: project:P}
      include_admins: true
    - name: always
      always: {capabilities: view, items: project:P, include_admins: false}
    - name: at most
      at_most: 2
      users: everyone
      capabilities: view
      items: project:P
    - name: disjoint
      disjoint: [role:Viewer, role:Creator]
"""


def test_every_form_is_read() -> None:
    listed = EVERY_FORM + (
        '    - name: duties\n      disjoint: ["project:P", "**"]\n      capabilities: view\n'
    )
    table, matrix, who, never, only, always, at_most, disjoint, duties = stated(listed)
    assert (table.form, table.name) == (ExpectationForm.TABLE, "a table")
    assert (texts(table.scope.users), texts(table.scope.items)) == (
        ["ada", "group:All Users"],
        ["project:P"],
    )
    said = [(it.word.text, it.allowed, it.reason and it.reason.text) for it in table.answers]
    assert said == [("view", True, "group_allow"), ("publish_to", False, None)]
    assert table.closed
    cells = [(it.users.text, it.items.text, texts(it.capabilities)) for it in matrix.matrix]
    assert cells == [("ada", "project:P", ["view"]), ("ada", "**", [])]
    assert who.form is ExpectationForm.WHO
    assert (texts(who.scope.capabilities), texts(who.scope.items), texts(who.exactly)) == (
        ["view"],
        ["project:P"],
        ["ada"],
    )
    assert (never.form, never.any_user, texts(never.scope.users)) == (
        ExpectationForm.NEVER,
        True,
        ["not ada"],
    )
    assert (only.form, always.form) == (ExpectationForm.ONLY, ExpectationForm.ALWAYS)
    assert (at_most.form, at_most.limit) == (ExpectationForm.AT_MOST, 2)
    assert (texts(at_most.scope.users), texts(at_most.scope.capabilities)) == (
        ["everyone"],
        ["view"],
    )
    assert disjoint.form is ExpectationForm.DISJOINT
    assert [texts(it.users) for it in disjoint.duties] == [["role:Viewer"], ["role:Creator"]]
    assert [(texts(it.items), texts(it.capabilities)) for it in duties.duties] == [
        (["project:P"], ["view"]),
        (["**"], ["view"]),
    ]


def test_administrators_are_left_out_of_what_bounds_access_and_count_elsewhere() -> None:
    """Design section 4: "Administrators are left out of never and only unless include_admins"."""
    counted = {it.name: it.include_admins for it in stated(EVERY_FORM)}
    assert counted == {
        "a table": True,
        "a matrix": True,
        "an exact list": True,
        "never": False,
        "only": True,  # it says so
        "always": False,  # it says so
        "at most": False,
        "disjoint": False,
    }


def test_each_word_has_its_place_and_whether_a_part_of_it_can_be_pointed_at() -> None:
    listed = (
        "    - name: it\n"
        "      users: [ada, 'role:Viewer', \"ro\\u006ce:Creator\"]\n"
        "      items: >-\n        project:P or\n        project:P\n"
        "      expect: {view: allowed}\n"
    )
    (it,) = stated(listed)
    assert (it.position.line, it.position.column, it.length) == (4, 13, 2)
    plain, quoted, escaped = it.scope.users
    assert (plain.position.column, plain.length, plain.shift, plain.literal) == (15, 3, 0, True)
    assert (quoted.position.column, quoted.shift, quoted.literal) == (20, 1, True)
    assert (escaped.text, escaped.literal) == ("role:Creator", False)
    (folded,) = it.scope.items
    assert (folded.text, folded.literal) == ("project:P or project:P", False)


def test_expectations_of_several_files_add_up_in_order() -> None:
    more = "    expectations: [{name: one, at_most: 0, capabilities: view, items: project:P}]\n"
    site = b"version: 1\nsites:\n  Here:\n    users: {ada: Creator}\n    projects: {P: {}}\n"
    other = (
        "version: 1\nexpectations:\n"
        "  Here: [{name: two, at_most: 0, capabilities: view, items: project:P}]\n"
    )
    declaration = read_files([("e.yaml", other.encode()), ("s.yaml", site + more.encode())])
    assert [it.name for it in declaration.sites["Here"].expectations] == ["one", "two"]


def test_the_cache_keeps_expectations_to_the_last_place() -> None:
    declaration = read("expectations:\n  Here:\n" + EVERY_FORM)
    back = declaration_from([memoryview(block) for block in blocks_of(declaration)])
    assert repr(back) == repr(declaration)
    assert len(back.sites["Here"].expectations) == 8


def test_expectations_of_an_unknown_site_are_an_error() -> None:
    with pytest.raises(DeclarationError) as caught:
        read("expectations: {Her: []}")
    (found,) = caught.value.diagnostics
    assert (found.message, found.help) == ("unknown site `Her`", "did you mean `Here`?")
    with pytest.raises(DeclarationError) as caught:
        read_files([("e.yaml", b"version: 1\nexpectations: {Here: []}\n")])
    (found,) = caught.value.diagnostics
    assert found.help == "read the file with the declaration that has the site: add `-f PATH`"


def test_a_file_that_could_not_be_read_may_have_the_site() -> None:
    with pytest.raises(DeclarationError) as caught:
        read_files([("e.yaml", b"version: 1\nexpectations: {Her: []}\n"), ("b.yaml", b"a: [\n")])
    assert [it.position.file for it in caught.value.diagnostics if it.position] == ["b.yaml"]


@pytest.mark.parametrize(
    ("files", "holds"),
    [
        ([SITE], True),
        ([b"version: 1\nexpectations: {Here: []}\n"], False),
        ([b"version: 1\nexpectations: {Here: []}\n", SITE], True),
        ([b"# sites:\nversion: 1\nsites:\nexpectations: {Here: []}\n"], False),
        ([b'{"version": 1, "sites": {"Here": {}}}'], True),
        ([b"a: [\n"], True),
        ([b"- x\n"], True),
        ([], False),
    ],
)
def test_whether_files_declare_a_site(files: list[bytes], holds: bool) -> None:  # noqa: FBT001 - a row
    assert holds_sites([(f"{number}.yaml", data) for number, data in enumerate(files)]) is holds


Document = dict[str, object]


def document(**keys: object) -> Document:
    site = {"users": {"ada": "Creator"}, "projects": {"P": {}}}
    return {
        "version": 1,
        "sites": {"Here": site},
        "expectations": {"Here": [{"name": "it", **keys}]},
    }


def is_loaded(written: Document) -> bool:
    try:
        read_files([("e.json", json.dumps(written).encode())])
    except DeclarationError:
        return False
    return True


SCOPE = {"capabilities": "view", "items": ["project:P"]}


@pytest.mark.parametrize(
    ("keys", "accepted"),
    [
        ({"at_most": 2, **SCOPE}, True),
        ({"at_most": "2", **SCOPE}, True),
        ({"at_most": -1, **SCOPE}, False),
        ({"at_most": "two", **SCOPE}, False),
        ({"at_most": None, **SCOPE}, False),
        ({"never": SCOPE, "any_user": True}, True),
        ({"never": {**SCOPE, "any_user": "yes"}}, False),
        ({"never": {"capabilities": "view"}}, False),
        ({"never": {**SCOPE, "capabilities": ["fly"]}}, False),
        ({"only": SCOPE}, False),
        ({"only": {**SCOPE, "users": "ada"}}, True),
        ({"who": {"capability": "Read", "item": "P", "exactly": []}}, True),
        ({"who": {"capability": "view", "item": "P"}}, False),
        ({"disjoint": ["ada", "group:X"]}, True),
        ({"disjoint": [SCOPE, {**SCOPE, "users": "ada"}]}, True),
        ({"disjoint": "ada"}, False),
        ({"disjoint": [{"items": "P"}, {"items": "P"}]}, False),
        ({"users": "ada", "items": "P", "expect": {"view": "allowed"}}, True),
        ({"users": "ada", "items": "P", "expect": {"view": "yes"}}, False),
        ({"users": {"ada": 1}, "items": "P", "expect": {"view": "allowed"}}, False),
        ({"matrix": {"ada": {"project:P": ["view"], "**": "publish"}}}, True),
        ({"matrix": {"ada": ["view"]}}, False),
        ({"nevr": SCOPE}, False),
    ],
)
def test_the_schema_for_editors_accepts_what_the_loader_does(
    keys: dict[str, object],
    accepted: bool,  # noqa: FBT001 - a row
) -> None:
    written = document(**keys)
    assert is_loaded(written) is accepted
    assert jsonschema.Draft202012Validator(declaration_schema()).is_valid(written) is accepted
