"""Each path of the procedure, with the sentence it comes from: what fails, why, and what is told.

A case says what works or fails first, the steps that must be there (`check outcome component
reason`), and words that their state must have.
"""

from dataclasses import dataclass

import pytest
from support.asking import item_of, resolver_of_text
from support.semantics_text import quoted_in, table

from tableau_perm_cli.audit.troubleshooting import (
    Action,
    Checklist,
    Outcome,
    Part,
    error_of,
    troubleshoot,
)

PROJECT = """
projects:
  P:
    permissions:
      groups: {Readers: {project: view, workbooks: view, data_sources: view}}
      users: {exp: {data_sources: {deny: [connect]}}}
    workbooks:
      W:
        owner: cre
        views: {V: {}}
        connects_to: [{data_source: P/D, authentication: prompt}]
      E: {owner: cre, connects_to: [{data_source: P/D, authentication: embedded}]}
    data_sources: {D: {owner: cre}}
"""
GUESTS = """
settings: {guest_access: true}
projects:
  P:
    permissions: {groups: {All Users: {project: view, workbooks: view, data_sources: view}}}
    workbooks:
      W: {owner: cre, connects_to: [{data_source: P/D, authentication: prompt}]}
      E: {owner: cre, connects_to: [{data_source: P/D, authentication: embedded}]}
    data_sources: {D: {owner: cre}}
"""
LOCKED = """
projects:
  P:
    content_permissions: locked_including_nested
    permissions: {groups: {Readers: {project: view}}}
    projects:
      Q:
        workbooks:
          W: {permissions: {groups: {Readers: view}}}
"""
TABS = """
projects:
  P:
    permissions: {groups: {Readers: {project: view}}}
    workbooks:
      W:
        tabs: shown
        permissions: {}
        views: {V: {permissions: {users: {vie: view}}}}
"""


@dataclass(frozen=True)
class Case:
    sentence: str
    site: str
    asked: str
    """``user item``, or ``user item action``."""
    fails: str
    """``capability-or-need component reason`` of what fails first; nothing when it works."""
    steps: tuple[str, ...] = ()
    """``check outcome component-or-- reason-or--``, each must be there."""
    says: tuple[str, ...] = ()
    """Pieces of the states."""
    error: str | None = None
    cause: str | None = None


CASES = (
    Case(
        "View on it; and for every published data source it connects to",
        PROJECT,
        "vie workbook:P/W see-data",
        "",
        (
            "site_role passed - -",
            "memberships info - -",
            "effective_permissions passed workbook:P/W -",
            "user_rule info - -",
            "worksheet passed view:P/W/V group_allow",
            "workbook passed workbook:P/W group_allow",
            "data_source passed data_source:P/D group_allow",
            "project passed project:P group_allow",
            "all_granted passed workbook:P/W all_needs_met",
            "error_text info - -",
        ),
        ("in `All Users` and `Readers`", "no rule names the user", "customizable; its own rules"),
    ),
    Case(
        "the user's own Connect",
        PROJECT,
        "exp workbook:P/W see-data",
        "connect data_source:P/D user_deny",
        (
            "effective_permissions passed workbook:P/W -",
            "user_rule warning data_source:P/D user_deny",
            "workbook passed workbook:P/W group_allow",
            "data_source failed data_source:P/D user_deny",
            "first_failure failed data_source:P/D user_deny",
            "cause info - user_deny",
        ),
        (
            "a rule for `exp` denies Connect",
            "the workbook's connection: prompt",
            "the cause is a missing permission: Connect on `data_source:P/D`",
        ),
        cause="permissions",
    ),
    Case(
        "through the publisher's Connect",
        PROJECT,
        "exp workbook:P/E see-data",
        "",
        ("data_source passed data_source:P/D owner",),
        ("the workbook's connection: embedded",),
    ),
    Case(
        "unless a permission is explicitly granted it will be denied",
        PROJECT,
        "cre project:P open",
        "view project:P unspecified",
        (
            "project failed project:P unspecified",
            "effective_permissions failed project:P unspecified",
        ),
        ("nothing is allowed",),
        cause="permissions",
    ),
    Case(
        "Report `browsable: no`",
        """
        projects:
          P: {permissions: {groups: {Readers: {workbooks: view}}}, workbooks: {W: {}}}
        """,
        "vie workbook:P/W open",
        "",
        ("project warning project:P unspecified", "not_browsable warning project:P unspecified"),
        ("reached only by link, search or favourites",),
    ),
    Case(
        "Web Edit; Connect on its data sources *always the user's own*; site setting on",
        PROJECT.replace("workbooks: view", "workbooks: explore"),
        "exp workbook:P/E web-edit",
        "connect data_source:P/D user_deny",
        ("site_setting passed - all_needs_met", "data_source failed data_source:P/D user_deny"),
        cause="permissions",
    ),
    Case(
        "every task that needs web authoring fails, reason `site_setting`",
        "settings: {web_authoring: false}" + PROJECT,
        "cre workbook:P/W web-edit",
        "site_setting - site_setting",
        ("site_setting failed - site_setting", "workbook passed workbook:P/W owner"),
        ("web authoring is off on this site",),
        cause="permissions",
    ),
    Case(
        "project Publish (role may publish)",
        PROJECT,
        "vie project:P publish",
        "publish project:P site_role",
        ("site_role failed - site_role", "project failed project:P site_role"),
        cause="permissions",
    ),
    Case(
        "Overwrite + Publish on its project",
        PROJECT,
        "cre workbook:P/W publish",
        "publish project:P unspecified",
        ("workbook passed workbook:P/W owner", "project failed project:P unspecified"),
        cause="permissions",
    ),
    Case(
        "In a locked project no rules can be set at publish",
        """
        projects:
          P: {content_permissions: locked, permissions: {groups: {Makers: {project: publish}}}}
        """,
        "cre project:P publish",
        "",
        ("after_publishing info project:P locked",),
        ("no rules can be set while publishing: `project:P` is locked", "locked; its own rules"),
    ),
    Case(
        "the publisher becomes the owner",
        """
        projects:
          P:
            permissions: {groups: {Makers: {project: publish, workbooks: publish}}}
            workbooks: {W: {connects_to: [{data_source: P/D, authentication: embedded}]}}
            data_sources: {D: {permissions: {}}}
        """,
        "pub workbook:P/W publish",
        "",
        (
            "workbook passed workbook:P/W group_allow",
            "after_publishing warning data_source:P/D unspecified",
        ),
        ("whoever publishes owns it",),
    ),
    Case(
        "`prompt` → the user's own Connect",
        PROJECT,
        "exp data_source:P/D connect",
        "connect data_source:P/D user_deny",
        ("data_source failed data_source:P/D user_deny",),
        cause="permissions",
    ),
    Case(
        "`prompt` → the user's own Connect",
        PROJECT,
        "exp workbook:P/E connect",
        "connect data_source:P/D user_deny",
        ("data_source failed data_source:P/D user_deny",),
        cause="permissions",
    ),
    Case(
        'shown in the explanation as "not consulted: locked by …"',
        LOCKED,
        "vie workbook:P/Q/W open",
        "view workbook:P/Q/W unspecified",
        (
            "dead_rule warning workbook:P/Q/W unspecified",
            "workbook failed workbook:P/Q/W unspecified",
            "project passed project:P/Q group_allow",
            "project passed project:P group_allow",
        ),
        (
            "a rule for `group:Readers` allows View, Filter",
            "is not consulted: `project:P` is locked",
            "locked by `project:P`",
            "under the lock of `project:P`",
            "locked including nested",
        ),
        cause="permissions",
    ),
    Case(
        "a view of a workbook that shows tabs → the workbook's rules",
        TABS,
        "vie view:P/W/V open",
        "view view:P/W/V unspecified",
        (
            "dead_rule warning view:P/W/V unspecified",
            "worksheet failed view:P/W/V unspecified",
            "workbook warning workbook:P/W unspecified",
        ),
        ("the rules of `workbook:P/W`, which shows tabs", "`workbook:P/W` shows tabs"),
        cause="permissions",
    ),
    Case(
        "Unlicensed → denied `unlicensed`",
        PROJECT,
        "unl workbook:P/W see-data",
        "view workbook:P/W unlicensed",
        (
            "site_role failed - unlicensed",
            "workbook failed workbook:P/W unlicensed",
            "project info project:P -",
            "licence info - unlicensed",
        ),
        ("give `unl` a licensed site role",),
        cause="unlicensed",
    ),
    Case(
        'report it as potential ("would become Viewer at sign-in")',
        """
        users: {unl: Unlicensed}
        groups: {New: {members: [unl], minimum_site_role: Viewer, grant_on_sign_in: true}}
        projects: {P: {workbooks: {W: {}}}}
        """,
        "unl workbook:P/W open",
        "view workbook:P/W unlicensed",
        ("sign_in info - unlicensed", "licence info - unlicensed"),
        (
            "would become Viewer at sign-in by the group `New`",
            "let `unl` sign in: the group `New` then gives the role Viewer",
            "or give `unl` a licensed site role",
        ),
        cause="unlicensed",
    ),
    Case(
        "The Guest user while guest access is off → denied `guest_disabled`",
        GUESTS.replace("true", "false"),
        "guest workbook:P/E see-data",
        "view workbook:P/E guest_disabled",
        ("site_role failed - guest_disabled", "guest_access info - guest_disabled"),
        ("guest access is off", "in no group", "switch guest access on"),
        cause="guest",
    ),
    Case(
        "Guest can never Connect",
        GUESTS,
        "guest workbook:P/W see-data",
        "connect data_source:P/D guest",
        ("site_role failed - guest", "sign_in info - guest"),
        ("sign in as a user of the site: no rule gives Guest Connect",),
        cause="guest",
    ),
    Case(
        "every All Users grant reaches anonymous visitors within the Guest ceiling",
        GUESTS,
        "guest workbook:P/E see-data",
        "",
        ("site_role passed - -", "data_source passed data_source:P/D owner"),
        ("Guest, guest access is on",),
    ),
    Case(
        "will not be able to access resources on the other sites",
        PROJECT,
        "far workbook:P/W see-data",
        "site_membership workbook:P/W not_on_site",
        ("site_membership failed - not_on_site", "add_to_site info - not_on_site"),
        ("add `far` to the site `Here`", "the cause is that the user is not on this site"),
        cause="permissions",
    ),
    Case(
        "reported as `subject_to`, never as allowed without a word",
        PROJECT.replace("{owner: cre}}", "{owner: cre, external_authorization: run_as_user}}"),
        "vie workbook:P/W see-data",
        "",
        ("subject_to warning data_source:P/D -",),
        ("subject to run_as_user", "external authorization: run_as_user"),
    ),
    Case(
        "an answer that rests on it says so",
        """
        users: {odd: Read Only}
        projects: {P: {permissions: {users: {odd: {workbooks: view}}}, workbooks: {W: {}}}}
        """,
        "odd workbook:P/W open",
        "",
        ("uncertain warning workbook:P/W user_allow",),
        ("public text does not settle what this site role may hold",),
    ),
    Case(
        "when the model says the user *has* what it needs (signed in, View, Connect), the cause "
        "is outside permissions",
        PROJECT,
        "vie workbook:P/W",
        "",
        ("cause info - -", "sign_in info - -", "proxy info - -"),
        (
            "the cause is outside permissions",
            "check that the person was signed in as `vie`",
            "localhost, the IP address of every node, the host name of every node",
        ),
        error="you must have the Connect permission…",
        cause="outside_permissions",
    ),
    Case(
        "When the model says Connect is missing or the user is Guest, that is the cause",
        PROJECT,
        "exp workbook:P/W",
        "connect data_source:P/D user_deny",
        ("cause info - user_deny",),
        ("the cause is a missing permission: Connect on `data_source:P/D`",),
        error="you must have the Connect permission",
        cause="permissions",
    ),
    Case(
        "When the model says Connect is missing or the user is Guest, that is the cause",
        GUESTS,
        "guest workbook:P/W",
        "connect data_source:P/D guest",
        ("cause info - guest",),
        ("the cause is that the user is Guest",),
        error="Because you are logged in as Guest",
        cause="guest",
    ),
    Case(
        "When the model says Connect is missing or the user is Guest, that is the cause",
        GUESTS,
        "guest workbook:P/E",
        "",
        ("cause info - -", "as_declared info - -", "proxy info - -"),
        ("check on the server that the connections embed their credentials",),
        error="Because you are logged in as Guest",
        cause="guest",
    ),
    Case(
        "HTTP 403 Access Denied by security policy",
        PROJECT,
        "vie workbook:P/W",
        "",
        ("proxy info - -",),
        error="403 Access Denied by security policy",
        cause="outside_permissions",
    ),
    Case(
        "HTTP 403 Access Denied by security policy",
        PROJECT,
        "pub project:P open",
        "",
        ("proxy info - -",),
        error="403",
        cause="outside_permissions",
    ),
    Case(
        "HTTP 403 Access Denied by security policy",
        PROJECT,
        "cre data_source:P/D",
        "",
        error="access denied",
        cause="outside_permissions",
    ),
    Case(
        "HTTP 403 Access Denied by security policy",
        PROJECT,
        "exp data_source:P/D",
        "connect data_source:P/D user_deny",
        error="access denied",
        cause="permissions",
    ),
    Case(
        "or a failing publish",
        PROJECT,
        "boss workbook:P/W",
        "",
        ("proxy info - -",),
        error="Internal Server Error",
        cause="outside_permissions",
    ),
    Case(
        "or a failing publish",
        PROJECT,
        "exp project:P",
        "publish project:P site_role",
        error="publish: internal server error",
        cause="permissions",
    ),
    Case(
        "When the model says Connect is missing",
        PROJECT.replace("W:\n", "W:\n        permissions: {}\n"),
        "vie workbook:P/W",
        "view workbook:P/W unspecified",
        ("data_source passed data_source:P/D group_allow",),
        ("though not the one that this error names",),
        error="connect permission",
        cause="permissions",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda it: f"{it.asked} | {it.sentence[:40]}")
def test_the_procedure_finds_what_the_sentence_says(case: Case) -> None:
    assert quoted_in(case.sentence), f"not in docs/semantics.md: {case.sentence}"
    found = run(case)
    failing = found.complaint.failing
    assert (first(found) if failing else "") == case.fails
    assert found.works == (not case.fails)
    lines = [line(step) for step in found.steps]
    for wanted in case.steps:
        assert wanted in lines, "\n".join(lines)
    said = "\n".join(step.state for step in found.steps)
    for piece in case.says:
        assert piece in said, said
    assert (found.cause.value if found.cause else None) == case.cause


def run(case: Case) -> Checklist:
    resolver = resolver_of_text(case.site)
    user, address, *action = case.asked.split(" ")
    error = error_of(case.error) if case.error else None
    tried = Action(action[0]) if action else None
    return troubleshoot(resolver, user, item_of(resolver, address), tried, error=error)


def first(found: Checklist) -> str:
    need = found.complaint.failing[0]
    what = need.derivation.capability.key if need.derivation else need.kind.value
    return f"{what} {need.item or '-'} {need.reason.value}"


def line(step: object) -> str:
    reason = step.reason.value if step.reason else "-"
    return f"{step.check.value} {step.outcome.value} {step.component or '-'} {reason}"


# --- Ref's data-access table ---------------------------------------------------------------

ACCESS = """
users: {publisher: Creator, con: Viewer, dan: Viewer}
projects:
  P:
    permissions:
      groups: {All Users: {project: view, workbooks: view, data_sources: {allow: [view]}}}
      users: {con: {data_sources: {allow: [connect]}}, dan: {data_sources: {deny: [connect]}}}
    data_sources:
      embedded: {owner: publisher, authentication: embedded}
      prompt: {owner: publisher, authentication: prompt}
    workbooks:
      W:
        owner: publisher
        connects_to: [{data_source: P/SOURCE, authentication: WORKBOOK}]
"""
ROWS = [
    (workbook, source, connect, data)
    for workbook, sources, connects, data in table(
        "workbook → data source", "data source → database", "viewer's Connect", "data"
    )
    for source in sources.split(" or ")
    for connect in connects.split(" or ")
]


def test_the_table_is_whole() -> None:
    assert len(ROWS) == len({row[:3] for row in ROWS}) == 8


@pytest.mark.parametrize(("workbook", "source", "connect", "data"), ROWS)
def test_each_row_of_the_data_access_table_is_a_checklist(
    workbook: str, source: str, connect: str, data: str
) -> None:
    resolver = resolver_of_text(ACCESS.replace("SOURCE", source).replace("WORKBOOK", workbook))
    user = {"allowed": "con", "denied": "dan"}[connect]
    found = troubleshoot(resolver, user, item_of(resolver, "workbook:P/W"))
    lines = [line(step) for step in found.steps]
    assert found.complaint.action is Action.SEE_DATA
    assert found.works == (data != "hidden")
    step = next(it for it in found.steps if it.check == "data_source")
    assert f"connection: {workbook}; its own to the database: {source}" in step.state
    match data:
        case "hidden":
            assert f"data_source failed data_source:P/{source} user_deny" in lines
            assert f"first_failure failed data_source:P/{source} user_deny" in lines
        case "visible, through the publisher's Connect":
            assert f"data_source passed data_source:P/{source} owner" in lines
        case _:
            assert f"data_source passed data_source:P/{source} user_allow" in lines
    prompted = f"prompts info data_source:P/{source} user_allow" in lines
    assert prompted == (data == "viewer is prompted for database credentials")


def test_the_proxy_check_is_a_step_a_node() -> None:
    resolver = resolver_of_text(PROJECT)
    book = item_of(resolver, "workbook:P/W")
    nodes = ("tableau-1", "10.0.0.2", "::1")
    found = troubleshoot(resolver, "vie", book, error=error_of("403"), nodes=nodes)
    assert [step.state for step in found.steps if step.check == "proxy"] == [
        "exempt from the forward proxy: localhost, `tableau-1`, the IP address of `tableau-1`",
        "exempt from the forward proxy: localhost, `10.0.0.2`, the host name of `10.0.0.2`",
        "exempt from the forward proxy: localhost, `::1`, the host name of `::1`",
    ]


def test_no_proxy_is_to_blame_for_a_missing_permission() -> None:
    resolver = resolver_of_text(PROJECT)
    book = item_of(resolver, "workbook:P/W")
    found = troubleshoot(resolver, "exp", book, error=error_of("403"), nodes=("a",))
    assert not [step for step in found.steps if step.check == "proxy"]


def test_the_parts_come_in_the_order_of_the_procedure() -> None:
    for case in CASES:
        parts = [step.part for step in run(case).steps]
        assert parts == sorted(parts, key=[*Part].index)
        assert Outcome.FAILED not in {
            step.outcome for step in run(case).steps if step.part is Part.TO_DO
        }


def test_each_action_and_each_outcome_has_a_case() -> None:
    """Nothing is shown to hold for want of a case."""
    found = [run(case) for case in CASES]
    assert {it.complaint.action for it in found} == {*Action}
    assert {it.cause for it in found} >= {None} | {it.cause for it in found}
    assert {(it.works, it.error is not None) for it in found} == {
        *((True, True), (True, False), (False, True), (False, False))
    }
    errors = {(it.error.name, it.works) for it in found if it.error}
    assert len(errors) == 6, "each error both ways"
