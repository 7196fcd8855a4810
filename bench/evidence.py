"""How fast evidence goes up and comes down, and in how much memory: `python -m bench.evidence [MIB] [s3]` (default 2048).

A file of noise is kept and read through the platform's own actions, with its ledger, in a home of its own; beside it, in the
same run, plain copying of the same file with fsync, and plain copying with the three hashes that evidence needs. With
`s3` also into moto's server on this machine, beside `obstore` alone putting and getting the same file as it is. The memory is the
most that this process held during the line. It never touches the installation's own data.
"""

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.setting import machine, use_home

CHUNK = 1 << 20


def noise(path: Path, mib: int) -> None:
    """A file that nothing can make smaller."""
    with path.open("wb") as file:
        for _ in range(mib):
            file.write(os.urandom(CHUNK))


def chunks(path: Path) -> Iterator[bytes]:
    """As an upload comes."""
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(1 << 18):
            yield chunk


def timed(title: str, mib: int, work: Callable[[], object]) -> object:
    """Do it, and print speed, and the most memory that this process held meanwhile."""
    Path("/proc/self/clear_refs").write_text("5")
    began = time.perf_counter()
    answer = work()
    took = time.perf_counter() - began
    [most] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    print(
        f"{title:<52} {took:7.1f} s {mib / took:8.1f} MiB/s   peak {int(most.split()[1]) / 1024:5.0f} MiB", flush=True
    )
    return answer


def copied(source: Path, target: Path, *kinds: str) -> None:
    """What any program does, with these hashes on the way."""
    hashes = [hashlib.new(kind) for kind in kinds]
    with target.open("wb", buffering=0) as file:
        for chunk in chunks(source):
            for one in hashes:
                one.update(chunk)
            file.write(chunk)
        os.fsync(file.fileno())
    target.unlink()


def main(mib: int, *, s3: bool) -> None:
    """All figures."""
    home = use_home()
    os.environ["DALIL_KEYS"] = str(home / "keys")
    from django.conf import settings
    from django.core.management import call_command

    from dalil.vault import client, protocol
    from dalil.vault.agent import keyring, memory

    settings.DALIL_KEYS = home / "keys"
    settings.DALIL_KEYS.mkdir(mode=0o700)
    kept_keys = settings.DALIL_KEYS / protocol.KEYRING
    kept_keys.write_bytes(bytes(keyring.written(keyring.made_new(memory.Slots(), "2026-11-22"), seal=None, salt=b"")))
    kept_keys.chmod(0o600)
    call_command("migrate", verbosity=0)
    print(machine())
    print(f"one file of {mib:,} MiB of noise, on {home}\n")
    file = home / "noise"
    noise(file, mib)
    try:
        timed("peer: plain copy, fsync", mib, lambda: copied(file, home / "copy"))
        hashed = ("sha256", "sha512", "sha256")
        timed("peer: plain copy with the same hashes, fsync", mib, lambda: copied(file, home / "copy", *hashed))
        up_and_down("disk", file, mib)
        if s3:
            in_bucket(file, mib)
    finally:
        client.stop()
        shutil.rmtree(home)


def up_and_down(where: str, file: Path, mib: int) -> None:
    """Kept and read once, through the actions."""
    from dalil.accounts.models import Person
    from dalil.vault import evidence

    by, at = Person.objects.command_line(), datetime(2026, 11, 22, tzinfo=UTC)
    item = timed(
        f"evidence up, {where}",
        mib,
        lambda: evidence.keep(chunks(file), file_name="noise", by=by, at=at, why="bench"),
    )
    digest = hashlib.sha256()

    def down() -> None:
        for piece in evidence.read(item, by=by, at=at, why="bench"):  # type: ignore[arg-type]
            digest.update(piece)

    timed(f"evidence down, {where}, checked", mib, down)
    with file.open("rb") as original:
        assert hashlib.file_digest(original, "sha256").hexdigest() == digest.hexdigest()
    print(f"{'':<52} the hash of what came down is that of what went up")


def in_bucket(file: Path, mib: int) -> None:
    """Into moto's server, in a process of its own."""
    import socket
    import subprocess
    import urllib.request

    from django.conf import settings

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for name, value in {
        "ENDPOINT_URL": address,
        "ACCESS_KEY_ID": "x",
        "SECRET_ACCESS_KEY": "x",
        "REGION": "us-east-1",
    }.items():
        os.environ[f"AWS_{name}"] = value
    try:
        time.sleep(5)
        urllib.request.urlopen(urllib.request.Request(f"{address}/bench", method="PUT"), timeout=30).close()
        by_obstore_alone(address, file, mib)
        settings.DALIL_EVIDENCE = "s3://bench/evidence"
        up_and_down("S3 (moto)", file, mib)
    finally:
        server.terminate()


def by_obstore_alone(address: str, file: Path, mib: int) -> None:
    """The same bytes as they are, without key, hash, record or ledger, in parts of the size that the platform sends."""
    import obstore
    from obstore.store import S3Store

    from dalil.vault.evidence import buckets

    store = S3Store("bench", endpoint=address, client_options={"allow_http": True, "timeout": "120s"})
    sizes = {"chunk_size": buckets._PART, "max_concurrency": buckets._AT_ONCE}
    timed("peer: obstore put, S3 (moto)", mib, lambda: obstore.put(store, "plain", file, **sizes))

    def down() -> None:
        for _ in obstore.get(store, "plain").stream(min_chunk_size=buckets.CHUNK):
            pass

    timed("peer: obstore get, S3 (moto)", mib, down)
    obstore.delete(store, "plain")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 2048, s3="s3" in sys.argv)
