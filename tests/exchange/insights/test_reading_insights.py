"""Admin Insights' exports: what they tell of a site, and what they do not."""

import codecs
import shutil
from pathlib import Path

import pytest

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.diagnostics import FileError, UnknownNameError
from tableau_perm_cli.exchange.insights import read_insights, recognises
from tableau_perm_cli.exchange.insights.decisions import Basis, decision
from tableau_perm_cli.exchange.picture import GranteeId, Mode, Picture, ToldContent, ToldProject

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = FIXTURES / "today"
EARLY = FIXTURES / "early"
ALLOW, DENY = Mode.ALLOW, Mode.DENY
EVERYBODY = GranteeId(GranteeKind.GROUP, "g-all")
ANALYSTS = GranteeId(GranteeKind.GROUP, "g-ana")
BOB = GranteeId(GranteeKind.USER, "u-bob")


@pytest.fixture(scope="module")
def picture() -> Picture:
    (found,) = read_insights([TODAY])
    return found


def project(picture: Picture, identity: str) -> ToldProject:
    return next(it for it in picture.projects if it.id == identity)


def item(picture: Picture, identity: str) -> ToldContent:
    return next(it for it in picture.content if it.id == identity)


def said(rules: object) -> dict[GranteeId, dict[str, Mode]]:
    assert isinstance(rules, tuple)
    return {rule.grantee: dict(rule.capabilities) for rule in rules}


def test_users_are_called_by_their_mail_address(picture: Picture) -> None:
    assert (picture.name, picture.id) == ("Training", "5173-0001")
    assert [(it.id, it.name, it.site_role) for it in picture.users] == [
        ("u-root", "root@example.com", "Site Administrator Creator"),
        ("u-ada", "ada@example.com", "Creator"),
        ("u-bob", "bob@example.com", "Viewer"),
        ("u-cyd", "cyd@example.com", "Unlicensed"),
    ]
    assert [it.full_name for it in picture.users] == ["Root", "Ada Lovelace", None, None]


def test_a_group_is_a_row_a_member_and_may_have_none(picture: Picture) -> None:
    # Help: "Groups without members and users who are not in a group are included as a row … NULL".
    assert [(it.name, it.members, it.domain) for it in picture.groups] == [
        # Everybody is in it by itself, told or not.
        ("All Users", (), "local"),
        ("Analysts", ("u-bob",), None),
        ("Empty", (), None),
    ]
    analysts = picture.groups[1]
    assert (analysts.minimum_site_role, analysts.grant_on_sign_in) == ("Explorer", True)
    assert picture.groups[2].minimum_site_role is None


@pytest.mark.parametrize(
    ("identity", "parent", "owner", "lock"),
    [
        ("p-def", None, "u-root", "ManagedByOwner"),
        ("p-sal", None, "u-ada", "LockedToProject"),
        ("p-eur", "p-sal", "u-ada", "LockedToProject"),
        ("p-hr", None, None, "LockedToProjectWithoutNested"),
    ],
)
def test_projects_stand_where_site_content_says(
    picture: Picture, identity: str, parent: str | None, owner: str | None, lock: str
) -> None:
    found = project(picture, identity)
    assert (found.parent, found.owner, found.content_permissions) == (parent, owner, lock)


def test_an_owner_that_is_no_user_is_not_read(picture: Picture) -> None:
    reason = "Site Content does not tell one user as the owner"
    assert project(picture, "p-hr").not_read["owner"] == reason


def test_a_row_by_a_rule_is_that_rule(picture: Picture) -> None:
    assert said(item(picture, "w-ove").rules) == {
        EVERYBODY: {"Read": ALLOW},
        ANALYSTS: {"ExportXml": DENY},
        # The rule allows what the site role does not: it is the rule that is declared.
        BOB: {"WebAuthoring": ALLOW},
        GranteeId(GranteeKind.GROUP, "g-emp"): {"Delete": ALLOW},
    }


def test_a_row_by_ownership_or_by_leading_is_no_rule(picture: Picture) -> None:
    told = said(item(picture, "d-ord").rules)
    # `Fly` is known to nobody, and kept; the project leader's row is none of the list.
    assert told == {ANALYSTS: {"Connect": ALLOW, "Fly": ALLOW}}


def test_a_leader_of_whom_no_rule_is_shown_makes_the_projects_rules_not_read(
    picture: Picture,
) -> None:
    found = project(picture, "p-def")
    leading = "Admin Insights does not tell of which project the project leaders are"
    assert found.not_read["project"] == leading
    assert Kind.PROJECT not in found.lists


def test_a_leader_whom_a_row_shows_explains_the_answers(tmp_path: Path) -> None:
    row = "p-def,Project,Default,,,ProjectLeader,u-ada,User,ada@example.com,5,Allowed to the user,"
    tail = "True,u-ada,ada@example.com,Creator,5173-0001,Training\np-def,"
    (found,) = read_insights([_changed(tmp_path, "Permissions", "p-def,", row + tail)])
    ada = GranteeId(GranteeKind.USER, "u-ada")
    assert said(project(found, "p-def").lists[Kind.PROJECT])[ada] == {"ProjectLeader": ALLOW}


def test_default_rules_are_told_by_what_a_lock_covers(picture: Picture) -> None:
    # Help: "All content follows the project's permission rules" in a locked project.
    assert said(project(picture, "p-sal").lists[Kind.WORKBOOK]) == {EVERYBODY: {"Read": ALLOW}}
    assert said(project(picture, "p-hr").lists[Kind.WORKBOOK]) == {ANALYSTS: {"Read": DENY}}
    assert item(picture, "w-ord").rules is None
    assert item(picture, "w-pay").rules is None


def test_a_nested_project_follows_the_managing_one_and_keeps_its_leaders(
    picture: Picture,
) -> None:
    assert said(project(picture, "p-sal").lists[Kind.PROJECT]) == {ANALYSTS: {"Read": ALLOW}}
    europe = project(picture, "p-eur")
    assert said(europe.lists[Kind.PROJECT])[BOB] == {"ProjectLeader": ALLOW}
    # Its default rules are what the lock above makes of them: not asked for.
    assert (europe.lists.keys(), europe.not_read) == ({Kind.PROJECT}, {})


def test_a_lock_without_nested_leaves_what_is_inside_alone(picture: Picture) -> None:
    assert said(item(picture, "w-ope").rules) == {ANALYSTS: {"Read": ALLOW}}
    assert said(item(picture, "v-tab").rules) == {BOB: {"Read": DENY}}


def test_other_default_rules_are_not_read(picture: Picture) -> None:
    reason = "Admin Insights tells default rules only by what a lock covers"
    default = project(picture, "p-def")
    assert default.lists == {}
    assert default.not_read["workbooks"] == default.not_read["flows"] == reason


def test_views_of_tabs_and_personal_content_have_no_rules(picture: Picture) -> None:
    assert item(picture, "w-ove").tabs_shown
    assert (item(picture, "v-map").parent, item(picture, "v-map").rules) == ("w-ove", None)
    private = item(picture, "w-pri")
    assert (private.personal, private.project, private.owner) == (True, None, "u-bob")
    assert private.rules is None


def test_what_admin_insights_does_not_tell_is_said(picture: Picture) -> None:
    reason = "Admin Insights does not tell connections"
    assert item(picture, "w-ove").not_read == {"connects_to": reason}
    assert item(picture, "d-ord").not_read == {}
    assert set(picture.not_read) == {
        *("data_roles", "metrics", "lenses", "virtual_connections", "databases", "tables"),
    }
    assert "left out: rows of Site Content of the type `Collection` (1)" in picture.notes
    assert any("decide for nobody" in note for note in picture.notes)


def test_rows_for_what_site_content_does_not_list_are_counted(
    tmp_path: Path, picture: Picture
) -> None:
    """Else a list whose export is of another day would look as if it had no rules."""
    (found,) = read_insights([_changed(tmp_path, "Site_Content", "w-ove", "w-else")])
    note = "left out: rows of Permissions for items that Site Content does not list (1)"
    assert note in found.notes
    assert note not in picture.notes
    assert found.not_read["workbooks"] == "Permissions has 1 that Site Content does not list"
    assert "workbooks" not in picture.not_read


def test_an_early_export_has_fewer_columns_and_other_names() -> None:
    (found,) = read_insights([EARLY], "Main")
    assert (found.name, found.id) == ("Main", None)
    assert said(item(found, "w-ove").rules) == {
        EVERYBODY: {"Read": ALLOW, "ViewUnderlyingData": DENY}
    }
    assert item(found, "w-ove").project == "p-def"
    assert item(found, "v-map").parent == "w-ove"
    lock = project(found, "p-def")
    assert lock.content_permissions is None
    assert lock.not_read["content_permissions"] == "Site Content does not tell the lock"
    tabs = "Site Content does not tell which workbooks show tabs: they are read as without"
    assert tabs in found.notes


def test_a_crosstab_in_utf_16_with_tabs_reads_the_same(tmp_path: Path, picture: Picture) -> None:
    for file in TODAY.iterdir():
        text = file.read_text(encoding="utf-8").replace(",", "\t")
        data = codecs.BOM_UTF16_LE + text.encode("utf-16-le")
        (tmp_path / file.name).write_bytes(data)
    assert read_insights([tmp_path]) == [picture]


def test_a_data_source_in_pieces_reads_the_same(tmp_path: Path, picture: Picture) -> None:
    shutil.copytree(TODAY, tmp_path, dirs_exist_ok=True)
    whole = tmp_path / "Permissions.csv"
    header, *rows = whole.read_text(encoding="utf-8").splitlines(keepends=True)
    whole.unlink()
    (tmp_path / "data (1).csv").write_text(header + "".join(rows[:5]), encoding="utf-8")
    (tmp_path / "data (2).csv").write_text(header + "".join(rows[5:]), encoding="utf-8")
    assert read_insights([tmp_path]) == [picture]


def test_an_export_without_the_column_of_the_site_is_of_the_one_site(
    tmp_path: Path, picture: Picture
) -> None:
    directory = _changed(tmp_path, "Groups", "Site LUID,Site Name", "Other 1,Other 2")
    (found,) = read_insights([directory])
    assert (found.groups, found.name) == (picture.groups, "Training")


def test_without_permissions_every_list_is_not_read(tmp_path: Path) -> None:
    shutil.copytree(TODAY, tmp_path, dirs_exist_ok=True)
    (tmp_path / "Permissions.csv").unlink()
    (found,) = read_insights([tmp_path])
    reason = "there is no export of Permissions"
    assert item(found, "w-ove").not_read["permissions"] == reason
    assert project(found, "p-def").not_read["project"] == reason
    assert item(found, "w-ove").rules is None


def _changed(tmp_path: Path, table: str, old: str, new: str) -> Path:
    shutil.copytree(TODAY, tmp_path, dirs_exist_ok=True)
    file = tmp_path / f"{table}.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


def test_rows_that_contradict_each_other_make_a_list_not_read(tmp_path: Path) -> None:
    row = "w-ove,Workbook,Overview,Default,,Read,g-all,Group,All Users,8,Denied to a group,False"
    tail = ",u-ada,ada@example.com,Creator,5173-0001,Training\nw-ove,"
    (found,) = read_insights([_changed(tmp_path, "Permissions", "w-ove,", row + tail)])
    reason = "the rows of Permissions contradict each other"
    assert item(found, "w-ove").not_read["permissions"] == reason


def test_a_description_that_says_nothing_makes_a_list_not_read(tmp_path: Path) -> None:
    directory = _changed(tmp_path, "Permissions", "5,Allowed to the user", "5,By magic")
    (found,) = read_insights([directory])
    assert item(found, "w-ove").rules is None
    assert item(found, "w-ove").not_read["permissions"] == (
        "rows of Permissions do not tell what decided"
    )
    assert "left out: rows of Permissions described as `By magic` (1)" in found.notes


@pytest.mark.parametrize(
    ("table", "old", "new", "line", "message"),
    [
        (
            "Permissions",
            "g-ana,Group,",
            "g-ana,Robot,",
            4,
            "column `Grantee Type`: expected User, Group or Group Set, not `Robot`",
        ),
        (
            "Site_Content",
            "Overview,Workbook,1,",
            "Overview,Workbook,17,",
            7,
            "column `Item Parent Project ID`: expected the Item ID of a project, not `17`",
        ),
        (
            "Site_Content",
            "root@example.com,,,,5173",
            "root@example.com,,,perhaps,5173",
            2,
            "column `Workbook Shows Sheets As Tabs`: expected true or false, not `perhaps`",
        ),
        (
            "Groups",
            "True,g-ana",
            "Sometimes,g-ana",
            4,
            "column `Group Is Licensed On Site`: expected true or false, not `Sometimes`",
        ),
        (
            "TS_Users",
            "bob@example.com,,3",
            "bob@example.com,3",
            4,
            "the row has 8 cells, where the first line names 9",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    tmp_path: Path, table: str, old: str, new: str, line: int, message: str
) -> None:
    with pytest.raises(FileError) as caught:
        read_insights([_changed(tmp_path, table, old, new)])
    (problem,) = caught.value.diagnostics
    assert (problem.position.line, problem.message) == (line, message)
    assert problem.position.file.endswith(f"{table}.csv")


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        (
            "TS_Users",
            "ada@example.com,Ada Lovelace,2,u-ada,Viewer,,5173-0001,Training,",
            "the user `u-ada` is told by another row too, and differently",
        ),
        (
            "Site_Content",
            ",,,,1,w-new,New,Workbook,1,Default,ada@example.com,,,True,5173-0001,Training",
            "another row has the Item ID `1` or the same LUID, and differs",
        ),
        (
            "Site_Content",
            ",,,,77,w-ove,New,Workbook,1,Default,ada@example.com,,,True,5173-0001,Training",
            "another row has the Item ID `77` or the same LUID, and differs",
        ),
    ],
)
def test_an_older_export_beside_a_newer_one_is_refused(
    tmp_path: Path, table: str, row: str, message: str
) -> None:
    shutil.copytree(TODAY, tmp_path, dirs_exist_ok=True)
    header, *rows = (tmp_path / f"{table}.csv").read_text(encoding="utf-8").splitlines()
    # A row that is told twice alike is one.
    (tmp_path / "older.csv").write_text("\n".join([header, rows[0], row]), encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_insights([tmp_path])
    assert [(it.position.line, it.message) for it in caught.value.diagnostics] == [(3, message)]


@pytest.mark.parametrize(("file", "table"), [("TS_Users", "TS Users"), ("Groups", "Groups")])
def test_an_export_that_ends_after_its_heading_is_refused(
    tmp_path: Path, file: str, table: str
) -> None:
    shutil.copytree(TODAY, tmp_path, dirs_exist_ok=True)
    path = tmp_path / f"{file}.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_insights([tmp_path])
    assert caught.value.diagnostics[0].message == f"the export of `{table}` has no row"


def test_a_missing_export_is_said_with_its_columns(tmp_path: Path) -> None:
    shutil.copytree(TODAY, tmp_path, dirs_exist_ok=True)
    (tmp_path / "Groups.csv").unlink()
    with pytest.raises(FileError) as caught:
        read_insights([tmp_path])
    (problem,) = caught.value.diagnostics
    assert problem.message == (
        "there is no file with the columns of `Groups`, which all group rules need"
    )
    assert problem.help == "its columns are `Group LUID`, `Group Name`, `User LUID`"


def test_a_site_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownNameError) as caught:
        read_insights([TODAY], "Trainin")
    assert caught.value.help == "did you mean `Training`?"


def test_recognises_by_the_columns(tmp_path: Path) -> None:
    assert recognises([TODAY])
    assert recognises([EARLY])
    assert recognises([TODAY / "Groups.csv"])
    assert not recognises([tmp_path])
    (tmp_path / "users.csv").write_text("ada,secret,Ada,Creator\n", encoding="utf-8")
    assert not recognises([tmp_path])


@pytest.mark.parametrize(
    ("value", "description", "basis", "mode"),
    [
        # Help: "allowing a capability to a user in a group (7) takes precedence over denying the
        # capability to the group (8)": the two values that Help documents.
        ("7", "", Basis.RULE, ALLOW),
        ("8.0", "", Basis.RULE, DENY),
        ("3", "", Basis.UNKNOWN, None),
        ("3", "Denied to user", Basis.RULE, DENY),
        ("3", "Granted to group", Basis.RULE, ALLOW),
        ("1", "Allowed: Site Administrator", Basis.OTHER, ALLOW),
        ("2", "Allowed: Content Owner", Basis.OTHER, ALLOW),
        ("4", "Allowed: Project Leader", Basis.LEADER, ALLOW),
        ("9", "Unspecified", Basis.OTHER, None),
        ("9", "Denied by site role", Basis.OTHER, DENY),
        ("8", "Disallowed for the group", Basis.RULE, DENY),
        ("7", "Not granted", Basis.UNKNOWN, None),
        ("8", "Not allowed", Basis.UNKNOWN, None),
    ],
)
def test_what_a_value_and_its_description_say(
    value: str, description: str, basis: Basis, mode: Mode | None
) -> None:
    found = decision(value, description)
    assert (found.basis, found.mode) == (basis, mode)
