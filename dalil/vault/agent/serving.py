"""The agent's socket: many clients at once, one loop, each of them with its user checked and its frames bounded.

It never reads a message of anybody but its own user, and looks at the intent file before each answer: if that is there, the
platform is sealed, and the agent ends.
"""

import ctypes
import selectors
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dalil.vault import protocol
from dalil.vault.agent.answers import Agent
from dalil.vault.agent.memory import zero

MOST_CLIENTS: Final = 512
LOOKS_EVERY: Final = 0.5
_PIECE: Final = 256 * 1024
# Linux; elsewhere the library of C is asked.
_SAYS_PEER: bool = hasattr(socket, "SO_PEERCRED")


@dataclass(slots=True)
class _Client:
    connection: socket.socket
    head: bytearray = field(default_factory=bytearray)
    body: bytearray | None = None
    filled: int = 0
    out: bytearray = field(default_factory=bytearray)
    wanted: int = selectors.EVENT_READ


class Serving:
    """Answers until it is sealed, told to stop, or nobody has asked for as long as it may idle."""

    def __init__(
        self, agent: Agent, listening: socket.socket, intent: Path, *, uid: int, idle: float | None = None
    ) -> None:
        """`uid` is the only user who is answered."""
        self.agent, self.listening, self.intent, self.uid, self.idle = agent, listening, intent, uid, idle
        self.clients: dict[int, _Client] = {}
        self.selector = selectors.DefaultSelector()
        self.asked_at = time.monotonic()
        listening.setblocking(False)
        self.selector.register(listening, selectors.EVENT_READ, self._accept)

    def run(self) -> None:
        """Until it is over; then nothing of the keys is left."""
        try:
            while not self._is_over():
                for key, events in self.selector.select(LOOKS_EVERY):
                    act: Callable[[int, int], None] = key.data
                    act(key.fd, events)
        finally:
            self.agent.forget()
            for number in list(self.clients):
                self._drop(number)
            self.selector.close()

    def _is_over(self) -> bool:
        if self.intent.exists():
            return True
        if self.agent.is_over and not any(client.out for client in self.clients.values()):
            return True
        is_idle = self.idle is not None and time.monotonic() - self.asked_at > self.idle
        return is_idle and not self.clients

    def _accept(self, number: int, events: int) -> None:
        try:
            connection, _address = self.listening.accept()
        except OSError:
            return
        if len(self.clients) >= MOST_CLIENTS or peer_of(connection) != self.uid:
            connection.close()
            return
        connection.setblocking(False)
        self.clients[connection.fileno()] = _Client(connection)
        self.selector.register(connection, selectors.EVENT_READ, self._act)

    def _act(self, number: int, events: int) -> None:
        client = self.clients.get(number)
        if client is None:
            return
        try:
            if events & selectors.EVENT_WRITE:
                self._write(client)
            if events & selectors.EVENT_READ:
                self._read(client)
        except (BlockingIOError, InterruptedError):
            return
        except (OSError, protocol.Malformed):
            self._drop(number)

    def _read(self, client: _Client) -> None:
        """One piece of a frame. A frame that is complete is answered; one that makes no sense ends the connection."""
        if client.body is None:
            piece = client.connection.recv(protocol.LENGTH.size - len(client.head))
            client.head += piece
            if len(client.head) == protocol.LENGTH.size:
                client.body, client.filled = bytearray(protocol.length_of(client.head)), 0
        else:
            piece = b"."
        if client.body is not None:
            with memoryview(client.body) as room:
                piece_size = client.connection.recv_into(room[client.filled : client.filled + _PIECE])
            piece = b"." * min(1, piece_size)
            client.filled += piece_size
        if not piece:
            raise protocol.Malformed
        if client.body is not None and client.filled == len(client.body):
            self._answer(client, client.body)
            client.head, client.body = bytearray(), None

    def _answer(self, client: _Client, body: bytearray) -> None:
        """Sealed while the frame was on its way: nothing is answered any more."""
        if self.intent.exists():
            raise protocol.Malformed
        self.asked_at = time.monotonic()
        request = protocol.decoded_request(body)
        client.out += protocol.encoded(self.agent.answer(request))
        del request
        zero(body)
        self._write(client)

    def _write(self, client: _Client) -> None:
        """As much as the client takes; it is asked nothing new before it has taken all."""
        try:
            sent = client.connection.send(client.out)
        except (BlockingIOError, InterruptedError):
            sent = 0
        del client.out[:sent]
        wanted = selectors.EVENT_WRITE if client.out else selectors.EVENT_READ
        if wanted != client.wanted:
            client.wanted = wanted
            self.selector.modify(client.connection, wanted, self._act)

    def _drop(self, number: int) -> None:
        client = self.clients.pop(number)
        self.selector.unregister(client.connection)
        client.connection.close()


def peer_of(connection: socket.socket) -> int:
    """The user at the other end, as the kernel says; -1 if it does not."""
    if _SAYS_PEER:
        said = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return int(struct.unpack("3i", said)[1])
    uid, gid = ctypes.c_uint32(), ctypes.c_uint32()
    failed = ctypes.CDLL(None).getpeereid(connection.fileno(), ctypes.byref(uid), ctypes.byref(gid))
    return -1 if failed else int(uid.value)
