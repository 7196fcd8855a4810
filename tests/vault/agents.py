"""Key agents for tests: each in a folder of its own, a process of its own, and ended with the test."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dalil.vault import protocol
from dalil.vault.agent import keyring, memory
from dalil.vault.protocol import Answer, Request

PROGRAM = [sys.executable, "-I", "-m", "dalil.vault.agent", "--folder"]


def make_keys(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    ring = keyring.made_new(memory.Slots(), "2026-11-22T00:00:00+00:00")
    keyring.store(folder / protocol.KEYRING, keyring.written(ring, seal=None, salt=b""))


@contextmanager
def running(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """An agent that listens; whatever happened, it is over afterwards."""
    process = subprocess.Popen([*PROGRAM, str(folder)], env={"PATH": os.defpath}, cwd="/")
    try:
        end = time.monotonic() + 30
        while True:
            try:
                said(folder, protocol.Status())
                break
            except OSError:
                assert time.monotonic() < end and process.poll() is None
                time.sleep(0.005)
        yield process
    finally:
        process.kill()
        process.wait()


def connected(folder: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(20)
    try:
        connection.connect(str(folder / protocol.SOCKET))
    except OSError:
        connection.close()
        raise
    return connection


def said(folder: Path, request: Request) -> Answer:
    with connected(folder) as connection:
        connection.sendall(protocol.encoded(request))
        return answer_on(connection)


def answer_on(connection: socket.socket) -> Answer:
    head = exactly(connection, 4)
    return protocol.decoded_answer(exactly(connection, protocol.length_of(head)))


def exactly(connection: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        piece = connection.recv(size - len(found))
        if not piece:
            raise ConnectionResetError
        found += piece
    return found
