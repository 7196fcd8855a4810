"""Whatever stands in a mirror, a verdict comes out of it: never a traceback, never more memory than the limits say."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from securesystemslib.formats import encode_canonical

from dalil.mirrors import Word, verify, verify_file
from dalil.mirrors.documents import payload_of
from dalil.mirrors.folders import Folder
from dalil.mirrors.sentences import lines_of
from dalil.mirrors.standard import Metadata, TargetFile, Targets
from dalil.mirrors.verdicts import CODES
from tests.mirrors.platform import NOW, Platform, forge, newest, read, relist, write

ROLES = {"timestamp": "online", "snapshot": "online", "targets": "editor", "bins-3": "editor"}

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.text(max_size=5)
    | st.sampled_from(["../../etc/passwd", "ab" * 32, "\ud800", "2026-11-22T08:00:00Z"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)

LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)


def places(said: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    inner = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    return [at] * bool(at) + [place for name, one in inner for place in places(one, (*at, name))]


def put(said: Any, at: tuple[Any, ...], value: Any) -> None:
    for name in at[:-1]:
        said = said[name]
    said[at[-1]] = value


def sign_raw(platform: Platform, said: Any, role: str) -> None:
    """Sign what no library would: the signed part as it stands, with all the right keys."""
    payload = encode_canonical(said["signed"])
    assert payload is not None
    keys = ["online"] if ROLES[role] == "online" else ["editor-1", "editor-2"]
    signatures = [platform.key(name).sign(payload.encode("utf-8", "surrogatepass")).to_dict() for name in keys]
    said["signatures"] = sorted(signatures, key=lambda one: str(one["keyid"]))


def of_role(copy: Path, role: str) -> Path:
    return copy / "metadata/timestamp.json" if role == "timestamp" else newest(copy, role)


@pytest.mark.parametrize("role", ROLES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_wrong_values_with_right_signatures_give_a_verdict(
    pattern: Platform, tmp_path: Path, role: str, data: Any
) -> None:
    copy = pattern.copy(f"values-{tmp_path.name}") if not (tmp_path / "copy").exists() else tmp_path / "copy"
    if copy != tmp_path / "copy":
        copy = copy.rename(tmp_path / "copy")
    path = of_role(copy, role)
    before = {one: one.read_bytes() for one in (copy / "metadata").iterdir()}
    said = read(path)
    at = data.draw(st.sampled_from(places(said["signed"])))
    put(said["signed"], at, data.draw(JSON))
    sign_raw(pattern, said, role)
    write(path, said)
    if role in {"targets", "bins-3"}:
        try:
            relist(copy, pattern.key("online"))
        except Exception:
            return
    try:
        verdict = verify(copy, pattern.root, now=NOW)
        assert isinstance(verdict.word, Word)
        assert verdict.word is Word.NOT_AUTHENTIC or not verdict.grave
        assert all(finding.code in CODES for finding in verdict.findings)
        assert all(isinstance(line, str) for line in lines_of(verdict))
    finally:
        for one in (copy / "metadata").iterdir():
            one.unlink()
        for one, content in before.items():
            one.write_bytes(content)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300) | JSON.map(lambda said: json.dumps(said).encode()))
@pytest.mark.parametrize("path", ["metadata/timestamp.json", "metadata/2.root.json"])
def test_any_bytes_in_place_of_a_document_are_not_authentic(pattern: Platform, path: str, content: bytes) -> None:
    def fetch(name: str, most: int) -> bytes:
        return content if name == path else Folder(pattern.public).fetch(name, most)

    verdict = verify(fetch, pattern.root, now=NOW)
    assert verdict.word is Word.NOT_AUTHENTIC and verdict.findings[0].path == path


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 8_000 + b"]" * 8_000,
        b'{"signed":' * 1_000 + b"1" + b"}" * 1_000,
        b'{"signed":{"_type":"timestamp","version":' + b"9" * 15_000 + b"}}",
        b"\x00" * 1_000,
        b"\xff\xfe",
        b"",
        b"null",
        b'{"signed":[]}',
        b'{"signed":{"_type":["x"]}}',
        b"NaN",
    ],
    ids=["nested", "nested-objects", "large-number", "nul", "no-utf8", "empty", "null", "list", "type", "nan"],
)
def test_documents_that_are_none_are_malformed(platform: Platform, content: bytes) -> None:
    copy = platform.copy("none")
    (copy / "metadata/timestamp.json").write_bytes(content)
    (finding,) = verify(copy, platform.root, now=NOW).findings
    assert (finding.code, finding.path) == ("malformed", "metadata/timestamp.json")


@pytest.mark.parametrize("name", ["timestamp.json", "2.root.json", "1.snapshot.json", "1.targets.json"])
def test_metadata_of_forty_megabytes_is_not_read(platform: Platform, name: str, monkeypatch: Any) -> None:
    copy = platform.copy("large")
    with (copy / "metadata" / name).open("wb") as file:
        file.truncate(40_000_000)
    read_bytes = 0
    fetch = Folder(copy).fetch

    def counting(path: str, most: int) -> bytes:
        nonlocal read_bytes
        read_bytes += most + 1
        return fetch(path, most)

    verdict = verify(counting, platform.root, now=NOW)
    assert [(one.code, one.path) for one in verdict.findings] == [("too-long", f"metadata/{name}")]
    assert read_bytes < 300_000


@pytest.mark.parametrize(
    "path",
    [
        "../outside.html",
        "/etc/passwd",
        "a/../../b",
        "a//b",
        "a\\b",
        "C:/windows",
        "",
        "metadata/1.root.json",
        "a\x1b[2Jb",
        "x" * 1001,
    ],
)
def test_names_that_lead_out_of_the_folder_are_never_followed(platform: Platform, path: str) -> None:
    """Even when two editors sign them."""
    copy = platform.copy("names")

    def change(signed: Any) -> None:
        signed.targets[path] = next(iter(signed.targets.values()))

    changed = forge(newest(copy, "bins-3"), change, platform.key("editor-1"), platform.key("editor-2"))
    relist(copy, platform.key("online"))
    asked: list[str] = []

    def fetch(name: str, most: int) -> bytes:
        asked.append(name)
        return Folder(copy).fetch(name, most)

    verdict = verify(fetch, platform.root, now=NOW)
    assert ("malformed", f"metadata/{changed.name}") in {(one.code, one.path) for one in verdict.findings}
    assert path not in asked or path == "metadata/1.root.json"
    assert verify_file(copy, path, platform.root, now=NOW).findings[0].code == "not-listed"


def test_a_file_in_the_wrong_bin_is_not_believed(platform: Platform) -> None:
    """A reader of one page would look for it elsewhere, and be told that it was never signed."""
    copy = platform.copy("wrong-bin")
    moved: dict[str, Any] = {}

    def take(signed: Any) -> None:
        moved.update(signed.targets)

    keys = platform.key("editor-1"), platform.key("editor-2")
    forge(newest(copy, "bins-3"), take, *keys)
    changed = forge(newest(copy, "bins-4"), lambda signed: signed.targets.update(moved), *keys)
    relist(copy, platform.key("online"))
    assert moved
    codes = {(one.code, one.path) for one in verify(copy, platform.root, now=NOW).findings}
    assert ("wrong-bin", f"metadata/{changed.name}") in codes


def pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize(
    "stand_in",
    [pipe, Path.mkdir, lambda path: path.symlink_to("/dev/zero"), lambda path: path.symlink_to(path)],
    ids=["pipe", "folder", "endless-device", "link-to-itself"],
)
@pytest.mark.parametrize("name", ["index.html", "metadata/timestamp.json"])
def test_what_is_no_plain_file_is_named_and_not_waited_for(
    platform: Platform, name: str, stand_in: Callable[[Path], None]
) -> None:
    copy = platform.copy("odd")
    (copy / name).unlink()
    stand_in(copy / name)
    verdict = verify(copy, platform.root, now=NOW)
    assert verdict.word is Word.NOT_AUTHENTIC
    assert ("unreadable", name) in {(one.code, one.path) for one in verdict.findings}


def test_a_file_where_a_folder_should_be_makes_its_files_missing(platform: Platform) -> None:
    copy = platform.copy("file-for-folder")
    (copy / "statements/1/مرحبا.html").unlink()
    (copy / "statements/1").rmdir()
    (copy / "statements/1").write_bytes(b"")
    found = {(one.code, one.path) for one in verify(copy, platform.root, now=NOW).findings}
    assert found == {("missing", "statements/1/مرحبا.html"), ("not-part-of-it", "statements/1")}


def test_names_that_would_turn_the_terminal_around_are_shown_as_numbers(platform: Platform) -> None:
    copy = platform.copy("terminal")
    (copy / "a\u202egpj.html").write_bytes(b"")
    (copy / "b\x1b[31m.html").write_bytes(b"")
    (copy / os.fsdecode(b"c\xff.html")).write_bytes(b"")
    text = "\n".join(lines_of(verify(copy, platform.root, now=NOW)))
    assert "a\\u{202e}gpj.html" in text and "b\\u{1b}[31m.html" in text and "c\\udcff.html" in text
    assert "\x1b" not in text and "\u202e" not in text


def test_many_strangers_are_counted_not_listed_without_end(platform: Platform) -> None:
    copy = platform.copy("many")
    for number in range(10_050):
        (copy / f"{number}.html").touch()
    verdict = verify(copy, platform.root, now=NOW)
    named = [one for one in verdict.findings if one.code == "not-part-of-it"]
    (rest,) = (one for one in verdict.findings if one.code == "more-not-named")
    assert len(named) == 10_000 and rest.particulars == {"number": "50"}


@pytest.mark.parametrize("root", [b"", b"{}", b"[" * 60_000, b"x" * 70_000, "00" * 32, "no fingerprint"])
def test_a_root_that_is_none_is_said_so(platform: Platform, root: bytes | str) -> None:
    (finding,) = verify(platform.public, root, now=NOW).findings
    assert finding.code == ("root-unusable" if isinstance(root, bytes) else "root-unknown")


@given(words=st.dictionaries(LETTERS, LETTERS, max_size=4), path=LETTERS)
def test_the_fast_way_to_canonical_json_writes_what_the_library_writes(words: dict[str, str], path: str) -> None:
    fields = {"x-dalil-about": words}
    document = Metadata(Targets(3, None, NOW, {path: TargetFile(7, {"sha256": "ab" * 32}, path)}, None, fields))
    assert payload_of(document) == document.signed_bytes
