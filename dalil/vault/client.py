"""Asking the key agent: one connection a thread, kept; started on demand where no passphrase is needed.

It never holds a class key. Whatever the agent cannot do becomes `NoKeys` (nobody answers, or it is locked or sealed) or
`KeysRefuse` (it answers, and says no).
"""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings

from dalil.accounts.data_classes import DataClass
from dalil.vault import protocol
from dalil.vault.protocol import Answer, Binding, Condition, FreshKey, Indexed, Wrapped

SECONDS_TO_ANSWER: Final = 20.0
SECONDS_TO_COME_UP: Final = 20.0
# An agent that a command started ends after so long without anybody connected to it.
IDLE_SECONDS: Final = 900
_LONGEST_PATH: Final = 100
_AT_ONCE: Final = 2000
# Seconds before a request is made again: one that is dying may take a connection more.
_WAITS_FOR_THE_NEXT: Final = (0.0, 0.02, 0.1, 0.5)
# Seconds before each attempt to start an agent; the first at once.
_WAITS: Final = (0.0, 0.02, 0.1, 0.5, 2.0)
_SHUT: Final = frozenset({"locked", "empty"})


class NoKeys(Exception):
    """The keys are not at hand: no private value can be read or written now."""


class KeysRefuse(Exception):
    """The agent answers, and refuses; the code says why."""


class _Line(socket.socket):
    """A connection that closes with whoever held it: a thread that ended, or a child process that drops its parent's."""

    def __del__(self) -> None:
        """Closed here; Python itself would complain of one left open."""
        self.close()


class _Connection(threading.local):
    """The connection of this thread. A child process never goes on with its parent's."""

    opened: _Line | None = None
    pid: int = 0
    folder: object = None


_mine = _Connection()


def folder() -> Path:
    """Where the keys and the agent's socket are."""
    return Path(settings.DALIL_KEYS)


def is_sealed() -> bool:
    """Whether the platform is sealed: the agent ends, and none starts."""
    return (folder() / protocol.INTENT).exists()


def fresh(bindings: Sequence[Binding]) -> list[FreshKey]:
    """New data keys, each with the form in which it is kept."""
    found: list[FreshKey] = []
    for begin in range(0, len(bindings), _AT_ONCE):
        found += ask(protocol.Fresh(list(bindings[begin : begin + _AT_ONCE]))).fresh
    return found


def unwrap(items: Sequence[Wrapped]) -> list[bytes | None]:
    """The data keys of these; None for one that does not open."""
    found: list[bytes | None] = []
    for begin in range(0, len(items), _AT_ONCE):
        found += ask(protocol.Unwrap(list(items[begin : begin + _AT_ONCE]))).keys
    return found


def rewrap(items: Sequence[Wrapped]) -> list[bytes | None]:
    """The same data keys wrapped under the newest epoch; None for one that does not open."""
    found: list[bytes | None] = []
    for begin in range(0, len(items), _AT_ONCE):
        found += ask(protocol.Rewrap(list(items[begin : begin + _AT_ONCE]))).keys
    return found


def codes(items: Sequence[Indexed]) -> list[bytes]:
    """Exact-match codes of these values."""
    found: list[bytes] = []
    for begin in range(0, len(items), _AT_ONCE):
        answer = ask(protocol.Codes(list(items[begin : begin + _AT_ONCE])))
        found += [code for code in answer.keys if code is not None]
    return found


def condition() -> Condition:
    """How the agent is, whatever its state."""
    found = ask(protocol.Status()).condition
    if found is None:
        raise NoKeys("the agent does not say how it is")
    return found


def listens() -> bool:
    """Whether an agent answers now, in whatever state; none is started."""
    is_kept = _connection_of_this_thread() is not None
    try:
        if not is_kept:
            _open()
        _exchanged(protocol.Status())
    except (OSError, protocol.Malformed):
        forget()
        # What was kept may lead to an agent that died, while another has come up.
        return is_kept and listens()
    return True


def ask(request: protocol.Request) -> Answer:
    """The agent's answer. What changes keys is asked once; anything else again on a fresh connection, if the agent died."""
    is_repeatable = isinstance(
        request, protocol.Fresh | protocol.Unwrap | protocol.Rewrap | protocol.Codes | protocol.Status
    )
    waits = iter(_WAITS_FOR_THE_NEXT if is_repeatable else ())
    while True:
        try:
            if not is_repeatable or _connection_of_this_thread() is None:
                _connect()
            return _understood(_exchanged(request))
        except (ConnectionResetError, BrokenPipeError, protocol.Malformed) as error:
            forget()
            wait = next(waits, None)
            if wait is None:
                raise NoKeys("the key agent does not answer") from error
            time.sleep(wait)
        except OSError as error:
            # Nobody is there, or it hangs: asking again would make the reader wait twice.
            forget()
            raise NoKeys("the key agent does not answer") from error


def forget() -> None:
    """Close this thread's connection."""
    if _mine.opened is not None and _mine.pid == os.getpid():
        _mine.opened.close()
    _mine.opened = None


def start(*, idle: int | None = IDLE_SECONDS) -> None:
    """Start an agent of its own and return once it listens. Where one runs already, that one stays."""
    program = [sys.executable, "-I", "-m", "dalil.vault.agent", "--folder", str(folder()), "--detach"]
    waits = [] if idle is None else ["--idle", str(idle)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and nothing of our environment goes along
            [*program, *waits],
            env={"PATH": os.defpath},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS_TO_COME_UP,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoKeys("the key agent does not start") from error
    if done.returncode not in (0, protocol.ALREADY):
        raise NoKeys(protocol.WHY_NOT.get(done.returncode, "the key agent does not start"))


def binding(data_class: DataClass, where: bytes) -> Binding:
    """For what a data key is (short for `Binding`)."""
    return Binding(data_class, where)


def _connection_of_this_thread() -> _Line | None:
    if _mine.opened is not None and (_mine.pid != os.getpid() or _mine.folder != settings.DALIL_KEYS):
        forget()
    return _mine.opened


def _connect() -> None:
    """Connect anew; where nobody listens and no passphrase is needed, start an agent first."""
    forget()
    if is_sealed():
        raise NoKeys("the platform is sealed")
    # An agent that is dying, or not yet listening, has the place of the next for a moment: then it is tried again.
    for wait in (*_WAITS, None):
        try:
            _open()
            return
        except (FileNotFoundError, ConnectionRefusedError):
            if wait is None or settings.DALIL_KEYS_ATTENDED or not (folder() / protocol.KEYRING).exists():
                raise
            time.sleep(wait)
            start()


def _open() -> None:
    connection = _Line(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(SECONDS_TO_ANSWER)
    try:
        _reach(connection, folder() / protocol.SOCKET)
    except OSError:
        connection.close()
        raise
    _mine.opened, _mine.pid, _mine.folder = connection, os.getpid(), settings.DALIL_KEYS


def _reach(connection: socket.socket, path: Path) -> None:
    """A socket's path may have about a hundred bytes; a longer one is reached through its opened folder (Linux)."""
    if len(os.fsencode(path)) <= _LONGEST_PATH:
        connection.connect(str(path))
        return
    opened = os.open(path.parent, os.O_RDONLY)
    try:
        connection.connect(f"/proc/self/fd/{opened}/{path.name}")
    finally:
        os.close(opened)


def _exchanged(request: protocol.Request) -> Answer:
    connection = _connection_of_this_thread()
    if connection is None:
        raise ConnectionResetError
    connection.sendall(protocol.encoded(request))
    length = protocol.length_of(_received(connection, protocol.LENGTH.size))
    return protocol.decoded_answer(_received(connection, length))


def _received(connection: socket.socket, size: int) -> bytes:
    buffer = bytearray(size)
    view, filled = memoryview(buffer), 0
    while filled < size:
        count = connection.recv_into(view[filled:])
        if not count:
            raise ConnectionResetError
        filled += count
    return bytes(buffer)


def _understood(answer: Answer) -> Answer:
    if answer.error in _SHUT:
        raise NoKeys(f"the keys are {answer.error}")
    if answer.error:
        raise KeysRefuse(answer.error)
    return answer


def stop() -> None:
    """Tell the agent to forget everything and end; whether it ran or not."""
    with suppress(NoKeys):
        _open_or_not()
        if _mine.opened is not None:
            _exchanged(protocol.Stop())
    forget()


def _open_or_not() -> None:
    forget()
    with suppress(OSError):
        _open()
