"""Semantics section 5: the tasks that need a position: to administer, own or lead something."""

import pytest
from support.asking import Case, Says, check, rows
from support.semantics_text import quoted_in, table

PROJECTS = """
users: {own: Creator, led: Explorer (can publish), low: Creator, up: Creator, pub: Creator,
  exp: Explorer, unl: Unlicensed, guest: Guest, boss: Site Administrator Explorer}
settings: {guest_access: true}
projects:
  Top:
    owner: up
    permissions: {}
    projects:
      Open: {owner: own, permissions: {users: {led: {leader: true}, pub: {project: publish},
        exp: {leader: true}, unl: {leader: true}, guest: {leader: true}}}}
      Sealed:
        content_permissions: locked_including_nested
        owner: own
        permissions: {users: {led: {leader: true}, pub: {project: publish}}}
        projects: {Nested: {owner: low}}
      Locked: {content_permissions: locked, owner: low, permissions: {users: {pub: {
        project: publish}}}}
"""

IN_CHARGE = (
    Case(
        "publish_to, and the project is not locked (or the user administers, owns or leads the "
        "managing project)",
        PROJECTS,
        Says("pub set_permissions_at_publish project:Top/Open", "allowed all_needs_met"),
        Says(
            "own set_permissions_at_publish project:Top/Locked",
            "denied unspecified",
            fails="capability project:Top/Locked",
        ),
        Says(
            "pub set_permissions_at_publish project:Top/Locked",
            "denied locked",
            fails="not_locked project:Top/Locked",
        ),
        Says("low set_permissions_at_publish project:Top/Locked", "allowed all_needs_met"),
        Says(
            "low set_permissions_at_publish project:Top/Sealed/Nested",
            "denied locked",
            fails="not_locked project:Top/Sealed",
        ),
        Says("own set_permissions_at_publish project:Top/Sealed/Nested", "allowed all_needs_met"),
        Says("led set_permissions_at_publish project:Top/Sealed/Nested", "allowed all_needs_met"),
        Says("up set_permissions_at_publish project:Top/Sealed/Nested", "allowed all_needs_met"),
        Says("boss set_permissions_at_publish project:Top/Locked", "allowed all_needs_met"),
    ),
    Case(
        "admins; its owner or leader, or one of an ancestor's, with role Creator or Explorer "
        "(can publish)",
        PROJECTS,
        Says("boss administer_project project:Top/Open", "allowed all_needs_met"),
        Says("own administer_project project:Top/Open", "allowed all_needs_met"),
        Says("led administer_project project:Top/Open", "allowed all_needs_met"),
        Says("up administer_project project:Top/Open", "allowed all_needs_met"),
        Says(
            "pub administer_project project:Top/Open",
            "denied unspecified",
            fails="position project:Top/Open",
        ),
        Says(
            "exp administer_project project:Top/Open",
            "denied site_role",
            fails="site_role project:Top/Open",
        ),
        Says("unl administer_project project:Top/Open", "denied unlicensed"),
        Says("guest administer_project project:Top/Open", "denied guest"),
    ),
    Case(
        "in a locked hierarchy only those of the managing project or above",
        PROJECTS,
        Says("low administer_project project:Top/Sealed/Nested", "denied locked"),
        Says("own administer_project project:Top/Sealed/Nested", "allowed all_needs_met"),
        Says("led administer_project project:Top/Sealed/Nested", "allowed all_needs_met"),
        Says("up administer_project project:Top/Sealed/Nested", "allowed all_needs_met"),
        Says("pub administer_project project:Top/Sealed/Nested", "denied unspecified"),
        Says("boss administer_project project:Top/Sealed/Nested", "allowed all_needs_met"),
    ),
)

OWNING = """
settings: {guest_access: true}
projects:
  Top:
    owner: pub
    permissions: {groups: {All Users: {workbooks: administer}}}
    projects:
      P:
        permissions: {users: {vie: {leader: true}}}
        workbooks: {W: {owner: exp, views: {V: {}}}, Guests: {owner: guest}}
"""

OWNERS = (
    Case(
        "admins; the owner; owner of the project or an ancestor; project leaders `[uncertain]`, "
        "counted as yes",
        OWNING,
        Says("boss change_owner workbook:Top/P/W", "allowed all_needs_met", uncertain=False),
        Says("root change_owner project:Top", "allowed all_needs_met"),
        Says("exp change_owner workbook:Top/P/W", "allowed all_needs_met", uncertain=False),
        Says("exp change_owner view:Top/P/W/V", "allowed all_needs_met"),
        Says("pub change_owner workbook:Top/P/W", "allowed all_needs_met", uncertain=False),
        Says("pub change_owner project:Top", "allowed all_needs_met"),
        Says("vie change_owner workbook:Top/P/W", "allowed all_needs_met", uncertain=True),
        # Whatever the rules allow.
        Says(
            "cre change_owner workbook:Top/P/W",
            "denied unspecified",
            fails="position workbook:Top/P/W",
        ),
        Says("exp change_owner project:Top/P", "denied unspecified"),
        Says("unl change_owner workbook:Top/P/W", "denied unlicensed"),
        Says("guest change_owner workbook:Top/P/Guests", "denied guest"),
    ),
    Case(
        "The receiving user cannot be Guest or Unlicensed",
        OWNING,
        Says("boss change_owner workbook:Top/P/W -> vie", "allowed all_needs_met"),
        Says(
            "boss change_owner workbook:Top/P/W -> unl",
            "denied unlicensed",
            fails="receiver workbook:Top/P/W",
        ),
        Says("boss change_owner workbook:Top/P/W -> guest", "denied guest"),
        Says("boss change_owner workbook:Top/P/W -> far", "denied not_on_site"),
        Says("cre change_owner workbook:Top/P/W -> unl", "denied unspecified"),
    ),
    Case(
        "of a project: Creator, Explorer (can publish) or an admin",
        OWNING,
        Says("boss change_owner project:Top -> cre", "allowed all_needs_met"),
        Says("boss change_owner project:Top -> pub", "allowed all_needs_met"),
        Says("boss change_owner project:Top -> boss", "allowed all_needs_met"),
        Says("boss change_owner project:Top -> exp", "denied site_role"),
        Says("boss change_owner project:Top -> vie", "denied site_role"),
        Says("boss change_owner project:Top -> unl", "denied unlicensed"),
    ),
)

CASES = (*IN_CHARGE, *OWNERS)


@pytest.mark.parametrize(("case", "says"), rows(CASES))
def test_a_task_that_needs_a_position(case: Case, says: Says) -> None:
    check(case, says)


ROWS = {words[0].split()[0]: words for words in table("task", "item", "needs")}


@pytest.mark.parametrize(
    "task", ["set_permissions_at_publish", "administer_project", "change_owner"]
)
def test_every_row_about_positions_is_quoted_by_a_case(task: str) -> None:
    needs = ROWS[task][2]
    assert any(quoted_in(case.sentence, needs) for case in CASES), needs
