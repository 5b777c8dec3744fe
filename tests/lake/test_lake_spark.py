"""The lake on Spark SQL, in local mode: the same text gives the rows of ``matrix``."""

import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.fleet import build_fleet

pytest.importorskip("pyarrow")
pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    # What Spark and its bridge warn of is theirs.
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture
def spark(tmp_path: Path) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sql = pytest.importorskip("pyspark.sql")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.warehouse.dir": str(tmp_path / "warehouse"),
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    builder = sql.SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def test_a_fleet_expands_to_the_rows_of_matrix(spark: Any, tmp_path: Path) -> None:  # noqa: ANN401
    folder = tmp_path / "lake"
    expected = build_fleet(folder)
    # The paths of the SQL are relative to the lake, and the engine began somewhere else.
    tables = (folder / "tables.spark.sql").read_text("utf-8").replace("site=*", f"{folder}/site=*")
    for statement in f"{tables}{(folder / 'expand.sql').read_text('utf-8')}".split(";"):
        if statement.strip():
            spark.sql(statement)
    found = spark.sql("SELECT * FROM matrix")
    assert found.columns == ["site", "user", "item", "capability", "effective", "reason"]
    assert sorted(map(tuple, found.collect())) == expected
