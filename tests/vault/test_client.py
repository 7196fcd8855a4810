"""Asking the key agent: connections that close, agents that die under a request, pages that stay clean meanwhile."""

import gc
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dalil.accounts.data_classes import DataClass
from dalil.vault import client
from dalil.vault.protocol import Binding
from tests.vault.agents import make_keys

HERE = Binding(DataClass.S, b"here")


@pytest.fixture
def own_keys(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Keys and an agent of this test alone; the agent is started by whoever asks first."""
    settings.DALIL_KEYS = tmp_path / "own-keys"
    make_keys(settings.DALIL_KEYS)
    yield settings.DALIL_KEYS
    client.stop()


def open_sockets() -> int:
    return sum(
        str(path.readlink()).startswith("socket:") for path in Path("/proc/self/fd").iterdir() if path.is_symlink()
    )


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="/proc")
def test_the_connection_of_a_thread_closes_with_the_thread_and_is_kept_until_then(own_keys: Path) -> None:
    client.fresh([HERE])
    before, during = open_sockets(), list[tuple[int, int]]()

    def ask() -> None:
        client.fresh([HERE])
        first = open_sockets()
        client.fresh([HERE])
        during.append((first, open_sockets()))

    for _ in range(5):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        del thread
    # Warnings are errors here: one left open would say so.
    gc.collect()

    assert during == [(before + 1, before + 1)] * 5
    assert open_sockets() == before
