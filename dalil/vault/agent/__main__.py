"""The agent as a program: `python -I -m dalil.vault.agent --folder DIR [--idle SECONDS] [--detach]`.

It never takes a secret from its command line or environment.
"""

import argparse
import fcntl
import os
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

from dalil.vault import protocol
from dalil.vault.agent import memory
from dalil.vault.agent.answers import Agent
from dalil.vault.agent.keyring import NotAKeyring
from dalil.vault.agent.serving import Serving


def main() -> int:
    """Serve the keys of a folder. Exit code 3: sealed; 4: another agent does already; 5: others may look in; 6: damaged."""
    asked = argparse.ArgumentParser(prog="dalil.vault.agent")
    asked.add_argument("--folder", type=Path, required=True)
    asked.add_argument("--idle", type=float)
    asked.add_argument("--detach", action="store_true")
    options = asked.parse_args()
    folder: Path = options.folder.absolute()
    if (folder / protocol.INTENT).exists():
        return protocol.SEALED
    try:
        os.umask(0o077)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        refuse_open(folder)
        lock = os.open(folder / "agent.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return protocol.ALREADY
    except (OSError, NotAKeyring):
        return protocol.UNFIT
    return serve(folder, options.idle, is_detached=options.detach)


def serve(folder: Path, idle: float | None, *, is_detached: bool) -> int:
    """Open the socket, leave whoever started us if asked to, then read the keys: they are in one process alone.

    Whoever started us learns whether they could be read: the process that leaves waits for that.
    """
    os.chdir(folder)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    Path(protocol.SOCKET).unlink(missing_ok=True)
    listening.bind(protocol.SOCKET)
    Path(protocol.SOCKET).chmod(0o600)
    listening.listen(128)
    read, written = os.pipe()
    if is_detached and (child := os.fork()):
        os.close(written)
        os._exit(0 if os.read(read, 1) else os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    os.close(read)
    if is_detached:
        os.setsid()
    core_dumps = memory.forbid_dumps()
    is_all_locked = memory.lock_everything()
    slots = memory.Slots()
    kept = "all" if is_all_locked else "keys" if slots.locked else "none"
    try:
        agent = Agent(folder, slots, memory=kept, core_dumps=core_dumps)
    except (OSError, NotAKeyring, memory.Full):
        return protocol.DAMAGED
    if is_detached:
        os.write(written, b".")
    os.close(written)
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    serving = Serving(agent, listening, folder / protocol.INTENT, uid=os.getuid(), idle=idle)
    serving.run()
    return protocol.SEALED if serving.intent.exists() else 0


def refuse_open(folder: Path) -> None:
    """Refuse a folder or a file of keys that others may look into."""
    for path in (folder, folder / protocol.KEYRING):
        if path.exists() and (path.stat().st_mode & 0o077 or path.stat().st_uid != os.getuid()):
            raise NotAKeyring


def end(number: int, frame: FrameType | None) -> None:
    """A request to stop: leave the loop, which zeroes the keys on its way out."""
    sys.exit(0)


if __name__ == "__main__":
    sys.exit(main())
