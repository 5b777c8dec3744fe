"""The lake on DuckDB: the view has the rows of ``matrix``; sites come and go whole."""

from pathlib import Path

import pytest
from support.asking import declaration_of
from support.fleet import SITES, build_fleet
from support.generated import random_declaration, yaml_text
from support.matrices import Row, engines_of, rows_by_resolver, whole
from support.running import ROOT, run_inside

from tableau_perm_cli.report.lake import TABLES, LakeDirectory
from tableau_perm_cli.report.lake.directory import site_directory
from tableau_perm_cli.report.matrix.text import matrix_table
from tableau_perm_cli.resolve.factored import factor

pytest.importorskip("pyarrow")
duckdb = pytest.importorskip("duckdb")

MULTI = str(ROOT / "sample_configs" / "multi_site.yaml")


class Lake:
    """A lake opened in DuckDB, as its own SQL has it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(folder)  # the paths of the SQL are relative
        self.connection = duckdb.connect()
        for file in ("tables.duckdb.sql", "expand.sql"):
            self.connection.execute((folder / file).read_text("utf-8"))

    def ask(self, sql: str) -> list[tuple]:
        return self.connection.execute(sql).fetchall()

    def rows(self) -> list[Row]:
        return sorted(self.ask("SELECT * FROM matrix"))


def put(folder: Path, plain: dict) -> None:
    lake = LakeDirectory(folder)
    lake.prepare()
    for engine in engines_of(plain):
        lake.put(factor(engine))


def test_a_fleet_expands_to_the_rows_of_matrix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = build_fleet(tmp_path)
    assert len(expected) > 10_000
    lake = Lake(tmp_path, monkeypatch)
    assert lake.rows() == expected
    assert lake.ask("SELECT count(*) FROM sites") == [(SITES,)]
    columns = [name for name, *_ in lake.ask("DESCRIBE matrix")]
    assert columns == ["site", "user", "item", "capability", "effective", "reason"]


@pytest.mark.parametrize("seed", range(100, 130))
def test_generated_sites_expand_to_the_cells_of_the_resolver(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = random_declaration(seed, 3, gaps=seed % 2 == 1)
    put(tmp_path, plain)
    expected = rows_by_resolver(declaration_of(plain))
    assert Lake(tmp_path, monkeypatch).rows() == sorted(map(tuple, expected))


def test_users_treated_alike_share_a_class(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = {
        "users": {"a": "Viewer", "b": "Viewer", "c": "Viewer", "d": "Viewer"},
        "groups": {"G": ["a", "b"], "H": ["a"]},
        "projects": {"P": {"permissions": {"groups": {"G": {"project": "view"}}}}},
    }
    put(tmp_path, {"version": 1, "sites": {"S": site}})
    lake = Lake(tmp_path, monkeypatch)
    classes = dict(lake.ask("SELECT u.user, u.class_id FROM users u"))
    # No rule is about H, so being in it makes no difference.
    assert classes["a"] == classes["b"] != classes["c"] == classes["d"]
    assert lake.ask("SELECT count(*) FROM exceptions") == [(0,)]


# --- Sites come and go ---------------------------------------------------------------------


def factored(folder: Path, *files: str) -> None:
    words = [word for file in files for word in ("-f", file)]
    ran = run_inside("matrix", "-q", *words, "--factored", str(folder))
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "")


def written(tmp_path: Path, name: str, sites: dict) -> str:
    file = tmp_path / name
    file.write_text(yaml_text({"version": 1, "sites": sites}), encoding="utf-8")
    return str(file)


def test_several_runs_add_sites_and_replace_those_of_the_same_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "deep" / "lake"
    factored(folder, MULTI)
    other = written(
        tmp_path, "o.yaml", {"Other": {"users": {"x": "Viewer"}, "projects": {"P": {}}}}
    )
    factored(folder, other)
    again = written(tmp_path, "f.yaml", {"Finance": {"users": {"y": "Creator"}, "projects": {}}})
    factored(folder, again)
    assert sorted(it.name for it in folder.iterdir()) == [
        "expand.sql",
        "site=Finance",
        "site=Marketing",
        "site=Other",
        "tables.duckdb.sql",
        "tables.spark.sql",
    ]
    lake = Lake(folder, monkeypatch)
    users = lake.ask("SELECT u.site, count(*) FROM users u GROUP BY 1 ORDER BY 1")
    assert users == [("Finance", 1), ("Marketing", 5), ("Other", 1)]
    assert {row[0] for row in lake.rows()} == {"Marketing", "Other"}


def test_the_same_site_is_written_to_the_same_bytes(tmp_path: Path) -> None:
    factored(tmp_path / "a", MULTI)
    factored(tmp_path / "b", MULTI)
    for file in sorted((tmp_path / "a").rglob("*")):
        twin = tmp_path / "b" / file.relative_to(tmp_path / "a")
        assert file.is_dir() or file.read_bytes() == twin.read_bytes()


@pytest.mark.parametrize("failing", ["users", "answers"])
def test_a_site_that_cannot_be_written_leaves_the_lake_as_it_was(
    failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factored(tmp_path, MULTI)
    before = {it: it.read_bytes() for it in tmp_path.rglob("*") if it.is_file()}

    def broken(_factored: object) -> dict:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(TABLES, failing, broken)
    ran = run_inside("matrix", "-q", "-f", MULTI, "--factored", str(tmp_path))
    assert ran.exit_code == 2
    assert ran.stderr == f"error: cannot write `{tmp_path}`: no space left on device\n"
    assert {it: it.read_bytes() for it in tmp_path.rglob("*") if it.is_file()} == before
    assert not [it for it in tmp_path.iterdir() if it.name.startswith(".")]


def test_an_interrupt_between_the_renames_puts_the_old_site_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = random_declaration(1, 1)
    put(tmp_path, plain)
    (engine,) = engines_of(plain)[:1]
    folder = tmp_path / site_directory(engine.site.name)
    before = {it.name: it.read_bytes() for it in folder.iterdir()}
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if target == folder and self.name != "old":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        LakeDirectory(tmp_path).put(factor(engine))
    assert {it.name: it.read_bytes() for it in folder.iterdir()} == before
    assert not [it for it in tmp_path.iterdir() if it.name.startswith(".")]


def test_a_lake_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = run_inside("matrix", "-q", "-f", MULTI, "--factored", str(tmp_path / "file" / "lake"))
    assert ran.exit_code == 2
    assert ran.stderr.startswith(f"error: cannot write `{tmp_path}/file/lake`: ")


def test_a_directory_is_plain_ascii_and_its_own_whatever_a_site_is_called() -> None:
    names = ["a/b", "a%2Fb", "..", "", "Ünï 🦊", "x" * 500, "x" * 499 + "y", "ü" * 300, "\ud800"]
    directories = [site_directory(name) for name in names]
    assert len(set(directories)) == len(names)
    for directory in directories:
        assert directory.isascii()
        assert len(directory) < 200
        assert not set(directory) & set('/\\ *?[]{}"')


def test_the_order_of_capabilities_can_be_had_from_the_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = random_declaration(3, 2)
    put(tmp_path, plain)
    lake = Lake(tmp_path, monkeypatch)
    for engine in engines_of(plain):
        asked = whole(engine)
        place = dict(lake.ask("SELECT DISTINCT a.capability, a.place FROM answers a"))
        assert place["view"] == 0
        assert {row[3] for row in matrix_table([asked]).rows} <= place.keys()
