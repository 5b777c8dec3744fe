"""What a person may give as the server's address, and what becomes of the token."""

import pytest

from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.exchange.rest.live import Connection, Token


@pytest.mark.parametrize(
    ("given", "server"),
    [
        ("https://tableau.example.org", "https://tableau.example.org"),
        ("https://tableau.example.org///", "https://tableau.example.org"),
        ("Tableau.Example.org", "https://tableau.example.org"),
        ("  tableau.example.org:8443/ ", "https://tableau.example.org:8443"),
        ("HTTPS://tableau.example.org", "https://tableau.example.org"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://tableau.localhost", "http://tableau.localhost"),
        ("http://127.1.2.3", "http://127.1.2.3"),
        ("http://[::1]:80/", "http://[::1]:80"),
        ("[::1]", "https://[::1]"),
    ],
)
def test_an_address_is_put_in_order(given: str, server: str) -> None:
    assert Connection.to(given, " training ") == Connection(server, "training")


@pytest.mark.parametrize(
    ("given", "message", "help_"),
    [
        ("", "is empty", "https://tableau.example.org"),
        ("https://", "is not a URL", "https://tableau.example.org"),
        ("two words", "is not a URL", "https://tableau.example.org"),
        ("host\\share", "is not a URL", "https://tableau.example.org"),
        ("https://host:99999", "is not a URL", "https://tableau.example.org"),
        ("https://host:eighty", "is not a URL", "https://tableau.example.org"),
        ("https://[::1", "is not a URL", "https://tableau.example.org"),
        ("ftp://host", "`ftp://` is not how", "https://tableau.example.org"),
        ("http://host", "unencrypted", "--allow-http"),
        ("http://localhost.example.org", "unencrypted", "--allow-http"),
        ("http://128.0.0.1", "unencrypted", "--allow-http"),
        ("https://host/api/3.24", "goes on after `https://host`", "as `https://host`"),
        ("https://host?x=1", "goes on after `https://host`", "as `https://host`"),
        (
            "https://host/#/site/marketing/home",
            "goes on after `https://host`",
            "as `https://host` and the site as `marketing`",
        ),
    ],
)
def test_an_address_that_is_not_a_server_alone(given: str, message: str, help_: str) -> None:
    with pytest.raises(ToolError) as raised:
        Connection.to(given)
    assert message in raised.value.message
    assert help_ in (raised.value.help or "")


def test_http_to_another_machine_where_it_is_allowed() -> None:
    assert Connection.to("http://host", allow_http=True).server == "http://host"


@pytest.mark.parametrize(
    "given",
    [
        "https://ada:s3cret@host",
        "ada:s3cret@host",
        "https://ada:s3cret@host/path?query#fragment",
        "http://ada:s3cret@host",
        "https://ada:s3cret@host:99999",
        "ftp://ada:s3cret@host",
        "https://ada:s3cret @host",
    ],
)
def test_a_password_in_the_address_is_refused_and_never_quoted(given: str) -> None:
    with pytest.raises(ToolError) as raised:
        Connection.to(given)
    assert "s3cret" not in f"{raised.value.message}{raised.value.help}"


def test_a_token_shows_neither_its_value_nor_its_name() -> None:
    # Who mixes up the two variables has the value in the name.
    token = Token("name-of-it", "value-of-it")
    for shown in (repr(token), str(token), f"{token}", repr([token])):
        assert "-of-it" not in shown


@pytest.mark.parametrize(("name", "value", "what"), [("", "x", "name"), ("x", " \n", "value")])
def test_a_token_without_name_or_value(name: str, value: str, what: str) -> None:
    with pytest.raises(ToolError, match=f"the {what} of the personal access token is empty"):
        Token(name, value)
