"""Saves the answers of our own server the ways people do: curl, scripts, browsers' downloads."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from support.rest_server import RestServer, Seen
from support.rest_server.client import signed_in
from tableau_perm_cli.exchange.picture import Picture
from tableau_perm_cli.exchange.rest.reading import ReadingOptions, read_site
from tableau_perm_cli.exchange.rest.saved import SavedAnswers

Layout = Callable[[Seen, str], str]
"""From a request and ``xml`` or ``json`` to the name of a file."""


def below(seen: Seen) -> str:
    """Return the path of a request below its site; ``site`` for the site itself."""
    parts = seen.path.partition("/sites/")[2].split("/")
    return "/".join(parts[1:]) or "site"


def in_folders(seen: Seen, form: str) -> str:
    """``groups/ID/users.page2.xml``: what is easily written by hand."""
    page = seen.query.get("pageNumber", "1")
    return f"{below(seen)}{'' if page == '1' else f'.page{page}'}.{form}"


def flat(seen: Seen, form: str) -> str:
    """``groups_ID_users-2.xml``: one folder."""
    page = seen.query.get("pageNumber", "1")
    return f"{below(seen).replace('/', '_')}{'' if page == '1' else f'-{page}'}.{form}"


def as_requested(seen: Seen, form: str) -> str:
    """``api/3.24/sites/ID/groups/ID/users?pageNumber=2.json``, as mirroring tools do."""
    page = seen.query.get("pageNumber")
    query = f"?pageNumber={page}&pageSize=3" if page else ""
    return f"monday/{seen.path.strip('/')}{query}.{form}"


def as_downloaded(seen: Seen, form: str) -> str:
    """The same with its query URL-encoded."""
    return "/".join(quote(part, safe="") for part in as_requested(seen, form).split("/"))


def save(server: RestServer, directory: Path, layout: Layout, form: str) -> None:
    """Save everything that the server was asked of its site until now, as XML or JSON."""
    asked = [seen for seen in server.calls() if seen.place not in {"serverinfo", "sites"}]
    with signed_in(server) as client:
        headers = {"x-tableau-auth": client.auth_token, "accept": f"application/{form}"}
        for seen in asked:
            url = f"{server.url}{seen.path}"
            answer = client.session.get(url, params=dict(seen.query), headers=headers)
            path = directory / layout(seen, form)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(answer.content)


def from_saved(directory: Path, name: str | None = None, *, every_rule: bool = False) -> Picture:
    """Return the picture that saved answers give."""
    return read_site(SavedAnswers(directory), ReadingOptions(every_rule, name))


def in_any_order(picture: Picture) -> Picture:
    """Return the picture with its lists sorted: files come in another order than answers."""
    return replace(
        picture,
        users=tuple(sorted(picture.users, key=lambda one: one.id)),
        groups=tuple(sorted(picture.groups, key=lambda one: one.id)),
    )
