"""Semantics section 3, steps 1 to 4: who is denied or allowed before any rule is read."""

import re

import pytest
from support.asking import Case, Says, check, rows
from support.semantics_text import between, quoted_in

CEILING = (
    Case(
        "Unlicensed → denied `unlicensed`",
        """
        projects:
          P:
            owner: unl
            permissions: {groups: {All Users: {project: view}}, users: {unl: {project: view}}}
        """,
        Says(
            "unl view project:P",
            "denied unlicensed",
            decided_by="user:unl site_role",
            overridden="group:All Users allow, user:unl allow",
        ),
    ),
    Case(
        "The Guest user while guest access is off → denied `guest_disabled`",
        "projects: {P: {permissions: {users: {guest: {project: view}}}}}",
        # Also what no Guest could ever hold: the reason is the setting, not the ceiling.
        Says("guest view project:P", "denied guest_disabled", decided_by="user:guest site_role"),
        Says("guest publish project:P", "denied guest_disabled"),
    ),
    Case(
        "Capability not in the ceiling of the user's role for this type → denied `site_role`",
        """
        projects:
          P:
            permissions: {groups: {All Users: {project: publish, workbooks: administer}}}
            workbooks: {W: {}}
        """,
        Says(
            "exp publish project:P",
            "denied site_role",
            decided_by="user:exp site_role",
            overridden="group:All Users allow",
        ),
        Says("pub publish project:P", "allowed group_allow"),
        Says("vie web_edit workbook:P/W", "denied site_role"),
        Says("exp web_edit workbook:P/W", "allowed group_allow"),
    ),
    Case(
        "(`guest` for the Guest user)",
        """
        settings: {guest_access: true}
        projects:
          P: {permissions: {users: {guest: {data_sources: view}}}, data_sources: {D: {}}}
        """,
        Says("guest view data_source:P/D", "allowed user_allow"),
        Says("guest connect data_source:P/D", "denied guest", overridden="user:guest allow"),
    ),
    Case(
        'It binds owners and leaders too ("the ceiling", Blog; '
        '"no matter what other permissions", Auth)',
        """
        projects:
          Owned: {owner: vie, permissions: {}, workbooks: {W: {}}}
          Led: {permissions: {users: {vie: {leader: true}}}, workbooks: {W: {owner: vie}}}
        """,
        Says("vie publish project:Owned", "denied site_role"),
        Says("vie web_edit workbook:Owned/W", "denied site_role"),
        Says("vie delete workbook:Led/W", "denied site_role"),
        Says("vie view workbook:Led/W", "allowed project_leader"),
    ),
    Case(
        "can be granted but cannot be used … it resolves to denied, reason `site_role`, "
        "with that note",
        "projects: {P: {permissions: {groups: {All Users: {workbooks: administer}}}, "
        "workbooks: {W: {}}}}",
        Says("exp move workbook:P/W", "denied site_role", remarks="grantable_only"),
        Says("vie move workbook:P/W", "denied site_role", remarks=""),
        Says("exp delete workbook:P/W", "denied site_role", remarks=""),
    ),
)

ADMINISTRATORS = (
    Case(
        "Server admin, or admin of this site → allowed `server_admin` / `site_admin`",
        "projects: {P: {permissions: {}}}",
        Says("root publish project:P", "allowed server_admin", decided_by="user:root site_role"),
        Says("boss publish project:P", "allowed site_admin", decided_by="user:boss site_role"),
    ),
    Case(
        "No deny binds an admin",
        """
        projects:
          P:
            content_permissions: locked_including_nested
            permissions:
              users: {root: {project: denied}, boss: {project: denied, workbooks: denied}}
            workbooks: {W: {}}
        """,
        Says("root view project:P", "allowed server_admin", overridden="user:root deny"),
        Says("boss view project:P", "allowed site_admin", overridden="user:boss deny"),
        Says("boss set_permissions workbook:P/W", "allowed site_admin"),
    ),
)

OWNERS_AND_LEADERS = (
    Case(
        "Owner of the item's project, or of any ancestor project → allowed `project_owner`",
        """
        projects:
          P: {owner: cre, permissions: {}, projects: {Q: {owner: pub, projects: {R: {
            workbooks: {W: {}}}}}}}
        """,
        Says("cre delete workbook:P/Q/R/W", "allowed project_owner", decided_by="user:cre owner"),
        Says("pub delete workbook:P/Q/R/W", "allowed project_owner"),
    ),
    Case(
        "Project leader (by a user rule, or a rule of a group the user is in) "
        "on the item's project or any ancestor → allowed `project_leader`",
        """
        projects:
          P:
            permissions: {groups: {Makers: {leader: true}}}
            projects:
              Q:
                permissions: {users: {exp: {leader: true}}, groups: {Empty Handed: {leader: true}}}
                workbooks: {W: {}}
        groups: {Makers: [cre], Empty Handed: []}
        users: {cre: Creator, exp: Explorer, pub: Explorer (can publish)}
        """,
        Says(
            "cre delete workbook:P/Q/W", "allowed project_leader", decided_by="group:Makers leader"
        ),
        Says("exp view workbook:P/Q/W", "allowed project_leader", decided_by="user:exp leader"),
        Says("pub view workbook:P/Q/W", "denied unspecified"),
    ),
    Case(
        "Independent of locks and denies",
        """
        projects:
          P:
            owner: cre
            content_permissions: locked_including_nested
            permissions:
              users: {pub: {leader: true, project: denied, workbooks: denied},
                cre: {project: denied, workbooks: denied}}
            workbooks: {W: {permissions: {users: {cre: denied, pub: denied}}}}
        """,
        Says("cre view project:P", "allowed project_owner", overridden="user:cre deny"),
        Says("cre view workbook:P/W", "allowed project_owner", not_consulted="user:cre deny"),
        Says("pub publish project:P", "allowed project_leader", overridden="user:pub deny"),
        Says("pub set_permissions workbook:P/W", "allowed project_leader"),
    ),
    Case(
        "For a project as the item, the project itself counts",
        """
        projects:
          P: {owner: cre, permissions: {groups: {Readers: {leader: true}}}}
        """,
        Says("cre publish project:P", "allowed project_owner"),
        Says("pub publish project:P", "allowed project_leader"),
    ),
    Case(
        "Content owner → allowed `owner`",
        """
        projects:
          P:
            permissions: {groups: {All Users: {workbooks: denied}}}
            workbooks: {W: {owner: cre}, Other: {owner: pub}}
        """,
        Says(
            "cre delete workbook:P/W",
            "allowed owner",
            decided_by="user:cre owner",
            overridden="group:All Users deny",
        ),
        Says("cre set_permissions workbook:P/W", "allowed owner"),
        Says("cre view workbook:P/Other", "denied group_deny"),
    ),
    Case(
        "A view's owner is its workbook's, a table's its database's",
        """
        projects:
          P:
            permissions: {}
            workbooks: {W: {owner: cre, tabs: hidden, views: {V: {permissions: {}}}}}
            databases: {D: {owner: cre, tables: {T: {permissions: {}}}}}
        """,
        Says("cre delete view:P/W/V", "allowed owner", decided_by="user:cre owner"),
        Says("cre overwrite table:P/D/T", "allowed owner", decided_by="user:cre owner"),
        Says("pub view view:P/W/V", "denied unspecified"),
    ),
)

ORDER = (
    Case(
        "Evaluate in this order; the first that decides wins",
        """
        projects:
          P:
            owner: cre
            permissions:
              users: {cre: {leader: true, workbooks: denied}, boss: {leader: true}}
            workbooks: {W: {owner: cre}, X: {owner: boss}}
        """,
        # Owner, leader, content owner and denied at once; administrator and leader at once.
        Says("cre view workbook:P/W", "allowed project_owner"),
        Says("boss view workbook:P/X", "allowed site_admin"),
    ),
)

CASES = (*CEILING, *ADMINISTRATORS, *OWNERS_AND_LEADERS, *ORDER)


@pytest.mark.parametrize(("case", "says"), rows(CASES))
def test_a_step_before_the_rules(case: Case, says: Says) -> None:
    check(case, says)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_every_numbered_step_is_quoted_by_a_case(number: int) -> None:
    steps = re.split(r"^(\d)\. ", between("## 3. ", "Facts that are easy"), flags=re.MULTILINE)
    step = steps[steps.index(str(number)) + 1]
    assert any(quoted_in(case.sentence, step) for case in CASES), step
