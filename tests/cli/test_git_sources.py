"""``git:REF[:PATH]``: what a revision has, in real repositories; and all that can be wrong."""

import os
import subprocess
from pathlib import Path

import pytest
from support.running import Ran, run_inside

OLD = """\
version: 1
sites:
  S:
    users: {ada: Viewer}
    projects: {P: {permissions: {}}}
"""
NEW = OLD.replace("permissions: {}", "permissions: {users: {ada: {project: view}}}")
GAINED = "S\tada\tproject:P\tview\tgained\tdenied\tunspecified\tallowed\tuser_allow\n"

_WHO = {
    f"GIT_{role}_{field}": value
    for role in ("AUTHOR", "COMMITTER")
    for field, value in (
        ("NAME", "Ada"),
        ("EMAIL", "ada@example.edu"),
        ("DATE", "2026-01-01T00:00:00Z"),
    )
}


def git(where: Path, *words: str) -> None:
    kept = {name: it for name, it in os.environ.items() if not name.startswith("GIT_")}
    environment = {
        **kept,
        **_WHO,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    subprocess.run(
        ["git", *words],  # noqa: S607 - wherever it is
        cwd=where,
        env=environment,
        check=True,
        capture_output=True,
    )


@pytest.fixture(autouse=True)
def _no_git_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [it for it in os.environ if it.startswith("GIT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A commit ``first`` with the old text in several places, and the new text uncommitted."""
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "split" / "inner").mkdir(parents=True)
    (tmp_path / "permissions.yaml").write_text(OLD)
    (tmp_path / "split" / "users.yaml").write_text(
        "version: 1\nsites: {S: {users: {ada: Viewer}}}\n"
    )
    (tmp_path / "split" / "inner" / "p.yml").write_text(
        "version: 1\nsites: {S: {projects: {P: {permissions: {}}}}}\n"
    )
    (tmp_path / "split" / "notes.txt").write_text("not read")
    (tmp_path / "split" / ".hidden.yaml").write_text("not read")
    (tmp_path / "a*b [x].yaml").write_text(OLD)
    (tmp_path / "link.yaml").symlink_to("permissions.yaml")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    git(tmp_path, "tag", "first")
    (tmp_path / "permissions.yaml").write_text(NEW)
    (tmp_path / "split" / "inner" / "p.yml").write_text(
        "version: 1\nsites: {S: {projects: {P: {permissions: {users: {ada: {project: view}}}}}}}\n"
    )
    (tmp_path / "a*b [x].yaml").write_text(NEW)
    return tmp_path


def rows(ran: Ran) -> str:
    assert ran.exit_code == 0, ran.stderr
    return ran.stdout.partition("\n")[2]


@pytest.mark.parametrize(
    "sides",
    [
        ("git:first", "permissions.yaml"),
        ("git:HEAD:permissions.yaml", "permissions.yaml"),
        ("git:main", "./permissions.yaml"),
        ("git:main", "split"),
        ("git:HEAD:split", "split/"),
        ("git:HEAD:split", "permissions.yaml"),
        ("git:main:./split/../permissions.yaml", "permissions.yaml"),
        ("git:main", "a*b [x].yaml"),
    ],
)
def test_a_revision_is_compared_with_what_is_here(
    repository: Path, sides: tuple[str, str]
) -> None:
    assert rows(run_inside("diff", *sides, cwd=repository)) == GAINED


def test_two_revisions_and_the_default_file(repository: Path) -> None:
    git(repository, "commit", "-qam", "second")
    assert rows(run_inside("diff", "git:first", "git:HEAD", cwd=repository)) == GAINED
    sides = ("git:first", "git:HEAD:split")
    assert rows(run_inside("diff", *sides, cwd=repository)) == GAINED
    back = run_inside("diff", "git:HEAD", "git:first", cwd=repository)
    assert "lost\tallowed" in rows(back)


def test_a_revision_and_standard_input(repository: Path) -> None:
    assert rows(run_inside("diff", "git:first", "-", stdin=NEW, cwd=repository)) == GAINED


def test_from_a_directory_below_paths_count_from_there(repository: Path) -> None:
    inside = repository / "split"
    for sides in (
        ("git:first", "../permissions.yaml"),
        ("git:first:../permissions.yaml", "../permissions.yaml"),
        ("git:first", "."),
        ("git:first:.", "../split"),
    ):
        assert rows(run_inside("diff", *sides, cwd=inside)) == GAINED
    ran = run_inside("diff", "git:first:permissions.yaml", "../permissions.yaml", cwd=inside)
    assert ran.exit_code == 2
    assert ran.stderr == (
        "error: `first` has no `permissions.yaml`\n"
        "help: paths count from here: git:first:../permissions.yaml\n"
    )


def test_the_other_side_may_lie_in_a_repository_elsewhere(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    file = str(repository / "permissions.yaml")
    assert rows(run_inside("diff", "git:first", file, cwd=elsewhere)) == GAINED


def test_files_of_a_revision_are_told_apart_and_those_here_keep_their_names(
    repository: Path,
) -> None:
    words = ("diff", "git:first", "permissions.yaml", "--format", "json")
    ran = run_inside(*words, cwd=repository)
    assert '"file": "permissions.yaml"' in ran.stdout
    gone = run_inside("diff", "permissions.yaml", "git:first", "--format", "json", cwd=repository)
    assert '"location": "permissions.yaml:5:' in gone.stdout
    assert '"file": "git:first:permissions.yaml"' in gone.stdout


@pytest.mark.parametrize(
    ("sides", "error"),
    [
        (
            ("git:mian", "permissions.yaml"),
            "error: git knows no commit `mian`\nhelp: did you mean",
        ),
        (("git:first:nope.yaml", "permissions.yaml"), "error: `first` has no `nope.yaml`\nhelp: "),
        (("git:first", "nope.yaml"), "error: cannot read `nope.yaml`: no such file"),
        (("git:", "permissions.yaml"), "error: `git:` names no revision\nhelp: write git:REF"),
        (("git:--all", "permissions.yaml"), "error: `git:--all` names no revision\n"),
        (("git:first:", "permissions.yaml"), "error: `git:first:` has an empty path\n"),
        (("git:first:/etc/x.yaml", "permissions.yaml"), "error: `/etc/x.yaml` is not in the git"),
        (("git:first:../x.yaml", "permissions.yaml"), "error: `../x.yaml` is not in the git repo"),
        (("git:first:link.yaml", "permissions.yaml"), "error: `link.yaml` of `first` is a symbol"),
        (("git:first:split/notes.txt", "permissions.yaml"), "split/notes.txt"),
        (
            ("git:HEAD:permissions.yaml/x", "permissions.yaml"),
            "error: `HEAD` has no `permissions.",
        ),
        (("-", "-"), "error: standard input cannot be both sides\n"),
    ],
)
def test_what_is_not_there_is_one_clear_error(
    repository: Path, sides: tuple[str, str], error: str
) -> None:
    ran = run_inside("diff", *sides, cwd=repository)
    assert ran.exit_code == 2
    assert error in ran.stderr
    assert ran.stderr.count("error: ") <= 2  # a text that is no declaration has one of its own
    assert "Traceback" not in ran.stderr
    assert ran.stdout == ""


def test_a_directory_without_declarations(repository: Path) -> None:
    (repository / "empty").mkdir()
    (repository / "empty" / "readme.txt").write_text("x")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "more")
    ran = run_inside("diff", "git:HEAD:empty", "permissions.yaml", cwd=repository)
    assert ran.exit_code == 2
    assert ran.stderr.startswith("error: no declaration in the directory `empty` of `HEAD`\n")


def test_without_the_default_file(repository: Path) -> None:
    ran = run_inside("diff", "git:first", "-", stdin=NEW, cwd=repository / "split")
    assert ran.exit_code == 2
    assert ran.stderr.startswith(
        "error: `first` has neither `tableau-perm.yaml` nor `permissions.yaml` here\n"
    )


def test_outside_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(OLD)
    environment = {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    ran = run_inside("diff", "git:main", "x.yaml", cwd=tmp_path, env=environment)
    assert ran.exit_code == 2
    assert ran.stderr.startswith("error: `.` is in no git repository\n")


def test_without_git(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    nothing = str(tmp_path_factory.mktemp("nothing"))
    words = ("diff", "git:main", "permissions.yaml")
    ran = run_inside(*words, cwd=repository, env={"PATH": nothing})
    assert ran.exit_code == 2
    assert ran.stderr == (
        "error: git is not installed, and a side is given as `git:…`\n"
        "help: install git, or name a file\n"
    )


def test_errors_in_an_old_revision_name_it(repository: Path) -> None:
    (repository / "bad.yaml").write_text("version: 1\nsites: {S: {user: {}}}\n")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "bad")
    ran = run_inside("diff", "git:HEAD:bad.yaml", "permissions.yaml", cwd=repository)
    assert ran.exit_code == 2
    assert "git:HEAD:bad.yaml:2:" in ran.stderr
