"""TP5: who sees data, and what authoring and publishing need; what is found and what is let be."""

from collections.abc import Iterator

import pytest
from support.generated import random_declaration, yaml_text
from support.lint_cases import Case, Found, check, findings

from tableau_perm_cli.audit.lint import Thresholds, lint, rule_named
from tableau_perm_cli.catalog import CATALOG, RoleClass
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Authentication, Content, Declaration, Item
from tableau_perm_cli.resolve import Resolver, Verdict, open_site

SOURCES = """
  S:
    permissions: {groups: {Makers: {data_sources: view}}, users: {eve: {data_sources: denied}}}
    data_sources: {_D: {}, _E: {}}
"""
"""Makers can connect to two data sources, eve is denied them, and nothing is said of vic."""


def site(workbooks: str, rules: str = "All Users: {workbooks: view}", settings: str = "") -> str:
    """A site with workbooks in project P, beside the data sources."""
    return f"""
{settings}
projects:
{SOURCES.strip(chr(10))}
  P:
    permissions: {{groups: {{{rules}}}}}
    workbooks:
      {workbooks}
"""


PROMPT = "connects_to: [{data_source: S/_D, authentication: prompt}]"
EMBEDDED = "connects_to: [{data_source: S/_D, authentication: embedded}]"
BOTH = (
    "connects_to: [{data_source: S/_D, authentication: embedded}, "
    "{data_source: S/_E, authentication: prompt}]"
)
SEES = "embedded → through the publisher's Connect; prompt → the user's own Connect"

HIDDEN = {
    "whom a rule denies Connect, and whom none gives it": Case(
        SEES,
        site(f"W: {{{PROMPT}}}"),
        Found(
            "`eve` and `vic` can open `workbook:P/W` and see no data of `data_source:S/_D`",
            "a rule denies it (to `eve`); no rule allows it (to `vic`)",
        ),
    ),
    "who opens a view only": Case(
        SEES,
        site(
            f"W: {{{PROMPT}, tabs: hidden, permissions: {{groups: {{}}}}, "
            "views: {V: {permissions: {users: {vic: view}}}}}"
        ),
        "`vic` can open `workbook:P/W` and see no data of `data_source:S/_D`",
    ),
    "embedded shows it to all": Case(SEES, site(f"W: {{{EMBEDDED}}}")),
    "each connection is a finding, and only those that prompt": Case(
        "for every published data source it connects to",
        site(f"W: {{{BOTH}}}"),
        "`eve` and `vic` can open `workbook:P/W` and see no data of `data_source:S/_E`",
    ),
    "what is connected to twice is one finding": Case(
        SEES,
        site(
            "W: {connects_to: [{data_source: S/_D, authentication: prompt}, "
            "{data_source: S/_D, authentication: prompt}]}"
        ),
        "`eve` and `vic` can open `workbook:P/W` and see no data of `data_source:S/_D`",
    ),
    "all who can open it have Connect": Case(
        SEES, site(f"W: {{{PROMPT}}}", "Makers: {workbooks: view}")
    ),
    "the Guest user is another finding": Case(
        "Guest can never Connect",
        site(
            f"W: {{{PROMPT}, permissions: {{users: {{guest: view}}}}}}",
            settings="settings: {guest_access: true}",
        ),
    ),
}


@pytest.mark.parametrize("case", HIDDEN.values(), ids=HIDDEN)
def test_who_opens_a_workbook_without_its_data(case: Case) -> None:
    check(rule_named("TP501"), case)


def test_the_rule_that_denies_is_shown_beside_the_connection() -> None:
    (found,) = findings(rule_named("TP501"), site(f"W: {{{PROMPT}}}"))
    assert [it.label for it in found.related] == ["denies Connect to user:eve"]
    assert found.subject.item == "workbook:P/W"
    assert found.subject.detail == "data_source:S/_D"


def test_names_are_taken_as_they_are() -> None:
    text = """
    users: {"[bold]": Creator, "::error::x": Viewer, "a/b": Viewer}
    projects:
      "p/q":
        permissions: {groups: {All Users: {workbooks: view}}}
        workbooks: {"[W]": {connects_to: [{data_source: "p%2Fq/D", authentication: prompt}]}}
        data_sources: {D: {owner: "[bold]"}}
    """
    (found,) = findings(rule_named("TP501"), text)
    assert found.message == (
        "`::error::x` and `a/b` can open `workbook:p%2Fq/[W]` and see no data of "
        "`data_source:p%2Fq/D`"
    )


SHOWN = "| embedded | embedded or prompt | allowed or denied | visible, through the publisher's"

DENIED = {
    "a deny for a user": Case(
        SHOWN,
        site(f"W: {{{EMBEDDED}}}"),
        "`eve` can see data of `data_source:S/_D`, which a rule denies them, in `workbook:P/W`",
    ),
    "a prompt does not go round it": Case(SHOWN, site(f"W: {{{PROMPT}}}")),
    "who cannot open the workbook": Case(
        SHOWN, site(f"W: {{{EMBEDDED}}}", "Makers: {workbooks: view}")
    ),
    "a publisher without Connect shows nothing": Case(
        SHOWN, site(f"W: {{owner: eve, {EMBEDDED}}}")
    ),
    "a deny for a group": Case(
        SHOWN,
        """
        projects:
          P:
            permissions:
              groups: {Readers: {workbooks: view, data_sources: {deny: [connect]}}}
            data_sources: {_D: {}}
            workbooks:
              W: {connects_to: [{data_source: P/_D, authentication: embedded}]}
        """,
        "`eve` and `vic` can see data of `data_source:P/_D`, which a rule denies them, in "
        "`workbook:P/W`",
    ),
    "a deny of View, unless a rule allows Connect": Case(
        "Every capability is judged alone: none implies another",
        """
        projects:
          P:
            permissions:
              groups: {Readers: {workbooks: view, data_sources: {deny: [view]}}}
              users: {vic: {data_sources: {allow: [connect]}}}
            data_sources: {_D: {}}
            workbooks:
              W: {connects_to: [{data_source: P/_D, authentication: embedded}]}
        """,
        "`eve` can see data of `data_source:P/_D`, which a rule denies them, in `workbook:P/W`",
    ),
    "a user allow beats the group's deny": Case(
        "A user-level allow beats every group deny",
        """
        projects:
          P:
            permissions:
              groups: {Readers: {workbooks: view, data_sources: denied}}
              users: {vic: {data_sources: view}, eve: {data_sources: view}}
            data_sources: {_D: {}}
            workbooks:
              W: {connects_to: [{data_source: P/_D, authentication: embedded}]}
        """,
    ),
}


@pytest.mark.parametrize("case", DENIED.values(), ids=DENIED)
def test_to_whom_embedded_credentials_show_what_is_denied(case: Case) -> None:
    check(rule_named("TP502"), case)


OWN = "Connect on its data sources always the user's own"

EDITORS = {
    "embedded credentials do not help an author": Case(
        OWN,
        site(f"W: {{{EMBEDDED}}}", "All Users: {workbooks: explore}"),
        Found(
            "`eve` may web-edit workbooks that use `data_source:S/_D` (`workbook:P/W`) and cannot "
            "connect to it",
            "a rule denies it (to `eve`)",
        ),
    ),
    "one finding for each data source": Case(
        OWN,
        site(
            f"W: {{{BOTH.replace('prompt', 'embedded')}}}\n      X: {{{EMBEDDED}}}",
            "All Users: {workbooks: explore}",
        ),
        "`eve` may web-edit workbooks that use `data_source:S/_D` (`workbook:P/W` and "
        "`workbook:P/X`) and cannot connect to it",
        "`eve` may web-edit workbooks that use `data_source:S/_E` (`workbook:P/W`) and cannot "
        "connect to it",
    ),
    "who opens it and is prompted is TP501's": Case(
        OWN, site(f"W: {{{PROMPT}}}", "All Users: {workbooks: explore}")
    ),
    "who is prompted and cannot open it": Case(
        OWN,
        site(f"W: {{{PROMPT}}}", "All Users: {workbooks: {allow: [web_edit]}}"),
        "`eve` may web-edit workbooks that use `data_source:S/_D` (`workbook:P/W`) and cannot "
        "connect to it",
    ),
    "a viewer can never web-edit": Case(
        OWN, site(f"W: {{{EMBEDDED}}}", "Makers: {workbooks: explore}, Readers: {workbooks: view}")
    ),
    "the owner may web-edit too": Case(
        OWN,
        site(f"W: {{owner: eve, {EMBEDDED}}}", ""),
        "`eve` may web-edit workbooks that use `data_source:S/_D` (`workbook:P/W`) and cannot "
        "connect to it",
    ),
    "nobody web-edits while the setting is off": Case(
        "nobody web-edits …even if they have the capability",
        site(
            f"W: {{{EMBEDDED}}}",
            "All Users: {workbooks: explore}",
            "settings: {web_authoring: false}",
        ),
    ),
}


@pytest.mark.parametrize("case", EDITORS.values(), ids=EDITORS)
def test_who_may_web_edit_and_cannot_connect(case: Case) -> None:
    check(rule_named("TP503"), case)


OVER = "web_author + Download/Save a Copy + Overwrite + Publish on its project"

OVERWRITERS = {
    "without Publish on the project": Case(
        OVER,
        """
        projects:
          P:
            permissions: {groups: {Makers: {project: view, workbooks: publish, flows: publish}}}
            workbooks: {W: {owner: ada}}
            flows: {F: {owner: boss}}
        """,
        "a rule for the group `Makers` lets `ada` and `bob` overwrite workbooks and flows "
        "(`workbook:P/W` and `flow:P/F`) and new workbooks in `project:P` and they may not "
        "publish to `project:P`",
    ),
    "a rule counts before there is anything": Case(
        OVER,
        """
        projects: {P: {permissions: {groups: {Makers: {project: view, workbooks: publish}}}}}
        """,
        "a rule for the group `Makers` lets `ada` and `bob` overwrite new workbooks in "
        "`project:P` and they may not publish to `project:P`",
    ),
    "who owns the thing does not hold it by the rule; on new ones it is the rule": Case(
        OVER,
        """
        projects:
          P:
            permissions: {users: {ada: {project: view, workbooks: publish}}}
            workbooks: {W: {owner: ada}}
        """,
        "a rule for the user `ada` lets `ada` overwrite new workbooks in `project:P` and they "
        "may not publish to `project:P`",
    ),
    "nor do those who lead the project, and they may publish": Case(
        OVER,
        """
        projects:
          P:
            permissions: {groups: {Makers: {workbooks: publish, leader: true}}}
            workbooks: {W: {owner: boss}}
        """,
    ),
    "with Publish": Case(
        OVER,
        """
        projects:
          P:
            permissions: {groups: {Makers: {project: publish, workbooks: publish}}}
            workbooks: {W: {owner: boss}}
        """,
    ),
    "readers can never overwrite": Case(
        OVER,
        """
        projects:
          P:
            permissions: {groups: {Readers: {project: view, workbooks: publish}}}
            workbooks: {W: {owner: boss}}
        """,
    ),
    "a list of the content's own": Case(
        OVER,
        """
        projects:
          P:
            permissions: {groups: {}}
            data_sources: {D: {owner: boss, permissions: {users: {bob: publish}}}}
        """,
        "a rule for the user `bob` lets `bob` overwrite `data_source:P/D` and they may not "
        "publish to `project:P`",
    ),
    "databases are not published": Case(
        OVER,
        """
        projects:
          P:
            permissions: {groups: {Makers: {databases: publish}}}
            databases: {D: {owner: boss}}
        """,
    ),
    "a dead list gives nothing": Case(
        "Rules that exist but are not consulted are dead rules",
        """
        projects:
          P:
            content_permissions: locked
            permissions: {groups: {}}
            workbooks: {W: {owner: boss, permissions: {groups: {Makers: publish}}}}
        """,
    ),
}


@pytest.mark.parametrize("case", OVERWRITERS.values(), ids=OVERWRITERS)
def test_who_may_overwrite_and_not_publish(case: Case) -> None:
    check(rule_named("TP504"), case)


MOVE = "Publish and View on the destination; and owner of the item, or Move on it"


def moving(other: str) -> str:
    """Makers may publish where the workbook is, and have Move on it; and another project."""
    return f"""
projects:
  P:
    permissions:
      groups: {{Makers: {{project: publish, workbooks: {{allow: [move]}}}}}}
    workbooks: {{W: {{owner: boss}}}}
  Q: {{permissions: {{{other}}}}}
"""


STUCK = "lets `ada` and `bob` move workbooks (`workbook:P/W`), and there is nowhere to move to"

MOVERS = {
    "the only destination is where it is": Case(
        MOVE, moving("groups: {}"), f"a rule for the group `Makers` {STUCK}"
    ),
    "Publish without View is not enough": Case(
        MOVE,
        moving("groups: {Makers: {project: {allow: [publish]}}}"),
        f"a rule for the group `Makers` {STUCK}",
    ),
    "another project takes it": Case(MOVE, moving("groups: {Makers: {project: publish}}")),
    "another project takes it from some": Case(
        MOVE,
        moving("users: {bob: {project: publish}}"),
        "a rule for the group `Makers` lets `ada` move workbooks (`workbook:P/W`), and there "
        "is nowhere to move to",
    ),
    "a rule counts before there is anything": Case(
        MOVE,
        moving("groups: {}").replace("W: {owner: boss}", ""),
        "a rule for the group `Makers` lets `ada` and `bob` move new workbooks in `project:P`, "
        "and there is nowhere to move to",
    ),
    "an Explorer can be given Move and never use it": Case(
        "can be granted but cannot be used",
        moving("groups: {Makers: {project: publish}}").replace("Makers", "Readers"),
    ),
}


@pytest.mark.parametrize("case", MOVERS.values(), ids=MOVERS)
def test_who_has_nowhere_to_move_to(case: Case) -> None:
    check(rule_named("TP505"), case)


API = "View + API Access + Connect"


def api(grantee: str, more: str = "") -> str:
    return f"""
projects:
  P:
    {more}
    permissions: {{{grantee}: {{data_sources: {{template: view, allow: [api_access]}}}}}}}}
"""


VIEWERS_TOO = (
    "a rule for the group `Readers` gives viewers (`vic`) API Access to new data sources "
    "in `project:P`"
)
WIDE = {
    "All Users, also before there is anything": Case(
        API,
        api("groups: {All Users"),
        "a rule for All Users gives 4 people API Access to new data sources in `project:P`",
    ),
    "a group with viewers in it": Case(API, api("groups: {Readers"), VIEWERS_TOO),
    "a rule for a viewer": Case(
        API,
        api("users: {vic"),
        "a rule for the user `vic` gives viewers (`vic`) API Access to new data sources in "
        "`project:P`",
    ),
    "a few people who build things": Case(API, api("groups: {Makers")),
    "a group is large from a share and a number on": Case(
        API,
        api("groups: {Makers"),
        "a rule for the group `Makers` gives 2 people API Access to new data sources in "
        "`project:P`",
        thresholds=Thresholds(large_group=0.2, large_group_least=2),
    ),
    "where viewers can never have it": Case(
        "the table cell is data, it can be overridden by the site file",
        "settings: {uncertain_ceilings: {data_source: {api_access: {viewer: false}}}}\n"
        + api("groups: {Readers"),
    ),
    "a sandbox is meant to be open": Case(API, api("groups: {All Users", "labels: [sandbox]")),
    "content with rules of its own": Case(
        API,
        """
        projects:
          P:
            permissions: {groups: {}}
            data_sources: {D: {permissions: {users: {vic: {allow: [api_access]}}}}}
        """,
        "a rule for the user `vic` gives viewers (`vic`) API Access to `data_source:P/D`",
    ),
    "a deny takes it from the viewer again": Case(
        "A user-level allow beats every group deny; a user-level deny beats every group allow",
        """
        projects:
          P:
            permissions:
              groups: {Readers: {data_sources: {allow: [api_access]}}}
              users: {vic: {data_sources: {deny: [api_access]}}}
        """,
    ),
}


@pytest.mark.parametrize("case", WIDE.values(), ids=WIDE)
def test_who_has_api_access_by_a_wide_rule(case: Case) -> None:
    check(rule_named("TP506"), case)


PUBLISHERS = {
    "a publisher whom a rule denies it": Case(
        SEES,
        site(f"W: {{owner: eve, {EMBEDDED}}}"),
        Found(
            "nobody sees data of `data_source:S/_D` in `workbook:P/W`: its publisher `eve` has no "
            "Connect",
            "a rule denies it (to `eve`)",
        ),
    ),
    "a publisher who has left": Case(
        SEES,
        site(f"W: {{owner: una, {EMBEDDED}}}"),
        Found(
            "nobody sees data of `data_source:S/_D` in `workbook:P/W`: its publisher `una` has no "
            "Connect",
            "an Unlicensed user has nothing",
        ),
    ),
    "an administrator": Case("No deny binds an admin", site(f"W: {{owner: boss, {EMBEDDED}}}")),
    "nobody declared is an administrator": Case(SEES, site(f"W: {{{EMBEDDED}}}")),
    "a publisher with Connect": Case(SEES, site(f"W: {{owner: bob, {EMBEDDED}}}")),
    "a prompt does not need the publisher": Case(SEES, site(f"W: {{owner: eve, {PROMPT}}}")),
}


@pytest.mark.parametrize("case", PUBLISHERS.values(), ids=PUBLISHERS)
def test_which_publishers_cannot_connect(case: Case) -> None:
    check(rule_named("TP507"), case)


SWITCHED = "every task that needs web authoring fails, reason site_setting"
OFF = "settings: {web_authoring: false}\n"
NAMED = """
projects:
  P:
    permissions:
      groups: {Makers: {workbooks: {allow: [web_edit]}}, Readers: {workbooks: explore}}
"""

NAMING = {
    "by name": Case(
        SWITCHED,
        OFF + NAMED,
        "1 rule of the site `Acme` allows Web Edit, and nobody can web-edit there",
    ),
    "in many places, which are one finding": Case(
        SWITCHED,
        OFF
        + NAMED
        + """
    workbooks:
      W:
        tabs: hidden
        permissions: {users: {ada: {allow: [web_edit]}}}
        views: {V: {permissions: {users: {bob: {allow: [web_edit]}}}}}
""",
        "3 rules of the site `Acme` allow Web Edit, and nobody can web-edit there",
    ),
    "a template brings it along": Case(
        SWITCHED, OFF + NAMED.replace("{allow: [web_edit]}", "explore")
    ),
    "flows have a setting of their own": Case(
        SWITCHED, OFF + NAMED.replace("{workbooks: {allow", "{flows: {allow")
    ),
    "the setting is on": Case(SWITCHED, NAMED),
}


@pytest.mark.parametrize("case", NAMING.values(), ids=NAMING)
def test_which_rules_name_web_edit_in_vain(case: Case) -> None:
    check(rule_named("TP508"), case)


SAVE_AS = "Publish on the target (without one: on at least one project); role may publish"


def saving(rule: str, publish: str = "groups: {}", setting: str = "") -> str:
    return f"""
{setting}
projects:
  P:
    permissions: {{groups: {{{rule}}}}}
    workbooks: {{W: {{owner: boss}}, X: {{owner: boss}}}}
  Q: {{permissions: {{{publish}}}}}
"""


COPY = "{template: explore, allow: [download_workbook]}"
COPIES = f"{{project: view, workbooks: {COPY}}}"

SAVERS = {
    "no project takes it": Case(
        SAVE_AS,
        saving(f"Makers: {COPIES}"),
        "`ada` and `bob` may save copies of 2 workbooks by rules for the group `Makers`, and "
        "publish to no project",
    ),
    "some project takes it from one of them": Case(
        SAVE_AS,
        saving(f"Makers: {COPIES}", "users: {ada: {project: publish}}"),
        "`bob` may save copies of 2 workbooks by rules for the group `Makers`, and publish to no "
        "project",
    ),
    "before there is anything": Case(
        SAVE_AS,
        saving(f"Makers: {COPIES}").replace("W: {owner: boss}, X: {owner: boss}", ""),
        "`ada` and `bob` may save copies of new workbooks by rules for the group `Makers`, and "
        "publish to no project",
    ),
    "who can never publish downloads": Case(SAVE_AS, saving(f"Readers: {COPIES}")),
    "without Web Edit it is a download": Case(
        SAVE_AS, saving("Makers: {workbooks: {template: view, allow: [download_workbook]}}")
    ),
    "web authoring is off": Case(
        SAVE_AS, saving(f"Makers: {COPIES}", setting="settings: {web_authoring: false}")
    ),
}


@pytest.mark.parametrize("case", SAVERS.values(), ids=SAVERS)
def test_who_may_save_copies_nowhere(case: Case) -> None:
    check(rule_named("TP509"), case)


def test_many_rules_for_one_grantee_are_one_finding() -> None:
    own = f"{{owner: boss, permissions: {{groups: {{Makers: {COPY}}}}}}}"
    text = saving(f"Makers: {COPIES}").replace("X: {owner: boss}", f"X: {own}")
    (found,) = findings(rule_named("TP509"), text)
    assert "copies of 2 workbooks" in found.message
    assert [it.label for it in found.related] == ["allows it too"]
    assert found.subject.grantee == "group:Makers"
    assert found.subject.item is None


def querying(makers: str, users: str = "{}") -> str:
    return f"""
projects:
  P:
    permissions: {{groups: {{Makers: {{data_sources: {makers}}}}}, users: {users}}}
    data_sources: {{D: {{owner: boss}}}}
"""


def useless(people: str) -> str:
    return (
        f"a rule for the group `Makers` gives {people} API Access to data sources "
        "(`data_source:P/D`) without View and Connect"
    )


QUERIES = {
    "without Connect": Case(
        API, querying("{allow: [view, api_access]}"), useless("`ada` and `bob`")
    ),
    "without View": Case(
        API, querying("{allow: [connect, api_access]}"), useless("`ada` and `bob`")
    ),
    "one is denied": Case(
        API,
        querying("{template: view, allow: [api_access]}", "{bob: {data_sources: {deny: [view]}}}"),
        useless("`bob`"),
    ),
    "before there is anything": Case(
        API,
        querying("{allow: [view, api_access]}").replace("D: {owner: boss}", ""),
        "a rule for the group `Makers` gives `ada` and `bob` API Access to new data sources in "
        "`project:P` without View and Connect",
    ),
    "with both": Case(API, querying("{template: view, allow: [api_access]}")),
}


@pytest.mark.parametrize("case", QUERIES.values(), ids=QUERIES)
def test_who_has_api_access_and_can_query_nothing(case: Case) -> None:
    check(rule_named("TP510"), case)


def connections(
    declaration: Declaration,
) -> Iterator[tuple[str, Resolver, Content, Authentication, Content]]:
    for site_name in declaration.sites:
        resolver = open_site(declaration, site_name)
        for item in resolver.graph.items():
            if isinstance(item, Content) and item.connections:
                for connection, data_source in resolver.graph.connections_of(item):
                    yield site_name, resolver, item, connection.authentication, data_source


def has(resolver: Resolver, user: str, item: Item, key: str) -> bool:
    derivation = resolver.derive(user, item, CATALOG[item.kind].capability(key))
    return derivation.effective is Verdict.ALLOWED


@pytest.mark.parametrize("seed", range(40))
def test_what_is_found_is_what_the_resolver_says_user_by_user(seed: int) -> None:
    declaration = read_files([("s.yaml", yaml_text(random_declaration(seed, 3)).encode())])
    expected: dict[str, set[tuple[str, str]]] = {"TP501": set(), "TP503": set(), "TP507": set()}
    edited: dict[tuple[str, str], set[str]] = {}
    prompting = {
        (site_name, str(workbook.address), str(data_source.address))
        for site_name, _, workbook, authentication, data_source in connections(declaration)
        if authentication is Authentication.PROMPT
    }
    for site_name, resolver, workbook, authentication, data_source in connections(declaration):
        site_of = resolver.graph.site
        key = (site_name, f"{workbook.address} {data_source.address}")
        embeds = authentication is Authentication.EMBEDDED
        prompts = (site_name, str(workbook.address), str(data_source.address)) in prompting
        for name, user in site_of.users.items():
            if has(resolver, name, data_source, "connect"):
                continue
            if embeds and workbook.owner and workbook.owner.user == name:
                expected["TP507"].add(key)
            if user.role.role_class is RoleClass.GUEST:
                continue
            opens = any(has(resolver, name, it, "view") for it in (workbook, *workbook.parts))
            if prompts and opens:
                expected["TP501"].add(key)
                continue
            if site_of.settings.web_authoring and has(resolver, name, workbook, "web_edit"):
                with_it = edited.setdefault((site_name, str(data_source.address)), set())
                with_it.add(str(workbook.address))
    for (site_name, data_source_of), workbooks in edited.items():
        expected["TP503"].add((site_name, f"{data_source_of} {', '.join(sorted(workbooks))}"))
    for code, subjects in expected.items():
        found = {
            (it.subject.site, " ".join(filter(None, (it.subject.item, it.subject.detail))))
            for it in lint(declaration, [rule_named(code)])
        }
        assert found == subjects
