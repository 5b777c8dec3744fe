"""Semantics section 3, steps 3 and 4: Set Permissions under a lock; section 4: absent lists."""

import pytest
from support.asking import Case, Says, check, declaration_of, item_of, resolver_of_text, rows
from support.semantics_text import between, quoted_in

SEALED = """
users: {own: Creator, led: Creator, low: Creator, pub: Explorer (can publish), exp: Explorer,
  vie: Viewer, boss: Site Administrator Explorer, up: Creator}
projects:
  Top:
    owner: up
    permissions: {}
    projects:
      Sealed:
        owner: own
        content_permissions: locked_including_nested
        permissions: {users: {led: {leader: true}, pub: {workbooks: administer}}}
        workbooks: {W: {owner: pub, views: {V: {}}, permissions: {users: {pub: administer}}}}
        projects:
          Nested:
            owner: low
            permissions: {users: {pub: {leader: true}}}
            workbooks: {W: {owner: low}}
"""

SET_PERMISSIONS = (
    Case(
        "except `set_permissions` when permissions are locked by a project: then denied `locked`",
        SEALED,
        Says(
            "pub set_permissions workbook:Top/Sealed/W",
            "denied locked",
            decided_by="project:Top/Sealed lock",
            overridden="user:pub allow",
            not_consulted="user:pub allow",
        ),
        Says("pub set_permissions view:Top/Sealed/W/V", "denied locked"),
        Says("pub delete workbook:Top/Sealed/W", "allowed owner"),
    ),
    Case(
        "\"Content owners won't have the Set Permissions capability in projects where permissions "
        'are locked"',
        """
        projects:
          P:
            content_permissions: locked
            permissions: {}
            workbooks: {W: {owner: cre}}
            projects: {Q: {permissions: {}, workbooks: {W: {owner: cre}}}}
        """,
        # Locked without nested: the nested project's content is not under the lock.
        Says("cre set_permissions workbook:P/W", "denied locked"),
        Says("cre set_permissions workbook:P/Q/W", "allowed owner"),
    ),
    Case(
        "in a locked hierarchy belongs to admins, and to owners and leaders of the *managing* "
        "project or of its ancestors alone",
        SEALED,
        Says("boss set_permissions workbook:Top/Sealed/Nested/W", "allowed site_admin"),
        Says("own set_permissions workbook:Top/Sealed/Nested/W", "allowed project_owner"),
        Says("led set_permissions workbook:Top/Sealed/Nested/W", "allowed project_leader"),
        Says("up set_permissions workbook:Top/Sealed/Nested/W", "allowed project_owner"),
    ),
    Case(
        "everyone else whose ceiling admits it is denied `locked`, whatever the rules say",
        SEALED,
        Says("exp set_permissions workbook:Top/Sealed/W", "denied site_role"),
        Says("vie set_permissions workbook:Top/Sealed/W", "denied site_role"),
        Says(
            "pub set_permissions workbook:Top/Sealed/Nested/W",
            "denied locked",
            decided_by="project:Top/Sealed lock",
        ),
    ),
    Case(
        "the owner or leader of a nested project inside the locked hierarchy does not have it "
        "unless also an owner/leader of the managing project or above",
        SEALED,
        Says("low set_permissions workbook:Top/Sealed/Nested/W", "denied locked"),
        Says("low delete workbook:Top/Sealed/Nested/W", "allowed project_owner"),
        Says("pub delete workbook:Top/Sealed/Nested/W", "allowed project_leader"),
        Says("low view workbook:Top/Sealed/W", "denied unspecified"),
    ),
)

COPIES = (
    Case(
        "a list that is **present** (even empty) is the complete list, nothing is merged in",
        """
        projects:
          Default: {permissions: {groups: {Makers: {project: view, workbooks: view}}}}
          Bare: {permissions: {}, workbooks: {W: {}}}
          Some: {permissions: {groups: {Makers: {project: view}}}, workbooks: {W: {}}}
          Copy: {workbooks: {W: {permissions: {}}}}
        """,
        Says("cre view project:Bare", "denied unspecified", rules="project:Bare own_rules"),
        Says("cre view workbook:Bare/W", "denied unspecified", rules="project:Bare initial_copy"),
        # A project's lists are present or absent together: no workbook rules here.
        Says("cre view workbook:Some/W", "denied unspecified", rules="project:Some initial_copy"),
        Says("cre view workbook:Copy/W", "denied unspecified", rules="workbook:Copy/W own_rules"),
    ),
    Case(
        "top-level project without its own lists → copies the Default project's (all types), "
        "but never its lock: it is customizable (Help)",
        """
        projects:
          Default:
            content_permissions: locked_including_nested
            permissions: {groups: {Makers: {project: view, workbooks: view, flows: view}}}
          P:
            workbooks: {W: {}, Own: {owner: pub, permissions: {groups: {Makers: denied}}}}
            flows: {F: {}}
        """,
        Says("cre view project:P", "allowed group_allow", rules="project:Default initial_copy"),
        Says("cre view workbook:P/W", "allowed group_allow", rules="project:Default initial_copy"),
        Says("cre view flow:P/F", "allowed group_allow", rules="project:Default initial_copy"),
        Says("cre view workbook:P/Own", "denied group_deny", rules="workbook:P/Own own_rules"),
        Says("pub set_permissions workbook:P/Own", "allowed owner"),
    ),
    Case(
        "nested project without its own lists → copies its parent's",
        """
        projects:
          Default: {permissions: {groups: {Makers: {project: denied, workbooks: denied}}}}
          P:
            content_permissions: locked
            permissions: {groups: {Makers: {project: view, workbooks: view}}}
            projects: {Q: {workbooks: {W: {}}, projects: {R: {workbooks: {W: {}}}}}}
          Copy: {projects: {Q: {}}}
        """,
        Says("cre view project:P/Q", "allowed group_allow", rules="project:P initial_copy"),
        Says("cre view workbook:P/Q/W", "allowed group_allow", rules="project:P initial_copy"),
        Says("cre view workbook:P/Q/R/W", "allowed group_allow", rules="project:P initial_copy"),
        # The parent's lists are Default's in turn; what is named is where they are written.
        Says("cre view project:Copy/Q", "denied group_deny", rules="project:Default initial_copy"),
    ),
    Case(
        "workbook, data source, flow … without a list → copies its project's default rules for "
        "the type",
        """
        projects:
          P:
            permissions: {groups: {Makers: {workbooks: view, data_sources: denied, lenses: view,
              virtual_connections: {allow: [connect]}}}}
            workbooks: {W: {}}
            data_sources: {D: {}}
            flows: {F: {}}
            lenses: {L: {}}
            virtual_connections: {C: {}}
        """,
        Says("cre view workbook:P/W", "allowed group_allow", rules="project:P initial_copy"),
        Says("cre view data_source:P/D", "denied group_deny", rules="project:P initial_copy"),
        Says("cre view flow:P/F", "denied unspecified", rules="project:P initial_copy"),
        Says("cre view lens:P/L", "allowed group_allow", rules="project:P initial_copy"),
        Says("cre connect virtual_connection:P/C", "allowed group_allow"),
    ),
    Case(
        "view without a list → copies its workbook's; table without a list → copies its "
        "database's",
        """
        projects:
          P:
            permissions: {groups: {Makers: {workbooks: denied, databases: denied}}}
            workbooks:
              W: {tabs: hidden, views: {V: {}},
                permissions: {groups: {Makers: {allow: [view, overwrite]}}}}
              X: {tabs: hidden, views: {V: {}}}
            databases:
              D: {tables: {T: {}}, permissions: {groups: {Makers: view}}}
              E: {tables: {T: {}}}
        """,
        Says("cre view view:P/W/V", "allowed group_allow", rules="workbook:P/W initial_copy"),
        Says("cre filter view:P/W/V", "denied unspecified"),
        Says("cre view view:P/X/V", "denied group_deny", rules="project:P initial_copy"),
        Says("cre view table:P/D/T", "allowed group_allow", rules="database:P/D initial_copy"),
        Says("cre view table:P/E/T", "denied group_deny", rules="project:P initial_copy"),
    ),
    Case(
        "Leader settings are not part of the copy",
        """
        projects:
          Default: {permissions: {groups: {Makers: {leader: true, workbooks: view}}}}
          P: {workbooks: {W: {}}}
        """,
        Says("cre publish project:Default", "allowed project_leader"),
        Says("cre publish project:P", "denied unspecified"),
        Says("cre view workbook:P/W", "allowed group_allow"),
    ),
    Case(
        "a nested project has its parent's leaders anyhow",
        "projects: {P: {permissions: {groups: {Makers: {leader: true}}}, projects: {Q: {}}}}",
        Says("cre publish project:P/Q", "allowed project_leader"),
    ),
    Case(
        "When no project called Default (or `default`) is declared, the absent list of a "
        "top-level project is empty and the loader gives a notice",
        "projects: {P: {projects: {Default: {permissions: {groups: {Makers: {project: view}}}}}}}",
        # A nested Default is not the Default project.
        Says("cre view project:P", "denied unspecified", rules="project:P own_rules"),
        Says("cre view project:P/Default", "allowed group_allow"),
    ),
    Case(
        "Default (or `default`)",
        "projects: {default: {permissions: {groups: {Makers: {project: view}}}}, P: {}}",
        Says("cre view project:P", "allowed group_allow", rules="project:default initial_copy"),
    ),
    Case(
        "an explicit Deny of Project Leader (before 2020.1) is ignored",
        "projects: {P: {permissions: {groups: {Makers: {leader: true}}, "
        "users: {pub: {leader: denied}}}}}",
        Says("pub publish project:P", "allowed project_leader"),
    ),
)

CASES = (*SET_PERMISSIONS, *COPIES)


@pytest.mark.parametrize(("case", "says"), rows(CASES))
def test_a_lock_or_a_copy(case: Case, says: Says) -> None:
    check(case, says)


BULLETS = between("nothing is merged in:\n", "Leader settings").splitlines()


@pytest.mark.parametrize("bullet", BULLETS)
def test_every_copy_is_quoted_by_a_case(bullet: str) -> None:
    assert any(quoted_in(case.sentence, bullet) for case in COPIES), bullet


def test_a_copy_names_the_place_where_its_rules_are_written() -> None:
    resolver = resolver_of_text(
        """
        projects:
          Default:
            permissions: {}
          P: {projects: {Q: {workbooks: {W: {}}}}}
        """
    )
    default, copy = (item_of(resolver, it) for it in ("project:Default", "workbook:P/Q/W"))
    governing = resolver.graph.governing
    assert governing(copy).position == governing(default).position
    assert governing(copy).source.copied
    assert not governing(default).source.copied


@pytest.mark.parametrize(("name", "notices"), [("Default", 0), ("default", 0), ("Other", 1)])
def test_a_site_without_a_default_project_gets_a_notice(name: str, notices: int) -> None:
    site = {"users": {"ana": "Creator"}, "projects": {name: {"permissions": {}}, "P": {}}}
    declaration = declaration_of({"version": 1, "sites": {"Here": site}})
    assert len(declaration.notices) == notices
