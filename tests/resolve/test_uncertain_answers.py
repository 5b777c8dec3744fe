"""``[uncertain]`` in the semantics: an answer that rests on such a thing says so, and no other."""

import pytest
from support.asking import Case, Says, check, rows

CELLS = """
users: {vie: Viewer, exp: Explorer, cre: Creator, boss: Site Administrator Explorer}
projects:
  P:
    owner: exp
    permissions: {groups: {All Users: {virtual_connections: administer, data_sources: publish}}}
    virtual_connections: {C: {}}
    data_sources: {D: {}}
"""

ROLES = """
users: {rita: Read Only, sue: Support User, vi: Viewer, old: Viewer (can publish),
  inter: Interactor}
projects: {P: {permissions: {groups: {All Users: {project: publish}}}}}
"""

CASES = (
    Case(
        "an answer that rests on it says so",
        CELLS,
        # Allowed through an uncertain cell, denied on one, and neither.
        Says("vie view virtual_connection:P/C", "allowed group_allow", uncertain=True),
        Says("vie connect virtual_connection:P/C", "denied site_role", uncertain=True),
        Says("exp view virtual_connection:P/C", "allowed project_owner", uncertain=False),
        Says("vie delete virtual_connection:P/C", "denied site_role", uncertain=False),
        Says("cre connect virtual_connection:P/C", "allowed group_allow", uncertain=False),
        Says("boss connect virtual_connection:P/C", "allowed site_admin", uncertain=False),
        # Ownership rests on the ceiling it passed, too.
        Says("exp api_access data_source:P/D", "allowed project_owner", uncertain=True),
    ),
    Case(
        "an answer that rests on it says so",
        """
        projects:
          P: {permissions: {}, virtual_connections: {C: {}}}
        """,
        # Denied by a later step: the ceiling that was passed does not matter.
        Says("vie view virtual_connection:P/C", "denied unspecified", uncertain=False),
        Says("unl view virtual_connection:P/C", "denied unlicensed", uncertain=False),
    ),
    Case(
        "the table cell is data, it can be overridden by the site file",
        f"""{CELLS}
settings:
  uncertain_ceilings:
    virtual_connection: {{view: {{viewer: false}}, connect: {{viewer: true, explorer: false}}}}
""",
        Says("vie view virtual_connection:P/C", "denied site_role", uncertain=False),
        Says("vie connect virtual_connection:P/C", "allowed group_allow", uncertain=False),
        Says("exp connect virtual_connection:P/C", "denied site_role", uncertain=False),
        Says("vie overwrite virtual_connection:P/C", "denied site_role", uncertain=True),
    ),
    Case(
        "Read Only | ReadOnly | viewer `[uncertain]`",
        ROLES,
        Says("rita view project:P", "allowed group_allow", uncertain=True),
        Says("rita publish project:P", "denied site_role", uncertain=True),
        Says("vi view project:P", "allowed group_allow", uncertain=False),
        Says("vi publish project:P", "denied site_role", uncertain=False),
    ),
    Case(
        "Support User | SupportUser | viewer `[uncertain]`",
        ROLES,
        Says("sue view project:P", "allowed group_allow", uncertain=True),
        Says("sue publish project:P", "denied site_role", uncertain=True),
    ),
    Case(
        '"Viewer (can publish)" → Explorer (can publish) `[uncertain]`',
        ROLES,
        Says("old publish project:P", "allowed group_allow", uncertain=True),
        Says("inter view project:P", "allowed group_allow", uncertain=False),
    ),
    Case(
        "move, delete, set_permissions, refresh_extracts?",
        """
        projects:
          P:
            permissions:
              groups: {Makers: {workbooks: administer}, Readers: {workbooks: {allow: [
                refresh_extracts]}}}
            workbooks: {W: {}}
        """,
        Says("cre refresh_extracts workbook:P/W", "allowed group_allow", uncertain=True),
        Says("cre move workbook:P/W", "allowed group_allow", uncertain=False),
        # Nothing rests on the template where another rule lists the capability by name.
        Says(
            "pub refresh_extracts workbook:P/W",
            "allowed group_allow",
            uncertain=False,
            decided_by="group:Makers allow, group:Readers allow",
        ),
    ),
    Case(
        "→ the database's rules `[uncertain]`",
        """
        projects:
          P:
            permissions: {}
            databases:
              D:
                owner: pub
                content_permissions: locked
                permissions: {groups: {Makers: view}}
                tables: {T: {}}
        """,
        Says("cre view table:P/D/T", "allowed group_allow", uncertain=True),
        Says("cre overwrite table:P/D/T", "denied unspecified", uncertain=True),
        Says("cre view database:P/D", "allowed group_allow", uncertain=False),
        # Not decided by the rules.
        Says("boss view table:P/D/T", "allowed site_admin", uncertain=False),
        Says("pub view table:P/D/T", "allowed owner", uncertain=False),
    ),
    Case(
        "deny-before-allow inside is `[uncertain]`",
        """
        users: {ana: Creator}
        groups: {A: [ana]}
        group_sets: {One: [A], Two: [A]}
        projects:
          P: {permissions: {group_sets: {One: {project: publish}, Two: {project: {deny: [view]}}}}}
          Q: {permissions: {groups: {A: {project: denied}}, group_sets: {One: {project: publish},
            Two: {project: denied}}}}
        """,
        Says("ana view project:P", "denied group_set_deny", uncertain=True),
        Says("ana publish project:P", "allowed group_set_allow", uncertain=False),
        Says("ana view project:Q", "denied group_deny", uncertain=False),
    ),
    Case(
        "project leaders `[uncertain]`, counted as yes",
        """
        projects:
          P: {owner: pub, permissions: {users: {cre: {leader: true}, pub: {leader: true}}}}
        """,
        Says("cre change_owner project:P", "allowed all_needs_met", uncertain=True),
        Says("pub change_owner project:P", "allowed all_needs_met", uncertain=False),
        # A task is in doubt by the need that decides it.
        Says("cre change_owner project:P -> unl", "denied unlicensed", uncertain=False),
    ),
)


@pytest.mark.parametrize(("case", "says"), rows(CASES))
def test_an_uncertain_answer_says_so(case: Case, says: Says) -> None:
    check(case, says)


def test_group_sets_that_are_switched_off_are_not_evaluated_and_the_answer_says_so() -> None:
    case = Case(
        "Group-set rules** (2024.2+)",
        """
        settings: {group_sets: false}
        projects: {P: {permissions: {group_sets: {Both: {project: view}}}}}
        """,
        Says("pub view project:P", "denied unspecified", remarks="group_sets_off"),
        Says("cre view project:P", "denied unspecified", remarks=""),
    )
    for says in case.answers:
        check(case, says)
