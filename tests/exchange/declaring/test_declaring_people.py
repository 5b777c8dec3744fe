"""Users, groups and group sets: what a source tells of them, and what is declared."""

from dataclasses import dataclass, replace
from textwrap import dedent

import pytest
from support.telling import (
    EVERYONE,
    SITE,
    declared_text,
    group,
    group_set,
    project,
    rules,
    site_of,
    user,
)

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.exchange.declaring import declare_site
from tableau_perm_cli.exchange.picture import Picture, ToldGroupSet, ToldUser


@dataclass(frozen=True)
class Case:
    """What is told of people, and what is written of it."""

    rule: str
    told: tuple[object, ...]
    text: str


CASES = [
    Case(
        "a user is declared by the site role alone",
        (user("zoe", "ExplorerCanPublish"), user("Ada", "SiteAdministratorCreator")),
        """
        users:
          Ada: Site Administrator Creator
          zoe: Explorer (can publish)
        """,
    ),
    Case(
        "names and addresses are kept where they say more than the name",
        (
            user("ada", "Viewer", full_name="Ada B.", email="ada@example.edu"),
            user("bob@example.edu", full_name="bob@example.edu", email="bob@example.edu"),
            user("cyd", full_name="", email=None),
        ),
        """
        users:
          ada: {role: Viewer, full_name: Ada B., email: ada@example.edu}
          bob@example.edu: Viewer
          cyd: Viewer
        """,
    ),
    Case(
        "a legacy site role is kept as it is spelt in the format",
        (user("ada", "Interactor"), user("bob", "ViewerCanPublish"), user("cyd", "Publisher")),
        """
        users:
          ada: Interactor
          bob: Viewer (can publish)
          cyd: Publisher
        """,
    ),
    Case(
        "an unknown site role: Unlicensed, and not_read says why",
        (user("ada", "Wizard"),),
        """
        users:
          ada: {role: Unlicensed, not_read: {role: "the site role `Wizard` is not known"}}
        """,
    ),
    Case(
        "users alike but for their domain have it before the name",
        (user("ada", domain="CORP", id="1"), user("ada", domain="EMEA", id="2"), user("bob")),
        r"""
        users:
          bob: Viewer
          "CORP\\ada": Viewer
          "EMEA\\ada": Viewer
        """,
    ),
    Case(
        "every one of the duplicates gets a suffix from its id",
        (
            user("ada", id="3f2a91c4-1", domain="local"),
            user("ada", id="3f2a91c4-2", domain="local"),
            user("eve", id="77aa00bb-1"),
            user("eve", id="88aa00bb-1", domain="EMEA"),
        ),
        r"""
        users:
          ada (3f2a91c4-1): Viewer
          ada (3f2a91c4-2): Viewer
          "EMEA\\eve": Viewer
          eve: Viewer
        """,
    ),
    Case(
        "a group is its members, by name; the domain only when it is not local",
        (
            *(user(name) for name in ("ada", "Bob", "cyd")),
            group("Staff", "cyd", "ada", "Bob", "ada", domain="local"),
            group("Abroad", "ada", domain="example.com"),
            group("Nobody", domain="LOCAL"),
        ),
        """
        users:
          ada: Viewer
          Bob: Viewer
          cyd: Viewer
        groups:
          Abroad:
            members: [ada]
            domain: example.com
          Nobody: []
          Staff: [ada, Bob, cyd]
        """,
    ),
    Case(
        "members are a line each when they are many",
        (*(user(name) for name in "abcdefg"), group("Staff", *"abcdefg")),
        """
        users:
          a: Viewer
          b: Viewer
          c: Viewer
          d: Viewer
          e: Viewer
          f: Viewer
          g: Viewer
        groups:
          Staff:
            - a
            - b
            - c
            - d
            - e
            - f
            - g
        """,
    ),
    Case(
        "minimum_site_role and grant_on_sign_in, where the group grants a role",
        (
            group("A", minimum_site_role="Explorer", grant_on_sign_in=True),
            group("B", minimum_site_role="Viewer"),
            group("C", minimum_site_role="Unlicensed", grant_on_sign_in=True),
            group("D", minimum_site_role="ServerAdministrator", grant_on_sign_in=True),
        ),
        """
        groups:
          A:
            members: []
            minimum_site_role: Explorer
            grant_on_sign_in: true
          B:
            members: []
            minimum_site_role: Viewer
          C: []
          D: []
        """,
    ),
    Case(
        "the real All Users is built in: it is written only where there is more to say",
        (user("ada"), EVERYONE, group("All Users", "ada", domain="CORP", id="9")),
        r"""
        users:
          ada: Viewer
        groups:
          "CORP\\All Users":
            members: [ada]
            domain: CORP
        """,
    ),
    Case(
        "All Users comes first",
        (group("A"), group("All Users", domain="local", minimum_site_role="Viewer")),
        """
        groups:
          All Users: {minimum_site_role: Viewer}
          A: []
        """,
    ),
    Case(
        "group sets have their groups, All Users among them",
        (EVERYONE, group("B"), group("A"), group_set("Both", "B", "A", "All Users")),
        """
        groups:
          A: []
          B: []
        group_sets:
          Both: [A, All Users, B]
        """,
    ),
    Case(
        "of a member who is not among the users a user is made",
        (group("Staff", "gone-forever"),),
        """
        users:
          unknown user u-gone-f: {role: Unlicensed, not_read: {role: "not among the site's users"}}
        groups:
          Staff: [unknown user u-gone-f]
        """,
    ),
    Case(
        "of a group that is not among the groups an empty group is made",
        (group_set("Set", "gone-forever"),),
        """
        groups:
          unknown group g-gone-f: {not_read: {members: "not among the site's groups"}}
        group_sets:
          Set: [unknown group g-gone-f]
        """,
    ),
]


def picture_of(told: tuple[object, ...]) -> Picture:
    """Return a picture with these users, groups and group sets."""
    return Picture(
        SITE,
        web_authoring=True,
        users=tuple(it for it in told if "site_role" in dir(it)),
        groups=tuple(it for it in told if "members" in dir(it)),
        group_sets=tuple(it for it in told if isinstance(it, ToldGroupSet)),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_what_is_written_of_people(case: Case) -> None:
    picture = picture_of(case.told)
    assert declared_text(picture) == dedent(case.text).lstrip()
    site_of(picture)  # our own loader finds no error in it


def test_who_is_named_by_a_rule_alone_is_made_up_and_noted() -> None:
    picture = Picture(
        SITE,
        web_authoring=True,
        users=(user("ada"),),
        projects=(
            project(
                "P",
                owner="u-boss-who-left",
                lists={
                    kind: rules(u_nobody1="Read", g_nobody1="Read", s_nobody1="Read")
                    for kind in (Kind.PROJECT, Kind.WORKBOOK)
                },
            ),
        ),
    )
    declared = declare_site(picture)
    assert declared.notes == (
        (
            "2 users are known by an id alone, not among the site's: `unknown user u-boss-w`, "
            "`unknown user u-nobody`"
        ),
        "1 group is known by an id alone, not among the site's: `unknown group g-nobody`",
        "1 group set is known by an id alone, not among the site's: `unknown group set s-nobody`",
    )
    assert [(it.what, it.part, it.reason) for it in declared.not_read] == [
        ("group:unknown group g-nobody", "members", "not among the site's groups"),
        ("user:unknown user u-boss-w", "role", "not among the site's users"),
        ("user:unknown user u-nobody", "role", "not among the site's users"),
    ]
    site = site_of(picture)
    assert site.users["unknown user u-nobody"].role.name == "Unlicensed"
    assert site.users["unknown user u-nobody"].not_read == {"role": "not among the site's users"}
    assert site.groups["unknown group g-nobody"].not_read == {
        "members": "not among the site's groups"
    }
    assert site.group_sets["unknown group set s-nobody"].groups == ()
    assert site.projects[0].owner is not None
    assert site.projects[0].owner.user == "unknown user u-boss-w"


def test_all_users_of_the_site_is_the_one_rules_mean() -> None:
    picture = Picture(
        SITE,
        groups=(EVERYONE, group("All Users", domain="CORP", id="g-corp")),
        projects=(
            project("P", lists={Kind.PROJECT: (*rules(g_corp="-Read"),), Kind.WORKBOOK: ()}),
            project("Q", lists={Kind.PROJECT: (*rules(**{"g_All Users": "Read"}),)}),
        ),
    )
    permissions = {it.address.path[0]: it.permissions for it in site_of(picture).projects}
    names = {
        name: [rule.grantee.name for rule in found.lists[Kind.PROJECT].rules]
        for name, found in permissions.items()
        if found
    }
    assert names == {"P": ["CORP\\All Users"], "Q": ["All Users"]}


def test_the_guest_user_and_the_settings() -> None:
    picture = Picture(
        SITE, guest_access=True, web_authoring=False, users=(user("guest", "Guest"),)
    )
    assert declared_text(picture) == (
        "settings:\n  guest_access: true\n  web_authoring: false\nusers:\n  guest: Guest\n"
    )
    assert site_of(picture).settings.guest_access
    for told in (None, False):
        assert "settings" not in declared_text(
            Picture(SITE, guest_access=told, web_authoring=True)
        )


GUEST, VIEWER = user("guest", "Guest"), user("ada")
UNTOLD = "the source does not tell the settings of the site"


@pytest.mark.parametrize(
    ("guest_access", "web_authoring", "who", "marked"),
    [
        (None, None, GUEST, True),
        (None, None, VIEWER, True),
        (False, None, VIEWER, True),
        (None, True, GUEST, True),
        # Nothing depends on guest access where there is no Guest.
        (None, True, VIEWER, False),
        (False, True, GUEST, False),
        (True, False, GUEST, False),
    ],
)
def test_settings_that_are_not_told_are_marked_where_anything_depends_on_them(
    guest_access: bool | None,  # noqa: FBT001 - a parameter of the table
    web_authoring: bool | None,  # noqa: FBT001
    who: ToldUser,
    marked: bool,  # noqa: FBT001
) -> None:
    picture = Picture(SITE, guest_access=guest_access, web_authoring=web_authoring, users=(who,))
    assert site_of(picture).not_read == ({"settings": UNTOLD} if marked else {})
    refused = replace(picture, not_read={"settings": "403 Forbidden"})
    assert site_of(refused).not_read == ({"settings": "403 Forbidden"} if marked else {})


def test_a_role_that_a_group_cannot_grant_is_noted() -> None:
    told = tuple(
        group(role, minimum_site_role=role)
        for role in ("Guest", "Wizard", "ServerAdministrator", "Unlicensed", "Viewer")
    )
    assert [
        note.partition(" is left out")[0] for note in declare_site(picture_of(told)).notes
    ] == [
        "the minimum site role `Guest` of the group `Guest`",
        "the minimum site role `ServerAdministrator` of the group `ServerAdministrator`",
        "the minimum site role `Wizard` of the group `Wizard`",
    ]


def test_names_that_are_told_apart_are_noted() -> None:
    told = tuple(user("ada", id=f"{n}2345678-9", domain="local") for n in range(1, 8))
    (note,) = declare_site(picture_of(told)).notes
    assert note == (
        "7 users are called `ada`: `ada (12345678)`, `ada (22345678)`, `ada (32345678)`, "
        "`ada (42345678)`, `ada (52345678)` and 2 more"
    )


def test_many_notes_of_one_sort_are_cut() -> None:
    told = tuple(
        user(f"user {name}", id=f"{half}{name}")
        for name in range(14)
        for half in ("first", "other")
    )
    notes = declare_site(picture_of(told)).notes
    assert len(notes) == 11
    assert notes[-1] == "4 more names are told apart in the same way"


def test_ids_are_kept_of_everybody() -> None:
    told = (user("ada"), EVERYONE, group("a/b", "gone"), group_set("Set", "a/b"))
    assert [(it.site, it.what, it.id) for it in declare_site(picture_of(told)).ids] == [
        (SITE, "group:All Users", "g-All Users"),
        (SITE, "group:a/b", "g-a/b"),
        (SITE, "group_set:Set", "s-Set"),
        (SITE, "user:ada", "u-ada"),
        (SITE, "user:unknown user u-gone", "u-gone"),
    ]
