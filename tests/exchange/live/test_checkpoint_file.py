"""The file that an interrupted pull leaves, and who may go on with it."""

import errno
import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.exchange.rest.answers import Answer, Resource
from tableau_perm_cli.exchange.rest.live import Checkpoint, Heading
from tableau_perm_cli.exchange.rest.live.checkpoint_lines import answer_line, read_answer
from tableau_perm_cli.exchange.rest.node import Node

HEADING = Heading("https://host", "training", (3, 24), {"every_rule": False, "kinds": ("a", "b")})
USERS = Resource("users", "user", paged=True, parameters=(("fields", "_all_"),))
RULES = Resource("workbooks/1/permissions", "permissions")
PEOPLE = Answer(
    (Node("user", {"id": "1", "name": "ada"}), Node("user", {"id": "2", "name": "bo"}))
)
DEEP = b'{"a":' * 100_000 + b"\n"
"""JSON in which Python loses its way before it is found to be cut."""
NO_OPTIONS = (
    b'{"schema":"tableau-perm/checkpoint/1","server":"s","site":null,"api_version":[3,24],'
    b'"options":5,"began":"2026-01-01T00:00:00+00:00"}\n'
)
NESTED = Answer((Node("permissions", {}, (Node("granteeCapabilities", {}, (Node("group"),)),)),))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "site.yaml.partial"


def begun(path: Path, *answers: tuple[str, Resource, Answer]) -> None:
    checkpoint = Checkpoint.open(path, HEADING)
    for site, resource, answer in answers:
        checkpoint.keep(site, resource, answer)
    checkpoint.close()


def test_what_was_kept_is_found_again(path: Path) -> None:
    begun(path, ("training", USERS, PEOPLE), ("training", RULES, NESTED), ("other", RULES, PEOPLE))
    again = Checkpoint.open(path, HEADING)
    assert again.answers_kept == 3
    assert again.answer("training", USERS) == PEOPLE
    assert again.answer("training", RULES) == NESTED
    assert again.answer("other", RULES) == PEOPLE
    assert again.answer("other", USERS) is None
    assert abs((datetime.now(UTC) - again.began).total_seconds()) < 60
    again.close()


def test_the_parameters_are_part_of_what_was_asked(path: Path) -> None:
    begun(path, ("training", USERS, PEOPLE))
    again = Checkpoint.open(path, HEADING)
    assert again.answer("training", Resource("users", "user", paged=True)) is None
    again.close()


def test_each_line_is_in_the_file_at_once(path: Path) -> None:
    checkpoint = Checkpoint.open(path, HEADING)
    checkpoint.keep("training", USERS, PEOPLE)
    lines = path.read_text().splitlines()  # while it is open
    checkpoint.close()
    assert [json.loads(line).get("path") for line in lines] == [None, "users"]


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_cut_last_line_is_left_out_and_written_over(path: Path, cut: int) -> None:
    begun(path, ("training", USERS, PEOPLE), ("training", RULES, NESTED))
    path.write_bytes(path.read_bytes()[:-cut])
    begun(path, ("training", RULES, NESTED))
    again = Checkpoint.open(path, HEADING)
    assert again.answers_kept == 2
    assert again.answer("training", RULES) == NESTED
    again.close()
    assert all(json.loads(line) for line in path.read_text().splitlines())


@pytest.mark.parametrize("length", [0, 1, 30, 80])
def test_a_file_that_was_cut_in_its_heading_begins_anew(path: Path, length: int) -> None:
    begun(path, ("training", USERS, PEOPLE))
    path.write_bytes(path.read_bytes()[:length])
    again = Checkpoint.open(path, HEADING)
    assert again.answers_kept == 0
    again.close()
    assert len(path.read_text().splitlines()) == 1


def test_a_damaged_line_costs_only_what_it_told(path: Path) -> None:
    begun(path, ("training", USERS, PEOPLE), ("training", RULES, NESTED))
    heading, first, second = path.read_bytes().splitlines(keepends=True)
    for damaged in (
        b"{}\n",
        b"[1]\n",
        b"null\n",
        b"\xff\n",
        DEEP,
        first.replace(b"users", b"use\xffs"),
    ):
        path.write_bytes(heading + damaged + second)
        again = Checkpoint.open(path, HEADING)
        assert again.answers_kept == 1
        again.close()


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (Heading("https://b", "training", (3, 24), {}), "of another server, `https://host`"),
        (Heading("https://host", "b", (3, 24), {}), "of another site, `training`"),
        (Heading("https://host", None, (3, 24), {}), "of another site, `training`"),
        (
            Heading(
                "https://host", "training", (3, 24), {"every_rule": True, "kinds": ["a", "b"]}
            ),
            "with other options (`every_rule`)",
        ),
        (
            Heading("https://host", "training", (3, 25), HEADING.options),
            "when the server spoke version 3.24 of the REST API",
        ),
    ],
)
def test_the_file_of_another_pull_is_refused_and_left_as_it_is(
    path: Path, other: Heading, words: str
) -> None:
    begun(path, ("training", USERS, PEOPLE))
    before = path.read_bytes()
    with pytest.raises(ToolError) as raised:
        Checkpoint.open(path, other)
    assert raised.value.message.endswith(f"is left from a pull {words}")
    assert "--fresh" in (raised.value.help or "")
    assert path.read_bytes() == before
    fresh = Checkpoint.open(path, other, fresh=True)
    assert fresh.answers_kept == 0
    fresh.close()


def test_fresh_forgets_what_the_same_pull_left(path: Path) -> None:
    begun(path, ("training", USERS, PEOPLE))
    Checkpoint.open(path, HEADING, fresh=True).close()
    again = Checkpoint.open(path, HEADING)
    assert again.answer("training", USERS) is None
    again.close()


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize(
    "content",
    [
        b"version: 1\n",
        b"my notes",
        b"{}\n",
        b'{"schema": "tableau-perm/ids/1"}\n',
        b"\x00\xff",
        b"\n",
        DEEP,
        NO_OPTIONS,
    ],
)
def test_another_file_is_never_written_over(
    path: Path,
    content: bytes,
    fresh: bool,  # noqa: FBT001 - a column of the table
) -> None:
    path.write_bytes(content)
    with pytest.raises(ToolError, match="is not a checkpoint"):
        Checkpoint.open(path, HEADING, fresh=fresh)
    assert path.read_bytes() == content


def test_a_directory_is_refused(path: Path) -> None:
    path.mkdir()
    with pytest.raises(ToolError, match="is not a checkpoint"):
        Checkpoint.open(path, HEADING)


@pytest.fixture
def elsewhere(path: Path) -> Path:
    """A file that the checkpoint's name is a symbolic link to, and that is not there yet."""
    there = path.parent / "elsewhere"
    try:
        path.symlink_to(there)
    except OSError:
        pytest.skip("symbolic links are not for this user")  # as on Windows
    return there


IS_A_LINK = "is a symbolic link, and a checkpoint is not written through one"


@pytest.mark.parametrize("fresh", [False, True])
def test_a_symbolic_link_is_not_followed(
    path: Path,
    elsewhere: Path,
    fresh: bool,  # noqa: FBT001 - a column of the table
) -> None:
    with pytest.raises(ToolError) as raised:
        Checkpoint.open(path, HEADING, fresh=fresh)
    assert raised.value.message == f"`{path}` {IS_A_LINK}"
    assert raised.value.help == "remove the link, or write elsewhere with -o"
    assert not elsewhere.exists()  # nor was it begun through the link
    begun(elsewhere, ("training", USERS, PEOPLE))  # even to a checkpoint
    elsewhere.chmod(0o640)
    before, mode = elsewhere.read_bytes(), elsewhere.stat().st_mode
    with pytest.raises(ToolError, match=IS_A_LINK):
        Checkpoint.open(path, HEADING, fresh=fresh)
    assert (elsewhere.read_bytes(), elsewhere.stat().st_mode) == (before, mode)
    assert path.is_symlink()


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="the system can only look before")
def test_nor_one_that_is_put_there_between_looking_and_opening(
    path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([False, False])  # and from then on what is so
    is_symlink = Path.is_symlink
    monkeypatch.setattr(Path, "is_symlink", lambda it: next(looks, is_symlink(it)))
    with pytest.raises(ToolError, match=IS_A_LINK):
        Checkpoint.open(path, HEADING)
    assert next(looks, None) is None
    assert not elsewhere.exists()


locks = pytest.mark.skipif(os.name == "nt", reason="no lock there that others may read past")


@locks
@pytest.mark.parametrize("fresh", [False, True])
def test_a_second_pull_at_once_is_refused_and_the_first_goes_on(
    path: Path,
    fresh: bool,  # noqa: FBT001 - a column of the table
) -> None:
    first = Checkpoint.open(path, HEADING)
    first.keep("training", USERS, PEOPLE)
    with pytest.raises(ToolError) as raised:
        Checkpoint.open(path, HEADING, fresh=fresh)
    assert raised.value.message == f"another pull is writing `{path}`"
    assert raised.value.help == "wait for it, or write elsewhere with -o"
    first.keep("training", RULES, NESTED)
    first.close()
    again = Checkpoint.open(path, HEADING)
    assert again.answers_kept == 2
    again.close()


@locks
def test_of_another_process_too_until_it_has_ended_in_whatever_way(path: Path) -> None:
    holding = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tableau_perm_cli.exchange.rest.live.checkpoint_file import open_alone\n"
        "open_alone(Path(sys.argv[1]))\n"
        "print('open', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(ToolError, match="another pull is writing"):
            Checkpoint.open(path, HEADING)
        other.kill()
    begun(path, ("training", USERS, PEOPLE))
    assert len(path.read_bytes().splitlines()) == 2


@locks
@pytest.mark.parametrize("anew", [False, True])
def test_a_file_that_goes_before_it_is_locked_is_not_written_to(
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    anew: bool,  # noqa: FBT001 - a column of the table
) -> None:
    fcntl = pytest.importorskip("fcntl")
    flock = fcntl.flock

    def late(descriptor: int, how: int) -> None:
        path.rename(path.with_suffix(".gone"))  # its number is not given to the next file
        if anew:
            path.write_bytes(b"")
        flock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with pytest.raises(ToolError, match="another pull is writing"):
        Checkpoint.open(path, HEADING)
    assert path.with_suffix(".gone").read_bytes() == b""


@locks
def test_where_the_file_system_has_no_locks_a_pull_works_without(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_here(_descriptor: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(pytest.importorskip("fcntl"), "flock", none_here)
    begun(path, ("training", USERS, PEOPLE))
    again = Checkpoint.open(path, HEADING)
    assert again.answers_kept == 1
    again.close()


def test_a_place_that_is_not_there(path: Path) -> None:
    with pytest.raises(ToolError, match=r"cannot write .*: no such file or directory"):
        Checkpoint.open(path / "in" / "nowhere", HEADING)


@pytest.mark.skipif(os.name == "nt", reason="no such modes")
def test_only_its_owner_may_read_it(path: Path) -> None:
    path.write_bytes(b"")
    path.chmod(0o644)
    begun(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_list_that_may_not_be_whole_is_not_kept(path: Path) -> None:
    begun(path, ("training", USERS, Answer(PEOPLE.elements, trouble="it changes")))
    again = Checkpoint.open(path, HEADING)
    assert again.answers_kept == 0
    again.close()


def test_deleted_it_is_gone_also_when_somebody_else_was_first(path: Path) -> None:
    checkpoint = Checkpoint.open(path, HEADING)
    path.unlink()
    checkpoint.delete()
    assert not path.exists()
    begun(path)
    checkpoint.delete()  # also when it was let go of before
    assert not path.exists()
    checkpoint.keep("training", USERS, PEOPLE)  # too late, and no harm
    assert not path.exists()


_texts = st.text(st.characters(codec=None), max_size=8)
_nodes = st.recursive(
    st.builds(Node, _texts, st.dictionaries(_texts, _texts, max_size=2)),
    lambda inner: st.builds(
        Node,
        _texts,
        st.dictionaries(_texts, _texts, max_size=2),
        st.lists(inner, max_size=3).map(tuple),
    ),
    max_leaves=5,
)


@given(
    site=_texts,
    path=_texts,
    parameters=st.lists(st.tuples(_texts, _texts), max_size=2).map(tuple),
    elements=st.lists(_nodes, max_size=3).map(tuple),
)
def test_any_answer_is_read_back_as_it_was(
    site: str,
    path: str,
    parameters: tuple[tuple[str, str], ...],
    elements: tuple[Node, ...],
) -> None:
    resource = Resource(path, "x", paged=True, parameters=parameters)
    line = answer_line(site, resource, Answer(elements))
    assert line.count(b"\n") == 1
    assert read_answer(line) == ((site, resource), Answer(elements))
