"""Changes as words: their machine form, and files of them."""

import json

import pytest
from support.asking import resolver_of_text

from tableau_perm_cli.audit.changes import (
    AddToGroup,
    Change,
    ClearRule,
    DeleteGroup,
    Move,
    Overwrite,
    Publish,
    RemoveFromGroup,
    RemoveUser,
    SetAuthentication,
    SetCapability,
    SetLeader,
    SetLock,
    SetOwner,
    SetRole,
    SetTabs,
)
from tableau_perm_cli.audit.changes.entry import FORMS
from tableau_perm_cli.audit.changes.patch_file import read_patch
from tableau_perm_cli.audit.changes.record import KnownChange, record
from tableau_perm_cli.catalog import Kind, site_role_named
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Authentication, Grantee, GranteeKind, Lock, Site
from tableau_perm_cli.diagnostics import FileError

TEXT = """
projects:
  P:
    permissions: {groups: {Makers: {project: publish, workbooks: publish}}}
    data_sources: {D: {}}
    workbooks:
      W: {views: {}, connects_to: [{data_source: P/D}]}
      user:x: {}
    projects: {W: {}}
  Q: {}
"""
P, W = Address(Kind.PROJECT, ("P",)), Address(Kind.WORKBOOK, ("P", "W"))
MAKERS = Grantee(GranteeKind.GROUP, "Makers")
VIEWER = site_role_named("Viewer")
assert VIEWER is not None

CHANGES: tuple[Change, ...] = (
    AddToGroup("vie", "Makers"),
    RemoveFromGroup("pub", "Readers"),
    SetRole("exp", VIEWER.role),
    SetOwner(W, "cre"),
    SetTabs(W, shown=False),
    SetAuthentication(W, Address(Kind.DATA_SOURCE, ("P", "D")), Authentication.EMBEDDED),
    Publish("cre", P, "New: one", Kind.FLOW),
    Overwrite("pub", W),
    SetCapability(MAKERS, W, "web_edit", effect=True),
    SetCapability(MAKERS, P, "web_edit", effect=False, kind=Kind.WORKBOOK),
    SetCapability(MAKERS, P, "view", effect=None),
    ClearRule(MAKERS, W),
    SetLeader(Grantee(GranteeKind.USER, "cre"), P, leads=True),
    SetLeader(Grantee(GranteeKind.USER, "cre"), P, leads=False),
    Move(Address(Kind.PROJECT, ("P", "W")), None),
    SetLock(P, Lock.LOCKED_INCLUDING_NESTED),
    Move(W, Address(Kind.PROJECT, ("Q",))),
    DeleteGroup("Makers"),
    RemoveUser("vie"),
)
"""One of every kind, which can be made one after the other."""


def _site() -> Site:
    return resolver_of_text(TEXT).graph.site


def _read(text: str) -> list[Change]:
    return read_patch("patch.yaml", text.encode(), _site())


def test_there_is_a_word_for_every_kind_of_change() -> None:
    assert {type(change) for change in CHANGES} == set(KnownChange.__args__)
    assert {record(change)[0] for change in CHANGES} == set(FORMS)


def test_what_the_machine_form_says_is_read_as_the_same_changes() -> None:
    entries = [{word: fields} for word, fields in map(record, CHANGES)]
    assert _read(json.dumps({"version": 1, "changes": entries})) == [*CHANGES]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: record(change)[0])
def test_the_fields_are_those_of_the_entry(change: Change) -> None:
    word, fields = record(change)
    assert set(FORMS[word].needs) <= set(fields) <= {*FORMS[word].needs, *FORMS[word].may}
    assert change.summary
    assert not change.summary.endswith(".")


def test_words_may_be_left_out_where_one_thing_fits() -> None:
    read = _read(
        """
        changes:
          - grant: {grantee: Makers, capability: Web Edit, item: workbook:P/W}
          - owner: {item: P/D, user: cre}
          - lock: {project: Q, mode: LockedToProject}
          - move: {item: P/D, project: Q}
          - publish: {user: boss, project: Q, name: New}
          - tabs: {workbook: Q/New, tabs: hidden}
        """
    )
    assert [record(it) for it in read] == [
        (
            "grant",
            {"grantee": "group:Makers", "capability": "web_edit", "item": "workbook:P/W"},
        ),
        ("owner", {"item": "data_source:P/D", "user": "cre"}),
        ("lock", {"project": "project:Q", "mode": "locked_including_nested"}),
        ("move", {"item": "data_source:P/D", "project": "project:Q"}),
        ("publish", {"user": "boss", "project": "project:Q", "name": "New", "kind": "workbook"}),
        ("tabs", {"workbook": "workbook:Q/New", "tabs": "hidden"}),
    ]


WRONG = (
    ("changes: [{mvoe: {}}]", "1:12", "unknown change `mvoe`"),
    ("changes: [{move: {item: P/D}}]", "1:12", "`move` lacks `project`"),
    ("changes: [{move: {item: P/D, projct: Q}}]", "1:30", "unknown field `projct` of `move`"),
    ("changes: [{move: {item: [P], project: Q}}]", "1:19", "`item` is no text"),
    ("changes: [{move: {item: P/W, project: Q}}]", "1:12", "`P/W` is more than one item"),
    ("changes: [{move: {item: P/X, project: Q}}]", "1:12", "unknown item `P/X`"),
    ("changes: [{move: {item: P, project: P}}]", "1:12", "`project:P` cannot be moved into"),
    ("changes: [{lock: {project: P, mode: shut}}]", "1:12", "`mode` cannot be `shut`"),
    ("changes: [{role: {user: vie, role: Vewer}}]", "1:12", "unknown site role `Vewer`"),
    ("changes: [{leader: {grantee: cre, project: P, leader: no}}]", "1:12", "`leader` cannot be"),
    ("changes: [{clear_rule: {grantee: who, item: P}}]", "1:12", "unknown user or group `who`"),
    (
        "changes: [{clear_rule: {grantee: Makers, item: P, kind: book}}]",
        "1:12",
        "unknown content type `book`",
    ),
    ("changes: [{move: {}, lock: {}}]", "1:11", "an entry is one change"),
    ("changes: [move]", "1:11", "an entry cannot be this"),
    ("changes: {move: {}}", "1:1", "`changes` is not a list"),
    ("version: 1", "1:1", "missing key `changes` in the file"),
    ("chnges: []\nchanges: []", "1:1", "unknown key `chnges` in a file of changes"),
    ("version: 2\nchanges: []", "1:10", "`version` is not one that is known"),
    ("changes: [", "1:11", ""),
    ("- move", "1:1", ""),
)


@pytest.mark.parametrize(("text", "place", "message"), WRONG)
def test_what_is_wrong_is_said_with_its_place(text: str, place: str, message: str) -> None:
    with pytest.raises(FileError) as error:
        _read(text)
    found = error.value.diagnostics
    assert len(found) == 1
    assert str(found[0].position) == f"patch.yaml:{place}"
    assert found[0].message.startswith(message)
    assert error.value.message == "1 error in the changes of `patch.yaml`"
    assert error.value.sources("patch.yaml")


def test_every_error_of_shape_is_said_at_once_and_the_first_of_sense() -> None:
    with pytest.raises(FileError) as error:
        _read("changes:\n- mvoe: {}\n- lock: {project: P}\n- role: {user: nobody, role: Viewer}\n")
    assert [it.position.line for it in error.value.diagnostics if it.position] == [2, 3]
    with pytest.raises(FileError) as error:
        _read("changes:\n- remove_user: {user: nobody}\n- remove_user: {user: no one}\n")
    assert [it.message for it in error.value.diagnostics] == ["unknown user `nobody`"]
