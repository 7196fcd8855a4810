"""One byte changed, in any file of a mirror, at any place: the file is named, and only that one is blamed."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalil import mirrors
from dalil.mirrors import Word, verify
from dalil.mirrors.folders import Folder
from tests.mirrors.platform import DAY, NOW, PAGES, Platform


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A mirror with a history: two roots, several states."""
    platform = Platform(tmp_path_factory.mktemp("grown"))
    platform.publish(PAGES)
    place = platform.place / "root-draft"
    mirrors.make_key(platform.keys / "trustee-6.pem")
    six = platform.public_keys("trustee-6", *(f"trustee-{number}" for number in range(2, 6)))
    mirrors.draft_root(place, trustees=six, before=platform.root, now=NOW)
    for number in (2, 3, 4):
        mirrors.sign(place, platform.key(f"trustee-{number}"))
    mirrors.publish(platform.public, [place], platform.key("online"), now=NOW)
    platform.publish({"index.html": b"changed"}, at=NOW + DAY)
    return platform


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("trusted", ["first root", "newest root", "fingerprint"])
def test_t15_one_byte_in_any_file_is_named(grown: Platform, tmp_path: Path, trusted: str, data: Any) -> None:
    newest = (grown.public / "metadata/2.root.json").read_bytes()
    root = {"first root": grown.root, "newest root": newest, "fingerprint": mirrors.digest(newest)}[trusted]
    names = sorted(name for name in Folder(grown.public).names() if (grown.public / name).stat().st_size)
    name = data.draw(st.sampled_from(names))
    content = bytearray((grown.public / name).read_bytes())
    position = data.draw(st.integers(0, len(content) - 1))
    content[position] ^= data.draw(st.integers(1, 255))
    copy = tmp_path / "copy"
    if not copy.exists():
        grown.copy(f"byte-{tmp_path.name}").rename(copy)
    (copy / name).write_bytes(content)
    try:
        verdict = verify(copy, root, now=NOW + DAY)
    finally:
        (copy / name).write_bytes((grown.public / name).read_bytes())
    assert verdict.word is Word.NOT_AUTHENTIC
    if trusted == "fingerprint" and name.endswith(".root.json"):
        assert verdict.grave  # without the root nothing can be named but the root
    else:
        assert {finding.path for finding in verdict.grave} == {name}


@pytest.mark.parametrize("change", [lambda data: data + b"\n", lambda data: data[:-1], lambda data: b""])
def test_t15_a_byte_more_or_less_in_every_file_is_named(grown: Platform, tmp_path: Path, change: Any) -> None:
    copy = grown.copy(f"length-{tmp_path.name}")
    for name in sorted(Folder(grown.public).names()):
        content = (copy / name).read_bytes()
        if change(content) == content:
            continue
        (copy / name).write_bytes(change(content))
        verdict = verify(copy, grown.root, now=NOW + DAY)
        assert {finding.path for finding in verdict.grave} == {name}
        (copy / name).write_bytes(content)
    assert verify(copy, grown.root, now=NOW + DAY).word is Word.CURRENT


def test_t15_every_file_that_is_gone_is_named(grown: Platform, tmp_path: Path) -> None:
    copy = grown.copy(f"gone-{tmp_path.name}")
    for name in sorted(Folder(grown.public).names()):
        content = (copy / name).read_bytes()
        (copy / name).unlink()
        verdict = verify(copy, grown.root, now=NOW + DAY)
        assert {(finding.code, finding.path) for finding in verdict.grave} == {("missing", name)}
        (copy / name).write_bytes(content)
