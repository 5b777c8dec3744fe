"""Text that anchors, aliases and merges share: what can be edited is, what cannot is left out."""

from dataclasses import dataclass

import pytest

from tableau_perm_cli.audit.minimising import Minimised, StepKind, fingerprint_of, minimise
from tableau_perm_cli.audit.minimising.left_out import INVALID, SHARED
from tableau_perm_cli.declaration.load import read_files

_HEAD = """\
version: 1
sites:
  S:
    users: {ada: Explorer, bob: Explorer, otto: Creator}
    groups: {Both: [ada, bob]}
    projects:
      Default: {}
"""


def minimised(projects: str, *, for_today: bool = False) -> Minimised:
    """Make a site smaller, and hold the certificate against the text that is left."""
    files = [("s.yaml", (_HEAD + projects).encode())]
    found = minimise(files, read_files(files), for_today=for_today)
    assert fingerprint_of(read_files(found.edited)) == found.before.fingerprint
    assert found.before.fingerprint == found.after.fingerprint
    return found


@dataclass(frozen=True)
class Case:
    """What is shared, what goes all the same, and what is left out."""

    projects: str
    left: str
    """The projects as they are then."""
    reason: str | None
    """Why the first step that is left out is; None where all can be made."""


_OPEN = "      P: {workbooks: {W: {permissions: &them {groups: {Both: view}}}}}\n"
_LOCKED = (
    "      Q: {content_permissions: locked, permissions: {groups: {Both: {project: view}}},"
    " workbooks: {W: {permissions: *them}, V: {permissions: {groups: {Both: view}}}}}\n"
)
_LOCKED_FIRST = _LOCKED.replace("*them", "&them {groups: {Both: view}}")
_OPEN_SECOND = _OPEN.replace("&them {groups: {Both: view}}", "*them")

CASES = {
    "an alias dead where it stands, alive at its anchor": Case(
        _OPEN + _LOCKED,
        _OPEN
        + _LOCKED.replace("W: {permissions: *them}", "W: {}").replace(
            "V: {permissions: {groups: {Both: view}}}", "V: {}"
        ),
        None,
    ),
    "an anchor dead where it stands, alive where it is referred to": Case(
        _LOCKED_FIRST + _OPEN_SECOND,
        _LOCKED_FIRST.replace("V: {permissions: {groups: {Both: view}}}", "V: {}") + _OPEN_SECOND,
        INVALID,
    ),
    "a rule that decides nothing at the anchor and something at the alias": Case(
        "      P: {workbooks: {W: {owner: otto,"
        " permissions: &them {users: {otto: view, ada: view}}},"
        " V: {permissions: *them},"
        " U: {permissions: {users: {ada: view}, groups: {Both: view}}}}}\n",
        "      P: {workbooks: {W: {owner: otto,"
        " permissions: &them {users: {otto: view, ada: view}}},"
        " V: {permissions: *them}, U: {permissions: {groups: {Both: view}}}}}\n",
        SHARED,
    ),
    "a merge": Case(
        "      P: {workbooks: {W: {permissions: {users: &u {otto: view}}}, V: {owner: otto,"
        " permissions: {users: {<<: *u, ada: view}}}}}\n",
        "      P: {workbooks: {W: {permissions: {users: &u {otto: view}}}, V: {owner: otto,"
        " permissions: {users: {<<: *u, ada: view}}}}}\n",
        "`sites/S/projects/P/workbooks/V/permissions/users/otto` is not written in this file",
    ),
    "an empty mapping that is referred to": Case(
        "      P: {workbooks: {W: {permissions: {users: &u {}, groups: {Both: view}}},"
        " V: {permissions: {users: *u, groups: {Both: view}}}}}\n",
        "      P: {workbooks: {W: {permissions: {users: &u {}, groups: {Both: view}}},"
        " V: {permissions: {users: *u, groups: {Both: view}}}}}\n",
        INVALID,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_shares_no_text_goes_and_the_rest_is_left_out(name: str) -> None:
    case = CASES[name]

    found = minimised(case.projects)

    assert found.edited[0][1].decode() == _HEAD + case.left
    assert [it.reason for it in found.left_out][:1] == ([case.reason] if case.reason else [])


def test_a_list_whose_text_is_shared_is_not_hoisted() -> None:
    """Two of four lists alike follow the default; the two that share their text stay."""
    lists = ", ".join(f"{name}: {{permissions: {{groups: {{Both: view}}}}}}" for name in "AB")
    shared = "C: {permissions: &c {groups: {Both: view}}}"
    found = minimised(
        f"      P: {{permissions: {{}}, workbooks: {{{lists}, {shared}}}}}\n"
        "      Q: {workbooks: {D: {permissions: *c}}}\n",
        for_today=True,
    )

    hoisted = [str(it.item) for it in found.steps if it.kind is StepKind.HOISTED]
    assert hoisted == ["workbook:P/A", "workbook:P/B"]
    assert "workbook:P/C" in {str(it.step.item) for it in found.left_out}
    assert b"&c {groups: {Both: view}}" in found.edited[0][1]


def test_more_than_can_be_tried_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tableau_perm_cli.audit.minimising.left_out._MOST_TRIALS", 0)

    found = minimised(_LOCKED_FIRST + _OPEN_SECOND)

    assert found.steps == ()
    assert found.edited == found.files
    assert {it.reason for it in found.left_out} == {
        "too much of the text is shared to try everything"
    }
