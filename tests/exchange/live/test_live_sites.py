"""All sites of a server: listed, and read one after the other."""

from pathlib import Path

import pytest
from support.live_client import USERS, checkpoint_at, client_of
from support.rest_server import RestServer
from support.rest_server.faults import FOR_EVER, Refusing, Rewriting, WrongTotal

from tableau_perm_cli.declaration.load import declare
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.exchange.rest.answers import Answer, Answers
from tableau_perm_cli.exchange.rest.live import SiteRef


def three_sites() -> Declaration:
    text = "version: 1\nsites:\n" + "".join(
        f"  {site}:\n    users: {{{user}: Viewer}}\n"
        for site, user in (("Main", "ada"), ("beta", "bo"), ("Alpha", "cy"))
    )
    return declare([("sites.yaml", text.encode())])


def people(answers: Answers) -> list[str]:
    answer = answers.fetch([USERS])[USERS]
    assert isinstance(answer, Answer)
    names = {node.get("name") or "" for node in answer.elements}
    return sorted(names - {"server-admin"})


@pytest.mark.parametrize("largest_page", [1, 1000])
def test_sites_are_listed_by_name(largest_page: int) -> None:
    with RestServer(three_sites(), largest_page=largest_page) as server:
        ids = {name: site.id for name, site in server.sites.items()}
        with client_of(server) as client:
            assert client.sites() == [
                SiteRef(ids["Alpha"], "Alpha", "Alpha"),
                SiteRef(ids["beta"], "beta", "beta"),
                SiteRef(ids["Main"], "Main", ""),
            ]


def test_a_suspended_site_is_marked() -> None:
    fault = Rewriting("^sites$", pattern='state="Active"', by='state="Suspended"', most=1)
    with RestServer(three_sites(), faults=[fault]) as server, client_of(server) as client:
        assert sorted(site.active for site in client.sites()) == [False, True, True]


def test_each_site_answers_for_itself(tmp_path: Path) -> None:
    with RestServer(three_sites()) as server:
        checkpoint = checkpoint_at(tmp_path / "all.partial", server)
        with client_of(server) as client:
            found = {
                site.name: people(client.answers(site, checkpoint)) for site in client.sites()
            }
        assert found == {"Main": ["ada"], "beta": ["bo"], "Alpha": ["cy"]}
        assert len(server.calls("switchsite", "POST")) == 3
        assert len(server.calls("auth/signout", "POST")) == 1
        checkpoint.close()
        # One file keeps the answers of all sites apart.
        again = checkpoint_at(tmp_path / "all.partial", server)
        server.forget()
        with client_of(server) as client:
            found = {site.name: people(client.answers(site, again)) for site in client.sites()}
        assert found == {"Main": ["ada"], "beta": ["bo"], "Alpha": ["cy"]}
        assert not server.calls("^users$")
        again.close()


def test_the_site_that_is_signed_in_to_is_not_switched_to() -> None:
    with RestServer(three_sites()) as server:
        with client_of(server, site="beta") as client:
            assert client.site().name == "beta"
            assert people(client.answers(client.site())) == ["bo"]
        assert not server.calls("switchsite", "POST")


def test_a_session_that_expires_on_a_second_site_is_renewed_there() -> None:
    with RestServer(three_sites()) as server, client_of(server) as client:
        alpha = client.answers(client.sites()[0])
        server.sessions.expire()
        assert people(alpha) == ["cy"]


def test_where_sessions_do_not_move_the_token_is_used_again() -> None:
    fault = Refusing("switchsite", method="POST", status=403, times=FOR_EVER)
    with RestServer(three_sites(), faults=[fault]) as server, client_of(server) as client:
        assert people(client.answers(client.sites()[0])) == ["cy"]
        assert len(server.calls("auth/signin", "POST")) == 2


def test_a_site_that_lets_nobody_in() -> None:
    with RestServer(three_sites()) as server, client_of(server) as client:
        with pytest.raises(ToolError) as raised:
            client.answers(SiteRef("1", "Gamma", "gamma"))
        assert "it is not for the site `gamma`" in raised.value.message
        assert people(client.answers()) == ["ada"]


def test_an_id_that_is_not_the_sites_is_not_taken_for_it() -> None:
    with (
        RestServer(three_sites()) as server,
        client_of(server) as client,
        pytest.raises(ToolError, match="does not switch to the site `beta`"),
    ):
        client.answers(SiteRef("another id", "beta", "beta"))


def test_who_may_not_list_the_sites_is_told_what_to_do() -> None:
    with RestServer(three_sites(), lists_all_sites=False) as server, client_of(server) as client:
        with pytest.raises(ToolError) as raised:
            client.sites()
        assert raised.value.message == "the server does not list its sites: 403 Forbidden"
        assert "on Tableau Cloud pull each site" in (raised.value.help or "")


def test_a_list_of_sites_that_is_not_whole_is_no_list() -> None:
    with (
        RestServer(three_sites(), faults=[WrongTotal("^sites$")]) as server,
        client_of(server) as client,
        pytest.raises(ToolError, match="the list of sites cannot be read whole"),
    ):
        client.sites()


@pytest.mark.parametrize(("site", "name"), [("", "Default"), ("beta", "beta")])
def test_a_site_that_may_not_be_asked_for_is_known_by_its_place(site: str, name: str) -> None:
    fault = Refusing("^site$", status=403)
    with RestServer(three_sites(), faults=[fault]) as server:
        with client_of(server, site=site) as client:
            known = client.site()
        ids = {each.content_url: each.id for each in server.sites.values()}
        assert known == SiteRef(ids[site], name, site)
