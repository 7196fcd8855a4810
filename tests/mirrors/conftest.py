"""A platform that has published once, for every test of its own."""

import shutil
from pathlib import Path

import pytest

from tests.mirrors.platform import Platform, a_platform


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """Made once; tests get copies."""
    return a_platform(tmp_path_factory.mktemp("platform"))


@pytest.fixture
def platform(pattern: Platform, tmp_path: Path) -> Platform:
    """Its own platform: it may publish, and attackers may do their worst to copies."""
    shutil.copytree(pattern.place, tmp_path / "platform", symlinks=True)
    return Platform(tmp_path / "platform")
