"""A session of Spark for the tests that need one; they are skipped, with the reason, where PySpark or Java is missing.

It never reaches beyond this machine.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two cores and a gigabyte; begun once, since that takes ten seconds."""
    module = pytest.importorskip(
        "dalil.batch.spark.session", reason="the extra spark is not installed", exc_type=ImportError
    )
    folder: Path = tmp_path_factory.mktemp("spark")
    try:
        module.java()
    except module.NotUsable as absent:
        pytest.skip(str(absent))
    with module.session(folder, master="local[2]", memory="1g") as session:
        yield session


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs Spark, so that it runs by itself and not in every process of the others."""
    for item in items:
        if "spark" in getattr(item, "fixturenames", ()):
            item.add_marker("spark")
            item.add_marker("slow")
            # PySpark's own: files left to the collector, functions of pandas and Python that are going.
            item.add_marker(pytest.mark.filterwarnings("default"))
