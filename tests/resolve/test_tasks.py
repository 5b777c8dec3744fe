"""Semantics section 5: the tasks that need capabilities, with each need failing in turn.

Those that need a position are in test_positions.py, ``see_data`` is in test_data_access.py.
"""

import pytest
from support.asking import Case, Says, check, rows
from support.semantics_text import quoted_in, table

from tableau_perm_cli.resolve import TASKS

# Everybody may do everything, save for the one thing that the name says.
LACKING = """
users:
  all: Creator
  exp: Explorer
  no_view: Creator
  no_edit: Creator
  no_connect: Creator
  no_api: Creator
  no_copy: Creator
  no_overwrite: Creator
  no_publish: Creator
  no_target: Creator
  boss: Site Administrator Explorer
projects:
  P:
    permissions:
      groups: {All Users: {project: publish, workbooks: publish, data_sources: publish}}
      users:
        no_view: {workbooks: {deny: [view]}, data_sources: {deny: [view]}}
        no_edit: {workbooks: {deny: [web_edit]}}
        no_connect: {data_sources: {deny: [connect]}}
        no_api: {data_sources: {deny: [api_access]}}
        no_copy: {workbooks: {deny: [download_workbook]}}
        no_overwrite: {workbooks: {deny: [overwrite]}}
        no_publish: {project: {deny: [publish]}}
    workbooks:
      W: {connects_to: [{data_source: P/D, authentication: embedded}]}
      Bare: {}
    data_sources: {D: {}}
  Target:
    permissions: {groups: {All Users: {project: publish}}, users: {no_target: {project: denied}}}
"""

AUTHORING = (
    Case(
        "project Publish (role may publish)",
        LACKING,
        Says("all publish_to project:P", "allowed all_needs_met", needs="capability group_allow"),
        Says("no_publish publish_to project:P", "denied user_deny", fails="capability project:P"),
        Says("exp publish_to project:P", "denied site_role"),
    ),
    Case(
        "Web Edit; Connect on its data sources *always the user's own*",
        LACKING,
        Says(
            "all web_author workbook:P/W",
            "allowed all_needs_met",
            needs="site_setting all_needs_met, capability group_allow, own_connect group_allow",
        ),
        Says(
            "no_edit web_author workbook:P/W", "denied user_deny", fails="capability workbook:P/W"
        ),
        # Embedded credentials help a viewer, not an author.
        Says("no_connect see_data workbook:P/W", "allowed all_needs_met"),
        Says(
            "no_connect web_author workbook:P/W",
            "denied user_deny",
            fails="own_connect data_source:P/D",
        ),
        Says("no_connect web_author workbook:P/Bare", "allowed all_needs_met"),
        Says("no_view web_author workbook:P/W", "allowed all_needs_met"),
        Says("exp web_author workbook:P/W", "allowed all_needs_met"),
    ),
    Case(
        "site setting on",
        f"{LACKING}\nsettings: {{web_authoring: false}}\n",
        Says("all web_author workbook:P/W", "denied site_setting", fails="site_setting"),
        Says("no_edit web_author workbook:P/W", "denied site_setting"),
    ),
    Case(
        "web_author + Download/Save a Copy + Publish on the target",
        LACKING,
        Says("all save_as_new workbook:P/W -> project:Target", "allowed all_needs_met"),
        Says("no_edit save_as_new workbook:P/W -> project:Target", "denied user_deny"),
        Says(
            "no_connect save_as_new workbook:P/W -> project:Target",
            "denied user_deny",
            fails="own_connect data_source:P/D",
        ),
        Says(
            "no_copy save_as_new workbook:P/W -> project:Target",
            "denied user_deny",
            fails="capability workbook:P/W",
        ),
        Says(
            "no_target save_as_new workbook:P/W -> project:Target",
            "denied user_deny",
            fails="capability project:Target",
        ),
        Says("no_target save_as_new workbook:P/W -> project:P", "allowed all_needs_met"),
        Says(
            "exp save_as_new workbook:P/Bare -> project:P",
            "denied site_role",
        ),
    ),
    Case(
        "(without one: on at least one project)",
        LACKING,
        Says("no_target save_as_new workbook:P/W", "allowed all_needs_met"),
        Says("no_publish save_as_new workbook:P/W", "allowed all_needs_met"),
        Says("exp save_as_new workbook:P/W", "denied site_role", fails="publish_somewhere"),
    ),
    Case(
        "Publish on the target (without one: on at least one project); role may publish",
        """
        projects:
          P: {permissions: {groups: {Makers: {workbooks: publish, project: view}}},
            workbooks: {W: {}}}
          Q: {permissions: {groups: {Makers: {project: {deny: [publish]}}}}}
        """,
        Says("cre save_as_new workbook:P/W", "denied unspecified", fails="publish_somewhere"),
    ),
    Case(
        "web_author + Download/Save a Copy + Overwrite + Publish on its project",
        LACKING,
        Says("all save_over workbook:P/W", "allowed all_needs_met"),
        Says("no_edit save_over workbook:P/W", "denied user_deny"),
        Says("no_connect save_over workbook:P/W", "denied user_deny"),
        Says("no_copy save_over workbook:P/W", "denied user_deny"),
        Says(
            "no_overwrite save_over workbook:P/W",
            "denied user_deny",
            fails="capability workbook:P/W",
        ),
        Says(
            "no_publish save_over workbook:P/W", "denied user_deny", fails="capability project:P"
        ),
        Says("no_target save_over workbook:P/W", "allowed all_needs_met"),
        Says("exp save_over workbook:P/W", "denied site_role"),
    ),
    Case(
        "View + API Access + Connect",
        LACKING,
        Says(
            "all query_api data_source:P/D",
            "allowed all_needs_met",
            needs="capability group_allow, capability group_allow, capability group_allow",
        ),
        Says("no_view query_api data_source:P/D", "denied user_deny"),
        Says("no_api query_api data_source:P/D", "denied user_deny"),
        Says("no_connect query_api data_source:P/D", "denied user_deny"),
    ),
)

MOVING = """
users: {mover: Creator, owner: Creator, both: Explorer (can publish), here: Creator,
  no_view: Creator, no_publish: Creator, exp: Explorer, boss: Site Administrator Explorer}
projects:
  Here:
    permissions:
      groups: {All Users: {project: publish}}
      users: {both: {leader: true}, here: {leader: true}, no_view: {workbooks: administer},
        no_publish: {workbooks: administer}, mover: {workbooks: {allow: [move]}}}
    workbooks: {W: {owner: owner}}
    virtual_connections: {C: {}, Owned: {owner: both}}
  There:
    permissions:
      groups: {All Users: {project: publish}}
      users: {both: {leader: true}, no_view: {project: {deny: [view]}},
        no_publish: {project: {deny: [publish]}}}
  Elsewhere: {permissions: {groups: {All Users: {project: publish}}}}
"""

MOVES = (
    Case(
        "Publish and View on the destination",
        MOVING,
        Says("mover move_to workbook:Here/W -> project:There", "allowed all_needs_met"),
        Says(
            "no_publish move_to workbook:Here/W -> project:There",
            "denied user_deny",
            fails="capability project:There",
            needs="capability user_deny, capability group_allow, capability user_allow",
        ),
        Says(
            "no_view move_to workbook:Here/W -> project:There",
            "denied user_deny",
            needs="capability group_allow, capability user_deny, capability user_allow",
        ),
        Says("exp move_to workbook:Here/W -> project:There", "denied site_role"),
    ),
    Case(
        "and owner of the item, or Move on it, or leader/owner of both projects",
        MOVING,
        Says("owner move_to workbook:Here/W -> project:There", "allowed all_needs_met"),
        Says("boss move_to workbook:Here/W -> project:There", "allowed all_needs_met"),
        Says("here move_to workbook:Here/W -> project:There", "allowed all_needs_met"),
        Says(
            "mover move_to virtual_connection:Here/C -> project:There",
            "denied unspecified",
            fails="capability virtual_connection:Here/C",
        ),
        # Move on a virtual connection is above this role: what is left is to own or lead.
        Says("both move virtual_connection:Here/C", "denied site_role"),
        Says(
            "both move_to virtual_connection:Here/C -> project:There",
            "allowed all_needs_met",
            needs="capability project_leader, capability project_leader, position project_leader",
        ),
        Says("both move_to virtual_connection:Here/C -> project:Elsewhere", "denied site_role"),
        Says(
            "both move_to virtual_connection:Here/Owned -> project:Elsewhere",
            "allowed all_needs_met",
            needs="capability group_allow, capability group_allow, position owner",
        ),
    ),
)

CASES = (*AUTHORING, *MOVES)


@pytest.mark.parametrize(("case", "says"), rows(CASES))
def test_a_task_that_needs_capabilities(case: Case, says: Says) -> None:
    check(case, says)


ROWS = {words[0].split()[0]: words for words in table("task", "item", "needs")}


@pytest.mark.parametrize(
    "task", ["publish_to", "web_author", "save_as_new", "save_over", "move_to", "query_api"]
)
def test_every_row_about_publishing_is_quoted_by_a_case(task: str) -> None:
    needs = ROWS[task][2]
    assert any(quoted_in(case.sentence, needs) for case in CASES), needs


@pytest.mark.parametrize("task", ROWS)
def test_every_row_of_the_table_is_a_task_of_the_items_it_names(task: str) -> None:
    kinds = {kind.value for kind in TASKS[task].kinds}
    match ROWS[task][1]:
        case "any":
            assert len(kinds) == 11
        case "content":  # but views, which have no Move of their own
            assert len(kinds) == 9
            assert not kinds & {"project", "view"}
        case items:
            assert kinds == set(items.split(", "))


def test_there_is_no_task_that_the_table_lacks() -> None:
    assert list(TASKS) == list(ROWS)
