"""The open data of the small edition, made once for all tests that only read it."""

from pathlib import Path

import pytest

from dalil.guide.progress import no_progress
from dalil.press.data import PRODUCTS
from dalil.press.frozen import Frozen
from tests.press.small_edition import small_edition


@pytest.fixture(scope="session")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    return small_edition(tmp_path_factory.mktemp("edition"))


@pytest.fixture(scope="session")
def data(frozen: Frozen, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for product in PRODUCTS:
        product.make(frozen, folder, no_progress)
    return folder
