"""The cache gives back what the same program kept for the same files, or nothing."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.generated import random_declaration, yaml_text
from support.running import ROOT

from tableau_perm_cli.declaration import cache as cache_package
from tableau_perm_cli.declaration.cache import DeclarationCache, entry, folder, user_cache
from tableau_perm_cli.declaration.load import read_files

FILES = [("a.yaml", yaml_text(random_declaration(7, size=3)).encode())]
DECLARED = read_files(FILES)
IS_POSIX = os.name == "posix"


@pytest.fixture
def cache(tmp_path: Path) -> DeclarationCache:
    return DeclarationCache(tmp_path / "cache" / "tableau-perm")


@pytest.fixture
def kept(cache: DeclarationCache) -> Path:
    cache.keep(FILES, DECLARED)
    (path,) = cache.directory.iterdir()
    return path


def test_what_was_kept_is_found(cache: DeclarationCache, kept: Path) -> None:
    assert kept.suffix == ".declaration"
    found = cache.find(FILES)
    assert repr(found) == repr(DECLARED)


@pytest.mark.skipif(not IS_POSIX, reason="Windows has no such modes")
def test_nobody_else_may_read_it(cache: DeclarationCache, kept: Path) -> None:
    assert cache.directory.stat().st_mode & 0o777 == 0o700
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not IS_POSIX, reason="Windows has no such modes")
def test_what_others_may_write_is_not_believed(cache: DeclarationCache, kept: Path) -> None:
    kept.chmod(0o620)
    assert cache.find(FILES) is None


@pytest.mark.parametrize(
    "files",
    [
        [("b.yaml", FILES[0][1])],
        [("a.yaml", FILES[0][1] + b"\n")],
        [*FILES, ("b.yaml", b"version: 1\n")],
        [("b.yaml", b"version: 1\n"), *FILES],
    ],
    ids=["another name", "another content", "one more", "one more before"],
)
def test_other_files_are_other_declarations(
    cache: DeclarationCache, kept: Path, files: list[tuple[str, bytes]]
) -> None:
    assert kept.exists()
    assert cache.find(files) is None


def test_another_program_finds_nothing(
    cache: DeclarationCache, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kept.exists()
    for name, other in (("__version__", "9.9"), ("FORMAT", 99), ("_MEANING", ("catalog",))):
        with monkeypatch.context() as patched:
            cache_package.program.cache_clear()
            patched.setattr(cache_package, name, other)
            assert cache.find(FILES) is None
    cache_package.program.cache_clear()
    assert cache.find(FILES) == DECLARED


def _flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def test_a_damaged_entry_is_not_found_and_is_replaced(cache: DeclarationCache, kept: Path) -> None:
    whole = kept.read_bytes()
    # The magic, the checksum, the key, the sizes and the blocks, every so often.
    places = [*range(0, 200, 3), *range(200, len(whole), max(1, len(whole) // 50)), len(whole) - 1]
    for at in places:
        kept.write_bytes(_flipped(whole, at))
        assert cache.find(FILES) is None, at
    for end in (0, 1, 10, 40, 60, 90, 100, len(whole) // 2, len(whole) - 1):
        kept.write_bytes(whole[:end])
        assert cache.find(FILES) is None, end
    kept.write_bytes(whole + b"x")
    assert cache.find(FILES) is None
    cache.keep(FILES, DECLARED)
    assert kept.read_bytes() == whole


def test_a_whole_entry_that_makes_no_sense_is_not_found(
    cache: DeclarationCache, kept: Path
) -> None:
    key = bytes.fromhex(kept.stem)
    for blocks in ([], [b"I"], [b"B\1", b"abc"], [b""] * 100):
        kept.write_bytes(b"".join(entry.entry_of(key, blocks)))
        kept.chmod(0o600)
        assert cache.find(FILES) is None


def _a_file_in_its_place(directory: Path) -> None:
    directory.parent.mkdir(parents=True)
    directory.write_text("not a directory")


def _a_directory_as_entry(directory: Path) -> None:
    (directory / f"{cache_package.key_of(FILES).hex()}.declaration").mkdir(parents=True)


@pytest.mark.parametrize("spoil", [_a_file_in_its_place, _a_directory_as_entry])
def test_a_place_where_nothing_can_be_kept_is_no_error(
    cache: DeclarationCache, spoil: Callable[[Path], None]
) -> None:
    spoil(cache.directory)
    assert cache.find(FILES) is None
    cache.keep(FILES, DECLARED)
    assert cache.find(FILES) is None
    if cache.directory.is_dir():
        assert not list(cache.directory.glob("*.unfinished"))


def test_a_full_disk_is_no_error_and_leaves_nothing(
    cache: DeclarationCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, _target: object) -> None:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "replace", full)
    cache.keep(FILES, DECLARED)
    assert not list(cache.directory.iterdir())


def test_those_that_were_not_used_for_longest_are_removed(
    cache: DeclarationCache, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MOST_ENTRIES", 3)
    os.utime(kept, (1, 1))
    for number in range(2):
        folder.keep(cache.directory, f"other{number}", [b"x"])
        os.utime(cache.directory / f"other{number}.declaration", (2 + number, 2 + number))
    assert cache.find(FILES) == DECLARED  # it is now the youngest
    folder.keep(cache.directory, "new", [b"x"])
    names = {path.stem for path in cache.directory.iterdir()}
    assert names == {kept.stem, "other1", "new"}


def test_all_together_take_a_bounded_space(
    cache: DeclarationCache, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.utime(kept, (1, 1))
    monkeypatch.setattr(folder, "MOST_BYTES", kept.stat().st_size)
    folder.keep(cache.directory, "new", [b"x"])
    assert [path.stem for path in cache.directory.iterdir()] == ["new"]


def test_what_a_killed_run_left_is_removed_in_the_end(cache: DeclarationCache, kept: Path) -> None:
    old, young = (cache.directory / f"{name}.unfinished" for name in ("old", "young"))
    stranger = cache.directory / "notes.txt"
    for path in (old, young, stranger):
        path.write_text("half")
    os.utime(old, (time.time() - 7200,) * 2)
    cache.keep(FILES, DECLARED)
    assert set(cache.directory.iterdir()) == {kept, young, stranger}


def test_the_directory_is_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    for shared, expected in (
        (str(tmp_path / "x"), tmp_path / "x" / "tableau-perm"),
        ("relative", tmp_path / ".cache" / "tableau-perm"),
        ("", tmp_path / ".cache" / "tableau-perm"),
    ):
        monkeypatch.setenv("XDG_CACHE_HOME", shared)
        assert user_cache() == DeclarationCache(expected)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert user_cache() == DeclarationCache(tmp_path / "tableau-perm" / "Cache")
    monkeypatch.delenv("LOCALAPPDATA")
    assert user_cache() is None


WRITER = """
import sys
from pathlib import Path
from tableau_perm_cli.declaration.cache import DeclarationCache
from tableau_perm_cli.declaration.load import read_files
name, directory = sys.argv[1:]
files = [("a.yaml", Path(name).read_bytes())]
declared, cache = read_files(files), DeclarationCache(Path(directory))
for _ in range(30):
    cache.keep(files, declared)
    found = cache.find(files)
    assert found is not None and found == declared
"""


def test_two_that_write_at_once_do_not_disturb_each_other(
    cache: DeclarationCache, tmp_path: Path
) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(FILES[0][1])
    command = [sys.executable, "-c", WRITER, str(file), str(cache.directory)]
    writers = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert [path.suffix for path in cache.directory.iterdir()] == [".declaration"]
    assert cache.find(FILES) == DECLARED
