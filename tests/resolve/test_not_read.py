"""What a pull could not read: denied with its own reason, or uncertain; never guessed."""

import pytest
from support.asking import Case, Says, hold, item_of, resolver_of_text, rows

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.resolve import StepName, Uncertainty

LISTS = """
projects:
  P:
    owner: cre
    permissions: {groups: {Makers: {project: view, data_sources: view, leader: false}}}
    not_read: {workbooks: timed out}
    workbooks:
      W: {owner: pub, views: {V: {}}}
      Own:
        tabs: hidden
        permissions: {groups: {Readers: explore}}
        views: {Gone: {not_read: {permissions: "403"}}}
      Gone: {not_read: {permissions: "403"}, views: {V: {}}}
    data_sources: {D: {}}
  Locked:
    content_permissions: locked_including_nested
    permissions: {groups: {All Users: {workbooks: view}}}
    not_read: {flows: timed out}
    workbooks: {Dead: {not_read: {permissions: "403"}}}
    flows: {F: {}}
    projects: {In: {flows: {F: {permissions: {groups: {Readers: view}}}}}}
"""

RULE_LISTS = (
    Case(
        "A governing list that was not read: denied `not_read`, uncertain, after steps 1-4",
        LISTS,
        Says(
            "vie view workbook:P/W",
            "denied not_read",
            decided_by="project:P not_read",
            uncertain=True,
            rules="project:P initial_copy",
        ),
        Says("vie view workbook:P/Gone", "denied not_read", uncertain=True),
        # Steps 1 to 4 decide as ever.
        Says("unl view workbook:P/W", "denied unlicensed", uncertain=False),
        Says("guest view workbook:P/W", "denied guest_disabled", uncertain=False),
        Says("vie web_edit workbook:P/W", "denied site_role", uncertain=False),
        Says("boss view workbook:P/W", "allowed site_admin", uncertain=False),
        Says("cre view workbook:P/W", "allowed project_owner", uncertain=False),
        Says("pub view workbook:P/W", "allowed owner", uncertain=False),
        # Other lists of the same project are known.
        Says("pub view data_source:P/D", "allowed group_allow", uncertain=False),
        Says("vie view data_source:P/D", "denied unspecified", uncertain=False),
    ),
    Case(
        "copies inherit it: views of the workbook, content of the project",
        LISTS,
        Says("vie view view:P/W/V", "denied not_read", uncertain=True),
        Says("vie view view:P/Gone/V", "denied not_read", uncertain=True),
        Says("vie view view:P/Own/Gone", "denied not_read", uncertain=True),
        Says("vie view workbook:P/Own", "allowed group_allow", uncertain=False),
    ),
    Case(
        "a lock puts its own list in force, read or not",
        LISTS,
        Says("vie view workbook:Locked/Dead", "allowed group_allow", uncertain=False),
        Says("vie view flow:Locked/F", "denied not_read", uncertain=True),
        Says("vie view flow:Locked/In/F", "denied not_read", not_consulted="group:Readers allow"),
        Says("vie set_permissions flow:Locked/F", "denied site_role", uncertain=False),
        Says("exp set_permissions flow:Locked/F", "denied site_role", uncertain=False),
        Says("cre set_permissions flow:Locked/F", "denied locked", uncertain=False),
    ),
    Case(
        "the leaders of a project are told among its own rules",
        """
        projects:
          P:
            permissions: {groups: {Readers: {workbooks: view}}}
            not_read: {project: "403"}
            workbooks: {W: {}}
            projects: {Q: {permissions: {}, workbooks: {W: {}}}}
        """,
        Says("vie view project:P", "denied not_read", uncertain=True),
        Says("vie view workbook:P/W", "allowed group_allow", uncertain=False),
        Says("cre view workbook:P/W", "denied unspecified", uncertain=True),
        Says("cre view workbook:P/Q/W", "denied unspecified", uncertain=True),
        Says("vie web_edit workbook:P/W", "denied site_role", uncertain=False),
        Says("boss view workbook:P/W", "allowed site_admin", uncertain=False),
    ),
)

PEOPLE = """
users:
  lou: {role: Unlicensed, not_read: {role: "not among the site's users"}}
  max: {role: Viewer, not_read: {role: "the site role `X` is not known"}}
  cre: Creator
  exp: Explorer
  vie: Viewer
  boss: Site Administrator Explorer
groups:
  Known: [vie]
  Part: {members: [exp], not_read: {members: timed out}}
group_sets: {Both: [Known, Part]}
projects:
  P:
    permissions:
      users: {cre: {flows: view}}
      groups:
        All Users: {workbooks: view}
        Known: {data_sources: {deny: [view]}}
        Part: {workbooks: {deny: [view]}, data_sources: view, flows: view}
      group_sets: {Both: {virtual_connections: view}}
    workbooks: {W: {}}
    data_sources: {D: {}}
    flows: {F: {}}
    virtual_connections: {C: {}}
    projects: {Led: {permissions: {groups: {Part: {leader: true}}}, workbooks: {W: {owner: vie}}}}
"""

OF_PEOPLE = (
    Case(
        "User role not read: every answer about the user is uncertain",
        PEOPLE,
        Says("lou view workbook:P/W", "denied unlicensed", uncertain=True),
        Says("max view workbook:P/W", "allowed group_allow", uncertain=True),
        Says("max web_edit workbook:P/W", "denied site_role", uncertain=True),
        Says("lou see_data workbook:P/W", "denied unlicensed", uncertain=True),
        Says("lou change_owner workbook:P/W", "denied unlicensed", uncertain=True),
        Says("cre change_owner workbook:P/W -> max", "denied unspecified"),
        Says("boss change_owner workbook:P/W -> max", "allowed all_needs_met", uncertain=True),
        Says("boss change_owner workbook:P/W -> cre", "allowed all_needs_met", uncertain=False),
    ),
    Case(
        "Group members not read: uncertain where a rule of that group speaks in the list",
        PEOPLE,
        # Its deny would come before the allow of All Users; its members' answers are known.
        Says("cre view workbook:P/W", "allowed group_allow", uncertain=True),
        Says("exp view workbook:P/W", "denied group_deny", uncertain=False),
        Says("cre filter workbook:P/W", "allowed group_allow", uncertain=False),
        Says("cre view data_source:P/D", "denied unspecified", uncertain=True),
        Says("cre download_data_source data_source:P/D", "denied unspecified", uncertain=False),
    ),
    Case(
        "and nothing earlier decided",
        PEOPLE,
        Says("vie view data_source:P/D", "denied group_deny", uncertain=False),
        Says("cre view flow:P/F", "allowed user_allow", uncertain=False),
        Says("boss view data_source:P/D", "allowed site_admin", uncertain=False),
        Says("vie web_edit workbook:P/W", "denied site_role", uncertain=False),
    ),
    Case(
        "of a group set the user must be in all groups",
        PEOPLE,
        Says("vie view virtual_connection:P/C", "denied unspecified", uncertain=True),
        Says("cre view virtual_connection:P/C", "denied unspecified", uncertain=False),
    ),
    Case(
        "or it leads a project above",
        PEOPLE,
        Says("cre view workbook:P/Led/W", "denied unspecified", uncertain=True),
        Says("vie view workbook:P/Led/W", "allowed owner", uncertain=True),
        Says("exp view workbook:P/Led/W", "allowed project_leader", uncertain=False),
        Says("boss view workbook:P/Led/W", "allowed site_admin", uncertain=False),
        Says("cre administer_project project:P/Led", "denied unspecified", uncertain=True),
        Says("cre administer_project project:P", "denied unspecified", uncertain=False),
    ),
)

PLACES = """
projects:
  P:
    permissions: {groups: {Readers: {workbooks: view, project: publish}}}
    not_read: {owner: lost}
    workbooks: {W: {}}
  Q:
    permissions: {groups: {Readers: {workbooks: view}}}
    workbooks: {W: {not_read: {owner: lost}, views: {V: {}}}, Known: {owner: cre}}
    projects: {In: {permissions: {}, workbooks: {W: {}}}}
  Sealed:
    content_permissions: locked
    permissions: {}
    workbooks: {W: {not_read: {owner: lost}}}
  L:
    permissions: {groups: {Readers: {project: view, workbooks: view}}}
    not_read: {content_permissions: lost}
    workbooks: {W: {owner: cre}}
    projects: {In: {owner: pub, permissions: {}, workbooks: {W: {}}}}
"""

OF_PLACES = (
    Case(
        "Owner not read: denied answers on the item are uncertain",
        PLACES,
        Says("cre view workbook:Q/W", "denied unspecified", uncertain=True),
        Says("cre view view:Q/W/V", "denied unspecified", uncertain=True),
        Says("vie view workbook:Q/W", "allowed group_allow", uncertain=False),
        Says("cre delete workbook:Q/Known", "allowed owner", uncertain=False),
        Says("pub delete workbook:Q/Known", "denied unspecified", uncertain=False),
        Says("cre change_owner workbook:Q/W", "denied unspecified", uncertain=True),
        # The ceiling binds owners; a lock keeps Set Permissions from them.
        Says("vie web_edit workbook:Q/W", "denied site_role", uncertain=False),
        Says("cre set_permissions workbook:Sealed/W", "denied locked", uncertain=False),
        Says("cre view workbook:Sealed/W", "denied unspecified", uncertain=True),
        # A project's owner has everything in it.
        Says("cre view project:P", "denied unspecified", uncertain=True),
        Says("cre view workbook:P/W", "denied unspecified", uncertain=True),
        Says("vie view workbook:P/W", "allowed group_allow", uncertain=False),
        Says("cre administer_project project:P", "denied unspecified", uncertain=True),
    ),
    Case(
        "the lock was not read: whose rules decide is not known",
        PLACES,
        Says("vie view workbook:L/W", "allowed group_allow", uncertain=True),
        Says("vie view workbook:L/In/W", "denied unspecified", uncertain=True),
        Says("vie view project:L", "allowed group_allow", uncertain=False),
        Says("vie view project:L/In", "denied unspecified", uncertain=True),
        Says("cre view workbook:L/W", "allowed owner", uncertain=False),
        Says("cre set_permissions workbook:L/W", "allowed owner", uncertain=True),
        Says("pub set_permissions workbook:L/In/W", "allowed project_owner", uncertain=True),
        Says("pub view workbook:L/In/W", "allowed project_owner", uncertain=False),
        Says("boss set_permissions workbook:L/W", "allowed site_admin", uncertain=False),
        Says("vie web_edit workbook:L/W", "denied site_role", uncertain=False),
    ),
)

CONNECTED = """
projects:
  P:
    permissions:
      groups: {All Users: {project: publish, workbooks: publish, data_sources: publish}}
    workbooks:
      W: {not_read: {connects_to: "404"}, views: {V: {}}}
      Shut: {not_read: {connects_to: "404"}, permissions: {}}
      Nobody's:
        not_read: {owner: lost}
        connects_to: [{data_source: P/D, authentication: embedded}]
    data_sources: {D: {}}
  Nowhere: {permissions: {}, not_read: {project: "403"}}
"""

OF_TASKS = (
    Case(
        "connects_to not read: the tasks that need the connections are denied `not_read`",
        CONNECTED,
        Says("cre see_data workbook:P/W", "denied not_read", uncertain=True),
        Says("cre see_data view:P/W/V", "denied not_read", fails="connections workbook:P/W"),
        Says("boss see_data workbook:P/W", "denied not_read", uncertain=True),
        Says("cre web_author workbook:P/W", "denied not_read", uncertain=True),
        Says("cre save_as_new workbook:P/W", "denied not_read", uncertain=True),
        Says("cre save_over workbook:P/W", "denied not_read", uncertain=True),
        # What fails first is said first, and what needs no connection is as ever.
        Says("cre see_data workbook:P/Shut", "denied unspecified", uncertain=False),
        Says("cre view workbook:P/W", "allowed group_allow", uncertain=False),
    ),
    Case(
        "the owner was not read: through whose Connect a workbook shows data is not known",
        CONNECTED,
        Says(
            "cre see_data workbook:P/Nobody's",
            "denied not_read",
            uncertain=True,
            fails="publishers_connect data_source:P/D",
        ),
        Says("cre web_author workbook:P/Nobody's", "allowed all_needs_met", uncertain=False),
    ),
    Case(
        "no project is known to take it",
        """
        projects:
          P:
            permissions: {groups: {All Users: {workbooks: publish}}}
            workbooks: {W: {}}
          Q: {permissions: {}, not_read: {project: "403"}}
        """,
        Says("cre save_as_new workbook:P/W", "denied not_read", uncertain=True),
        Says("cre publish_to project:P", "denied unspecified", uncertain=False),
        Says("cre publish_to project:Q", "denied not_read", uncertain=True),
    ),
)

UNTOLD = """
not_read: {settings: 403 Forbidden}
projects:
  P:
    permissions:
      groups: {All Users: {project: publish, workbooks: publish}}
    workbooks: {W: {}, Guests: {owner: guest}}
"""

OF_SETTINGS = (
    Case(
        "settings not read: answers about a Guest are uncertain",
        UNTOLD,
        Says("guest view workbook:P/W", "denied guest_disabled", uncertain=True),
        Says("guest see_data workbook:P/W", "denied guest_disabled", uncertain=True),
        Says("guest change_owner workbook:P/W", "denied guest_disabled", uncertain=True),
        Says("boss change_owner workbook:P/W -> guest", "denied guest_disabled", uncertain=True),
        Says("boss change_owner workbook:P/W -> vie", "allowed all_needs_met", uncertain=False),
        Says("vie view workbook:P/W", "allowed group_allow", uncertain=False),
        Says("unl view workbook:P/W", "denied unlicensed", uncertain=False),
    ),
    Case(
        "tasks that need web authoring are uncertain when they are allowed",
        UNTOLD,
        Says("cre web_author workbook:P/W", "allowed all_needs_met", uncertain=True),
        Says("cre save_as_new workbook:P/W", "allowed all_needs_met", uncertain=True),
        Says("cre save_over workbook:P/W", "allowed all_needs_met", uncertain=True),
        Says("vie web_author workbook:P/W", "denied site_role", uncertain=False),
        # The capability resolves as usual, whatever the setting.
        Says("cre web_edit workbook:P/W", "allowed group_allow", uncertain=False),
        Says("cre see_data workbook:P/W", "allowed all_needs_met", uncertain=False),
    ),
    Case(
        "a setting that is not as by default was told",
        f"{UNTOLD}settings: {{guest_access: true, web_authoring: false}}\n",
        Says("guest view workbook:P/W", "allowed group_allow", uncertain=False),
        Says("cre web_author workbook:P/W", "denied site_setting", uncertain=False),
    ),
)

UNKNOWN = (
    Case(
        "kept, shown by `rules`, never consulted",
        """
        projects:
          P:
            permissions:
              groups:
                Makers: {workbooks: {unknown: {allow: [Fly], deny: [Swim]}}}
                Readers: {workbooks: {template: view, unknown: {deny: [Fly]}}}
            workbooks: {W: {}}
        """,
        Says("cre view workbook:P/W", "denied unspecified", decided_by="", uncertain=False),
        Says("vie view workbook:P/W", "allowed group_allow", uncertain=False),
    ),
)


@pytest.mark.parametrize(
    ("case", "says"),
    rows((*RULE_LISTS, *OF_PEOPLE, *OF_PLACES, *OF_TASKS, *OF_SETTINGS, *UNKNOWN)),
)
def test_what_was_not_read(case: Case, says: Says) -> None:
    hold(case, says)


def test_the_fifth_rung_decides_and_the_reason_is_at_hand() -> None:
    resolver = resolver_of_text(LISTS)
    item = item_of(resolver, "workbook:P/W")
    found = resolver.derive("vie", item, CATALOG[item.kind].capability("view"))
    assert found.decided_at is StepName.GOVERNING_RULES
    assert found.uncertainties == (Uncertainty.LIST_NOT_READ,)
    assert found.governing.source.rules is not None
    assert found.governing.source.rules.not_read == "timed out"
