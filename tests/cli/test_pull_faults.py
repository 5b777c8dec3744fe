"""Every fault of the server, at every place: a whole declaration, one with marks, or a clear
failure after which the same command goes on. Never half of one, never a secret."""

import copy
from itertools import product
from pathlib import Path

import pytest
from support.rest_server import RestServer
from support.rest_server.faults import (
    FOR_EVER,
    Bomb,
    Cut,
    Duplicated,
    Empty,
    Expired,
    Fault,
    Growing,
    Html,
    Redirecting,
    Refusing,
    Shifting,
    Slow,
    TooMany,
    Truncated,
    WrongTotal,
)
from support.serving import pull, sample

PLACES = {
    "people": "^users$",
    "members": "^groups/.*/users$",
    "projects": "^projects$",
    "project rules": "^projects/.*/permissions$",
    "content": "^workbooks$",
    "rules": "^(workbooks|datasources)/.*/permissions$",
}
PASSING: list[Fault] = [
    Refusing(status=500),
    Refusing(status=503),
    TooMany(retry_after=0),
    Expired(),
    Cut(),
    Truncated(),
    Empty(),
    Html(),
    Bomb(),
    Slow(seconds=0.3),
    Duplicated(times=1),
]
"""What passes by itself, so that nobody need know. (A list that changes while it is paged is put
to the one list of several pages: one of a single page is whole at any moment.)"""
LASTING: list[Fault] = [
    Refusing(status=403, times=FOR_EVER),
    Refusing(status=404, times=FOR_EVER),
    WrongTotal(),
    Redirecting(times=FOR_EVER),
]
"""What does not."""


def words_of(fault: object) -> str:
    if isinstance(fault, str):
        return fault
    return f"{type(fault).__name__} {getattr(fault, 'status', '')}".strip()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The declaration when nothing goes wrong."""
    directory = tmp_path_factory.mktemp("whole")
    with RestServer(sample(), largest_page=4) as server:
        assert pull(server, "-o", "site.yaml", cwd=directory).exit_code == 0
    return (directory / "site.yaml").read_text()


@pytest.mark.parametrize(
    ("fault", "place"),
    [*product(PASSING, PLACES), (Growing(), "people")],
    ids=words_of,
)
def test_what_passes_leaves_no_trace(tmp_path: Path, whole: str, place: str, fault: Fault) -> None:
    fault = copy.copy(fault)
    fault.place = PLACES[place]
    with RestServer(sample(), faults=[fault], largest_page=4) as server:
        ran = pull(server, "-o", "site.yaml", cwd=tmp_path)
        assert ran.exit_code == 0, ran.stderr
        assert fault.matched
    assert (tmp_path / "site.yaml").read_text() == whole
    assert "not read" not in ran.stderr.replace("data roles are not read", "")
    assert sorted(it.name for it in tmp_path.iterdir()) == ["site.ids", "site.yaml"]


@pytest.mark.parametrize(
    ("fault", "place"), [*product(LASTING, PLACES), (Shifting(), "people")], ids=words_of
)
def test_what_stays_is_marked_or_a_failure_to_go_on_from(
    tmp_path: Path, whole: str, place: str, fault: Fault
) -> None:
    fault = copy.copy(fault)
    fault.place = PLACES[place]
    with RestServer(sample(), faults=[fault], largest_page=4) as server:
        ran = pull(server, "-o", "site.yaml", cwd=tmp_path)
        assert fault.matched
        target = tmp_path / "site.yaml"
        if ran.exit_code == 0:
            text = target.read_text()
            assert text == whole or "not_read:" in text
            assert (text != whole) == ("warning: the declaration is incomplete" in ran.stderr)
            return
        # Without people and projects no answer would be right; the others are marked.
        assert ran.exit_code == 2
        assert place in {"people", "members", "projects"} or "in a row failed" in ran.stderr
        assert ran.stderr.startswith("error: ")
        assert [it.name for it in tmp_path.iterdir()] == ["site.yaml.partial"]
        server.faults.clear()
        again = pull(server, "-o", "site.yaml", cwd=tmp_path)
        assert again.exit_code == 0
        assert target.read_text() == whole
