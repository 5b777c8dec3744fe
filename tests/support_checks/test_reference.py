"""The reference model against answers worked out by hand from the sentences of the semantics."""

import time

import pytest
import yaml
from support import reference
from support.generated import random_declaration

PEOPLE = """
users:
  boss: Site Administrator Explorer
  cre: Creator
  pub: ExplorerCanPublish
  exp: interactor
  vie: {role: Viewer}
  raised: Viewer
  readonly: Read Only
  unl: Unlicensed
  guest: Guest
groups:
  A: [cre, exp, vie, readonly]
  B: [exp, pub, vie]
  Makers: {members: [raised, unl, guest], minimum_site_role: Explorer (can publish)}
group_sets: {AB: [A, B], A2: [A], Nobody: []}
"""


def site(projects: str, settings: str = "{}", spaces: str = "{}") -> dict:
    main = yaml.safe_load(PEOPLE) | {
        "settings": yaml.safe_load(settings),
        "projects": yaml.safe_load(projects),
        "personal_spaces": yaml.safe_load(spaces),
    }
    return {
        "version": 1,
        "server": {"administrators": ["root"]},
        "sites": {
            "Main": main,
            "Other": {"users": {"far": "Creator", "over": "serveradministrator"}},
        },
    }


def check(declaration: dict, answers: str) -> None:
    """Ask each line, ``user item capability = effective reason``, and compare."""
    for line in answers.strip().splitlines():
        question, expected = line.split("=")
        user, item, capability = question.split()
        verdict = reference.decide(declaration, "Main", user, item, capability)
        assert verdict == tuple(expected.split()), line


W = "workbook:P/W"
DECISIONS = {
    # 1. Ceiling
    "unlicensed is denied before anything": (
        "{P: {owner: unl, permissions: {}}}",
        "unl project:P view = denied unlicensed",
    ),
    "guest is denied everything while guest access is off": (
        """{P: {permissions: {groups: {All Users: {project: view}},
            users: {guest: {project: view}}}}}""",
        "guest project:P view = denied guest_disabled",
    ),
    "the ceiling binds owners and leaders": (
        "{P: {owner: exp, permissions: {users: {vie: {leader: true}}}, workbooks: {W: {}}}}",
        """
        exp workbook:P/W overwrite = denied site_role
        exp workbook:P/W web_edit = allowed project_owner
        vie workbook:P/W web_edit = denied site_role
        vie workbook:P/W add_comments = allowed project_leader
        """,
    ),
    "Move can be granted to an Explorer but not used": (
        "{P: {workbooks: {W: {permissions: {users: {exp: administer, pub: administer}}}}}}",
        """
        exp workbook:P/W move = denied site_role
        pub workbook:P/W move = allowed user_allow
        """,
    ),
    "a group's minimum role raises its members, but never Unlicensed or Guest": (
        "{P: {permissions: {groups: {Makers: {project: publish}}}}}",
        """
        raised project:P publish = allowed group_allow
        unl project:P publish = denied unlicensed
        guest project:P publish = denied guest_disabled
        """,
    ),
    # 2. Administrator
    "no deny binds an administrator": (
        "{P: {permissions: {users: {boss: {project: denied}, cre: {project: denied}}}}}",
        """
        boss project:P publish = allowed site_admin
        root project:P publish = allowed server_admin
        over project:P publish = allowed server_admin
        cre project:P publish = denied user_deny
        """,
    ),
    # 3. Project owner or leader
    "owners reach all below their project, whatever denies them": (
        """{P: {owner: cre, permissions: {}, projects: {Q: {permissions: {},
            workbooks: {W: {permissions: {users: {cre: denied}}}}}}}}""",
        """
        cre project:P view = allowed project_owner
        cre project:P/Q publish = allowed project_owner
        cre workbook:P/Q/W delete = allowed project_owner
        """,
    ),
    "a leader is made by a user rule, a group rule or All Users": (
        """{P: {permissions: {users: {pub: {leader: true}}}},
            Q: {permissions: {groups: {A: {leader: true}}}},
            R: {permissions: {groups: {All Users: {leader: "true"}}}}}""",
        """
        pub project:P publish = allowed project_leader
        pub project:Q publish = denied unspecified
        cre project:Q publish = allowed project_leader
        raised project:R publish = allowed project_leader
        """,
    ),
    "owner and leader rights go neither up nor sideways": (
        """{P: {permissions: {}, projects: {Q: {owner: cre, permissions: {}},
            R: {permissions: {}}}}}""",
        """
        cre project:P view = denied unspecified
        cre project:P/R view = denied unspecified
        cre project:P/Q view = allowed project_owner
        """,
    ),
    "leader denied is an ignored residue": (
        """{P: {permissions: {users: {pub: {leader: true}}},
            projects: {Q: {permissions: {users: {pub: {leader: denied, project: denied}}}}}},
            R: {permissions: {users: {pub: {leader: denied}}}}}""",
        """
        pub project:P/Q view = allowed project_leader
        pub project:R view = denied unspecified
        """,
    ),
    "leader settings are not part of an initial copy": (
        "{Default: {permissions: {users: {pub: {leader: true, project: view}}}}, P: {}}",
        """
        pub project:P view = allowed user_allow
        pub project:P publish = denied unspecified
        """,
    ),
    # 4. Content owner
    "a content owner may do all, a view's is its workbook's, a table's its database's": (
        """{P: {permissions: {}, workbooks: {W: {owner: cre, tabs: hidden,
            permissions: {users: {cre: denied}},
            views: {V: {permissions: {users: {cre: denied}}}}}}, databases: {D: {owner: cre,
              tables: {T: {}}}}}}""",
        """
        cre workbook:P/W set_permissions = allowed owner
        cre view:P/W/V web_edit = allowed owner
        cre table:P/D/T overwrite = allowed owner
        """,
    ),
    "a lock takes Set Permissions from content owners and from every rule": (
        """{P: {content_permissions: LockedToProjectWithoutNested,
            permissions: {users: {pub: {workbooks: administer}}},
              workbooks: {W: {owner: cre}}}}""",
        """
        cre workbook:P/W set_permissions = denied locked
        cre workbook:P/W delete = allowed owner
        pub workbook:P/W set_permissions = denied locked
        pub workbook:P/W delete = allowed user_allow
        exp workbook:P/W set_permissions = denied site_role
        boss workbook:P/W set_permissions = allowed site_admin
        """,
    ),
    "in a locked hierarchy Set Permissions belongs to the managing project and above": (
        """{Top: {owner: raised, permissions: {}, projects: {M: {owner: cre,
            content_permissions: LockedToProject,
            permissions: {}, projects: {N: {owner: pub, permissions: {},
              workbooks: {W: {}}}}}}}}""",
        """
        cre workbook:Top/M/N/W set_permissions = allowed project_owner
        raised workbook:Top/M/N/W set_permissions = allowed project_owner
        pub workbook:Top/M/N/W set_permissions = denied locked
        pub workbook:Top/M/N/W delete = allowed project_owner
        """,
    ),
    # 5. Governing rules
    "the outermost lock that includes nested projects decides": (
        """{P: {content_permissions: locked including nested,
            permissions: {users: {cre: {project: view, workbooks: view}}},
            projects: {Q: {content_permissions: locked_including_nested,
              permissions: {users: {cre: {project: publish, workbooks: denied}}},
              workbooks: {W: {permissions: {users: {cre: denied}}}}}}}}""",
        """
        cre project:P/Q view = allowed user_allow
        cre project:P/Q publish = denied unspecified
        cre workbook:P/Q/W view = allowed user_allow
        """,
    ),
    "a lock without nested holds its own content only": (
        """{P: {content_permissions: locked, permissions: {users: {cre: {project: denied,
            workbooks: view}}},
            workbooks: {W: {permissions: {users: {cre: denied}}}},
            projects: {Q: {permissions: {users: {cre: {project: view}}},
              workbooks: {W: {permissions: {users: {cre: denied}}}}}}}}""",
        """
        cre workbook:P/W view = allowed user_allow
        cre project:P/Q view = allowed user_allow
        cre workbook:P/Q/W view = denied user_deny
        """,
    ),
    "shown tabs put a view under its workbook, hidden tabs leave it its own rules": (
        """{P: {permissions: {}, workbooks: {
            Shown: {permissions: {users: {vie: view}},
              views: {V: {permissions: {users: {vie: denied}}}}},
            Hidden: {tabs: hidden, permissions: {users: {vie: view}},
              views: {V: {permissions: {users: {vie: denied}}}}}}}}""",
        """
        vie view:P/Shown/V view = allowed user_allow
        vie view:P/Hidden/V view = denied user_deny
        """,
    ),
    "in a locked project views take the workbook defaults, tables the database defaults": (
        """{P: {content_permissions: locked,
            permissions: {users: {vie: {workbooks: view, databases: {deny: [view]}}}},
            workbooks: {W: {tabs: hidden, permissions: {},
              views: {V: {permissions: {users: {vie: denied}}}}}},
            databases: {D: {tables: {T: {permissions: {users: {vie: view}}}}}}}}""",
        """
        vie view:P/W/V view = allowed user_allow
        vie table:P/D/T view = denied user_deny
        """,
    ),
    "a locked database decides for its tables": (
        """{P: {permissions: {}, databases: {D: {content_permissions: LockedToDatabase,
            permissions: {users: {cre: view}},
            tables: {T: {permissions: {users: {cre: denied}}}}}}}}""",
        "cre table:P/D/T view = allowed user_allow",
    ),
    # 6. and 7. User and group rules
    "a user's allow beats every group deny, a user's deny every group allow": (
        """{P: {permissions: {users: {exp: {project: view}, vie: {project: {deny: [view]}}},
            groups: {A: {project: {deny: [view]}}, B: {project: {deny: [view]}},
              All Users: {project: denied}}}},
            Q: {permissions: {users: {vie: {project: {deny: [Read]}}},
              groups: {A: {project: view}}}}}""",
        """
        exp project:P view = allowed user_allow
        vie project:P view = denied user_deny
        vie project:Q view = denied user_deny
        """,
    ),
    "one group's deny beats another's allow, All Users included": (
        """{P: {permissions: {groups: {A: {project: view}, B: {project: {deny: [view]}}}}},
            Q: {permissions: {groups: {A: {project: view},
              All Users: {project: {deny: [view]}}}}}}""",
        """
        exp project:P view = denied group_deny
        cre project:P view = allowed group_allow
        cre project:Q view = denied group_deny
        """,
    ),
    "every capability is judged alone": (
        """{P: {permissions: {users: {cre: {project: {allow: [Save]},
            workbooks: {allow: [web_edit]}}}}, workbooks: {W: {}}}}""",
        """
        cre project:P publish = allowed user_allow
        cre project:P view = denied unspecified
        cre workbook:P/W web_edit = allowed user_allow
        cre workbook:P/W view = denied unspecified
        """,
    ),
    "a rule's lists win over its template": (
        """{P: {permissions: {}, workbooks: {W: {permissions: {users: {
            exp: {template: view, deny: [Filter]}, vie: {template: denied, allow: [View]}}}}}}}""",
        """
        exp workbook:P/W view = allowed user_allow
        exp workbook:P/W filter = denied user_deny
        exp workbook:P/W web_edit = denied unspecified
        vie workbook:P/W view = allowed user_allow
        vie workbook:P/W filter = denied user_deny
        """,
    ),
    "the none template leaves all to the groups": (
        "{P: {permissions: {users: {exp: {project: none}}, groups: {A: {project: view}}}}}",
        "exp project:P view = allowed group_allow",
    ),
    # 8. Group sets
    "a group set wants all its groups, an empty one matches nobody": (
        """{P: {permissions: {group_sets: {AB: {project: view}}}},
            Q: {permissions: {group_sets: {Nobody: {project: view}}}}}""",
        """
        exp project:P view = allowed group_set_allow
        cre project:P view = denied unspecified
        exp project:Q view = denied unspecified
        """,
    ),
    "group sets come after user and group rules, and a deny among them wins": (
        """{P: {permissions: {groups: {A: {project: view}}, group_sets: {AB: {project: denied}}}},
            Q: {permissions: {group_sets: {AB: {project: view}, A2: {project: denied}}}}}""",
        """
        exp project:P view = allowed group_allow
        exp project:Q view = denied group_set_deny
        """,
    ),
    # Customizable hierarchies and section 4: initial copies
    "a parent's deny does not reach a customizable child with rules of its own": (
        """{P: {permissions: {groups: {All Users: {project: denied}}},
            projects: {Own: {permissions: {users: {cre: {project: view}}}}, Copy: {}}}}""",
        """
        cre project:P/Own view = allowed user_allow
        cre project:P/Copy view = denied group_deny
        """,
    ),
    "an absent list copies, a present one is complete": (
        """{P: {permissions: {users: {cre: {workbooks: view, project: view}}},
            workbooks: {Copy: {}, Empty: {permissions: {}}},
            projects: {Q: {projects: {R: {workbooks: {W: {tabs: hidden, views: {V: {}}}}}}}}}}""",
        """
        cre workbook:P/Copy view = allowed user_allow
        cre workbook:P/Empty view = denied unspecified
        cre project:P/Q/R view = allowed user_allow
        cre view:P/Q/R/W/V view = allowed user_allow
        """,
    ),
    "a hidden view without a list copies its workbook's, a table its database's": (
        """{P: {permissions: {users: {cre: {workbooks: denied, databases: denied}}},
            workbooks: {W: {tabs: hidden, permissions: {users: {cre: view}}, views: {V: {}}}},
            databases: {D: {permissions: {users: {cre: view}}, tables: {T: {}}}}}}""",
        """
        cre view:P/W/V view = allowed user_allow
        cre table:P/D/T view = allowed user_allow
        """,
    ),
    "a top-level project copies Default's rules but never its lock": (
        """{default: {content_permissions: locked_including_nested,
            permissions: {groups: {A: {project: view, workbooks: view}}}},
            P: {workbooks: {W: {permissions: {users: {cre: denied}}}, C: {}}}}""",
        """
        cre project:P view = allowed group_allow
        cre workbook:P/C view = allowed group_allow
        cre workbook:P/W view = denied user_deny
        """,
    ),
    "without a Default project the absent list of a top-level project is empty": (
        "{P: {projects: {Default: {permissions: {users: {cre: {project: view}}}}}}}",
        """
        cre project:P view = denied unspecified
        cre project:P/Default view = allowed user_allow
        """,
    ),
    "view on the project is not needed to open what is in it": (
        """{P: {permissions: {users: {cre: {project: denied}}},
            workbooks: {W: {permissions: {users: {cre: view}}}}}}""",
        "cre workbook:P/W view = allowed user_allow",
    ),
    "names are written into addresses without ambiguity": (
        """{a/b: {permissions: {users: {cre: {workbooks: view}}}, workbooks: {x%2Fy: {},
            x%25: {}, 50%: {}}}}""",
        """
        cre workbook:a%2Fb/x%252Fy view = allowed user_allow
        cre workbook:a%2Fb/x%2525 view = allowed user_allow
        cre workbook:a%2Fb/50% view = allowed user_allow
        """,
    ),
    "whoever is on another site only is denied here": (
        "{P: {permissions: {groups: {All Users: {project: view}}}}}",
        """
        far project:P view = denied not_on_site
        cre project:P view = allowed group_allow
        """,
    ),
}


@pytest.mark.parametrize(("projects", "answers"), DECISIONS.values(), ids=DECISIONS)
def test_decision(projects: str, answers: str) -> None:
    check(site(projects), answers)


def test_with_guest_access_guest_is_in_all_users_within_the_guest_ceiling() -> None:
    declaration = site(
        """{P: {permissions: {groups: {All Users: {workbooks: administer, data_sources: view}}},
            workbooks: {W: {}}, data_sources: {D: {}}}}""",
        "{guest_access: true}",
    )
    check(
        declaration,
        """
        guest workbook:P/W web_edit = allowed group_allow
        guest workbook:P/W add_comments = denied guest
        guest data_source:P/D connect = denied guest
        """,
    )


def test_group_sets_setting_off_means_they_are_not_evaluated() -> None:
    projects = "{P: {permissions: {group_sets: {AB: {project: view}}}}}"
    check(site(projects, "{group_sets: false}"), "exp project:P view = denied unspecified")


def test_personal_space_belongs_to_its_owner_and_administrators() -> None:
    spaces = "{exp: {workbooks: {Draft: {views: {V: {}}}}}, cre: {flows: {F: {}}}}"
    declaration = site("{}", spaces=spaces)
    check(
        declaration,
        """
        exp workbook:@exp/Draft view = allowed owner
        exp view:@exp/Draft/V view = allowed owner
        exp workbook:@exp/Draft overwrite = denied site_role
        cre flow:@cre/F set_permissions = allowed owner
        cre workbook:@exp/Draft view = denied unspecified
        boss workbook:@exp/Draft view = allowed site_admin
        """,
    )


def test_a_name_declared_nowhere_is_an_error() -> None:
    with pytest.raises(KeyError):
        reference.decide(site("{P: {}}"), "Main", "nobody", "project:P", "view")


def test_web_authoring_off_leaves_the_capability_and_fails_the_tasks() -> None:
    projects = "{P: {permissions: {users: {cre: {workbooks: explore}}}, workbooks: {W: {}}}}"
    declaration = site(projects, "{web_authoring: false}")
    check(declaration, "cre workbook:P/W web_edit = allowed user_allow")
    for task in ("web_author", "save_as_new", "save_over"):
        assert reference.task(declaration, "Main", "cre", task, W) == ("denied", "site_setting")


def test_browsable_needs_view_on_every_project_above_and_never_changes_the_verdict() -> None:
    declaration = site(
        """{P: {permissions: {groups: {A: {project: view}}},
            projects: {Q: {permissions: {groups: {All Users: {project: view}}},
              workbooks: {W: {}}}}}}"""
    )
    assert reference.browsable(declaration, "Main", "vie", "workbook:P/Q/W")
    assert not reference.browsable(declaration, "Main", "pub", "workbook:P/Q/W")
    assert not reference.browsable(declaration, "Main", "pub", "project:P")
    check(declaration, "pub project:P/Q view = allowed group_allow")


GOVERNED = """
Default: {permissions: {users: {cre: {project: view}}}}
P: {workbooks: {W: {tabs: hidden, views: {V: {}}}, S: {views: {V: {}}}, Own: {permissions: {}}}}
L: {content_permissions: locked, workbooks: {W: {}}, projects: {N: {permissions: {}}}}
M: {content_permissions: locked_including_nested, workbooks: {W: {}},
  projects: {N: {workbooks: {W: {}}}}}
D: {databases: {D: {content_permissions: locked, tables: {T: {}}}}}
"""


@pytest.mark.parametrize(
    ("item", "rules_of", "because"),
    [
        ("project:Default", "project:Default", "own_rules"),
        ("project:P", "project:Default", "initial_copy"),
        ("workbook:P/W", "project:Default", "initial_copy"),
        ("view:P/W/V", "project:Default", "initial_copy"),
        ("view:P/S/V", "workbook:P/S", "tabs_shown"),
        ("workbook:P/Own", "workbook:P/Own", "own_rules"),
        ("project:L", "project:Default", "initial_copy"),
        ("workbook:L/W", "project:L", "locked_project"),
        ("project:L/N", "project:L/N", "own_rules"),
        ("workbook:M/W", "project:M", "locked_project"),
        ("project:M/N", "project:M", "locked_ancestor"),
        ("workbook:M/N/W", "project:M", "locked_ancestor"),
        ("table:D/D/T", "database:D/D", "locked_database"),
    ],
)
def test_governing_rules(item: str, rules_of: str, because: str) -> None:
    assert reference.governing(site(GOVERNED), "Main", item) == (rules_of, because)


DOUBTFUL = """
P: {permissions: {users: {readonly: {project: view, workbooks: view},
  vie: {virtual_connections: view}},
                  group_sets: {AB: {project: view}, A2: {project: denied}}},
    workbooks: {W: {}}, virtual_connections: {C: {}},
    databases: {D: {content_permissions: locked, tables: {T: {}}}}}
"""


@pytest.mark.parametrize(
    ("user", "item", "capability", "expected"),
    [
        ("readonly", "workbook:P/W", "view", True),  # allowed through an uncertain role class
        ("readonly", "workbook:P/W", "web_edit", True),  # denied by it
        ("readonly", "workbook:P/W", "add_comments", True),
        ("vie", "virtual_connection:P/C", "view", True),  # allowed through an uncertain cell
        ("vie", "virtual_connection:P/C", "connect", True),  # denied on one
        ("exp", "virtual_connection:P/C", "delete", False),  # decided by the site
        ("exp", "virtual_connection:P/C", "view", False),  # through a certain cell
        ("exp", "project:P", "view", True),  # group sets that disagree
        ("cre", "table:P/D/T", "view", True),  # a locked database
        ("boss", "table:P/D/T", "view", False),  # of which an administrator takes no notice
    ],
)
def test_uncertain(user: str, item: str, capability: str, expected: bool) -> None:  # noqa: FBT001
    settings = "{uncertain_ceilings: {virtual_connection: {delete: {explorer: true}}}}"
    assert (
        reference.uncertain(site(DOUBTFUL, settings), "Main", user, item, capability) is expected
    )


TASKS = """
P:
  permissions:
    groups: {All Users: {workbooks: {allow: [view, web_edit, download_workbook]}}}
    users: {cre: {project: publish}, raised: {project: {allow: [publish]}},
      boss: {project: denied}}
  workbooks:
    Prompt: {connects_to: [{data_source: P/D}]}
    Embedded: {owner: pub, connects_to: [{data_source: P/D, authentication: embedded}]}
    Refused: {owner: exp, connects_to: [{data_source: P/D, authentication: embedded}]}
    Own: {owner: vie}
    Nobodys: {connects_to: [{data_source: P/D, authentication: embedded}], views: {V: {}}}
  data_sources:
    D: {permissions: {users: {cre: {allow: [View, Connect, API Access]}, pub: {allow: [Connect]},
      raised: {allow: [View, Connect]}, exp: denied}}}
  virtual_connections: {Mine: {owner: pub}, Other: {}}
  projects: {Locked: {content_permissions: locked, owner: pub, virtual_connections: {Led: {}},
    permissions: {users: {cre: {project: publish}}}}}
M:
  content_permissions: locked_including_nested
  permissions: {groups: {A: {leader: true}}, users: {raised: {project: publish}}}
  projects: {N: {owner: raised, workbooks: {W: {owner: raised}}}}
"""


@pytest.mark.parametrize(
    ("user", "task", "item", "target", "reason"),
    [
        ("cre", "see_data", "workbook:P/Prompt", None, "all_needs_met"),
        ("vie", "see_data", "workbook:P/Prompt", None, "unspecified"),
        ("exp", "see_data", "workbook:P/Prompt", None, "user_deny"),
        ("guest", "see_data", "workbook:P/Prompt", None, "guest"),
        ("vie", "see_data", "workbook:P/Embedded", None, "all_needs_met"),
        ("cre", "see_data", "workbook:P/Refused", None, "user_deny"),
        ("guest", "see_data", "view:P/Nobodys/V", None, "all_needs_met"),
        ("exp", "publish_to", "project:P", None, "site_role"),
        ("cre", "publish_to", "project:P", None, "all_needs_met"),
        ("exp", "web_author", "workbook:P/Embedded", None, "user_deny"),
        ("vie", "web_author", "workbook:P/Embedded", None, "site_role"),
        ("cre", "save_as_new", "workbook:P/Prompt", None, "all_needs_met"),
        ("cre", "save_as_new", "workbook:P/Prompt", "project:P", "all_needs_met"),
        ("pub", "save_as_new", "workbook:P/Embedded", "project:P", "unspecified"),
        ("pub", "save_as_new", "workbook:P/Embedded", "project:P/Locked", "all_needs_met"),
        ("cre", "save_over", "workbook:P/Prompt", None, "unspecified"),
        ("pub", "save_over", "workbook:P/Embedded", None, "unspecified"),
        ("boss", "save_over", "workbook:P/Embedded", None, "all_needs_met"),
        ("cre", "move_to", "workbook:P/Prompt", "project:P/Locked", "unspecified"),
        ("pub", "move_to", "workbook:P/Embedded", "project:P/Locked", "all_needs_met"),
        ("raised", "move_to", "workbook:M/N/W", "project:P", "unspecified"),
        ("cre", "move_to", "workbook:M/N/W", "project:P", "all_needs_met"),
        ("pub", "move_to", "virtual_connection:P/Other", "project:P/Locked", "site_role"),
        ("pub", "move_to", "virtual_connection:P/Mine", "project:P/Locked", "all_needs_met"),
        ("pub", "move_to", "virtual_connection:P/Locked/Led", "project:P/Locked", "all_needs_met"),
        ("boss", "set_permissions_at_publish", "project:M/N", None, "all_needs_met"),
        ("cre", "set_permissions_at_publish", "project:P", None, "all_needs_met"),
        ("cre", "set_permissions_at_publish", "project:P/Locked", None, "locked"),
        ("pub", "set_permissions_at_publish", "project:P/Locked", None, "all_needs_met"),
        ("raised", "set_permissions_at_publish", "project:M/N", None, "locked"),
        ("cre", "set_permissions_at_publish", "project:M/N", None, "all_needs_met"),
        ("cre", "query_api", "data_source:P/D", None, "all_needs_met"),
        ("pub", "query_api", "data_source:P/D", None, "unspecified"),
        ("raised", "query_api", "data_source:P/D", None, "unspecified"),
        ("boss", "administer_project", "project:P", None, "all_needs_met"),
        ("pub", "administer_project", "project:P/Locked", None, "all_needs_met"),
        ("pub", "administer_project", "project:P", None, "unspecified"),
        ("raised", "administer_project", "project:M/N", None, "locked"),
        ("cre", "administer_project", "project:M/N", None, "all_needs_met"),
        ("exp", "administer_project", "project:M", None, "site_role"),
        ("raised", "change_owner", "workbook:M/N/W", None, "all_needs_met"),
        ("vie", "change_owner", "workbook:M/N/W", None, "all_needs_met"),
        ("pub", "change_owner", "workbook:M/N/W", None, "unspecified"),
        ("vie", "change_owner", "workbook:P/Own", None, "all_needs_met"),
        ("boss", "change_owner", "workbook:M/N/W", "unl", "unlicensed"),
        ("boss", "change_owner", "workbook:M/N/W", "guest", "guest"),
        ("boss", "change_owner", "workbook:M/N/W", "vie", "all_needs_met"),
        ("boss", "change_owner", "project:P", "vie", "site_role"),
        ("boss", "change_owner", "project:P", "raised", "all_needs_met"),
        ("boss", "change_owner", "project:P", "far", "not_on_site"),
        ("unl", "change_owner", "project:P", None, "unlicensed"),
        ("far", "administer_project", "project:P", None, "not_on_site"),
    ],
)
def test_task(user: str, task: str, item: str, target: str | None, reason: str) -> None:
    declaration = site(TASKS, "{guest_access: true}")
    effective = "allowed" if reason == "all_needs_met" else "denied"
    assert reference.task(declaration, "Main", user, task, item, target) == (effective, reason)


@pytest.mark.parametrize(
    ("of_b", "reason"),
    [
        ("{}", "unspecified"),
        ("{groups: {A: {project: denied}}}", "user_deny"),
        ("{groups: {A: {project: publish}}}", "all_needs_met"),
    ],
)
def test_save_as_new_without_a_target_needs_any_project(of_b: str, reason: str) -> None:
    a = "{permissions: {users: {cre: {project: denied}}}, workbooks: {W: {owner: cre}}}"
    declaration = site(f"{{A: {a}, B: {{permissions: {of_b}}}}}")
    answer = reference.task(declaration, "Main", "cre", "save_as_new", "workbook:A/W")
    assert answer[1] == reason


def test_a_hundred_thousand_cells_take_seconds() -> None:
    started, cells, seed = time.perf_counter(), 0, 0
    while cells < 100_000:
        declaration = random_declaration(seed, size=4)
        seed += 1
        for name in declaration["sites"]:
            for user in reference.users_of(declaration, name):
                for item in reference.items_of(declaration, name):
                    for capability in reference.capabilities_of(item):
                        reference.decide(declaration, name, user, item, capability)
                        cells += 1
    assert time.perf_counter() - started < 15
