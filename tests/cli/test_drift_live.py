"""``drift`` against a live site: the server of ours, through the real client."""

from pathlib import Path

import pytest
from support.rest_server import OnTheWire, RestServer
from support.rest_server.faults import Refusing
from support.running import SAMPLES, Ran, run_inside
from support.serving import QUICKLY, pull, sample, token_of

from tableau_perm_cli.declaration.load import declare
from tableau_perm_cli.declaration.model import Declaration

pytest.importorskip("tableauserverclient", reason="the live site needs the extra `server`")

NAME = "students_orange_belt.yaml"


def drift(server: RestServer, *words: str, cwd: Path) -> Ran:
    ran = run_inside("drift", *words, *QUICKLY, cwd=cwd, env=token_of(server))
    assert not server.writes()
    assert not server.secrets_in(ran.stdout, ran.stderr)
    return ran


def changed(old: str, new: str) -> Declaration:
    text = (SAMPLES / NAME).read_text()
    assert old in text
    return declare([("site.yaml", text.replace(old, new).encode())])


def test_of_what_was_pulled_there_is_none_and_nothing_is_written(tmp_path: Path) -> None:
    with RestServer(sample()) as server:
        assert pull(server, "-o", "site.yaml", cwd=tmp_path).exit_code == 0
        before = sorted(tmp_path.iterdir())
        ran = drift(server, "site.yaml", "--format", "table", cwd=tmp_path)
    assert (ran.exit_code, ran.stdout) == (0, "No drift: the site is as declared.\n")
    assert sorted(tmp_path.iterdir()) == before


def test_of_a_declaration_by_hand_only_the_administrator_is_new(tmp_path: Path) -> None:
    with RestServer(sample(NAME)) as server:
        ran = drift(server, str(SAMPLES / NAME), "--format", "tsv", cwd=tmp_path)
    (line,) = ran.stdout.splitlines()[1:]
    assert "user `server-admin` added as Server Administrator" in line
    assert ran.exit_code == 1


def test_a_change_on_the_site_shows_at_its_place_in_what_the_site_tells(tmp_path: Path) -> None:
    with RestServer(sample(NAME)) as server:
        pull(server, "-o", "site.yaml", cwd=tmp_path)
    with RestServer(changed("zoe: Viewer", "zoe: Explorer")) as server:
        ran = drift(server, "site.yaml", "--format", "concise", cwd=tmp_path)
    assert ran.exit_code == 1
    (line,) = ran.stdout.splitlines()
    assert line.startswith("the site as it is now:")
    assert "site role of `zoe` changed from Viewer to Explorer" in line


def test_what_is_renamed_on_the_site_is_renamed(tmp_path: Path) -> None:
    names = {"group:Interns": "Trainees", "project:Student_01": "First student"}
    with RestServer(sample(NAME)) as server:
        pull(server, "-o", "site.yaml", cwd=tmp_path)
    with RestServer(sample(NAME), on_the_wire={"Training": OnTheWire(names=names)}) as server:
        ran = drift(server, "site.yaml", "--format", "tsv", cwd=tmp_path)
    kinds = [line.split("\t")[1] for line in ran.stdout.splitlines()[1:]]
    assert kinds == ["renamed", "renamed"]


def test_what_the_site_refuses_is_no_longer_readable(tmp_path: Path) -> None:
    with RestServer(sample(NAME)) as server:
        pull(server, "-o", "site.yaml", cwd=tmp_path)
        server.faults.append(Refusing("^datasources/.*/permissions", status=403))
        ran = drift(server, "site.yaml", "--format", "tsv", cwd=tmp_path)
    (line,) = ran.stdout.splitlines()[1:]
    assert line.split("\t")[1] == "not_read"
    assert "could not be read any more" in line


def test_an_error_in_the_declaration_is_found_before_the_site_is_asked(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("version: 1\nsites: {S: {users: {ada: Wizard}}}\n")
    with RestServer(sample(NAME)) as server:
        ran = drift(server, "broken.yaml", cwd=tmp_path)
        assert not server.calls()
    assert (ran.exit_code, ran.stdout) == (2, "")


def test_a_token_on_the_command_line_is_refused(tmp_path: Path) -> None:
    ran = run_inside("drift", "site.yaml", "--token-value", "hush-hush", cwd=tmp_path)
    assert ran.exit_code == 2
    assert "hush-hush" not in ran.stdout + ran.stderr
