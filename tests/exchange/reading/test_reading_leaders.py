"""Only the leaders of a site: few calls, and the names of the whole picture."""

import pytest
from support.generated import random_declaration, yaml_text
from support.live_client import QUICK
from support.rest_server import RestServer
from support.scripted_answers import Script, Scripted, item, project, rules, small_site

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.load import declare
from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.exchange.declaring import declare_site
from tableau_perm_cli.exchange.picture import GranteeId, InheritedLeader, Mode, Picture
from tableau_perm_cli.exchange.rest.answers import Refusal
from tableau_perm_cli.exchange.rest.live import Connection, Token, connected
from tableau_perm_cli.exchange.rest.reading import (
    IncompletePeopleError,
    ReadingOptions,
    read_leaders,
    read_site,
)

FORBIDDEN = Refusal("403 Forbidden", 403)
ADA = GranteeId(GranteeKind.USER, "u-ada")
NAMED = {"user", "group", "project"}


def two_projects() -> Script:
    script = small_site(
        projects=project("p", "P") + project("q", "Q", parentProjectId="p"),
        workbooks=item("workbook", "w"),
    )
    script["projects/p/permissions"] = rules(("user", "u-ada", {"ProjectLeader": "Allow"}))
    inherited = {"Read": "Allow", "InheritedProjectLeader": "Allow"}
    script["projects/q/permissions"] = rules(("user", "u-ada", inherited))
    return script


def ids_of(picture: Picture) -> set[tuple[str, str]]:
    """What a pull would call users, groups and projects."""
    ids = declare_site(picture).ids
    return {(it.what, it.id) for it in ids if it.what.partition(":")[0] in NAMED}


def test_leaders_are_read_with_a_call_for_each_list_and_each_project() -> None:
    answers = Scripted(two_projects())
    picture = read_leaders(answers)
    assert answers.asked == [
        *("", "users", "groups", "projects"),
        *("projects/p/permissions", "projects/q/permissions"),
    ]
    assert picture.name == "Training"
    assert picture.inherited_leaders == (InheritedLeader("q", ADA, Mode.ALLOW),)
    assert [set(it.lists) for it in picture.projects] == [{Kind.PROJECT}] * 2
    assert (picture.content, picture.group_sets, picture.notes) == ((), (), ())
    whole = read_site(Scripted(two_projects()))
    assert picture.inherited_leaders == whole.inherited_leaders
    for few, every in zip(picture.projects, whole.projects, strict=True):
        assert few.lists[Kind.PROJECT] == every.lists[Kind.PROJECT]


def test_rules_that_are_refused_are_a_gap_of_the_project() -> None:
    picture = read_leaders(Scripted({**two_projects(), "projects/q/permissions": FORBIDDEN}))
    first, second = picture.projects
    assert (first.not_read, second.not_read) == ({}, {"project": "403 Forbidden"})
    assert (second.lists, picture.inherited_leaders) == ({}, ())


@pytest.mark.parametrize("path", ["users", "groups", "projects"])
def test_names_that_lack_are_a_failure(path: str) -> None:
    with pytest.raises(IncompletePeopleError, match=f"`{path}`: 403 Forbidden"):
        read_leaders(Scripted({**two_projects(), path: FORBIDDEN}))


def test_a_site_that_does_not_tell_its_name_is_called_as_the_user_says() -> None:
    script = {**two_projects(), "": FORBIDDEN}
    assert read_leaders(Scripted(script), ReadingOptions(site_name="Here")).name == "Here"


def test_what_is_called_alike_has_the_names_of_a_whole_pull() -> None:
    """Duplicates have a suffix of the id or the domain, All Users of a domain has it too."""

    def of_domain(tag: str, identity: str, name: str, domain: str) -> str:
        inside = f'<domain name="{domain}"/>'
        return f'<{tag} id="{identity}" name="{name}" siteRole="Viewer">{inside}</{tag}>'

    script = two_projects()
    script["users"] = (
        "<users>"
        + of_domain("user", "u-ada", "ada", "local")
        + of_domain("user", "u-2", "ada", "corp")
        + of_domain("user", "3f2a91c4-1", "bob", "local")
        + of_domain("user", "77777777-2", "bob", "local")
        + "</users>"
    )
    script["groups"] = (
        "<groups>"
        + of_domain("group", "g-all", "All Users", "local")
        + of_domain("group", "g-2", "All Users", "corp")
        + "</groups>"
    )
    script["groups/g-2/users"] = "<users/>"
    script["projects"] = (
        "<projects>"
        + project("p", "P")
        + project("q", "Q", parentProjectId="p")
        + project("aaaaaaaa-1", "Q", parentProjectId="p")
        + "</projects>"
    )
    script["projects/q/permissions"] = rules(("user", "dead0000-1", {"Read": "Allow"}))
    few, whole = read_leaders(Scripted(script)), read_site(Scripted(script))
    assert ids_of(few) == ids_of(whole)
    names = {what for what, _ in ids_of(few)}
    assert names >= {
        *("user:local\\ada", "user:corp\\ada", "user:bob (3f2a91c4)"),
        *("group:All Users", "group:corp\\All Users", "project:P/Q (aaaaaaaa)"),
        "user:unknown user dead0000",
    }


@pytest.mark.parametrize("seed", range(4))
def test_a_generated_site_has_the_names_of_a_whole_pull(seed: int) -> None:
    text = yaml_text(random_declaration(seed, 3))
    with RestServer(declare([("site.yaml", text.encode())]), largest_page=3) as server:
        token = Token(server.token_name, server.token_secret)
        with connected(Connection.to(server.url), token, limits=QUICK) as client:
            few = read_leaders(client.answers())
            asked = [seen for seen in server.calls() if seen.place not in {"serverinfo", "sites"}]
            whole = read_site(client.answers())
    lists = (few.users, few.groups, few.projects)
    pages = sum(max(1, -(-len(things) // 3)) for things in lists)
    assert len(asked) == 1 + pages + len(few.projects)
    assert ids_of(few) == ids_of(whole)
    assert few.inherited_leaders == whole.inherited_leaders
