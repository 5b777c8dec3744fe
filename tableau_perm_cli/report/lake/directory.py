"""The directory of a lake: a site's tables are put into it whole or not at all."""

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Final
from urllib.parse import quote

from tableau_perm_cli.report.columnar import load_pyarrow
from tableau_perm_cli.report.lake.tables import TABLES, site_tables
from tableau_perm_cli.resolve.factored import Factored

EXPAND: Final = "expand.sql"
"""The view that expands the tables to the rows of ``matrix``, the same text for every engine."""
ENGINES: Final = ("duckdb", "spark")
"""For each engine there is a file that names the tables, ``tables.<engine>.sql``."""
_PREFIX = "site="
_LONGEST = 180
"""Bytes of a directory's name; most file systems end at 255."""
_SORTED_COLUMNS = {"user_id", "item_id", "class_id", "rule_set", "scope"}
"""Ascending numbers, at least in runs: of these the differences are small."""
_ROWS_OF_GROUP = 1 << 20


class LakeDirectory:
    """One lake."""

    def __init__(self, path: Path) -> None:
        """Take where the lake is; ``prepare`` makes it if need be."""
        self.path = path

    def prepare(self) -> None:
        """Make the directory, and write the SQL that goes with the tables.

        Raises:
            OSError: it cannot be written.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        for name, text in sql_files().items():
            self._replace_file(self.path / name, text)

    @staticmethod
    def _replace_file(target: Path, text: str) -> None:
        if target.is_file() and target.read_text(encoding="utf-8") == text:
            return
        scratch = target.with_name(f".{target.name}.new")
        scratch.write_text(text, encoding="utf-8", newline="\n")
        scratch.replace(target)

    def put(self, factored: Factored) -> None:
        """Write a site, in place of what the lake has of it.

        Raises:
            ToolError: pyarrow is not installed.
            OSError: it cannot be written; then the lake has what it had.
        """
        target = self.path / site_directory(factored.engine.site.name)
        with self._scratch() as scratch:
            _write_tables(scratch, factored)
            scratch.chmod(self.path.stat().st_mode)
            if target.exists():
                # Two renames: a reader between them finds no site, never half of one.
                with self._scratch() as old:
                    target.replace(old / "old")
                    try:
                        scratch.replace(target)
                    except BaseException:
                        (old / "old").replace(target)
                        raise
            else:
                scratch.replace(target)

    @contextlib.contextmanager
    def _scratch(self) -> Iterator[Path]:
        """Give a directory beside the sites that no engine looks into."""
        scratch = Path(tempfile.mkdtemp(dir=self.path, prefix=".tableau-perm-"))
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def site_directory(site: str) -> str:
    """Return the name of a site's directory: plain ASCII whatever the site is called."""
    encoded = quote(site, safe="", encoding="utf-8", errors="surrogatepass")
    if len(encoded) > _LONGEST:
        digest = hashlib.sha256(site.encode("utf-8", "surrogatepass")).hexdigest()
        encoded = f"{encoded[:100].rsplit('%', 1)[0]}~{digest[:32]}"
    return f"{_PREFIX}{encoded}"


def sql_files() -> dict[str, str]:
    """Return the SQL that is written into a lake, by the name of the file."""
    folder = resources.files("tableau_perm_cli.report.lake")
    names = {
        "duckdb": "CREATE OR REPLACE VIEW {0} AS\n"
        "SELECT * FROM read_parquet('site=*/{0}.parquet', hive_partitioning = false);\n",
        "spark": "CREATE OR REPLACE TEMPORARY VIEW {0}\n"
        "USING parquet OPTIONS (path 'site=*/{0}.parquet');\n",
    }
    files = {EXPAND: folder.joinpath(EXPAND).read_text(encoding="utf-8")}
    for engine in ENGINES:
        head = f"-- The tables of this lake for {engine}, run in its directory. Then expand.sql.\n"
        files[f"tables.{engine}.sql"] = head + "".join(
            names[engine].format(table) for table in TABLES
        )
    return files


def _write_tables(folder: Path, factored: Factored) -> None:
    _, pq = load_pyarrow()
    for name, table in site_tables(factored).items():
        deltas = [column for column in table.column_names if column in _SORTED_COLUMNS]
        dictionaries = [column for column in table.column_names if column not in deltas]
        pq.write_table(
            table,
            folder / f"{name}.parquet",
            row_group_size=_ROWS_OF_GROUP,
            compression="zstd",
            use_dictionary=dictionaries,
            column_encoding=dict.fromkeys(deltas, "DELTA_BINARY_PACKED"),
            store_schema=False,
        )
