"""Invariants over everyone and everything that a selector matches."""

import pytest
from support.expecting import STAFF, failures_of, result_of

from tableau_perm_cli.audit.expectations import Outcome

WORKBOOKS = 'items: "workbook:HR/**"'
PAYROLL = "workbook:HR/Payroll"


@pytest.mark.parametrize(
    "invariant",
    [
        # Design section 4: administrators are left out of never and only.
        f"never: {{users: not group:HR, capabilities: [view, delete], {WORKBOOKS}}}",
        f"never: {{users: [vic, una], capabilities: view, {WORKBOOKS}}}",
        f"only: {{users: group:HR, capabilities: [view, download_full_data], {WORKBOOKS}}}",
        (
            f"only: {{users: [ada, bob, boss], capabilities: view, {WORKBOOKS}}}\n"
            "include_admins: true"
        ),
        f"always: {{users: [group:HR, boss], capabilities: [view, filter], {WORKBOOKS}}}",
        # A capability counts where an item has it.
        "never: {users: vic, capabilities: [connect, publish], items: '**'}",
        # Nobody is selected today: nobody breaks it.
        "never: {users: group:Empty, capabilities: view, items: '**'}",
        "never: {users: 'user:x*', capabilities: view, items: '**'}",
        f"at_most: 2\ncapabilities: [view, web_edit]\n{WORKBOOKS}",
        f"at_most: 3\ncapabilities: view\n{WORKBOOKS}\ninclude_admins: true",
        f"at_most: 1\nusers: role:Explorer\ncapabilities: view\n{WORKBOOKS}",
        f"at_most: 0\nusers: group:Interns\ncapabilities: view\n{WORKBOOKS}",
        "disjoint: [group:HR, group:Interns]",
        "disjoint: [group:HR, group:Interns, group:Empty]",
        "disjoint: ['workbook:HR/Payroll', 'workbook:Open/**']\ncapabilities: delete",
        (
            "disjoint: [{capabilities: delete, items: 'workbook:HR/Payroll'},"
            " {users: not ada, capabilities: view, items: 'workbook:HR/Payroll'}]"
        ),
    ],
)
def test_an_invariant_holds(invariant: str) -> None:
    assert failures_of(invariant) == []


@pytest.mark.parametrize(
    ("invariant", "cells"),
    [
        (
            f"never: {{users: everyone, capabilities: delete, {WORKBOOKS}}}",
            [f"ada delete {PAYROLL}: denied, allowed owner"],
        ),
        (
            f"never: {{users: everyone, capabilities: delete, {WORKBOOKS}, include_admins: true}}",
            [
                f"ada delete {PAYROLL}: denied, allowed owner",
                f"boss delete {PAYROLL}: denied, allowed site_admin",
                "boss delete workbook:HR/Plans: denied, allowed site_admin",
            ],
        ),
        (
            f"never: {{capabilities: delete, {WORKBOOKS}}}",
            [f"ada delete {PAYROLL}: denied, allowed owner"],
        ),
        (
            f"only: {{users: ada, capabilities: view, items: '{PAYROLL}'}}",
            [f"bob view {PAYROLL}: denied, allowed group_allow"],
        ),
        (
            (
                f"only: {{users: group:HR, capabilities: view, items: '{PAYROLL}'}}\n"
                "include_admins: true"
            ),
            [f"boss view {PAYROLL}: denied, allowed site_admin"],
        ),
        (
            "always: {users: 'not role:Unlicensed', capabilities: view, items: 'project:*'}",
            ["vic view project:HR: allowed, denied unspecified"],
        ),
        (
            f"at_most: 1\ncapabilities: [view, delete]\nitems: '{PAYROLL}'",
            [
                f"ada view {PAYROLL}: denied, allowed owner",
                f"bob view {PAYROLL}: denied, allowed group_allow",
            ],
        ),
        (
            "disjoint: [group:HR, role:Explorer]",
            ["bob is both: denied, allowed -"],
        ),
        (
            # The same people twice: of two pairs, each shows.
            "disjoint: [group:HR, role:Explorer, bob]",
            ["bob is both: denied, allowed -"],
        ),
        (
            "disjoint: ['project:HR', 'workbook:HR/Payroll']\ncapabilities: [view, delete]",
            [
                "ada view project:HR: denied, allowed group_allow",
                f"ada view {PAYROLL}: denied, allowed owner",
                "bob view project:HR: denied, allowed group_allow",
                f"bob view {PAYROLL}: denied, allowed group_allow",
            ],
        ),
        (
            (
                f"disjoint: [{{capabilities: delete, items: '{PAYROLL}'}},"
                f" {{users: group:HR, capabilities: view, items: '{PAYROLL}'}}]"
            ),
            [
                f"ada delete {PAYROLL}: denied, allowed owner",
                f"ada view {PAYROLL}: denied, allowed owner",
            ],
        ),
    ],
)
def test_an_invariant_shows_its_counterexamples(invariant: str, cells: list[str]) -> None:
    assert failures_of(invariant) == cells


def test_administrators_are_left_out_of_at_most_and_disjoint_too() -> None:
    assert failures_of("disjoint: [boss, role:Site Administrator Creator]") == []
    assert failures_of("disjoint: [boss, everyone]\ninclude_admins: true") == [
        "boss is both: denied, allowed -"
    ]
    assert failures_of("at_most: 0\ncapabilities: publish\nitems: project:HR") == []


def test_at_most_says_how_many_there_are() -> None:
    result = result_of(f"at_most: 1\ncapabilities: view\nitems: '{PAYROLL}'")
    assert result.notes == (f"2 users have view on {PAYROLL}, at most 1 may",)


def test_many_cells_are_counted_and_few_are_shown() -> None:
    many = "\n".join(f"  u{number}: Viewer" for number in range(500))
    site = STAFF.replace("users:\n", f"users:\n{many}\n", 1)
    result = result_of("never: {capabilities: view, items: 'workbook:Open/**'}", site)
    assert result.outcome is Outcome.FAILED
    assert (result.failing, len(result.cells)) == (503, 20)
    assert result.tested == 504


def test_an_invariant_that_holds_for_nobody_says_so_when_a_pattern_matches_nobody() -> None:
    result = result_of("never: {users: 'user:x*', capabilities: view, items: '**'}")
    assert result.notes == ("no user matches `x*`",)
