"""TP6: ways to more access than was given, and Guest; what is found and what is let be."""

import pytest
from support.generated import random_declaration, yaml_text
from support.lint_cases import Case, Found, check, findings

from tableau_perm_cli.audit.lint import Thresholds, lint, rule_named
from tableau_perm_cli.catalog import CATALOG, RoleClass
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Item
from tableau_perm_cli.diagnostics import Severity
from tableau_perm_cli.resolve import Reason, Resolver, open_site

LOCKED = "everyone else whose ceiling admits it is denied `locked`, whatever the rules say"
THE_REST = "+ administer"


def project(rules: str, content: str = "", more: str = "") -> str:
    return f"""
projects:
  P:
    {more}
    permissions: {{{rules}}}
    {content}
"""


NON_OWNERS = {
    "a template brings it": Case(
        THE_REST,
        project("groups: {Makers: {workbooks: administer}}", "workbooks: {W: {owner: boss}}"),
        Found(
            "a rule for the group `Makers` lets `ada` and `bob` set permissions of workbooks "
            "(`workbook:P/W`)",
            "whoever may set permissions can give themselves, and anyone else, all the rest",
        ),
    ),
    "all types of a project are one finding, also before there is anything": Case(
        THE_REST,
        project("users: {bob: {workbooks: administer, flows: administer}}"),
        "a rule for the user `bob` lets `bob` set permissions of new workbooks and flows "
        "in `project:P`",
    ),
    "a lock takes it away": Case(
        LOCKED,
        project(
            "groups: {Makers: {workbooks: administer}}",
            "workbooks: {W: {owner: boss}}",
            "content_permissions: locked",
        ),
    ),
    "a lock takes it away before there is anything": Case(
        LOCKED,
        project(
            "groups: {Makers: {workbooks: administer}}",
            more="content_permissions: locked_including_nested",
        ),
    ),
    "what an unlocked project copies from a locked one counts": Case(
        "copies the Default project's (all types), but never its lock",
        """
        projects:
          Default:
            content_permissions: locked_including_nested
            permissions: {groups: {Makers: {flows: administer}}}
          P: {flows: {F: {owner: boss}}}
        """,
        "a rule for the group `Makers` lets `ada` and `bob` set permissions of flows (`flow:P/F`)",
    ),
    "a role that can never use it": Case(
        THE_REST, project("groups: {Readers: {workbooks: administer}}")
    ),
    "who leads the project has it anyway": Case(
        "Independent of locks and denies",
        project("groups: {Makers: {workbooks: administer, leader: true}}"),
    ),
    "the owner has it anyway": Case(
        "Content owner → allowed owner",
        project(
            "groups: {}", "workbooks: {W: {owner: ada, permissions: {users: {ada: administer}}}}"
        ),
    ),
    "a view has a list of its own": Case(
        "delete, set_permissions",
        project(
            "groups: {}",
            "workbooks: {W: {owner: ada, tabs: hidden, permissions: {groups: {}}, "
            "views: {V: {permissions: {users: {bob: {allow: [set_permissions]}}}}}}}",
        ),
        "a rule for the user `bob` lets `bob` set permissions of `view:P/W/V`",
    ),
    "nobody has metrics any more": Case(
        "the last two retired 2024.2", project("groups: {Makers: {metrics: administer}}")
    ),
    "a sandbox is meant to be open": Case(
        THE_REST,
        project("groups: {Makers: {workbooks: administer}}", more="labels: [sandbox]"),
    ),
}


@pytest.mark.parametrize("case", NON_OWNERS.values(), ids=NON_OWNERS)
def test_who_may_set_permissions_and_is_not_in_charge(case: Case) -> None:
    check(rule_named("TP601"), case)


def test_the_finding_stands_where_the_capability_is_written() -> None:
    text = project("groups: {Makers: {workbooks: {template: view, allow: [set_permissions]}}}")
    (found,) = findings(rule_named("TP601"), text)
    line = next(it for it in text.strip("\n").splitlines() if "set_permissions" in it)
    assert found.position is not None
    assert found.position.column == line.index("set_permissions") + 1 + len("    ")


OVERWRITING = "Overwriting makes the publisher the owner; the old owner falls back to rules"
FOR_MAKERS = "a rule for the group `Makers` lets 2 people overwrite new workbooks in `project:P`"

BROAD = {
    "All Users": Case(
        OVERWRITING,
        project("groups: {All Users: {workbooks: publish, flows: publish}}"),
        "a rule for All Users lets 2 people overwrite new workbooks and flows in `project:P`",
    ),
    "a small group": Case(OVERWRITING, project("groups: {Makers: {workbooks: publish}}")),
    "a group is large from a share and a number on": Case(
        OVERWRITING,
        project("groups: {Makers: {workbooks: publish}}"),
        FOR_MAKERS,
        thresholds=Thresholds(large_group=0.2, large_group_least=2),
    ),
    "a user is no group": Case(OVERWRITING, project("users: {bob: {workbooks: publish}}")),
    "nobody in it can use it": Case(
        OVERWRITING,
        project("groups: {Readers: {workbooks: publish}}"),
        thresholds=Thresholds(large_group=0.2, large_group_least=2),
    ),
    "nobody publishes a database": Case(
        OVERWRITING, project("groups: {All Users: {databases: publish}}")
    ),
    "a sandbox is meant to be open": Case(
        OVERWRITING,
        project("groups: {All Users: {workbooks: publish}}", more="labels: [sandbox]"),
    ),
}


@pytest.mark.parametrize("case", BROAD.values(), ids=BROAD)
def test_which_rules_let_many_take_content_over(case: Case) -> None:
    check(rule_named("TP602"), case)


FULL = "Download Full Data | ViewUnderlyingData"
TAKES = "a rule for the group `Readers` lets `eve` download the data of"
ONE_WORKBOOK = "workbooks: {W: {owner: boss, views: {V: {}}}}"

DOWNLOADS = {
    "a label goes down, and a workbook stands for its views": Case(
        FULL,
        project("groups: {Readers: {workbooks: explore}}", ONE_WORKBOOK, "labels: [sensitive]"),
        Found(
            f"{TAKES} workbooks (`workbook:P/W`), labelled `sensitive`",
            "what is downloaded leaves Tableau",
        ),
    ),
    "nothing is labelled": Case(
        FULL, project("groups: {Readers: {workbooks: explore}}", ONE_WORKBOOK)
    ),
    "one view is labelled": Case(
        FULL,
        project(
            "groups: {Readers: {workbooks: explore}}",
            "workbooks: {W: {owner: boss, views: {V: {labels: [sensitive]}, U: {}}}}",
        ),
        f"{TAKES} workbooks (`view:P/W/V`), labelled `sensitive`",
    ),
    "the label can be another word": Case(
        FULL,
        project("groups: {Readers: {workbooks: explore}}", ONE_WORKBOOK, "labels: [secret]"),
        f"{TAKES} workbooks (`workbook:P/W`), labelled `secret`",
        thresholds=Thresholds(sensitive_label="secret"),
    ),
    "the whole workbook, and the whole data source": Case(
        "Download Data Source | ExportXml",
        project(
            "groups: {Readers: {workbooks: {allow: [download_workbook]}, data_sources: explore}}",
            "workbooks: {W: {owner: boss}}\n    data_sources: {D: {owner: boss}}",
            "labels: [sensitive]",
        ),
        f"{TAKES} workbooks and data sources (`workbook:P/W` and `data_source:P/D`), labelled "
        "`sensitive`",
    ),
    "a summary is no full data, and a flow no data": Case(
        FULL,
        project(
            "groups: {Readers: {workbooks: view, flows: explore}}",
            ONE_WORKBOOK + "\n    flows: {F: {owner: boss}}",
            "labels: [sensitive]",
        ),
    ),
    "a viewer can never download it": Case(
        FULL,
        project("users: {vic: {workbooks: explore}}", ONE_WORKBOOK, "labels: [sensitive]"),
    ),
    "those in charge are not counted": Case(
        FULL,
        project(
            "users: {ada: {workbooks: explore}, bob: {workbooks: explore, leader: true}}",
            "workbooks: {W: {owner: ada}}",
            "labels: [sensitive]",
        ),
        # ... on what somebody else will publish there she has it by the rule alone
        "a rule for the user `ada` lets `ada` download the data of new workbooks in `project:P`, "
        "labelled `sensitive`",
    ),
    "a rule counts before there is anything": Case(
        FULL,
        project("groups: {Readers: {workbooks: explore}}", more="labels: [sensitive]"),
        f"{TAKES} new workbooks in `project:P`, labelled `sensitive`",
    ),
    "a rule copied from Default is found where it is written": Case(
        "top-level project without its own lists → copies the Default project's (all types)",
        """
        projects:
          Default: {permissions: {groups: {Readers: {workbooks: explore}}}}
          P: {labels: [sensitive], workbooks: {W: {owner: boss}}}
        """,
        f"{TAKES} workbooks (`workbook:P/W`), labelled `sensitive`",
    ),
}


@pytest.mark.parametrize("case", DOWNLOADS.values(), ids=DOWNLOADS)
def test_which_rules_let_sensitive_data_be_taken_away(case: Case) -> None:
    check(rule_named("TP603"), case)


ON = "settings: {guest_access: true}\n"
VISITORS = "every All Users grant reaches anonymous visitors within the Guest ceiling"
OPEN = "anonymous visitors can open"
LABEL = "labels: [sensitive]"

REACHED = {
    "All Users": Case(
        VISITORS,
        ON + project("groups: {All Users: {workbooks: view}}", ONE_WORKBOOK, LABEL),
        f"{OPEN} `workbook:P/W`, labelled `sensitive`, by a rule for All Users",
    ),
    "the project itself is something": Case(
        VISITORS,
        ON + project("groups: {All Users: {project: view, workbooks: view}}", ONE_WORKBOOK, LABEL),
        f"{OPEN} `project:P` and `workbook:P/W`, labelled `sensitive`, by a rule for All Users",
    ),
    "a rule of its own": Case(
        VISITORS,
        ON + project("users: {guest: {workbooks: view}}", ONE_WORKBOOK, LABEL),
        f"{OPEN} `workbook:P/W`, labelled `sensitive`, by a rule for the user `guest`",
    ),
    "a group that leads": Case(
        "Project leader (by a user rule, or a rule of a group the user is in)",
        ON + project("groups: {All Users: {leader: true}}", ONE_WORKBOOK, LABEL),
        f"{OPEN} `project:P` and `workbook:P/W`, labelled `sensitive`: the Guest user owns or "
        "leads it",
    ),
    "a deny keeps it out": Case(
        "a user-level deny beats every group allow",
        ON
        + project(
            "groups: {All Users: {workbooks: view}}, users: {guest: {workbooks: denied}}",
            ONE_WORKBOOK,
            LABEL,
        ),
    ),
    "guest access is off": Case(
        "With guest access disabled the Guest user is denied everything",
        project("groups: {All Users: {workbooks: view}}", ONE_WORKBOOK, LABEL),
    ),
    "nothing is labelled": Case(
        VISITORS, ON + project("groups: {All Users: {workbooks: view}}", ONE_WORKBOOK)
    ),
}


@pytest.mark.parametrize("case", REACHED.values(), ids=REACHED)
def test_how_anonymous_visitors_reach_what_is_sensitive(case: Case) -> None:
    rule = rule_named("TP604")
    assert rule.severity is Severity.ERROR
    check(rule, case)


def connecting(authentication: str, workbook: str = "", source: str = LABEL) -> str:
    """All Users may open a workbook outside the project of the data source; Makers connect."""
    return f"""
projects:
  S:
    {source}
    permissions: {{groups: {{Makers: {{data_sources: view}}}}}}
    data_sources: {{D: {{owner: boss}}}}
  P:
    {workbook}
    permissions: {{groups: {{All Users: {{workbooks: view}}}}}}
    workbooks:
      W: {{owner: boss, connects_to: [{{data_source: S/D, authentication: {authentication}}}]}}
"""


DATA = "embedded → through the publisher's Connect"

EMBEDDED = {
    "embedded, outside the label": Case(
        DATA,
        ON + connecting("embedded"),
        "anonymous visitors see data of `data_source:S/D`, labelled `sensitive`, in "
        "`workbook:P/W`",
    ),
    "the workbook has the label: one finding is enough": Case(
        DATA,
        ON + connecting("embedded", LABEL),
        f"{OPEN} `workbook:P/W`, labelled `sensitive`, by a rule for All Users",
    ),
    "a prompt shows nothing": Case("Guest can never Connect", ON + connecting("prompt")),
    "a publisher without Connect shows nothing": Case(
        DATA, ON + connecting("embedded").replace("W: {owner: boss", "W: {owner: eve")
    ),
}


@pytest.mark.parametrize("case", EMBEDDED.values(), ids=EMBEDDED)
def test_where_anonymous_visitors_see_sensitive_data(case: Case) -> None:
    check(rule_named("TP604"), case)


LEAKS = {
    "who has no Connect sees it": Case(
        DATA,
        connecting("embedded"),
        Found(
            "`eve` and `vic` can see data of `data_source:S/D`, labelled `sensitive`, in "
            "`workbook:P/W`, which is not",
            "none of them has Connect",
        ),
    ),
    "visitors are an error of their own": Case(
        DATA,
        ON + connecting("embedded"),
        "`eve` and `vic` can see data of `data_source:S/D`, labelled `sensitive`, in "
        "`workbook:P/W`, which is not",
    ),
    "the workbook has the label": Case(DATA, connecting("embedded", LABEL)),
    "the data source has none": Case(DATA, connecting("embedded", source="")),
    "a prompt shows nothing": Case(DATA, connecting("prompt")),
    "a publisher without Connect shows nothing": Case(
        DATA, connecting("embedded").replace("W: {owner: boss", "W: {owner: eve")
    ),
    "all who open it have Connect": Case(
        DATA, connecting("embedded").replace("All Users", "Makers")
    ),
}


@pytest.mark.parametrize("case", LEAKS.values(), ids=LEAKS)
def test_which_workbooks_show_sensitive_data_without_the_label(case: Case) -> None:
    check(rule_named("TP609"), case)


KB = "To access this workbook, you must have the Connect permission for its data sources"

PROMPTED = {
    "a prompt": Case(
        KB,
        ON + connecting("prompt"),
        Found(
            "anonymous visitors can open `workbook:P/W` and get an error for the data of "
            "`data_source:S/D`",
            KB,
        ),
    ),
    "embedded works for visitors": Case(DATA, ON + connecting("embedded")),
    "guest access is off": Case(
        "With guest access disabled the Guest user is denied everything", connecting("prompt")
    ),
    "visitors cannot open it": Case(KB, ON + connecting("prompt").replace("All Users", "Makers")),
    "a workbook is one finding": Case(
        KB,
        ON
        + """
projects:
  P:
    permissions: {groups: {All Users: {workbooks: view}}}
    data_sources: {D: {}, E: {}}
    workbooks:
      W:
        connects_to:
          - {data_source: P/D, authentication: prompt}
          - {data_source: P/E, authentication: prompt}
""",
        "anonymous visitors can open `workbook:P/W` and get an error for the data of "
        "`data_source:P/D` and `data_source:P/E`",
    ),
}


@pytest.mark.parametrize("case", PROMPTED.values(), ids=PROMPTED)
def test_which_workbooks_prompt_anonymous_visitors(case: Case) -> None:
    check(rule_named("TP605"), case)


GUEST = "Guest is a member of All Users when guest access is enabled"
NOTHING = (
    "guest access of the site `Acme` is on, and the Guest user `guest` can open nothing there"
)

FOR_NOTHING = {
    "nothing for visitors": Case(
        GUEST, ON + project("groups: {Readers: {workbooks: view}}", ONE_WORKBOOK), NOTHING
    ),
    "to see a project listed is nothing": Case(
        GUEST, ON + project("groups: {All Users: {project: view}}", ONE_WORKBOOK), NOTHING
    ),
    "one thing is something": Case(
        GUEST, ON + project("users: {guest: {workbooks: view}}", ONE_WORKBOOK)
    ),
    "there is no content at all": Case(GUEST, ON + project("groups: {}")),
    "guest access is off": Case(GUEST, project("groups: {}", ONE_WORKBOOK)),
    "no Guest user is TP607's": Case(
        GUEST,
        ON
        + "users: {ada: Creator}\n"
        + project("groups: {}", ONE_WORKBOOK.replace("boss", "ada")),
    ),
}


@pytest.mark.parametrize("case", FOR_NOTHING.values(), ids=FOR_NOTHING)
def test_when_guest_access_is_on_for_nothing(case: Case) -> None:
    check(rule_named("TP606"), case)


UNDECLARED = {
    "nobody stands for visitors": Case(
        GUEST,
        ON + "users: {ada: Creator}\n",
        Found(
            "the site `Acme` has guest access and no user with the role Guest",
            "anonymous visitors are in no answer",
        ),
    ),
    "a user with the role Guest, of any name": Case(GUEST, ON + "users: {anonymous: Guest}\n"),
    "guest access is off": Case(GUEST, "users: {ada: Creator}\n"),
}


@pytest.mark.parametrize("case", UNDECLARED.values(), ids=UNDECLARED)
def test_when_no_guest_user_is_declared(case: Case) -> None:
    check(rule_named("TP607"), case)


THROUGH = {
    "a rule": Case(
        VISITORS,
        ON + project("groups: {All Users: {project: view, workbooks: view}}", ONE_WORKBOOK),
        Found(
            "1 rule for All Users gives anonymous visitors access to `project:P` and "
            "`workbook:P/W`",
            "the Guest user is in All Users",
        ),
    ),
    "many rules are one finding": Case(
        VISITORS,
        ON
        + project(
            "groups: {All Users: {workbooks: view}}",
            "workbooks: {W: {owner: boss}, X: {owner: boss, permissions: {groups: "
            "{All Users: view}}}}",
        ),
        "2 rules for All Users give anonymous visitors access to `workbook:P/W` and "
        "`workbook:P/X`",
    ),
    "what Guest can never have": Case(
        "within the Guest ceiling",
        ON
        + project(
            "groups: {All Users: {data_sources: {allow: [connect]}}}",
            "data_sources: {D: {owner: boss}}",
        ),
    ),
    "a rule for others": Case(
        VISITORS, ON + project("groups: {Readers: {workbooks: view}}", ONE_WORKBOOK)
    ),
    "a rule for the Guest user is meant": Case(
        VISITORS, ON + project("users: {guest: {workbooks: view}}", ONE_WORKBOOK)
    ),
    "guest access is off": Case(
        "With guest access disabled the Guest user … is not in All Users",
        project("groups: {All Users: {workbooks: view}}", ONE_WORKBOOK),
    ),
    "a dead list gives nothing": Case(
        "Rules that exist but are not consulted are dead rules",
        ON
        + project(
            "groups: {}",
            "workbooks: {W: {owner: boss, permissions: {groups: {All Users: view}}}}",
            "content_permissions: locked",
        ),
    ),
}


@pytest.mark.parametrize("case", THROUGH.values(), ids=THROUGH)
def test_what_all_users_gives_to_anonymous_visitors(case: Case) -> None:
    check(rule_named("TP608"), case)


BY_RULE = {Reason.USER_ALLOW, Reason.GROUP_ALLOW, Reason.GROUP_SET_ALLOW}


def reason(resolver: Resolver, user: str, item: Item, key: str) -> Reason:
    return resolver.derive(user, item, CATALOG[item.kind].capability(key)).reason


def is_labelled(resolver: Resolver, item: Item, label: str) -> bool:
    above: Item | None = item
    while above is not None:
        if label in above.labels:
            return True
        above = resolver.graph.parent(above)
    return False


@pytest.mark.parametrize("seed", range(40))
def test_what_is_found_is_what_the_resolver_says_user_by_user(seed: int) -> None:
    declaration = read_files([("s.yaml", yaml_text(random_declaration(seed, 3)).encode())])
    setters: set[tuple[str, str]] = set()  # by the item whose list gives it
    sites_of_visitors: set[str] = set()
    for site_name in declaration.sites:
        resolver = open_site(declaration, site_name)
        for item in resolver.graph.items():
            given_by = resolver.graph.governing(item).source.origin
            for name, user in resolver.graph.site.users.items():
                if (
                    CATALOG[item.kind].has("set_permissions")
                    and not CATALOG[item.kind].retired
                    and reason(resolver, name, item, "set_permissions") in BY_RULE
                    and given_by is not None
                ):
                    setters.add((site_name, str(given_by.address)))
                if (
                    user.role.role_class is RoleClass.GUEST
                    and is_labelled(resolver, item, "sensitive")
                    and reason(resolver, name, item, "view").verdict == "allowed"
                ):
                    sites_of_visitors.add(site_name)
    found = {(it.subject.site, it.subject.item) for it in lint(declaration, [rule_named("TP601")])}
    assert found >= setters  # and what default rules would give on content to come
    reached = lint(declaration, [rule_named("TP604")])
    assert {
        it.subject.site for it in reached if not (it.subject.detail or "").startswith("data_")
    } == sites_of_visitors
