"""A session of Spark: found or refused with a sentence that says what is missing.

It never chooses a cluster: without `--master` it uses what Spark's own configuration names, or the cores of this machine.
"""

import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pyspark.sql import SparkSession

from dalil.batch.rows import NotUsable

OLDEST_JAVA: Final = 17
_SETTINGS: Final = {
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "20000",
}


def java() -> str:
    """Return the Java program that Spark will use. Raises `NotUsable`."""
    home = os.environ.get("JAVA_HOME", "")
    program = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    if not program:
        raise NotUsable(
            f"Spark needs Java {OLDEST_JAVA} or newer, which is not here. On Debian and Ubuntu: "
            f"apt-get install default-jre-headless. Or link on this machine alone: --engine local"
        )
    told = subprocess.run([program, "-version"], capture_output=True, text=True, errors="replace", check=False).stderr  # noqa: S603
    number = told.partition('version "')[2].partition(".")[0].partition('"')[0]
    if number.isdigit() and int(number) < OLDEST_JAVA:
        raise NotUsable(f"Spark needs Java {OLDEST_JAVA} or newer; {program} is Java {number}")
    return program


@contextmanager
def session(folder: Path, *, master: str = "", memory: str = "2g") -> Iterator[SparkSession]:
    """Yield a session whose temporary files lie in `folder`, and end it. Raises `NotUsable` when there is no Java.

    `memory` is that of the Java side of this process, which on one machine is all of it.
    """
    java()
    builder = SparkSession.builder.appName("dalil link")
    if master or "SPARK_CONF_DIR" not in os.environ:
        builder = builder.master(master or "local[*]")
    if (master or "local").startswith("local"):
        os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        builder = builder.config("spark.local.dir", str(folder / "shuffled"))
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    builder = builder.config("spark.driver.memory", memory).config("spark.sql.warehouse.dir", str(folder / "tables"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        spark = builder.getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()
