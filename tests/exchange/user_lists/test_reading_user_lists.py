"""Lists of users as tabcmd imports them: roles, groups, layouts, and never a password."""

import logging
from pathlib import Path

import pytest

from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.diagnostics import FileError
from tableau_perm_cli.exchange.declaring import declare_site, one_file
from tableau_perm_cli.exchange.picture import Picture, ToldUser
from tableau_perm_cli.exchange.user_lists import read_user_lists, recognises
from tableau_perm_cli.exchange.user_lists.roles import NOT_TOLD, role_of

FIXTURES = Path(__file__).parent / "fixtures"
GROUPS = FIXTURES / "groups"
PASSWORD = "hunter2"  # noqa: S105 - in the fixtures, and nowhere else


def user(picture: Picture, name: str) -> ToldUser:
    return next(it for it in picture.users if it.name == name)


def write(directory: Path, **lists: str) -> Path:
    for name, text in lists.items():
        (directory / f"{name}.csv").write_text(text, encoding="utf-8")
    return directory


# Help, "CSV import settings and site roles".
@pytest.mark.parametrize(
    ("licence", "administrator", "publishing", "role"),
    [
        ("Creator", "System", "1", "ServerAdministrator"),
        ("Unlicensed", "system", "0", "ServerAdministrator"),
        ("Creator", "Site", "true", "SiteAdministratorCreator"),
        ("Explorer", "Site", "yes", "SiteAdministratorExplorer"),
        ("Creator", "None", "1", "Creator"),
        ("creator", "none", "TRUE", "Creator"),
        ("Creator", "None", "0", "Explorer"),
        ("Explorer", "None", "1", "ExplorerCanPublish"),
        ("Explorer", "None", "false", "Explorer"),
        ("Explorer", "None", "", "Explorer"),
        ("Viewer", "None", "0", "Viewer"),
        ("Unlicensed", "None", "no", "Unlicensed"),
        # 2018.1 and before.
        ("Interactor", "None", "1", "Publisher"),
        ("Interactor", "Site", "1", "SiteAdministrator"),
        ("Unlicensed", "None", "1", "Unlicensed (can publish)"),
        # A site role instead of the three.
        ("ExplorerCanPublish", "", "", "ExplorerCanPublish"),
        ("Site Administrator Creator", "", "", "Site Administrator Creator"),
        ("Viewer", "", "", "Viewer"),
        # Nothing is said of the role, as in a list for `addusers`.
        ("", "", "", NOT_TOLD),
        ("", "None", "0", NOT_TOLD),
        # No row of the table: not guessed.
        ("Viewer", "None", "1", None),
        ("Viewer", "Site", "1", None),
        ("", "Site", "1", None),
    ],
)
def test_three_cells_make_a_site_role(
    licence: str, administrator: str, publishing: str, role: str | None
) -> None:
    assert role_of(licence, administrator, publishing) == role


def test_of_several_files_each_is_a_group_but_the_sites_own_list() -> None:
    (picture,) = read_user_lists([GROUPS], "Training")
    assert picture.name == "Training"
    assert [(it.name, it.members) for it in picture.groups] == [
        ("Analysts", (r"CORP\ada", "bob", "dan")),
        ("Orange Belt", ("cyd", "eve")),
    ]


@pytest.mark.parametrize(
    ("name", "role", "domain"),
    [
        ("root", "ServerAdministrator", None),
        ("bob", "Viewer", None),
        ("cyd", "SiteAdministratorExplorer", None),
        ("dan", NOT_TOLD, None),
        ("eve", "ExplorerCanPublish", None),
        # Help: "an @ that is no domain separator is \0x40".
        ("user@fremont@example.com", "Explorer", None),
    ],
)
def test_a_users_role_is_told_by_whichever_list_tells_it(
    name: str, role: str, domain: str | None
) -> None:
    (picture,) = read_user_lists([GROUPS])
    found = user(picture, name)
    assert (found.site_role, found.domain) == (role, domain)


def test_users_are_told_apart_by_name_and_domain_whatever_the_case() -> None:
    (picture,) = read_user_lists([GROUPS])
    (ada,) = (it for it in picture.users if it.name.casefold() == "ada")
    assert (ada.domain, ada.site_role) == ("CORP", "Creator")
    assert (ada.full_name, ada.email) == ("Lovelace, Ada", "ada@example.com")


def test_one_file_is_the_sites_users_and_no_group() -> None:
    (picture,) = read_user_lists([GROUPS / "Analysts.csv"])
    assert (picture.name, picture.groups) == ("Default", ())
    assert picture.notes == (
        "no list tells the role of some users (3)",
        "`Analysts.csv` is read as the users of the site, and as no group",
    )


def test_lists_tell_no_content() -> None:
    (picture,) = read_user_lists([GROUPS])
    assert picture.projects == picture.content == ()
    assert set(picture.not_read.values()) == {"lists of users tell no content"}
    assert {"workbooks", "views", "tables"} <= set(picture.not_read)


@pytest.mark.parametrize("name", ["cloud_manager", "named"])
def test_other_layouts_are_found_out(name: str) -> None:
    (picture,) = read_user_lists([FIXTURES / name])
    names = [it.name.partition("@")[0] for it in picture.users]
    assert names == ["ada", "bob"]
    assert picture.users[0].site_role in {"Creator", "Site Administrator Creator"}
    assert (picture.users[0].full_name, picture.users[1].site_role) == ("Ada", "Viewer")
    assert picture.users[0].email == "ada@example.com"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            "ada,pw,Ada,Creater,None,1\n",
            1,
            (
                "cell 4 (`License level`): expected Creator, Explorer, Viewer, Unlicensed or a "
                "site role"
            ),
        ),
        (
            "ada,pw,Ada,Creator,Boss,1\n",
            1,
            "cell 5 (`Administrator level`): expected System, Site or None",
        ),
        (
            "ada,pw,Ada,Creator,None,1\nbob,pw,Bob,Viewer,None,perhaps\n",
            2,
            "cell 6 (`Publishing`): expected 1, 0, true or false",
        ),
        ("ada\n ,pw\n", 2, "the row names no user"),
        (
            "a,b,c,,,,,,,,k\n",
            1,
            "the row has 11 cells, and no list of users has more than 10",
        ),
        (
            "vie,pw,Vie,Viewer,Site,1\n",
            1,
            "licence, administrator level and publishing make no site role together",
        ),
        ('ada,"pw\n', 1, "the row cannot be read: unexpected end of data"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    with pytest.raises(FileError) as caught:
        read_user_lists([write(tmp_path, list=text)])
    (problem,) = caught.value.diagnostics
    assert (problem.position.line, problem.message) == (line, message)
    assert "pw" not in repr(caught.value.diagnostics)
    assert caught.value.sources("list.csv") is None


def test_a_user_with_two_roles_is_refused_with_both_places(tmp_path: Path) -> None:
    write(tmp_path, A="ada,,Ada,Viewer,None,0\n", B="\nADA,,Ada,Creator,None,1\n")
    with pytest.raises(FileError) as caught:
        read_user_lists([tmp_path])
    (problem,) = caught.value.diagnostics
    assert problem.message == (
        f"the user `ADA` is Creator here, and Viewer in {(tmp_path / 'A.csv').as_posix()}:1"
    )
    assert problem.position.line == 2


def test_every_problem_of_every_list_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, A="ada,,A,Boss,None,0\n", B="bob,,B,Viewer,Chief,0\ncyd,,C,Viewer,None,9\n")
    with pytest.raises(FileError) as caught:
        read_user_lists([tmp_path])
    places = [(it.position.file[-5:], it.position.line) for it in caught.value.diagnostics]
    assert places == [("A.csv", 1), ("B.csv", 1), ("B.csv", 2)]


def test_a_directory_without_lists_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        read_user_lists([tmp_path])
    assert caught.value.diagnostics[0].message == "there is no list of users"


def test_recognises_lists_and_nothing_else(tmp_path: Path) -> None:
    for name in ("groups", "cloud_manager", "named"):
        assert recognises([FIXTURES / name])
    assert not recognises([tmp_path])
    write(tmp_path, users="ada,pw,Ada,Creator,None,1\n", other="a,b,c,d,e,f\n")
    assert not recognises([tmp_path])
    fixtures = FIXTURES.parent.parent
    assert not recognises([fixtures / "insights" / "fixtures" / "today"])
    assert not recognises([fixtures / "repository" / "fixtures" / "release_2024_2"])


@pytest.mark.parametrize("name", ["groups", "cloud_manager", "named"])
def test_no_password_is_kept_shown_or_logged(
    name: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    directory = FIXTURES / name
    assert any(PASSWORD in it.read_text(encoding="utf-8") for it in directory.iterdir())
    assert recognises([directory])
    (picture,) = read_user_lists([directory])
    assert PASSWORD not in repr(picture)
    assert PASSWORD not in caplog.text + "".join(capsys.readouterr())
    assert PASSWORD not in "".join(one_file([declare_site(picture)]))


def test_a_row_in_an_order_that_is_not_known_keeps_nothing_but_the_name(tmp_path: Path) -> None:
    # Without a licence level nothing shows where the password is.
    write(tmp_path, list="ada,Ada,hunter2,,,,hunter2\n")
    (picture,) = read_user_lists([tmp_path])
    assert picture.users == (ToldUser("ada", "ada", NOT_TOLD),)


def test_the_declaration_says_whose_role_is_not_known() -> None:
    (picture,) = read_user_lists([GROUPS])
    (site,) = read_files(
        [("site.yaml", "".join(one_file([declare_site(picture)])).encode())]
    ).sites.values()
    assert [it.name for it in site.users.values() if it.not_read] == ["dan"]
    assert site.users["dan"].role.name == "Unlicensed"
