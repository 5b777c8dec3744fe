"""Semantics section 3, "facts that are easy to get wrong, each must have its own test"."""

import pytest
from support.asking import Case, Says, check, declaration_of, rows
from support.semantics_text import between, quoted_in

from tableau_perm_cli.diagnostics import DeclarationError

BELT = """
users: {student: Explorer (can publish), zoe: Viewer, dean: Site Administrator Explorer}
groups: {Orange Belt: [student]}
"""

PRECEDENCE = (
    Case(
        "A user-level allow beats every group deny",
        """
        projects:
          P:
            permissions:
              groups: {Makers: {project: denied}, Readers: {project: denied},
                All Users: {project: denied}}
              users: {pub: {project: view}}
        """,
        Says(
            "pub view project:P",
            "allowed user_allow",
            overridden="group:All Users deny, group:Makers deny, group:Readers deny",
        ),
    ),
    Case(
        "a user-level deny beats every group allow",
        """
        projects:
          P:
            permissions:
              groups: {Makers: {project: view}, Readers: {project: view},
                All Users: {project: view}}
              users: {pub: {project: {deny: [view]}}}
        """,
        Says(
            "pub view project:P",
            "denied user_deny",
            overridden="group:All Users allow, group:Makers allow, group:Readers allow",
        ),
    ),
    Case(
        "deny never binds admins, owners, leaders (short of the ceiling)",
        """
        projects:
          P:
            owner: cre
            permissions:
              users:
                {boss: {workbooks: denied}, cre: {workbooks: denied}, pub: {workbooks: denied,
                  leader: true}, exp: {workbooks: denied}}
            workbooks: {W: {owner: exp}}
        """,
        Says("boss web_edit workbook:P/W", "allowed site_admin", overridden="user:boss deny"),
        Says("cre web_edit workbook:P/W", "allowed project_owner", overridden="user:cre deny"),
        Says("pub web_edit workbook:P/W", "allowed project_leader", overridden="user:pub deny"),
        Says("exp web_edit workbook:P/W", "allowed owner", overridden="user:exp deny"),
        Says("exp overwrite workbook:P/W", "denied site_role", overridden=""),
    ),
    Case(
        "Every capability is judged alone: none implies another",
        """
        projects:
          P: {permissions: {groups: {Makers: {
            project: {allow: [publish], deny: [view]},
            workbooks: {allow: [web_edit, overwrite, delete], deny: [view, filter]},
            data_sources: {allow: [connect]}}}}, workbooks: {W: {}}, data_sources: {D: {}}}
        """,
        Says("cre publish project:P", "allowed group_allow"),
        Says("cre view project:P", "denied group_deny"),
        Says("cre web_edit workbook:P/W", "allowed group_allow"),
        Says("cre view workbook:P/W", "denied group_deny"),
        Says("cre filter workbook:P/W", "denied group_deny"),
        Says("cre add_comments workbook:P/W", "denied unspecified"),
        Says("cre connect data_source:P/D", "allowed group_allow"),
        Says("cre view data_source:P/D", "denied unspecified"),
    ),
)

BROWSING = (
    Case(
        "View on the project or the workbook is **not** needed to open a view or workbook: "
        "project View only lists the project",
        """
        projects:
          P:
            permissions: {groups: {Readers: {project: denied, workbooks: view}}}
            workbooks:
              W:
                tabs: hidden
                permissions: {groups: {Readers: {deny: [view]}}}
                views: {V: {permissions: {groups: {Readers: view}}}}
              X: {}
        """,
        Says("exp view workbook:P/X", "allowed group_allow", browsable=False),
        Says("exp view view:P/W/V", "allowed group_allow", browsable=False),
        Says("exp see_data view:P/W/V", "allowed all_needs_met"),
    ),
    Case(
        "when the user lacks View on the project or one of its ancestors, beside the verdict, "
        "never instead of it",
        """
        projects:
          Top:
            permissions: {groups: {Makers: {project: view}}}
            projects:
              Low:
                permissions: {groups: {All Users: {project: view, workbooks: view}}}
                workbooks: {W: {}, Shut: {permissions: {}}}
        """,
        Says("cre view workbook:Top/Low/W", "allowed group_allow", browsable=True),
        Says("exp view workbook:Top/Low/W", "allowed group_allow", browsable=False),
        Says("exp view project:Top/Low", "allowed group_allow", browsable=False),
        Says("cre view workbook:Top/Low/Shut", "denied unspecified", browsable=True),
        Says("exp view workbook:Top/Low/Shut", "denied unspecified", browsable=False),
    ),
)

CASCADES = (
    Case(
        "In a customizable hierarchy a parent's deny does not cascade: the child's own rules "
        "decide",
        f"""{BELT}
projects:
  Student_01:
    permissions: {{groups: {{All Users: {{project: {{deny: [view]}}}},
      Orange Belt: {{project: publish}}}}}}
    projects:
      Week 2: {{permissions: {{groups: {{Orange Belt: {{project: view}}}}}}}}
""",
        Says("student view project:Student_01", "denied group_deny"),
        Says(
            "student view project:Student_01/Week 2",
            "allowed group_allow",
            rules="project:Student_01/Week 2 own_rules",
            overridden="",
            browsable=False,
        ),
    ),
    Case(
        'an All Users deny on a project reaches "all sub-projects": that holds where the lock '
        "includes nested projects, or where the child still carries the copy it was created with",
        f"""{BELT}
projects:
  Sealed:
    content_permissions: locked_including_nested
    permissions: &denied {{groups: {{All Users: {{project: {{deny: [view]}}}}}}}}
    projects:
      Week 2: {{permissions: {{groups: {{Orange Belt: {{project: view}}}}}}}}
  Open:
    permissions: *denied
    projects: {{Week 1: {{projects: {{Day 1: {{}}}}}}}}
""",
        Says(
            "student view project:Sealed/Week 2",
            "denied group_deny",
            rules="project:Sealed locked_ancestor",
            not_consulted="group:Orange Belt allow",
        ),
        Says(
            "student view project:Open/Week 1/Day 1",
            "denied group_deny",
            rules="project:Open initial_copy",
        ),
    ),
    Case(
        "Leader and owner rights cascade down the hierarchy, never up, never sideways",
        """
        projects:
          Top:
            permissions: {}
            projects:
              Led: {permissions: {users: {cre: {leader: true}}}, projects: {Low: {}}}
              Owned: {owner: pub, permissions: {}, projects: {Low: {}}}
        """,
        Says("cre publish project:Top/Led/Low", "allowed project_leader"),
        Says("cre publish project:Top", "denied unspecified"),
        Says("cre publish project:Top/Owned", "denied unspecified"),
        Says("pub publish project:Top/Owned/Low", "allowed project_owner"),
        Says("pub publish project:Top", "denied unspecified"),
        Says("pub publish project:Top/Led", "denied unspecified"),
    ),
)

GUESTS_SETS_AND_SETTINGS = (
    Case(
        "Guest is a member of All Users when guest access is enabled; every All Users grant "
        "reaches anonymous visitors within the Guest ceiling",
        """
        settings: {guest_access: true}
        projects:
          P: {permissions: {groups: {All Users: {workbooks: administer}}}, workbooks: {W: {}}}
        """,
        Says("guest view workbook:P/W", "allowed group_allow", decided_by="group:All Users allow"),
        Says("guest web_edit workbook:P/W", "allowed group_allow"),
        Says("guest add_comments workbook:P/W", "denied guest"),
    ),
    Case(
        "With guest access disabled the Guest user is denied everything, reason "
        "`guest_disabled`, and is not in All Users",
        """
        projects:
          P: {permissions: {groups: {All Users: {project: view}}, users: {guest: {project: view}}}}
        """,
        Says("guest view project:P", "denied guest_disabled", overridden="user:guest allow"),
    ),
    Case(
        "Groups are flat. Group sets are AND, not a group of groups; an empty set matches nobody",
        """
        projects:
          P: {permissions: {group_sets: {Both: {project: view}, Empty: {project: view}}}}
          Q: {permissions: {group_sets: {Empty: {project: denied}}, groups: {Makers: {
            project: view}}}}
        """,
        Says("pub view project:P", "allowed group_set_allow", decided_by="group_set:Both allow"),
        Says("cre view project:P", "denied unspecified"),
        Says("exp view project:P", "denied unspecified"),
        Says("cre view project:Q", "allowed group_allow", overridden=""),
    ),
    Case(
        "Only users own things",
        "users: {Makers: Viewer, ana: Creator}\n"
        "groups: {Makers: [ana]}\n"
        "projects: {P: {owner: Makers, permissions: {}}}\n",
        # The owner is the user of that name, not the group.
        Says("ana view project:P", "denied unspecified"),
        Says("Makers view project:P", "allowed project_owner"),
    ),
    Case(
        "`web_authoring: false` means nobody web-edits … the capability resolves as usual, with "
        "a note; every task that needs web authoring fails, reason `site_setting`",
        """
        settings: {web_authoring: false}
        projects:
          P: {permissions: {groups: {Makers: {project: publish, workbooks: publish}}},
            workbooks: {W: {}}}
        """,
        Says("cre web_edit workbook:P/W", "allowed group_allow", remarks="web_authoring_off"),
        Says("cre view workbook:P/W", "allowed group_allow", remarks=""),
        Says("cre web_author workbook:P/W", "denied site_setting", fails="site_setting"),
        Says("cre save_as_new workbook:P/W", "denied site_setting"),
        Says("cre save_over workbook:P/W", "denied site_setting"),
        Says("boss web_author workbook:P/W", "denied site_setting"),
        Says("cre publish_to project:P", "allowed all_needs_met"),
    ),
    Case(
        "Content in Personal Space has no project and no rules: its owner and admins only",
        """
        personal_spaces:
          exp: {workbooks: {Draft: {views: {V: {}}}}}
          cre: {data_sources: {D: {}}}
        projects: {Default: {permissions: {groups: {All Users: {workbooks: view}}}}}
        """,
        Says(
            "exp view workbook:@exp/Draft", "allowed owner", rules="workbook:@exp/Draft own_rules"
        ),
        Says("exp web_edit view:@exp/Draft/V", "allowed owner"),
        Says("exp overwrite workbook:@exp/Draft", "denied site_role"),
        Says("cre set_permissions data_source:@cre/D", "allowed owner"),
        Says("cre view workbook:@exp/Draft", "denied unspecified", decided_by=""),
        Says("boss view workbook:@exp/Draft", "allowed site_admin"),
        Says("root view view:@exp/Draft/V", "allowed server_admin"),
    ),
)

CASES = (*PRECEDENCE, *BROWSING, *CASCADES, *GUESTS_SETS_AND_SETTINGS)


@pytest.mark.parametrize(("case", "says"), rows(CASES))
def test_a_fact_that_is_easy_to_get_wrong(case: Case, says: Says) -> None:
    check(case, says)


FACTS = between("Facts that are easy to get wrong", "## 4.").split("\n- ")[1:]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact[:40])
def test_every_fact_is_quoted_by_a_case(fact: str) -> None:
    assert any(quoted_in(case.sentence, fact) for case in CASES), fact


def test_a_group_cannot_be_an_owner() -> None:
    site = {"users": {"ana": "Creator"}, "groups": {"Makers": ["ana"]}}
    owned = {"projects": {"P": {"owner": "Makers"}}}
    with pytest.raises(DeclarationError):
        declaration_of({"version": 1, "sites": {"Here": site | owned}})
