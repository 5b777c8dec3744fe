"""Pulls by the command from a server with faults, and what is left on disk and in logs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from support.rest_server import RestServer
from support.rest_server.faults import Fault
from support.running import Ran, run_inside
from tableau_perm_cli.declaration.load import declare
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.exchange.ids import IdEntry, read_ids
from tableau_perm_cli.exchange.rest.live import Limits

SITE = declare(
    [
        (
            "site.yaml",
            b"""
version: 1
sites:
  Main:
    settings: {guest_access: true}
    users:
      ada: Creator
      bob: Viewer
      cyd: Explorer (can publish)
      dan: Explorer
      eve: Unlicensed
      guest: Guest
    groups:
      Analysts: [ada, bob, cyd]
      Interns: {members: [dan], minimum_site_role: Viewer}
      Nobody: []
    group_sets: {Both: [Analysts, Interns], All of them: [Analysts, All Users]}
    projects:
      Default:
        permissions:
          groups: {All Users: {project: view, workbooks: view, flows: view}}
      Finance:
        owner: ada
        permissions:
          groups:
            Analysts: {project: publish, workbooks: explore, data_sources: view, leader: true}
            Interns: {workbooks: {allow: [view], deny: [filter]}, databases: view}
          users: {dan: {project: view, flows: administer, virtual_connections: view}}
          group_sets: {Both: {workbooks: publish}}
        workbooks:
          Sales:
            tabs: hidden
            owner: cyd
            connects_to: [{data_source: Finance/Facts, authentication: prompt}]
            permissions: {users: {bob: administer, dan: denied}, groups: {Interns: view}}
            views:
              Detail: {permissions: {users: {bob: {deny: [view]}}}}
              Overview: {}
          Costs: {tabs: shown, views: {Sheet: {permissions: {users: {dan: explore}}}}}
          Plan: {permissions: {groups: {Interns: explore}}}
          Staff: {owner: dan}
          Stock: {permissions: {group_sets: {All of them: publish}}}
        data_sources: {Facts: {authentication: prompt}, Other: {permissions: {users: {dan: view}}}}
        flows: {Load: {permissions: {users: {cyd: administer}}}, Clean: {}}
        databases:
          Warehouse: {tables: {facts: {permissions: {users: {dan: view}}}, dims: {}}}
          Lake: {content_permissions: locked, tables: {raw: {}}}
        virtual_connections: {Shared: {owner: cyd}}
        projects:
          Payroll:
            permissions: {users: {cyd: {project: view, leader: true}}}
            workbooks: {Pay: {permissions: {users: {dan: view}}}}
      Locked:
        content_permissions: locked_including_nested
        permissions: {users: {dan: {project: view, workbooks: view}}}
        workbooks: {Inside: {}}
        projects: {Below: {workbooks: {Deep: {}}}}
    personal_spaces: {bob: {workbooks: {Draft: {views: {Only: {}}}}}}
""",
        )
    ]
)
"""Something of everything that a pull treats differently."""
OUTPUT = "site.yaml"
KEPT = "site.yaml.partial"
_CALLS_BEFORE_SIGNING_IN = 1


@dataclass(frozen=True, slots=True)
class Result:
    """What one pull came to."""

    ran: Ran
    calls: int
    """GETs, those before signing in left out."""
    files: dict[str, str]
    """What is in the directory, by name."""

    @property
    def declaration(self) -> Declaration:
        """What was written, read as a user would."""
        return declare([(OUTPUT, self.files[OUTPUT].encode())])

    @property
    def ids(self) -> tuple[IdEntry, ...]:
        """What is in the ids beside it."""
        return read_ids("site.ids", self.files["site.ids"].encode())


@contextmanager
def served(*faults: Fault, pages: int = 1000) -> Iterator[RestServer]:
    """Serve the site."""
    with RestServer(SITE, faults=faults, largest_page=pages) as server:
        yield server


def pull(server: RestServer, where: Path, *words: str) -> Result:
    """Run ``tableau-perm pull`` in a directory; nothing of it may hold a secret."""
    before = len(server.calls())
    logged: list[str] = []
    with _every_log(logged):
        ran = run_inside(
            *("pull", "--server", server.url, "-o", OUTPUT, "--rate", "0", *words),
            cwd=where,
            env=tokens(server),
        )
    files = {path.name: path.read_text() for path in where.iterdir()}
    assert not server.secrets_in(ran.stdout, ran.stderr, *files.values(), *files, *logged)
    assert logged, "nothing was logged, so the logs were not looked at"
    assert not server.writes()
    assert "Traceback" not in ran.stderr
    return Result(ran, len(server.calls()) - before - _CALLS_BEFORE_SIGNING_IN, files)


def tokens(server: RestServer) -> dict[str, str]:
    """Return the environment in which the command finds its token."""
    return {
        "TABLEAU_TOKEN_NAME": server.token_name,
        "TABLEAU_TOKEN_VALUE": server.token_secret,
    }


@contextmanager
def _every_log(into: list[str]) -> Iterator[None]:
    """Collect all that anybody logs, to the last detail."""

    class Collecting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            into.append(f"{record.name} {record.args!r} {self.format(record)}")

    root, handler = logging.getLogger(), Collecting(logging.NOTSET)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.NOTSET)
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command try again as often as ever, without the waits between."""
    quick = partial(Limits, backoff=0.001, longest_backoff=0.01, longest_pause=30)
    monkeypatch.setattr("tableau_perm_cli.cli.live_source.Limits", quick)


def whole(where: Path) -> Result:
    """Return what a pull without faults writes."""
    with served() as server:
        return pull(server, where)
