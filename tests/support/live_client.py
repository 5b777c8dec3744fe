"""The real client against our own server: connecting quickly, and what a small site answers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from support.rest_server import RestServer
from tableau_perm_cli.declaration.load import declare
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.exchange.rest.answers import Answer, Refusal, Resource
from tableau_perm_cli.exchange.rest.live import (
    Checkpoint,
    Connection,
    Heading,
    Limits,
    Telemetry,
    Token,
    connected,
)
from tableau_perm_cli.exchange.rest.live.client import LiveClient

QUICK = Limits(rate=None, backoff=0.001, connect_timeout=30.0, read_timeout=30.0)
"""For tests that wait for nothing."""

USERS = Resource("users", "user", paged=True)
GROUPS = Resource("groups", "group", paged=True)
WORKBOOKS = Resource("workbooks", "workbook", paged=True)
SITE = Resource("", "site")
LISTS = (USERS, GROUPS, WORKBOOKS)

NAMES = [f"user {number}" for number in range(1, 8)]


def small_site() -> Declaration:
    """Return a site of seven users, an administrator whom the server adds, and ten workbooks."""
    users = "".join(f"      {name}: Viewer\n" for name in NAMES)
    workbooks = "".join(
        f"          W{number}: {{permissions: {{groups: {{Some: view}}}}}}\n"
        for number in range(10)
    )
    text = (
        f"version: 1\nsites:\n  Training:\n    users:\n{users}"
        f"    groups: {{Some: [user 1, user 2]}}\n    projects:\n"
        f"      Here:\n        workbooks:\n{workbooks}"
    )
    return declare([("site.yaml", text.encode())])


def rules_of(server: RestServer, workbook: str) -> Resource:
    """Return the rules of a workbook as something to ask for."""
    return Resource(
        f"workbooks/{server.luid(f'workbook:Here/{workbook}')}/permissions", "permissions"
    )


def every_rule(server: RestServer) -> list[Resource]:
    """Return the rules of every workbook, in order."""
    return [rules_of(server, f"W{number}") for number in range(10)]


@contextmanager
def client_of(
    server: RestServer,
    limits: Limits = QUICK,
    *,
    telemetry: Telemetry | None = None,
    site: str = "",
    **changed: float,
) -> Iterator[LiveClient]:
    """Sign in as the server expects it."""
    token = Token(server.token_name, server.token_secret)
    limits = replace(limits, **changed)
    with connected(
        Connection.to(server.url, site), token, limits=limits, telemetry=telemetry
    ) as client:
        yield client


@dataclass(frozen=True)
class Fetched:
    """What came of one batch."""

    answers: dict[Resource, Answer | Refusal]
    telemetry: Telemetry

    def names(self, resource: Resource) -> list[str]:
        """Return the names of a list that was answered whole."""
        answer = self.answers[resource]
        assert isinstance(answer, Answer), answer
        assert answer.trouble is None, answer.trouble
        return [node.get("name") or "" for node in answer.elements]


def fetch(server: RestServer, resources: Sequence[Resource], **limits: float) -> Fetched:
    """Sign in, ask for some resources, and sign out."""
    telemetry = Telemetry()
    with client_of(server, telemetry=telemetry, **limits) as client:
        return Fetched(dict(client.answers().fetch(resources)), telemetry)


def checkpoint_at(path: Path, server: RestServer, *, fresh: bool = False) -> Checkpoint:
    """Open the checkpoint of a pull of the default site."""
    return Checkpoint.open(path, Heading(server.url, "", (3, 24), {}), fresh=fresh)
