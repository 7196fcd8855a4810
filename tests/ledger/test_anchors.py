"""The form of an anchor: what is written reads back, whatever a mail program or a crash did to it."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.ledger import anchors
from dalil.ledger.anchors import Told

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ONE, TWO = "1" * 64, "2f" * 32


def line(number: int, own_hash: str = ONE, token: bytes = b"") -> str:
    return anchors.line(number=number, own_hash=own_hash, at=AT, name="دليل", token=token)


def test_lines_that_were_appended_read_back(tmp_path: Path) -> None:
    file = tmp_path / "anchors"
    anchors.append(file, line(1))
    anchors.append(file, line(9, TWO, b"\x00token"))

    assert anchors.read(file.read_bytes()) == anchors.Found((Told(1, ONE), Told(9, TWO, b"\x00token")))
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_line_cut_off_by_a_crash_spoils_no_other(tmp_path: Path) -> None:
    file = tmp_path / "anchors"
    anchors.append(file, line(1))
    with file.open("a") as open_file:
        open_file.write('{"at":"2026-11-22T09:00:00.000000+00:00","hash":"11')
    anchors.append(file, line(3, TWO))

    assert anchors.read(file.read_bytes()) == anchors.Found((Told(1, ONE), Told(3, TWO)), unread=1)


def test_what_is_appended_is_on_the_disk_before_it_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)

    anchors.append(tmp_path / "anchors", line(1))

    assert len(synced) == 2  # the file, and the folder that names it


def test_a_link_in_the_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("")
    (tmp_path / "anchors").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match="symbolic"):
        anchors.append(tmp_path / "anchors", line(1))
    assert (tmp_path / "elsewhere").read_text() == ""


def test_a_folder_that_is_not_mounted_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        anchors.append(tmp_path / "not-mounted" / "anchors", line(1))


def test_a_mail_reads_as_it_came_quoted_or_not() -> None:
    mail = (
        "Subject: Ledger of Dalil, entry 12\r\n\r\nDear trustee,\r\nthe last entry is\r\n\r\n"
        f"    12:{ONE}\r\n\r\n> On Sunday Dalil wrote:\r\n> > 7:{TWO}\r\n"
    )

    assert anchors.read(mail.encode()).told == (Told(12, ONE), Told(7, TWO))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing here",
        b"\xff\xfe\x00",
        b'{"number":1}',
        b'{"number":"1","hash":"' + ONE.encode() + b'"}',
        b'{"number":true,"hash":"' + ONE.encode() + b'"}',
        b'{"number":-1,"hash":"' + ONE.encode() + b'"}',
        b'{"number":1,"hash":"' + ONE.encode() + b'0"}',
        b'{"number":1,"hash":["' + ONE.encode() + b'"]}',
        b"12:" + ONE.encode() + b"0",
        b"[" * 100_000,
        b"{" * 100_000,
    ],
)
def test_what_holds_no_anchor_is_said_to(content: bytes) -> None:
    with pytest.raises(anchors.Unreadable):
        anchors.read(content)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(content: bytes) -> None:
    try:
        found = anchors.read(content)
    except anchors.Unreadable:
        return
    assert found.told
