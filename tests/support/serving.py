"""Runs the program against a server of our own, as somebody with a token would."""

from collections.abc import Callable, Mapping
from pathlib import Path

from support.rest_server import RestServer
from support.running import SAMPLES, Ran, run_inside
from tableau_perm_cli.declaration.load import load_declaration
from tableau_perm_cli.declaration.model import Declaration

QUICKLY = ("--rate", "0")
"""No waiting between calls."""


def sample(name: str = "full_tour.yaml") -> Declaration:
    """Return one of the sample declarations, to be served."""
    return load_declaration([str(SAMPLES / name)])


def token_of(server: RestServer) -> dict[str, str]:
    """Return the environment of somebody who may sign in at a server."""
    return {
        "TABLEAU_SERVER": server.url,
        "TABLEAU_TOKEN_NAME": server.token_name,
        "TABLEAU_TOKEN_VALUE": server.token_secret,
    }


def pull(
    server: RestServer,
    *words: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    by: Callable[..., Ran] = run_inside,
) -> Ran:
    """Run ``pull`` against a server; whatever it writes has no secret in it, nor is anything
    changed on the server."""
    ran = by("pull", *words, *QUICKLY, cwd=cwd, env={**token_of(server), **(env or {})})
    assert not server.writes()
    kept = [it.read_bytes() for it in cwd.rglob("*") if it.is_file()]
    assert not server.secrets_in(ran.stdout, ran.stderr, *kept)
    return ran
