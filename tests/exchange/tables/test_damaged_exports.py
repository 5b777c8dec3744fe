"""Exports that were damaged on the way are refused with words, never with a traceback."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tableau_perm_cli.diagnostics import FileError
from tableau_perm_cli.exchange import insights, repository, user_lists
from tableau_perm_cli.exchange.declaring import declare_site
from tableau_perm_cli.exchange.picture import Picture

EXCHANGE = Path(__file__).parent.parent
SOURCES: dict[str, tuple[Path, Callable[..., list[Picture]]]] = {
    "insights": (EXCHANGE / "insights/fixtures/today", insights.read_insights),
    "repository": (EXCHANGE / "repository/fixtures/release_2024_2", repository.read_repository),
    "old-repository": (
        EXCHANGE / "repository/fixtures/release_2018_1",
        repository.read_repository,
    ),
    "user-lists": (EXCHANGE / "user_lists/fixtures/groups", user_lists.read_user_lists),
}
ROUNDS = 120


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _flipped(data: bytes, random: Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(random.randint(1, 4)):
        damaged[random.randrange(len(damaged))] = random.randrange(256)
    return bytes(damaged)


def _line_lost(data: bytes, random: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    lines.pop(random.randrange(len(lines)))
    return b"".join(lines)


def _cell_changed(data: bytes, random: Random) -> bytes:
    cells = data.split(b",")
    place = random.randrange(len(cells))
    cells[place] = random.choice([b"", b"99", b"NULL", b"x" * 50, b'"', b"\xff", b"1\n2", b"t"])
    return b",".join(cells)


def _line_twice(data: bytes, random: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    lines.insert(random.randrange(len(lines)), random.choice(lines))
    return b"".join(lines)


DAMAGES = (_cut, _flipped, _line_lost, _cell_changed, _line_twice)


def _error_of(read: Callable[..., list[Picture]], directory: Path) -> FileError | None:
    """Read and declare an export; return how it was refused."""
    try:
        pictures = read([directory])
    except FileError as error:
        return error
    assert all(declare_site(picture).name for picture in pictures)
    return None


@pytest.mark.parametrize("source", SOURCES)
def test_damage_is_refused_or_declared(tmp_path: Path, source: str) -> None:
    fixture, read = SOURCES[source]
    random = Random(source)  # noqa: S311 - not a secret
    refused = declared = 0
    for number in range(ROUNDS):
        directory = tmp_path / str(number)
        shutil.copytree(fixture, directory)
        victim = random.choice(sorted(directory.iterdir()))
        if random.random() < 0.1:
            victim.unlink()
        else:
            victim.write_bytes(random.choice(DAMAGES)(victim.read_bytes(), random))
        recognised = [it.recognises([directory]) for it in (insights, repository, user_lists)]
        assert all(isinstance(it, bool) for it in recognised)
        error = _error_of(read, directory)
        if error is None:
            declared += 1
        else:
            assert error.diagnostics
            refused += 1
    assert refused > ROUNDS // 6
    assert declared > ROUNDS // 6
