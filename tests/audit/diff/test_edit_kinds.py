"""Each kind of edit: which cells it changes, why, and where it is said to be.

A case is a small site and the words of its text that are replaced; everything else stays. What
it changes is written as `user capability item: reason before -> reason after`.
"""

from dataclasses import dataclass, field
from textwrap import dedent, indent

import pytest

from tableau_perm_cli.audit.diff import Diff, Side, compare
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.declaration.places import Places

SITE = """\
settings: {guest_access: false}
users:
  ada: Creator
  bob: Explorer
  cyd: Viewer
  guest: Guest
groups:
  Makers: [ada, bob]
  Readers: [cyd]
  Bare: {members: [], minimum_site_role: Viewer}
group_sets:
  Both: [Makers, Readers]
projects:
  Default: {permissions: {}}
  P:
    owner: ada
    content_permissions: customizable
    permissions:
      groups:
        Makers: {project: view, flows: view}
    workbooks:
      W:
        owner: ada
        tabs: hidden
        permissions: {groups: {Makers: {allow: [view]}}}
        views:
          V: {permissions: {}}
      Plain: {permissions: {group_sets: {Both: {allow: [view]}}}}
    data_sources:
      D: {permissions: {}}
    databases:
      B:
        content_permissions: customizable
        permissions: {groups: {Makers: {allow: [view]}}}
        tables: {T: {permissions: {}}}
    projects:
      Q: {permissions: {}}
personal_spaces:
  bob: {workbooks: {Mine: {}}}
"""


def declared(site: str, name: str = "new.yaml") -> tuple[Declaration, Places, str]:
    text = f"version: 1\nsites:\n  S:\n{indent(dedent(site), '    ')}"
    files = [(name, text.encode())]
    return read_files(files), Places(files), text


def changes_of(diff: Diff) -> list[str]:
    def reason(side: Side) -> str:
        return side.reason.value if side.reason else "-"

    return [
        f"{it.user} {it.capability.key} {it.item}: {reason(it.before)} -> {reason(it.after)}"
        for it in diff.cells()
    ]


@dataclass(frozen=True)
class Case:
    kind: str
    old: str
    """Words of the site's text; what they become is the edit."""
    new: str
    at: str
    """The words of the new text at which the edit is."""
    verdict: str = "equivalent"
    cells: tuple[str, ...] = field(default=())
    """All of them, or with `…` at the end the first."""
    how: str = "changed"


CASES = (
    Case(
        "rule",
        "W:\n        owner: ada\n        tabs: hidden\n        permissions: {groups: {Makers: "
        "{allow: [view]}}}",
        "W:\n        owner: ada\n        tabs: hidden\n        permissions: {groups: {Makers: "
        "{allow: [view, web_edit]}}}",
        "web_edit]",
        "wider",
        ("bob web_edit workbook:P/W: unspecified -> group_allow",),
    ),
    Case(
        "rule",
        "D: {permissions: {}}",
        "D: {permissions: {users: {cyd: {allow: [connect]}}}}",
        "cyd: {allow: [connect]}",
        "wider",
        ("cyd connect data_source:P/D: unspecified -> user_allow",),
        how="added",
    ),
    Case(
        "rule",
        "permissions: {group_sets: {Both: {allow: [view]}}}",
        "permissions: {}",
        "permissions: {}}",
        how="removed",
    ),
    Case(
        "member",
        "Makers: [ada, bob]",
        "Makers: [ada, bob, cyd]",
        "cyd]",
        "wider",
        (
            "cyd view database:P/B: unspecified -> group_allow",
            "cyd view project:P: unspecified -> group_allow",
            "cyd view workbook:P/Plain: unspecified -> group_set_allow",
            "cyd view workbook:P/W: unspecified -> group_allow",
        ),
        how="added",
    ),
    Case(
        "member",
        "Makers: [ada, bob]",
        "Makers: [ada]",
        "Makers: [ada]",
        "narrower",
        (
            "bob view database:P/B: group_allow -> unspecified",
            "bob view project:P: group_allow -> unspecified",
            "bob view workbook:P/W: group_allow -> unspecified",
        ),
        how="removed",
    ),
    Case(
        "site_role",
        "bob: Explorer",
        "bob: Unlicensed",
        "Unlicensed",
        "narrower",
        (
            "bob view database:P/B: group_allow -> unlicensed",
            "bob view project:P: group_allow -> unlicensed",
            "bob view workbook:P/W: group_allow -> unlicensed",
            "…",
        ),
    ),
    Case(
        "minimum_site_role",
        "minimum_site_role: Viewer",
        "minimum_site_role: Explorer",
        "minimum_site_role: Explorer",
    ),
    Case(
        "user",
        "cyd: Viewer\n",
        "cyd: Viewer\n  dan: Site Administrator Explorer\n",
        "dan:",
        "wider",
        ("dan view data_source:P/D: not_on_site -> site_admin", "…"),
        how="added",
    ),
    Case("group", "  Bare: {", "  More: [cyd]\n  Bare: {", "More:", how="added"),
    Case(
        "group_in_set",
        "Both: [Makers, Readers]",
        "Both: [Makers]",
        "Both: [Makers]",
        "wider",
        ("bob view workbook:P/Plain: unspecified -> group_set_allow",),
        how="removed",
    ),
    Case("group_set", "  Both: [", "  Nobody: []\n  Both: [", "Nobody:", how="added"),
    Case(
        "setting",
        "{guest_access: false}",
        "{guest_access: true}",
        "guest_access",
    ),
    Case(
        "ceiling",
        "{guest_access: false}",
        "{guest_access: false, uncertain_ceilings: {database: {view: {viewer: false}}}}",
        "viewer: false",
        how="added",
    ),
    Case(
        "owner",
        "P:\n    owner: ada",
        "P:\n    owner: bob",
        "bob",
        "mixed",
        ("…",),
    ),
    Case(
        "owner",
        "W:\n        owner: ada",
        "W:\n        owner: bob",
        "bob",
        "wider",
        (
            "bob filter view:P/W/V: unspecified -> owner",
            "…",
        ),
    ),
    Case(
        "leader",
        "Makers: {project: view, flows: view}",
        "Makers: {project: view, flows: view, leader: true}",
        "leader",
        "wider",
        ("bob view data_source:P/D: unspecified -> project_leader", "…"),
        how="added",
    ),
    Case(
        "leader_denial",
        "Makers: {project: view, flows: view}",
        "Makers: {project: view, flows: view, leader: denied}",
        "leader",
        how="added",
    ),
    Case(
        "lock",
        "content_permissions: customizable\n    permissions:",
        "content_permissions: locked\n    permissions:",
        "locked",
        "narrower",
        (
            "bob view database:P/B: group_allow -> unspecified",
            "bob view workbook:P/W: group_allow -> unspecified",
        ),
    ),
    Case(
        "lock",
        "content_permissions: customizable\n        permissions: {groups",
        "content_permissions: locked\n        permissions: {groups",
        "content_permissions: locked",
        "wider",
        ("bob view table:P/B/T: unspecified -> group_allow",),
    ),
    Case(
        "tabs",
        "tabs: hidden",
        "tabs: shown",
        "tabs: shown",
        "wider",
        ("bob view view:P/W/V: unspecified -> group_allow",),
    ),
    Case(
        "permissions",
        "Q: {permissions: {}}",
        "Q: {}",
        "Q: {}",
        "wider",
        ("bob view project:P/Q: unspecified -> group_allow",),
        how="removed",
    ),
    Case(
        "item",
        "personal_spaces:",
        "  R: {permissions: {groups: {Readers: {project: view}}}}\npersonal_spaces:",
        "R:",
        "wider",
        ("cyd view project:R: - -> group_allow",),
        how="added",
    ),
    Case(
        "item",
        "      Q: {permissions: {}}",
        "      Q: {permissions: {}, flows: {F: {permissions: {users: {bob: {allow: [view]}}}}}}",
        "F:",
        "wider",
        ("ada view flow:P/Q/F: - -> project_owner", "…"),
        how="added",
    ),
    Case(
        "item",
        "      D: {permissions: {}}\n",
        "      E: {permissions: {}}\n",
        "E:",
        "mixed",
        ("ada view data_source:P/D: project_owner -> -", "…"),
        how="added",
    ),
    Case(
        "item",
        "{workbooks: {Mine: {}}}",
        "{workbooks: {Ours: {}}}",
        "Ours",
        "mixed",
        ("bob view workbook:@bob/Mine: owner -> -", "…"),
        how="added",
    ),
    Case(
        "not_read",
        "permissions: {groups: {Makers: {allow: [view]}}}\n        views:",
        "not_read: {permissions: timed out}\n        views:",
        "permissions: timed out",
        "narrower",
        ("bob view workbook:P/W: group_allow -> not_read",),
        how="added",
    ),
    Case(
        "not_read",
        "Makers: {project: view, flows: view}",
        "Makers: {project: view}\n    not_read: {flows: '403'}",
        "flows: '403'",
        how="added",
    ),
    Case(
        "not_read",
        "    owner: ada\n    content_permissions",
        "    owner: ada\n    not_read: {data_sources: '403'}\n    content_permissions",
        "data_sources",
        how="added",
    ),
    Case(
        "not_read",
        "Plain: {",
        "Plain: {not_read: {connects_to: lost}, ",
        "connects_to",
        how="added",
    ),
    Case(
        "not_read", "cyd: Viewer", "cyd: {role: Viewer, not_read: {role: x}}", "role", how="added"
    ),
    Case(
        "not_read",
        "Readers: [cyd]",
        "Readers: {members: [cyd], not_read: {members: x}}",
        "members",
        how="added",
    ),
    Case(
        "not_read",
        "settings: {guest_access: false}",
        "settings: {guest_access: false}\nnot_read: {flows: '403'}",
        "flows",
        how="added",
    ),
    Case(
        "rule",
        "{project: view, flows: view}",
        "{project: view, flows: {template: view, unknown: {allow: [Fly]}}}",
        "flows",
    ),
    Case("labels", "P:\n    owner: ada\n", "P:\n    labels: [x]\n    owner: ada\n", "labels"),
    Case(
        "connections",
        "        tabs: hidden\n",
        "        tabs: hidden\n        connects_to: [{data_source: P/D}]\n",
        "connects_to",
    ),
    Case(
        "authentication",
        "D: {permissions: {}}",
        "D: {authentication: prompt, permissions: {}}",
        "authentication",
    ),
    Case("profile", "ada: Creator", "ada: {role: Creator, email: a@b.example}", "ada:"),
)


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.kind}-{case.how}-{case.new[:30]!r}"
)
def test_an_edit_changes_these_cells_and_is_found_where_it_is_written(case: Case) -> None:
    assert SITE.count(case.old) == 1, "the words are not telling"
    old, _, _ = declared(SITE, "old.yaml")
    new, places, text = declared(SITE.replace(case.old, case.new))
    diff = compare(old, new, places)
    found = changes_of(diff)
    expected = [it for it in case.cells if it != "…"]
    if "…" in case.cells:
        assert set(expected) <= set(found)
        assert len(found) > len(expected)
    else:
        assert found == expected
    assert diff.verdict.value == case.verdict
    edits = [it for it in diff.effects if (it.edit.kind, it.edit.change) == (case.kind, case.how)]
    assert len(edits) == 1
    if len(diff.effects) == 1:
        assert edits[0].gained + edits[0].lost == len(found)
        assert edits[0].shared == 0
    at = edits[0].edit.position
    line = text.split("\n")[at.line - 1][at.column - 1 :]
    assert line.startswith(case.at), f"at {at}: {line!r}"
