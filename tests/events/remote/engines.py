"""The engines that the tests ask, and the logs that they ask about.

Spark runs in local mode (Java 17 or 21), ClickHouse as chdb in this process. Both are optional to install, so their
tests are skipped where they are not there; with JOURNEYKIT_ENGINES=required, as in CI, they fail instead.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from journeykit.events import Events
from journeykit.events.remote import on_clickhouse, on_spark

ROLES = {"path_col": "user_id", "event_col": "event", "timestamp_col": "timestamp"}


def missing(advice: str) -> None:
    """Skip, or in CI fail."""
    if os.environ.get("JOURNEYKIT_ENGINES") == "required":
        pytest.fail(advice, pytrace=False)
    pytest.skip(advice)


@dataclass
class Engine:
    """One engine with its session."""

    name: str
    session: Any
    made: int = 0
    opened: dict[Any, Events] = field(default_factory=dict)
    """Logs that several tests ask; let go of before the session closes."""

    def view(self, frame: pd.DataFrame, folder: Path) -> str:
        """Show a frame to the engine as a view, by way of a Parquet file, and return its name."""
        self.made += 1
        file, name = folder / f"{self.name}_{self.made}.parquet", f"source_{self.made}"
        frame.to_parquet(file, index=False)
        if self.name == "spark":
            self.session.read.parquet(str(file)).createOrReplaceTempView(name)
        else:
            self.session.query(f"CREATE VIEW {name} AS SELECT * FROM file('{file}')")
        return name

    def open(self, source: str, **options: Any) -> Events:
        """Open a table as events."""
        return (on_spark if self.name == "spark" else on_clickhouse)(self.session, source, **options)

    def run(self, statement: str) -> None:
        """Run a statement without an answer."""
        if self.name == "spark":
            self.session.sql(statement)
        else:
            self.session.query(statement)

    def rows(self, statement: str) -> pd.DataFrame:
        """Run a statement and return its answer."""
        import pyarrow as pa

        if self.name == "spark":
            return self.session.sql(statement).toArrow().to_pandas()
        return pa.ipc.open_stream(self.session.query(statement, "ArrowStream").bytes()).read_all().to_pandas()


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Spark in local mode, as small and as quick to start as it can be."""
    if shutil.which("java") is None:
        missing("no Java here: run binder/java, or install a JRE of version 17 or 21")
    with warnings.catch_warnings():
        # pyspark says on import that it does not know pandas 3 yet; nothing here goes by way of its pandas.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            missing('no Spark here: pip install "journeykit[spark]"')
        folder = tmp_path_factory.mktemp("spark")
        settings = {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.memory": "1g",
            # Compiling takes longer than these small questions run.
            "spark.driver.extraJavaOptions": f"-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dderby.system.home={folder}",
            "spark.local.dir": str(folder),
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            "spark.sql.codegen.wholeStage": "false",
            "spark.sql.codegen.factoryMode": "NO_CODEGEN",
            "spark.sql.adaptive.enabled": "false",
            "spark.sql.shuffle.partitions": "2",
            # A zone that is not UTC and has summer time: no answer may depend on it.
            "spark.sql.session.timeZone": "America/New_York",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
        }
        builder = SparkSession.builder.master("local[2]").appName("journeykit-tests")
        for key, value in settings.items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    engine = Engine("spark", session)
    yield engine
    engine.opened.clear()
    session.stop()


@pytest.fixture(scope="session")
def clickhouse() -> Iterator[Engine]:
    """ClickHouse in this process, with its tables in a temporary folder of its own."""
    try:
        from chdb.session import Session
    except ImportError:
        missing('no ClickHouse here: pip install "journeykit[clickhouse]"')
    session = Session()
    session.query("CREATE DATABASE journeys ENGINE = Atomic")
    session.query("USE journeys")
    engine = Engine("clickhouse", session)
    yield engine
    engine.opened.clear()
    session.close()


@pytest.fixture(params=["spark", "clickhouse"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    found: Engine = request.getfixturevalue(request.param)
    return found
