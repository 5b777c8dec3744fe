"""Several files that belong together: all are there at the end, or all are as they were."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.running import ROOT, scrubbed_environment

from tableau_perm_cli.cli.whole_directory import check_writable, write_together
from tableau_perm_cli.diagnostics import ToolError

posix = pytest.mark.skipif(os.name != "posix", reason="links and modes as POSIX has them")
not_root = pytest.mark.skipif(
    os.name == "posix" and os.geteuid() == 0, reason="root may do everything"
)


def contents(directory: Path) -> dict[str, bytes]:
    return {
        str(it.relative_to(directory)): it.read_bytes()
        for it in sorted(directory.rglob("*"))
        if it.is_file()
    }


def test_files_are_written_and_stale_ones_go_with_their_directory(tmp_path: Path) -> None:
    old = tmp_path / "gone" / "old.yaml"
    old.parent.mkdir()
    old.write_text("old")
    kept = tmp_path / "kept" / "mine.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    stale = kept.with_name("stale.yaml")
    stale.write_text("stale")
    (tmp_path / "a.yaml").write_text("before")

    write_together(
        {tmp_path / "a.yaml": b"after", tmp_path / "deep" / "er" / "b.yaml": b"new"}, [old, stale]
    )

    assert contents(tmp_path) == {
        "a.yaml": b"after",
        "deep/er/b.yaml": b"new",
        "kept/mine.txt": b"mine",
    }
    assert not old.parent.exists()


def test_directories_that_hold_only_emptied_ones_go_too(tmp_path: Path) -> None:
    """So it is with a site that is no longer pulled: its own files come before its projects."""
    stale = [tmp_path / "Sales" / "site.yaml", tmp_path / "Sales" / "projects" / "A.yaml"]
    stale[1].parent.mkdir(parents=True)
    for each in stale:
        each.write_text("stale")

    write_together({tmp_path / "a.yaml": b"a"}, stale)

    assert [it.name for it in tmp_path.iterdir()] == ["a.yaml"]


@pytest.mark.parametrize("obstacle", ["a directory", "no directory"])
def test_nothing_changes_when_one_file_cannot_be_written(tmp_path: Path, obstacle: str) -> None:
    (tmp_path / "a.yaml").write_text("before")
    stale = tmp_path / "stale.yaml"
    stale.write_text("stale")
    bad = tmp_path / "z.yaml"
    if obstacle == "a directory":
        bad.mkdir()
    else:
        (tmp_path / "z").touch()
        bad = tmp_path / "z" / "z.yaml"
    before = contents(tmp_path)

    with pytest.raises(ToolError, match=r"cannot write `.*z\.yaml`: (is a|not a) directory"):
        write_together(
            {tmp_path / "a.yaml": b"after", tmp_path / "new" / "b.yaml": b"b", bad: b"z"}, [stale]
        )

    assert contents(tmp_path) == before
    assert not (tmp_path / "new").exists()


@posix
def test_a_link_stays_and_a_mode_is_kept(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.write_text("before")
    real.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to("real")

    write_together({link: b"after"})

    assert link.is_symlink()
    assert real.read_bytes() == b"after"
    assert real.stat().st_mode & 0o777 == 0o640


@posix
@not_root
def test_a_file_without_the_right_to_write_stops_everything(tmp_path: Path) -> None:
    target = tmp_path / "b.yaml"
    target.write_text("before")
    target.chmod(0o444)
    with pytest.raises(ToolError, match="permission denied"):
        check_writable(target)
    with pytest.raises(ToolError, match="permission denied"):
        write_together({tmp_path / "a.yaml": b"a", target: b"after"})
    assert contents(tmp_path) == {"b.yaml": b"before"}


@posix
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, -2), (signal.SIGTERM, -15)])
def test_the_wish_to_stop_waits_until_every_file_has_its_name(
    tmp_path: Path, sent: signal.Signals, code: int
) -> None:
    # The signal arrives between two renames: the worst moment there is.
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from tableau_perm_cli.cli.whole_directory import write_together\n"
        "real = Path.replace\n"
        "def replace(self, target):\n"
        "    real(self, target)\n"
        "    os.kill(os.getpid(), int(sys.argv[2]))\n"
        "Path.replace = replace\n"
        "top = Path(sys.argv[1])\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "write_together({top / name: b'after' for name in 'abc'}, [top / 'stale'])\n"
    )
    for name in ("a", "b", "stale"):
        (tmp_path / name).write_text("before")
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), str(int(sent))],
        cwd=ROOT,
        env=scrubbed_environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == code
    assert contents(tmp_path) == dict.fromkeys("abc", b"after")
