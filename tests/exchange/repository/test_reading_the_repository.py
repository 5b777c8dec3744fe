"""The repository's tables of several releases, and what is missing or wrong in them."""

import shutil
from pathlib import Path

import pytest

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.diagnostics import FileError, UnknownNameError
from tableau_perm_cli.exchange.picture import GranteeId, Mode, Picture, ToldContent, ToldProject
from tableau_perm_cli.exchange.repository import read_repository, recognises

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = FIXTURES / "release_2024_2"
OLD = FIXTURES / "release_2018_1"
ALLOW, DENY = Mode.ALLOW, Mode.DENY


def luid(letter: str, number: int) -> str:
    return f"{letter}0000000-0000-0000-0000-{number:012}"


ADA = GranteeId(GranteeKind.USER, luid("a", 102))
BOB = GranteeId(GranteeKind.USER, luid("a", 103))
EVERYBODY = GranteeId(GranteeKind.GROUP, luid("9", 1))
ANALYSTS = GranteeId(GranteeKind.GROUP, luid("9", 2))


@pytest.fixture(scope="module")
def picture() -> Picture:
    (found,) = read_repository([TODAY], "Default")
    return found


def project(picture: Picture, name: str) -> ToldProject:
    return next(it for it in picture.projects if it.name == name)


def item(picture: Picture, kind: Kind, name: str) -> ToldContent:
    return next(it for it in picture.content if (it.kind, it.name) == (kind, name))


def said(rules: object) -> dict[GranteeId, dict[str, Mode]]:
    assert isinstance(rules, tuple)
    return {rule.grantee: dict(rule.capabilities) for rule in rules}


def test_every_site_is_a_picture_of_its_own() -> None:
    first, second = read_repository([TODAY])
    assert (first.name, first.content_url, first.guest_access) == ("Default", "", False)
    assert (second.name, second.content_url, second.guest_access) == ("Finance", "finance", True)
    assert (first.web_authoring, second.web_authoring) == (True, False)
    assert [it.name for it in second.projects] == ["Ledger"]
    assert [it.name for it in second.users] == ["ada"]


def test_a_site_is_chosen_by_name_or_address() -> None:
    assert [it.name for it in read_repository([TODAY], "finance")] == ["Finance"]
    with pytest.raises(UnknownNameError) as caught:
        read_repository([TODAY], "Finanse")
    assert caught.value.help == "did you mean `Finance`?"


def test_users_have_the_name_of_system_users_and_the_role_of_the_site(picture: Picture) -> None:
    assert [(it.name, it.site_role, it.domain) for it in picture.users] == [
        # admin_level 10 is a server administrator, whatever the role on the site.
        ("root", "ServerAdministrator", "local"),
        ("ada", "Creator", "corp.example.com"),
        ("bob", "Viewer", "corp.example.com"),
        ("guest", "Guest", "local"),
    ]
    assert picture.users[1].full_name == "Ada Lovelace"
    assert picture.users[1].email == "ada@example.com"
    assert picture.users[2].email is None


def test_a_group_has_its_members_domain_and_minimum_role(picture: Picture) -> None:
    everybody, analysts = picture.groups
    assert (everybody.name, everybody.domain) == ("All Users", "local")
    assert analysts.members == (luid("a", 102), luid("a", 103))
    assert (analysts.minimum_site_role, analysts.grant_on_sign_in) == ("ExplorerCanPublish", True)


def test_permission_is_1_allow_group_2_deny_group_3_allow_user_4_deny_user(
    picture: Picture,
) -> None:
    assert said(project(picture, "Default").lists[Kind.PROJECT]) == {
        EVERYBODY: {"Read": ALLOW},
        BOB: {"Write": DENY},
    }
    assert said(item(picture, Kind.WORKBOOK, "Overview").rules) == {
        EVERYBODY: {"Read": ALLOW},
        ANALYSTS: {"ExportXml": DENY},
        # `teleport` is known to nobody, and kept; user 999 is nobody, and kept.
        BOB: {"ExportXml": ALLOW, "teleport": ALLOW},
        GranteeId(GranteeKind.USER, "999"): {"Read": ALLOW},
    }


def test_default_rules_come_from_permissions_templates(picture: Picture) -> None:
    sales = project(picture, "Sales")
    assert said(sales.lists[Kind.WORKBOOK]) == {
        EVERYBODY: {"Read": ALLOW},
        ANALYSTS: {"WebAuthoring": DENY},
    }
    assert said(sales.lists[Kind.DATA_SOURCE]) == {BOB: {"Connect": DENY}}
    assert sales.lists[Kind.FLOW] == ()
    assert sales.not_read == {}


def test_a_leader_is_a_rule_and_an_inherited_leader_is_none(picture: Picture) -> None:
    assert said(project(picture, "Sales").lists[Kind.PROJECT]) == {
        ANALYSTS: {"ProjectLeader": ALLOW}
    }
    assert project(picture, "Europe").lists[Kind.PROJECT] == ()
    (leader,) = picture.inherited_leaders
    assert (leader.project, leader.grantee) == (luid("b", 3), ANALYSTS)


@pytest.mark.parametrize(
    ("site", "name", "lock"),
    [
        ("Default", "Default", "ManagedByOwner"),
        ("Default", "Sales", "LockedToProject"),
        ("Finance", "Ledger", "LockedToProjectWithoutNested"),
    ],
)
def test_a_lock_is_two_columns(site: str, name: str, lock: str) -> None:
    (found,) = read_repository([TODAY], site)
    assert project(found, name).content_permissions == lock


def test_content_stands_in_a_project_by_either_table(picture: Picture) -> None:
    assert item(picture, Kind.WORKBOOK, "Overview").project == luid("b", 1)
    # Of this one the project is in `projects_contents` only.
    assert item(picture, Kind.WORKBOOK, "Orders").project == luid("b", 2)
    draft = item(picture, Kind.WORKBOOK, "Draft")
    assert (draft.project, draft.personal, draft.rules) == (None, True, None)
    assert project(picture, "Europe").parent == luid("b", 2)


def test_what_a_lock_or_tabs_decide_has_no_rules_of_its_own(picture: Picture) -> None:
    assert item(picture, Kind.WORKBOOK, "Orders").rules is None
    assert item(picture, Kind.WORKBOOK, "Overview").tabs_shown
    assert item(picture, Kind.VIEW, "Map").rules is None
    assert item(picture, Kind.VIEW, "Map").parent == luid("c", 10)


def test_what_is_deleted_hidden_or_embedded_is_left_out_and_counted(picture: Picture) -> None:
    names = [(it.kind, it.name) for it in picture.content]
    assert names == [
        (Kind.WORKBOOK, "Overview"),
        (Kind.WORKBOOK, "Orders"),
        (Kind.WORKBOOK, "Draft"),
        (Kind.DATA_SOURCE, "Orders"),
        (Kind.VIEW, "Map"),
        (Kind.VIEW, "Table"),
    ]
    assert picture.notes == (
        "left out: data sources that are embedded in workbooks (1)",
        "left out: things that are deleted (1)",
        "left out: views of what is left out (1)",
        "left out: views that are hidden (1)",
        "left out: rows of rules for the type `Collection` (1)",
        "left out: rows of rules for the type `Comment (default)` (1)",
        "left out: the rules of workbooks that are not in the tables (1)",
        "the tables do not tell which groups are in the group sets that rules are for (1)",
    )


def test_connections_are_not_read_and_missing_tables_are_said(picture: Picture) -> None:
    assert set(item(picture, Kind.WORKBOOK, "Overview").not_read) == {"connects_to"}
    assert item(picture, Kind.DATA_SOURCE, "Orders").not_read == {}
    assert picture.not_read["flows"] == "there is no file of the table `flows`"
    assert "workbooks" not in picture.not_read


def test_views_without_the_table_of_workbooks_are_not_read(tmp_path: Path) -> None:
    shutil.copytree(TODAY, tmp_path, dirs_exist_ok=True)
    (tmp_path / "workbooks.csv").unlink()
    (found,) = read_repository([tmp_path], "Default")
    reason = "there is no file of the table `workbooks`"
    assert (found.not_read["workbooks"], found.not_read["views"]) == (reason, reason)
    assert [it.name for it in found.content] == ["Orders"]


def test_the_columns_of_2018_1_do_without_site_roles_luids_and_nested_locks() -> None:
    (found,) = read_repository([OLD])
    assert [(it.id, it.name, it.site_role) for it in found.users] == [
        ("1", "root", "ServerAdministrator"),
        ("2", "ada", "Publisher"),
        ("3", "bob", "Site Administrator"),
        ("4", "cyd", "Viewer"),
    ]
    assert project(found, "Locked").content_permissions == "LockedToProject"
    assert found.groups[0].domain == "local"
    (rule,) = item(found, Kind.WORKBOOK, "Sales").rules or ()
    assert (rule.grantee.id, dict(rule.capabilities)) == ("4", {"Read": ALLOW})
    # Without the table of default rules each list is marked, none is invented.
    assert project(found, "Default").lists.keys() == {Kind.PROJECT}
    reason = "there is no file of the table `permissions_templates`"
    assert project(found, "Default").not_read["workbooks"] == reason
    assert "the table `projects` has no column `luid`: its numbers are the ids" in found.notes


def _changed(tmp_path: Path, table: str, old: str, new: str) -> Path:
    shutil.copytree(TODAY, tmp_path, dirs_exist_ok=True)
    file = tmp_path / f"{table}.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("table", "old", "new", "line", "message"),
    [
        (
            "next_gen_permissions",
            "5,Workbook,10,Group,1,1,1,1",
            "5,Workbook,10,Group,1,1,7,1",
            6,
            "column `permission`: expected 1, 2, 3 or 4, not `7`",
        ),
        (
            "next_gen_permissions",
            "5,Workbook,10,Group,1,1,1,1",
            "5,Workbook,10,Group,1,1,3,1",
            6,
            "column `permission`: expected a permission for a group, not `3`",
        ),
        (
            "next_gen_permissions",
            "5,Workbook,10,Group,1,1,1,1",
            "5,Workbook,10,Robot,1,1,1,1",
            6,
            "column `grantee_type`: expected User, Group or GroupSet, not `Robot`",
        ),
        (
            "next_gen_permissions",
            "5,Workbook,10,Group,1,1,1,1",
            "5,Workbook,10,Group,1,99,1,1",
            6,
            "column `capability_id`: expected the id of a row of `capabilities`, not `99`",
        ),
        (
            "next_gen_permissions",
            "14,Workbook,10,Group,2,2,0,1",
            "14,Workbook,10,Group,2,4,1,1",
            15,
            "the grantee is both allowed and denied `ExportXml` by the same list",
        ),
        (
            "users",
            "102,,2,1,10,",
            "102,,99,1,10,",
            3,
            "column `system_user_id`: expected the id of a row of `system_users`, not `99`",
        ),
        (
            "users",
            "102,,2,1,10,",
            "102,,2,1,99,",
            3,
            "column `site_role_id`: expected the id of a row of `site_roles`, not `99`",
        ),
        (
            # As a program writes the column that takes it for one of fractions.
            "system_users",
            "1,root,root@example.com,Root,1,10,",
            "1,root,root@example.com,Root,1,10.0,",
            2,
            "column `admin_level`: expected a number, not `10.0`",
        ),
        (
            "system_users",
            "1,root,root@example.com,Root,1,10,",
            f"1,root,root@example.com,Root,1,{'1' * 5000},",
            2,
            f"column `admin_level`: expected a number, not `{'1' * 5000}`",
        ),
        (
            "workbooks",
            "Overview,102,1,",
            "Overview,102,99,",
            2,
            "column `project_id`: expected the id of a row of `projects`, not `99`",
        ),
        (
            "workbooks",
            "display_tabs",
            "displays",
            1,
            (
                "table `workbooks` has no column `display_tabs`, which the answers about views "
                "depend on"
            ),
        ),
        (
            "projects",
            "Sales,102,active,1,,t",
            "Sales,102,active,1,,maybe",
            3,
            "column `controlled_permissions_enabled`: expected true or false, not `maybe`",
        ),
        (
            "projects",
            "Europe,102,active,1,2,",
            "Europe,102,active,1,99,",
            4,
            "column `parent_project_id`: expected the id of a row of `projects`, not `99`",
        ),
        (
            "workbooks",
            "11,Orders",
            "10,Orders",
            3,
            "column `id`: another row of `workbooks` is `10` too",
        ),
        (
            "views",
            "Map,10,",
            "Map,99,",
            2,
            "column `workbook_id`: expected the id of a row of `workbooks`, not `99`",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    tmp_path: Path, table: str, old: str, new: str, line: int, message: str
) -> None:
    with pytest.raises(FileError) as caught:
        read_repository([_changed(tmp_path, table, old, new)])
    first = next(
        it for it in caught.value.diagnostics if it.position.file.endswith(f"{table}.csv")
    )
    assert (first.position.line, first.message) == (line, message)


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    directory = _changed(tmp_path, "projects", "owner_id", "ownerid2")
    _changed_again = directory / "users.csv"
    _changed_again.write_text("id,site_id\n1,1\n2\n", encoding="utf-8")
    (directory / "capabilities.csv").unlink()
    with pytest.raises(FileError) as caught:
        read_repository([directory])
    messages = [it.message for it in caught.value.diagnostics]
    # What refers to a table that was not read is no problem of its own.
    assert len(messages) == 3
    assert "table `users` has no column `system_user_id`, which the names of users depend on" in (
        messages
    )
    assert "table `projects` has no column `owner_id`, which the rights of owners depend on" in (
        messages
    )
    assert "there is no file of the table `capabilities`, which all rules depend on" in messages
    helped = next(it for it in caught.value.diagnostics if "owner_id" in it.message)
    assert helped.help == "did you mean `ownerid2`?"


@pytest.mark.parametrize("table", ["users", "system_users", "groups"])
def test_a_table_that_ends_after_its_heading_is_refused(tmp_path: Path, table: str) -> None:
    shutil.copytree(TODAY, tmp_path, dirs_exist_ok=True)
    file = tmp_path / f"{table}.csv"
    file.write_text(file.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_repository([tmp_path])
    assert f"the table `{table}` has no row" in [it.message for it in caught.value.diagnostics]


def test_without_sites_the_one_site_is_called_as_asked(tmp_path: Path) -> None:
    shutil.copytree(OLD, tmp_path, dirs_exist_ok=True)
    (tmp_path / "public.sites.csv").unlink()
    assert [it.name for it in read_repository([tmp_path], "Main")] == ["Main"]
    assert [it.name for it in read_repository([tmp_path])] == ["Site 1"]


def test_a_site_that_the_table_does_not_have_is_refused(tmp_path: Path) -> None:
    directory = _changed(tmp_path, "sites", "2,Finance", "5,Finance")
    with pytest.raises(FileError) as caught:
        read_repository([directory])
    assert [it.message for it in caught.value.diagnostics] == [
        "things are on the site `2`, and the table `sites` has no such row"
    ]


def test_without_sites_users_of_several_sites_are_refused(tmp_path: Path) -> None:
    shutil.copytree(TODAY, tmp_path, dirs_exist_ok=True)
    (tmp_path / "sites.csv").unlink()
    with pytest.raises(FileError) as caught:
        read_repository([tmp_path])
    assert caught.value.diagnostics[0].message == (
        "there is no file of the table `sites`, and users are of several sites"
    )


def test_recognises_by_the_names_and_columns_of_the_tables(tmp_path: Path) -> None:
    assert recognises([TODAY])
    assert recognises([OLD])
    assert recognises([OLD / "public.next_gen_permissions.csv"])
    assert not recognises([tmp_path])
    (tmp_path / "users.csv").write_text("ada,secret\n", encoding="utf-8")
    assert not recognises([tmp_path])
    assert not recognises([tmp_path / "none.csv"])


def test_nothing_of_a_password_is_read(picture: Picture) -> None:
    assert "c0ffee" not in repr(picture)
