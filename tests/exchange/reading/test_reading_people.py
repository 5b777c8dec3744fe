"""Users, groups and group sets as the REST API tells them; without all of them no picture."""

import pytest
from support.scripted_answers import (
    ALL_USERS,
    Script,
    Scripted,
    asked,
    item,
    listed,
    read,
    small_site,
)

from tableau_perm_cli.exchange.picture import ToldGroup, ToldGroupSet, ToldUser
from tableau_perm_cli.exchange.rest.answers import Answer, Refusal
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.reading import IncompletePeopleError, read_site

FORBIDDEN = Refusal("403 Forbidden", 403)
INTERNS = '<group id="g-1" name="Interns" userCount="1"><domain name="local"/></group>'
BOTH = (
    '<groupSet id="s-1" name="Both" groupCount="2">'
    '<group id="g-1" name="Interns"/><group id="g-2" name="Staff"/></groupSet>'
)


@pytest.mark.parametrize(
    ("element", "told"),
    [
        pytest.param(
            # Help, "Users and Groups Methods", Get Users on Site, with fields=_all_.
            '<user id="u-1" name="ada" siteRole="SiteAdministratorCreator" fullName="Ada B." '
            'email="ada@example.edu" lastLogin="2025-02-04T06:39:20Z" authSetting="ServerDefault">'
            '<domain name="example.lan"/></user>',
            ToldUser(
                *("u-1", "ada", "SiteAdministratorCreator"),
                domain="example.lan",
                full_name="Ada B.",
                email="ada@example.edu",
            ),
            id="everything",
        ),
        pytest.param(
            '<user id="u-1" name="ada" siteRole="Viewer" fullName="" email=""/>',
            ToldUser("u-1", "ada", "Viewer"),
            id="empty is nothing",
        ),
        pytest.param(
            '<user id="u-1" name="[bold] ::error::" siteRole="Wizard"/>',
            ToldUser("u-1", "[bold] ::error::", "Wizard"),
            id="a role and a name that nobody knows are kept",
        ),
        pytest.param(
            '<user id="u-1" name="ada"/>', ToldUser("u-1", "ada", ""), id="no role at all"
        ),
    ],
)
def test_a_user_is_told(element: str, told: ToldUser) -> None:
    assert read(small_site(users=element)).users == (told,)


@pytest.mark.parametrize(
    ("element", "told"),
    [
        pytest.param(
            INTERNS, ToldGroup("g-1", "Interns", ("u-ada",), domain="local"), id="a local group"
        ),
        pytest.param(
            # Help, Query Groups: a group that was imported, with what its members get.
            '<group id="g-1" name="Interns"><domain name="example.lan"/><import '
            'domainName="example.lan" siteRole="Viewer" grantLicenseMode="onLogin"/></group>',
            ToldGroup(
                "g-1", "Interns", ("u-ada",), "example.lan", "Viewer", grant_on_sign_in=True
            ),
            id="granted on sign-in",
        ),
        pytest.param(
            '<group id="g-1" name="Interns"><import domainName="example.lan" '
            'siteRole="Explorer" grantLicenseMode="onSync"/></group>',
            ToldGroup("g-1", "Interns", ("u-ada",), "example.lan", "Explorer"),
            id="granted on synchronisation",
        ),
        pytest.param(
            '<group id="g-1" name="Interns" minimumSiteRole="Viewer" grantLicenseMode="onLogin"/>',
            ToldGroup("g-1", "Interns", ("u-ada",), None, "Viewer", grant_on_sign_in=True),
            id="in attributes of its own",
        ),
        pytest.param(
            '<group id="g-1" name="All Users"><domain name="example.lan"/></group>',
            ToldGroup("g-1", "All Users", ("u-ada",), "example.lan"),
            id="another group called All Users",
        ),
    ],
)
def test_a_group_is_told_with_its_members(element: str, told: ToldGroup) -> None:
    script = small_site(groups=ALL_USERS + element)
    script["groups/g-1/users"] = listed("users", '<user id="u-ada" name="ada"/>')
    everybody, group = read(script).groups
    assert (everybody.name, everybody.members) == ("All Users", ())
    assert group == told


def test_members_of_all_users_and_of_empty_groups_are_not_asked_for() -> None:
    empty = '<group id="g-0" name="Nobody" userCount="0"/>'
    unknown = '<group id="g-9" name="Perhaps"/>'
    script = small_site(groups=ALL_USERS + empty + unknown)
    script["groups/g-9/users"] = "<users/>"
    members = {path for path in asked(script) if path.endswith("/users")}
    assert members == {"groups/g-9/users"}


@pytest.mark.parametrize(
    ("in_list", "alone", "questions"),
    [
        pytest.param(BOTH, None, 0, id="the list tells the groups"),
        pytest.param('<groupSet id="s-1" name="Both" groupCount="2"/>', BOTH, 1, id="it counts"),
        pytest.param('<groupSet id="s-1" name="Both"/>', BOTH, 1, id="it does not count"),
        pytest.param(
            '<groupSet id="s-1" name="Both" groupCount="2"><group id="g-1"/></groupSet>',
            *(BOTH, 1),
            id="it tells one of two",
        ),
    ],
)
def test_a_group_set_is_told_with_its_groups(
    in_list: str, alone: str | None, questions: int
) -> None:
    script = small_site(groups=ALL_USERS)
    script["groupsets"] = listed("groupSets", in_list)
    if alone:
        script["groupsets/s-1"] = alone
    assert read(script).group_sets == (ToldGroupSet("s-1", "Both", ("g-1", "g-2")),)
    assert sum(path.startswith("groupsets/") for path in asked(script)) == questions


def test_an_empty_group_set_needs_no_question() -> None:
    script = small_site()
    script["groupsets"] = listed("groupSets", '<groupSet id="s" name="None" groupCount="0"/>')
    assert read(script).group_sets == (ToldGroupSet("s", "None", ()),)


def test_group_sets_are_asked_for_from_api_3_22_on() -> None:
    assert "groupsets" not in asked(small_site(), api_version=(3, 21))
    assert "groupsets" in asked(small_site(), api_version=(3, 22))


def _with(path: str, come: Refusal | Answer) -> Script:
    script = small_site(groups=ALL_USERS + INTERNS)
    script["groups/g-1/users"] = listed("users", '<user id="u-ada"/>')
    script["groupsets"] = listed("groupSets", '<groupSet id="s-1" name="Both" groupCount="1"/>')
    script["groupsets/s-1"] = '<groupSet id="s-1" name="Both"><group id="g-1"/></groupSet>'
    script[path] = come
    return script


@pytest.mark.parametrize(
    "path", ["users", "groups", "projects", "groupsets", "groups/g-1/users", "groupsets/s-1"]
)
@pytest.mark.parametrize(
    ("come", "reason"),
    [
        pytest.param(FORBIDDEN, "403 Forbidden", id="refused"),
        pytest.param(
            Answer((Node("x", {"id": "g-1", "name": "X"}),), "the list changed while it was read"),
            "the list changed while it was read",
            id="not whole",
        ),
    ],
)
def test_without_all_people_and_projects_there_is_no_picture(
    path: str, come: Refusal | Answer, reason: str
) -> None:
    with pytest.raises(IncompletePeopleError) as raised:
        read(_with(path, come))
    assert [(one.path, one.reason) for one in raised.value.failures] == [(path, reason)]
    assert f"`{path}`: {reason}" in raised.value.message
    assert "a site administrator may read them" in (raised.value.help or "")


def test_everything_that_failed_in_a_wave_is_told_at_once_and_counted() -> None:
    groups = "".join(f'<group id="g{n}" name="G{n}"/>' for n in range(14))
    with pytest.raises(IncompletePeopleError) as raised:
        read(small_site(groups=groups))
    assert len(raised.value.failures) == 14
    assert "`groups/g9/users`: 404 Not Found; and 4 more" in raised.value.message


def test_nothing_of_content_is_asked_once_people_are_missing() -> None:
    script = _with("groups/g-1/users", FORBIDDEN)
    script["workbooks"] = listed("workbooks", item("workbook", "w"))
    answers = Scripted(script)
    with pytest.raises(IncompletePeopleError):
        read_site(answers)
    assert "projects/p/permissions" in answers.asked
    assert not [path for path in answers.asked if path.startswith("workbooks/")]


@pytest.mark.parametrize(
    ("path", "inside", "reason"),
    [
        ("users", '<users><user name="ada"/></users>', "it has a `user` without an id or a name"),
        ("groups", '<groups><group id="g"/></groups>', "it has a `group` without an id or a name"),
        ("groups/g-1/users", '<users><user name="ada"/></users>', "it has a `user` without an id"),
        (
            "groupsets/s-1",
            '<groupSet id="s-1" name="Both" groupCount="2"><group id="g-1"/></groupSet>',
            "it tells fewer groups than it counts",
        ),
        ("groupsets/s-1", "<groupSets/>", "the answer has no `groupSet`"),
    ],
)
def test_people_who_are_told_by_halves_are_a_failure(path: str, inside: str, reason: str) -> None:
    script = _with(path, FORBIDDEN)
    script[path] = inside
    with pytest.raises(IncompletePeopleError) as raised:
        read(script)
    assert [(one.path, one.reason) for one in raised.value.failures] == [(path, reason)]
