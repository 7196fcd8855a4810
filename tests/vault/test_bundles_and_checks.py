"""A stranger checks a bundle with stock tools; the store is checked without a key; downloads are never pages."""

import hashlib
import io
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import RequestFactory
from django.utils import timezone

from dalil.access.second_wall import as_viewer
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Person
from dalil.cli.evidence import evidence as commands
from dalil.ledger.models import Entry
from dalil.vault.destroying import destroy
from dalil.vault.evidence import checking
from dalil.vault.evidence.bundles import bundle
from dalil.vault.evidence.downloads import download
from dalil.vault.evidence.waiting import Waiting, WaitingUploads
from dalil.vault.models import Evidence
from tests.vault.evidence_setting import MINUTES, agreement, kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_work(layla: Person, moment: datetime) -> Iterator[None]:
    with as_viewer(viewer_for(layla, at=moment)):
        yield


def path_of(item: Evidence, home: Path) -> Path:
    return home / "evidence" / item.stored_as[:2] / item.stored_as


def sums(folder: Path, listed: str) -> bool:
    done = subprocess.run(["sha256sum", "--strict", "-c", listed], cwd=folder, capture_output=True, check=False)
    return done.returncode == 0


@pytest.fixture
def unpacked(layla: Person, moment: datetime, tmp_path: Path) -> tuple[Evidence, Path]:
    item = kept(layla, moment, MINUTES * 50, name="محضر.pdf")
    other = kept(layla, moment, b"", name="empty")
    content = b"".join(bundle([item, other], by=layla, at=moment, why="for the court"))
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(tmp_path / "out", filter="data")
    return item, tmp_path / "out" / "evidence"


@pytest.mark.t21
def test_a_stranger_checks_a_bundle_with_stock_tools(unpacked: tuple[Evidence, Path]) -> None:
    item, bag = unpacked
    folder = bag / "data" / str(item.pk)
    [file] = folder.glob("evidence-*.pdf")
    entries = [json.loads(path.read_text()) for path in sorted((folder / "custody").iterdir())]

    assert sums(bag, "manifest-sha256.txt") and sums(bag, "tagmanifest-sha256.txt")
    assert sums(folder, "custody-sha256.txt")
    assert file.read_bytes() == MINUTES * 50
    assert [entry["action"] for entry in entries] == ["evidence.keep", "evidence.export"]
    committed = hashlib.sha256((folder / "commitment.txt").read_bytes()).hexdigest()
    assert json.loads(entries[0]["data"])["commitment"] == committed
    assert hashlib.sha256(file.read_bytes()).hexdigest() in (folder / "commitment.txt").read_text()
    assert set((folder / "custody-sha256.txt").read_text().split()[::2]) == set(
        Entry.objects.about(item.subject).values_list("hash", flat=True)
    )
    assert json.loads((folder / "evidence.json").read_text())["original_filename"] == "محضر.pdf"


@pytest.mark.t21
@pytest.mark.parametrize("place", ["data/*/evidence-*.pdf", "data/*/custody/*.json", "data/*/commitment.txt"])
def test_one_byte_in_a_bundle_is_found(unpacked: tuple[Evidence, Path], place: str) -> None:
    _, bag = unpacked
    path = sorted(bag.glob(place))[0]
    path.write_bytes(path.read_bytes()[:-1] + b"!")

    assert not sums(bag, "manifest-sha256.txt")


@pytest.mark.t21
def test_the_store_is_checked_without_a_key(layla: Person, omar: Person, moment: datetime, dalil_home: Path) -> None:
    whole, altered, gone, shorter = (kept(layla, moment, os.urandom(90)) for _ in range(4))
    for item, content in ((altered, os.urandom(altered.stored_size)), (shorter, b"x")):
        path_of(item, dalil_home).chmod(0o600)
        path_of(item, dalil_home).write_bytes(content)
    path_of(gone, dalil_home).unlink()
    orphan = dalil_home / "evidence" / "ab" / ("ab" * 32)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"")
    found = checking.check()

    assert found.files == 4 and not found.is_whole
    assert set(found.altered) == {altered.subject, shorter.subject}
    assert (found.missing, found.orphaned) == ([gone.subject], [orphan.name])
    assert checking.check(reads=False).altered == [shorter.subject]
    assert whole.subject not in [*found.altered, *found.missing]
    said = CliRunner().invoke(commands, ["check"])
    assert said.exit_code == 1 and f"altered: {altered.subject} (file {altered.stored_as})" in said.output
    assert f"missing: {gone.subject} (file {gone.stored_as})" in said.output


@pytest.mark.t20
def test_a_sweep_takes_only_what_counts_for_nothing(
    layla: Person, omar: Person, moment: datetime, dalil_home: Path
) -> None:
    stays, goes = kept(layla, moment), kept(layla, moment)
    # The transaction of the test never ends, so the file is not removed: as after a kill between commit and removal.
    destroy(goes, approval=agreement(layla, omar), at=moment, reason="x")
    [name] = {file.name for file in (dalil_home / "evidence").glob("??/*")} - {stays.stored_as}
    arriving = dalil_home / "evidence" / "arriving"
    for file, age in (("old.part", 2), ("new.part", 0)):
        (arriving / file).write_bytes(b"half")
        then = (timezone.now() - timedelta(days=age)).timestamp()
        os.utime(arriving / file, (then, then))
    orphan = dalil_home / "evidence" / "ab" / ("ab" * 32)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"")

    assert checking.check().destroyed == [name]
    assert set(checking.sweep(at=timezone.now())) == {"old.part", name}
    assert orphan.exists() and path_of(stays, dalil_home).exists() and (arriving / "new.part").exists()
    said = CliRunner().invoke(commands, ["sweep", "--orphans"])
    assert said.exit_code == 0 and not orphan.exists() and path_of(stays, dalil_home).exists()
    assert checking.check().is_whole


@pytest.mark.t22
def test_a_download_is_never_a_page_of_ours(layla: Person, moment: datetime) -> None:
    item = kept(layla, moment, b"<html><script>alert(1)</script>", name="../minutes\u202efdp.html")
    response = download(item, by=layla, at=moment, why="to judge the claim")

    assert b"".join(response.streaming_content) == b"<html><script>alert(1)</script>"  # type: ignore[arg-type]
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == f'attachment; filename="evidence-{str(item.pk)[:8]}.bin"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"] and "no-store" in response["Cache-Control"]
    assert Entry.objects.about(item.subject).filter(action="evidence.read").count() == 1


@pytest.mark.t01
def test_an_upload_waits_on_disk_as_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = Waiting()
    content = b"canary of a private file " * 60_000
    for at in range(0, len(content), 65_536):
        waiting.write(content[at : at + 65_536])
    waiting._file.seek(0)

    lying = waiting._file.read()
    assert len(lying) > 1_000_000 and b"canary" not in lying
    for at in (0, 5, 262_143, 262_144, 300_000, len(content) - 3):
        waiting.seek(at)
        assert waiting.read(50) == content[at : at + 50][: 262_144 - at % 262_144]
    waiting.seek(0)
    assert io.BufferedReader(waiting).read() == content


def test_django_hands_large_uploads_to_it() -> None:
    content = os.urandom(4_000_000)
    file = io.BytesIO(content)
    file.name = "a.bin"
    request: Any = RequestFactory().post("/", {"file": file})
    upload = request.FILES["file"]

    assert upload.read() == content and b"".join(upload.chunks()) == content
    assert not hasattr(upload, "temporary_file_path")
    handler = WaitingUploads()
    handler.upload_interrupted()
