"""A store keeps a file whole or not at all, gives back what it kept, and names what is not its own: on disk and in a bucket."""

import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest
from moto.server import ThreadedMotoServer

from dalil.vault.evidence.buckets import Bucket
from dalil.vault.evidence.spooling import StoreIsFull, StoreRefuses
from dalil.vault.evidence.stores import Disk, NotInStore, Store, the_store

DATA = random.Random(7).randbytes(3_000_000)
NAME = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """A store that speaks S3, on this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Any]:
    """The address of a new bucket, and a client that is not ours."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    client = boto3.client("s3", endpoint_url=s3_server, region_name="us-east-1")
    bucket = f"b{uuid4().hex}"
    client.create_bucket(Bucket=bucket)
    return bucket, client


@pytest.fixture(params=["disk", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Each kind in turn."""
    if request.param == "disk":
        return Disk(tmp_path / "evidence")
    bucket, _ = request.getfixturevalue("s3")
    return Bucket(f"s3://{bucket}/of/ours", tmp_path / "arriving")


def in_chunks(data: bytes = DATA) -> Iterator[bytes]:
    for at in range(0, len(data), 70_001):
        yield data[at : at + 70_001]


def test_what_was_kept_reads_back_under_its_hash(store: Store) -> None:
    kept = store.keep(in_chunks())

    assert (kept.name, kept.size) == (NAME, len(DATA))
    assert b"".join(store.chunks(NAME)) == DATA
    assert store.size(NAME) == len(DATA)
    assert list(store.files()) == [kept]
    assert not list(store.strangers()) and not store.leftovers()


def test_what_is_not_there_is_said_at_once(store: Store) -> None:
    with pytest.raises(NotInStore):
        store.chunks(NAME)
    with pytest.raises(NotInStore):
        store.size(NAME)
    assert store.remove(NAME) is False
    assert list(store.files()) == []


@pytest.mark.parametrize("name", ["", "../" + NAME[3:], NAME.upper(), NAME + "\n", "*", NAME[:-1], "/etc/passwd"])
def test_nothing_but_a_hash_is_a_name(store: Store, name: str) -> None:
    for asked in (store.chunks, store.size, store.remove):
        with pytest.raises(NotInStore):
            asked(name)


def test_what_is_removed_is_gone(store: Store) -> None:
    store.keep(in_chunks())

    assert store.remove(NAME) is True
    assert list(store.files()) == []
    with pytest.raises(NotInStore):
        store.chunks(NAME)


def test_an_upload_that_breaks_off_leaves_nothing(store: Store) -> None:
    def broken() -> Iterator[bytes]:
        yield DATA[:100_000]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        store.keep(broken())
    assert list(store.files()) == [] and store.leftovers() == []


def test_a_file_that_is_not_ours_is_named_and_never_taken_for_one(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.keep(in_chunks())
    (tmp_path / "note.txt").write_text("x")
    (tmp_path / NAME[:2] / ("0" * 64)).write_text("in the wrong folder")
    (tmp_path / "ff").mkdir()
    (tmp_path / "ff" / ("f" * 64)).symlink_to("/etc/passwd")

    assert [file.name for file in disk.files()] == [NAME]
    wrong = {"note.txt", f"{NAME[:2]}/{'0' * 64}", f"ff/{'f' * 64}"}
    assert set(disk.strangers()) == wrong
    with pytest.raises(StoreRefuses):
        b"".join(disk.chunks("f" * 64))


def test_a_stranger_in_a_bucket_is_named(s3: tuple[str, Any], tmp_path: Path) -> None:
    bucket, client = s3
    store = Bucket(f"s3://{bucket}/of/ours/", tmp_path)
    store.keep(in_chunks(b"x"))
    client.put_object(Bucket=bucket, Key="of/ours/readme", Body=b"")
    client.put_object(Bucket=bucket, Key="elsewhere", Body=b"")

    assert list(store.strangers()) == ["of/ours/readme"]


def test_a_large_file_goes_up_in_parts(s3: tuple[str, Any], tmp_path: Path) -> None:
    bucket, client = s3
    data, spool = os.urandom(18 << 20), tmp_path / "spool"
    kept = Bucket(f"s3://{bucket}", spool).keep(in_chunks(data))

    answer = client.head_object(Bucket=bucket, Key=f"{kept.name[:2]}/{kept.name}")
    assert answer["ETag"].endswith('-3"')
    assert hashlib.sha256(b"".join(Bucket(f"s3://{bucket}", spool).chunks(kept.name))).hexdigest() == kept.name
    assert not list(spool.iterdir())


def test_a_store_that_does_not_let_us_in_is_a_refusal_without_its_words(s3: tuple[str, Any], tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    with pytest.raises((StoreRefuses, NotInStore)) as refusal:
        Bucket("s3://no-such-bucket-of-ours", spool).keep(in_chunks(b"secret"))
    assert "127.0.0.1" not in str(refusal.value) and "test" not in str(refusal.value)
    assert not list(spool.iterdir())


def test_on_disk_only_the_owner_reads_and_nobody_writes(tmp_path: Path) -> None:
    Disk(tmp_path / "e").keep(in_chunks())

    file = tmp_path / "e" / NAME[:2] / NAME
    assert file.stat().st_mode & 0o777 == 0o400
    assert {folder.stat().st_mode & 0o777 for folder in (tmp_path / "e", file.parent)} == {0o700}


@pytest.mark.t20
def test_a_full_disk_is_a_clean_refusal_and_afterwards_it_goes_on(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.keep(in_chunks(b"before"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(StoreIsFull):
            disk.keep(in_chunks())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert len(list(disk.files())) == 1 and disk.leftovers() == []
    assert disk.keep(in_chunks()).name == NAME


KEEPING = """
import os, sys, django
from pathlib import Path
django.setup()
from dalil.vault.evidence.stores import Disk
disk = Disk(Path(sys.argv[1]))
while True:
    kept = disk.keep(iter([os.urandom(50_000) for _ in range(20)]))
    os.write(1, kept.name.encode() + b"\\n")
"""


@pytest.mark.t20
def test_killed_at_any_moment_nothing_acknowledged_is_lost_and_nothing_half_counts(tmp_path: Path) -> None:
    told: list[str] = []
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "dalil.web.settings", "DALIL_SECRET_KEY": "x"}
    for number in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", KEEPING, str(tmp_path)], stdout=subprocess.PIPE, env=environment
        )
        assert process.stdout
        told.append(process.stdout.readline().decode().strip())
        time.sleep(0.003 * number)
        process.send_signal(signal.SIGKILL)
        told += process.stdout.read().decode().split("\n")[:-1]
        process.stdout.close()
        process.wait()

    disk = Disk(tmp_path)
    kept = {file.name for file in disk.files()}
    assert len(told) >= 5 and set(told) <= kept
    for name in kept:
        assert hashlib.sha256(b"".join(disk.chunks(name))).hexdigest() == name
    for leftover in disk.leftovers():
        disk.drop_leftover(leftover)
    assert disk.leftovers() == [] and {file.name for file in disk.files()} == kept


def test_the_setting_says_where(settings: Any, tmp_path: Path, s3: tuple[str, Any]) -> None:
    settings.DALIL_EVIDENCE = ""
    the_store().keep(in_chunks(b"1"))
    assert (settings.DALIL_HOME / "evidence").is_dir()

    settings.DALIL_EVIDENCE = str(tmp_path / "elsewhere")
    the_store().keep(in_chunks(b"2"))
    assert (tmp_path / "elsewhere").is_dir()

    settings.DALIL_EVIDENCE = f"s3://{s3[0]}/x"
    assert [file.size for file in the_store().files()] == []
    the_store().keep(in_chunks(b"3"))
    assert [file.size for file in the_store().files()] == [1]
