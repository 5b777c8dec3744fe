"""Tables and exact lists: each cell is compared with what the resolver answers, reason included.

Issue 4: "one table of users x capabilities x items each: allowed / denied, optionally the reason;
exact lists (``who`` equals); closed-world tables (whatever is not listed is expected denied)".
"""

import pytest
from support.expecting import failures_of, problems_of, result_of

from tableau_perm_cli.audit.expectations import task_cells
from tableau_perm_cli.resolve import Reason, Verdict

PAYROLL = 'items: ["workbook:HR/Payroll"]'


@pytest.mark.parametrize(
    "table",
    [
        f"users: bob\n{PAYROLL}\nexpect: {{view: allowed, delete: denied}}",
        f"users: [bob, ada]\n{PAYROLL}\nexpect: {{view: allowed}}",
        f"users: vic\n{PAYROLL}\nexpect: {{view: denied}}\nbecause: {{view: unspecified}}",
        (
            f"users: vic\n{PAYROLL}\nexpect: {{download_full_data: denied}}\n"
            "because: {download_full_data: site_role}"
        ),
        f"users: role:Viewer or role:Unlicensed\n{PAYROLL}\nexpect: {{view: denied}}",
        (
            'users: everyone and not role:Unlicensed\nitems: "workbook:Open/**"\n'
            "expect: {View: allowed, WebAuthoring: denied}\ninclude_admins: false"
        ),
        'users: bob\nitems: ["project:HR", "workbook:HR/*"]\nexpect: {view: allowed}',
        'users: bob\nitems: "label:sensitive and kind:workbook"\nexpect: {view: allowed}',
        (
            f"users: bob\n{PAYROLL}\nexpect: {{see_data: allowed, save_over: denied}}\n"
            "because: {see_data: all_needs_met}"
        ),
    ],
)
def test_a_table_holds_when_every_cell_is_as_it_says(table: str) -> None:
    assert failures_of(table) == []


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        (
            f"users: [bob, vic]\n{PAYROLL}\nexpect: {{view: allowed, delete: allowed}}",
            [
                "vic view workbook:HR/Payroll: allowed, denied unspecified",
                "bob delete workbook:HR/Payroll: allowed, denied site_role",
                "vic delete workbook:HR/Payroll: allowed, denied site_role",
            ],
        ),
        (
            f"users: bob\n{PAYROLL}\nexpect: {{view: allowed}}\nbecause: {{view: user_allow}}",
            ["bob view workbook:HR/Payroll: allowed, allowed group_allow not user_allow"],
        ),
        (
            f"users: vic\n{PAYROLL}\nexpect: {{view: denied}}\nbecause: {{view: group_deny}}",
            ["vic view workbook:HR/Payroll: denied, denied unspecified not group_deny"],
        ),
        (
            f"users: vic\n{PAYROLL}\nexpect: {{view: allowed}}\nbecause: {{view: group_allow}}",
            ["vic view workbook:HR/Payroll: allowed, denied unspecified not group_allow"],
        ),
        (
            f"users: bob\n{PAYROLL}\nexpect: {{see_data: denied, save_over: allowed}}",
            [
                "bob see_data workbook:HR/Payroll: denied, allowed all_needs_met",
                "bob save_over workbook:HR/Payroll: allowed, denied unspecified",
            ],
        ),
    ],
)
def test_a_table_shows_each_cell_that_is_not_as_it_says(table: str, cells: list[str]) -> None:
    assert failures_of(table) == cells


def test_a_cell_comes_with_the_derivation_of_its_answer() -> None:
    (cell,) = result_of(f"users: bob\n{PAYROLL}\nexpect: {{view: denied}}").cells
    assert cell.evidence is not None
    assert (cell.evidence.answer.effective, cell.evidence.answer.reason) == (
        Verdict.ALLOWED,
        Reason.GROUP_ALLOW,
    )
    assert str(cell.evidence.governing.rules_of) == "project:HR"


# --- Closed tables and matrices ------------------------------------------------------------


def test_a_closed_table_expects_the_rest_of_the_capabilities_to_be_denied() -> None:
    open_menu = 'users: vic\nitems: "workbook:Open/Menu"\nexpect: {view: allowed}'
    assert failures_of(open_menu) == []
    rest = ("filter", "view_comments", "add_comments", "download_image_pdf")
    assert failures_of(f"{open_menu}\nclosed: true") == [
        f"vic {key} workbook:Open/Menu: denied, allowed group_allow"
        for key in (*rest, "download_summary_data")
    ]


def test_a_closed_table_without_a_list_expects_everything_to_be_denied() -> None:
    assert failures_of('users: vic\nitems: "workbook:HR/**"\nclosed: true') == []
    assert result_of('users: vic\nitems: "workbook:HR/**"\nclosed: true').tested == 2 * 17


MATRIX = """\
matrix:
  vic:
    project:Open: view
    "project:HR": []
  group:HR:
    "project:HR or project:Open": [view]
"""


def test_a_closed_matrix_is_the_whole_access_to_the_items_it_names() -> None:
    assert failures_of(f"{MATRIX}closed: true\nusers: [vic, 'group:HR']") == []
    # Everyone, when no users are named: una is Unlicensed, and boss administers.
    assert failures_of(f"{MATRIX}closed: true\ninclude_admins: false") == []
    assert failures_of(f"{MATRIX}closed: true") == [
        "boss view project:HR: denied, allowed site_admin",
        "boss publish project:HR: denied, allowed site_admin",
        "boss view project:Open: denied, allowed site_admin",
        "boss publish project:Open: denied, allowed site_admin",
    ]


def test_a_closed_matrix_shows_what_it_does_not_list_and_what_is_not_there() -> None:
    matrix = 'matrix: {vic: {"project:HR": view, "project:Open": []}}\nclosed: true\nusers: vic'
    assert failures_of(matrix) == [
        "vic view project:HR: allowed, denied unspecified",
        "vic view project:Open: denied, allowed group_allow",
    ]


def test_an_open_matrix_says_nothing_of_what_it_leaves_out() -> None:
    assert failures_of('matrix: {vic: {"workbook:Open/Menu": [view, filter]}}') == []


# --- Exact lists ---------------------------------------------------------------------------


def test_an_exact_list_is_all_who_have_it_administrators_among_them() -> None:
    who = 'who: {capability: view, item: "workbook:HR/Payroll", exactly: [%s]}'
    assert failures_of(who % "group:HR, boss") == []
    assert failures_of(who % "group:HR" + "\ninclude_admins: false") == []
    assert failures_of(who % "ada, boss") == [
        "bob view workbook:HR/Payroll: denied, allowed group_allow"
    ]
    assert failures_of(who % "everyone and not role:Unlicensed") == [
        "vic view workbook:HR/Payroll: allowed, denied unspecified"
    ]
    result = result_of(who % "group:HR")
    assert [cell.user for cell in result.cells] == ["boss"]
    assert result.notes == ("administrators count: `include_admins: false` leaves them out",)


def test_an_exact_list_may_be_empty() -> None:
    nobody = 'who: {capability: set_permissions, item: "workbook:HR/Plans", exactly: []}'
    assert failures_of(f"{nobody}\ninclude_admins: false") == []
    assert failures_of(nobody) == [
        "boss set_permissions workbook:HR/Plans: denied, allowed site_admin"
    ]


# --- What tests nothing does not pass ------------------------------------------------------


@pytest.mark.parametrize(
    ("expectation", "problem"),
    [
        ("users: adda\n{items}\nexpect: {view: allowed}", "unknown user `adda`"),
        ("users: group:Hr\n{items}\nexpect: {view: allowed}", "unknown group `Hr`"),
        (
            "users: group:Empty\n{items}\nexpect: {view: allowed}",
            "`group:Empty` selects nobody",
        ),
        ("users: 'x*'\n{items}\nexpect: {view: allowed}", "no user matches `x*`"),
        (
            "users: bob and\n{items}\nexpect: {view: allowed}",
            "expected a user, group or role, or a selector in parentheses",
        ),
        ("users: bob\nitems: workbook:X/**\nexpect: {view: denied}", "no workbook matches `X/**`"),
        ("users: bob\nitems: workbook:HR/X\nexpect: {view: denied}", "unknown workbook `HR/X`"),
        (
            "users: bob\nitems: project:HR and project:Open\nexpect: {view: denied}",
            "`project:HR and project:Open` selects no item",
        ),
        ("users: bob\n{items}\nexpect: {vieww: allowed}", "unknown capability or task `vieww`"),
        (
            "users: bob\n{items}\nexpect: {connect: allowed}",
            "none of the selected items has a capability `connect`",
        ),
        (
            "users: bob\n{items}\nexpect: {publish_to: allowed}",
            "the task `publish_to` cannot be asked of any selected item",
        ),
        (
            "users: bob\n{items}\nexpect: {move_to: allowed}",
            "the task `move_to` needs a target, which `expect` lacks",
        ),
        (
            "users: bob\n{items}\nexpect: {view: allowed}\nbecause: {view: group_alow}",
            "unknown reason `group_alow`",
        ),
        (
            "users: bob\n{items}\nexpect: {view: allowed}\nbecause: {view: group_deny}",
            "nothing is allowed because of `group_deny`",
        ),
        (
            "never: {users: everyone, capabilities: connect, items: 'workbook:**'}",
            "none of the selected items has a capability `connect`",
        ),
        (
            "always: {users: group:Empty, capabilities: view, items: 'project:HR'}",
            "`group:Empty` selects nobody",
        ),
        (
            "disjoint: ['data_source:**', 'project:HR']\ncapabilities: [view_comments, publish]",
            "none of the selected items has a capability `view_comments`",
        ),
        (
            "disjoint: ['data_source:**', 'project:HR']\ncapabilities: publish",
            "nothing that `data_source:**` selects has any of the capabilities",
        ),
    ],
)
def test_what_cannot_be_tested_is_an_error(expectation: str, problem: str) -> None:
    assert problems_of(expectation.replace("{items}", PAYROLL)) == [problem]


def test_the_place_of_a_problem_is_the_word_or_the_part_of_it_that_is_wrong() -> None:
    result = result_of(
        "users: [bob, 'group:HR and or']\nitems: project:HR\nexpect: {view: denied}"
    )
    (problem,) = result.problems
    assert problem.position is not None
    text = "        users: [bob, 'group:HR and or']"
    begin = problem.position.column - 1
    assert text[begin : begin + problem.length] == "or"


def test_more_tasks_than_anybody_waits_for_are_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_cells, "MOST_TASKS", 1)
    assert problems_of(f"users: [bob, ada]\n{PAYROLL}\nexpect: {{see_data: allowed}}") == [
        "this asks for a task 2 times, and at most 1 are performed"
    ]
