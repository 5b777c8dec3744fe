"""Semantics section 3, step 5: exactly one rule list decides, and which one it is."""

import re

import pytest
from support.asking import Case, Says, check, rows
from support.semantics_text import between, quoted_in

INCLUDING_NESTED = (
    Case(
        "the *outermost* ancestor-or-self project whose lock includes nested projects → its "
        "default rules for the item's type",
        """
        projects:
          Top:
            content_permissions: locked_including_nested
            permissions: {groups: {Makers: {workbooks: view, flows: denied}}}
            projects:
              Mid:
                content_permissions: locked_including_nested
                permissions: {groups: {Makers: {workbooks: denied, flows: view}}}
                projects: {Low: {workbooks: {W: {permissions: {}}}, flows: {F: {}}}}
            workbooks: {W: {permissions: {}}}
        """,
        Says(
            "cre view workbook:Top/Mid/Low/W",
            "allowed group_allow",
            rules="project:Top locked_ancestor",
        ),
        Says(
            "cre view flow:Top/Mid/Low/F",
            "denied group_deny",
            rules="project:Top locked_ancestor",
        ),
        Says("cre view workbook:Top/W", "allowed group_allow", rules="project:Top locked_project"),
    ),
    Case(
        "(for a nested project as the item: that project's own project rules)",
        """
        projects:
          Top:
            content_permissions: locked_including_nested
            permissions: {groups: {Makers: {project: view}}}
            projects:
              Mid: {permissions: {users: {cre: {project: denied}, exp: {project: view}}}}
        """,
        Says(
            "cre view project:Top/Mid",
            "allowed group_allow",
            rules="project:Top locked_ancestor",
            not_consulted="user:cre deny",
        ),
        Says("exp view project:Top/Mid", "denied unspecified", not_consulted="user:exp allow"),
        Says("cre view project:Top", "allowed group_allow", rules="project:Top locked_project"),
    ),
    Case(
        "the *outermost* ancestor-or-self project whose lock includes nested projects",
        """
        projects:
          Top:
            content_permissions: locked
            permissions: {groups: {Makers: {workbooks: view}}}
            projects:
              Mid:
                content_permissions: locked_including_nested
                permissions: {groups: {Makers: {workbooks: denied}}}
                projects:
                  Low:
                    content_permissions: locked
                    permissions: {groups: {Makers: {workbooks: view}}}
                    workbooks: {W: {}}
        """,
        # Neither Top, which is outermost and locks itself alone, nor Low, which is nearest.
        Says(
            "cre view workbook:Top/Mid/Low/W",
            "denied group_deny",
            rules="project:Top/Mid locked_ancestor",
        ),
    ),
)

WITHOUT_NESTED = (
    Case(
        "else the item's own project, if it is locked without nested → its default rules for "
        "the type",
        """
        projects:
          P:
            content_permissions: locked
            permissions: {groups: {Makers: {workbooks: view, data_sources: denied}}}
            workbooks: {W: {permissions: {users: {cre: denied}}}}
            data_sources: {D: {permissions: {users: {cre: view}}}}
        """,
        Says(
            "cre view workbook:P/W",
            "allowed group_allow",
            rules="project:P locked_project",
            not_consulted="user:cre deny",
        ),
        Says(
            "cre connect data_source:P/D",
            "denied group_deny",
            rules="project:P locked_project",
            not_consulted="user:cre allow",
        ),
    ),
    Case(
        "(content only: a nested project keeps its own rules)",
        """
        projects:
          P:
            content_permissions: locked
            permissions: {groups: {Makers: {project: denied, workbooks: denied}}}
            projects:
              Q:
                permissions: {groups: {Makers: {project: view, workbooks: view}}}
                workbooks: {W: {permissions: {groups: {Makers: {allow: [filter]}}}}}
        """,
        Says("cre view project:P/Q", "allowed group_allow", rules="project:P/Q own_rules"),
        Says("cre view project:P", "denied group_deny", rules="project:P own_rules"),
        Says("cre view workbook:P/Q/W", "denied unspecified", rules="workbook:P/Q/W own_rules"),
        Says("cre filter workbook:P/Q/W", "allowed group_allow"),
    ),
)

PARTS = (
    Case(
        "else, for a view of a workbook that shows tabs → the workbook's rules",
        """
        projects:
          P:
            permissions: {}
            workbooks:
              Shown:
                tabs: shown
                permissions: {groups: {Readers: {allow: [view], deny: [web_edit]}}}
                views: {V: {permissions: {users: {exp: {allow: [web_edit], deny: [view]}}}}}
              Hidden:
                tabs: hidden
                permissions: {groups: {Readers: view}}
                views: {V: {permissions: {users: {exp: {allow: [web_edit], deny: [view]}}}}}
        """,
        Says(
            "exp view view:P/Shown/V",
            "allowed group_allow",
            rules="workbook:P/Shown tabs_shown",
            not_consulted="user:exp deny",
        ),
        Says("exp web_edit view:P/Shown/V", "denied group_deny", not_consulted="user:exp allow"),
        Says(
            "exp view view:P/Hidden/V",
            "denied user_deny",
            rules="view:P/Hidden/V own_rules",
            not_consulted="",
        ),
        Says("exp web_edit view:P/Hidden/V", "allowed user_allow"),
    ),
    Case(
        "for a table of a database with `content_permissions: locked` (REST LockedToDatabase) … "
        "→ the database's rules `[uncertain]`",
        """
        projects:
          P:
            permissions: {}
            databases:
              Locked:
                content_permissions: LockedToDatabase
                permissions: {groups: {Makers: view}}
                tables: {T: {permissions: {users: {cre: denied}}}}
              Open:
                permissions: {groups: {Makers: view}}
                tables: {T: {permissions: {users: {cre: denied}}}}
        """,
        Says(
            "cre view table:P/Locked/T",
            "allowed group_allow",
            rules="database:P/Locked locked_database",
            not_consulted="user:cre deny",
            uncertain=True,
        ),
        Says("cre view table:P/Open/T", "denied user_deny", rules="table:P/Open/T own_rules"),
    ),
    Case(
        "else the item's own rules",
        """
        projects:
          P:
            permissions: {groups: {Makers: {project: view, workbooks: denied}}}
            workbooks: {W: {permissions: {groups: {Makers: view}}}}
        """,
        Says("cre view project:P", "allowed group_allow", rules="project:P own_rules"),
        Says("cre view workbook:P/W", "allowed group_allow", rules="workbook:P/W own_rules"),
    ),
    Case(
        "Views inside a locked project take that project's *workbook* defaults, whatever the "
        "tabs; tables take its *database* defaults",
        """
        projects:
          P:
            content_permissions: locked
            permissions: {groups: {Makers: {workbooks: view, databases: view}}}
            workbooks:
              Shown: {permissions: {}, views: {V: {permissions: {}}}}
              Hidden: {tabs: hidden, permissions: {}, views: {V: {permissions: {}}}}
            databases:
              D:
                content_permissions: locked
                permissions: {}
                tables: {T: {permissions: {groups: {Makers: denied}}}}
        """,
        Says("cre view view:P/Shown/V", "allowed group_allow", rules="project:P locked_project"),
        Says("cre view view:P/Hidden/V", "allowed group_allow", rules="project:P locked_project"),
        # The lock of the project comes before that of the database, so nothing is in doubt.
        Says(
            "cre view table:P/D/T",
            "allowed group_allow",
            rules="project:P locked_project",
            not_consulted="group:Makers deny",
            uncertain=False,
        ),
    ),
)

ONE_LIST = (
    Case(
        "Exactly one rule list decides (levels are never merged)",
        """
        projects:
          P:
            permissions:
              groups: {Makers: {project: denied, workbooks: denied}}
              users: {exp: {workbooks: view}}
            workbooks: {W: {permissions: {groups: {Makers: view}}}}
        """,
        # Not the project's deny beside the workbook's allow, nor its allow beside nothing.
        Says("cre view workbook:P/W", "allowed group_allow", overridden=""),
        Says("exp view workbook:P/W", "denied unspecified", overridden=""),
    ),
    Case(
        "Rules that exist but are not consulted are *dead rules*: shown in the explanation as "
        '"not consulted: locked by …"',
        """
        projects:
          P:
            content_permissions: locked
            permissions: {groups: {All Users: {workbooks: view}}}
            workbooks:
              W: {permissions: {groups: {Makers: denied, Readers: view}, users: {pub: denied}}}
        """,
        # Those that would have reached the user.
        Says(
            "pub view workbook:P/W",
            "allowed group_allow",
            not_consulted="group:Makers deny, group:Readers allow, user:pub deny",
        ),
        Says("vie view workbook:P/W", "allowed group_allow", not_consulted="group:Readers allow"),
        Says("unl view workbook:P/W", "denied unlicensed", not_consulted=""),
    ),
)

CASES = (*INCLUDING_NESTED, *WITHOUT_NESTED, *PARTS, *ONE_LIST)


@pytest.mark.parametrize(("case", "says"), rows(CASES))
def test_the_list_that_governs(case: Case, says: Says) -> None:
    check(case, says)


@pytest.mark.parametrize("letter", "abcd")
def test_every_part_of_step_5_is_quoted_by_a_case(letter: str) -> None:
    step = between("5. **Governing rules.**", "Views inside a locked")
    parts = re.split(r"^ +([a-d])\. ", step, flags=re.MULTILINE)
    part = parts[parts.index(letter) + 1]
    assert any(quoted_in(case.sentence, part) for case in CASES), part
