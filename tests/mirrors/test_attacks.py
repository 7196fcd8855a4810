"""The attacks of the threat model (t15): each is noticed, with the file named; and the three that are not, by whom it is said."""

import json
import shutil
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from dalil import mirrors
from dalil.mirrors import Seen, Word, verify, verify_file
from dalil.mirrors.documents import bin_of, listing
from dalil.mirrors.folders import Folder, taken
from dalil.mirrors.standing import standing_in
from tests.mirrors.platform import DAY, NOW, Platform, forge, newest, read, relist, write

PAGE = "editions/7/site/en/organisations/D007.html"


def found(verdict: mirrors.Verdict) -> set[tuple[str, str]]:
    return {(finding.code, finding.path) for finding in verdict.findings}


def seen_now(platform: Platform) -> Seen:
    verdict = verify(platform.public, platform.root, now=NOW)
    assert verdict.word is Word.CURRENT and verdict.seen
    return verdict.seen


def bin_with(copy: Path, path: str) -> Path:
    targets: Any = standing_in(copy, with_bins=False)
    return newest(copy, bin_of(targets.targets, path))


def test_t15_00_an_honest_copy_is_current(platform: Platform) -> None:
    verdict = verify(platform.copy("honest"), platform.root, now=NOW + DAY)
    assert verdict.word is Word.CURRENT and not verdict.findings
    assert verdict.files == 47 and verdict.about == {"edition": "7"} and verdict.stamped_on == NOW


def test_t15_01_an_altered_file_is_named(platform: Platform) -> None:
    copy = platform.copy("altered")
    page = copy / PAGE
    page.write_bytes(page.read_bytes().replace(b"7", b"8"))
    for verdict in (verify(copy, platform.root, now=NOW), verify_file(copy, PAGE, platform.root, now=NOW)):
        assert verdict.word is Word.NOT_AUTHENTIC and found(verdict) == {("altered", PAGE)}
    assert verify_file(copy, "index.html", platform.root, now=NOW).word is Word.CURRENT


def test_t15_02_a_removed_file_is_named(platform: Platform) -> None:
    copy = platform.copy("removed")
    (copy / PAGE).unlink()
    assert found(verify(copy, platform.root, now=NOW)) == {("missing", PAGE)}
    assert found(verify_file(copy, PAGE, platform.root, now=NOW)) == {("missing", PAGE)}


def test_t15_03_an_added_file_is_not_part_of_it(platform: Platform) -> None:
    copy = platform.copy("added")
    (copy / "editions/7/donate.html").write_text("send money here")
    verdict = verify(copy, platform.root, now=NOW)
    assert verdict.word is Word.NOT_AUTHENTIC and found(verdict) == {("not-part-of-it", "editions/7/donate.html")}
    asked = verify_file(copy, "editions/7/donate.html", platform.root, now=NOW)
    assert asked.word is Word.NOT_AUTHENTIC and found(asked) == {("not-listed", "editions/7/donate.html")}


def test_t15_04_two_swapped_files_are_both_named(platform: Platform) -> None:
    copy = platform.copy("swapped")
    one, other = copy / PAGE, copy / PAGE.replace("007", "008")
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)
    assert found(verify(copy, platform.root, now=NOW)) == {("altered", PAGE), ("altered", PAGE.replace("007", "008"))}


def test_t15_05_an_older_stamp_is_rolled_back(platform: Platform) -> None:
    copy = platform.copy("older")
    mirrors.restamp(platform.public, platform.key("online"), now=NOW + DAY)
    seen = seen_now(platform)
    verdict = verify(copy, platform.root, now=NOW + DAY, seen=seen)
    assert verdict.word is Word.NOT_AUTHENTIC and found(verdict) == {("rolled-back", "metadata/timestamp.json")}
    assert verify(platform.public, platform.root, now=NOW + DAY, seen=seen).word is Word.CURRENT


def test_t15_06_an_older_list_under_a_newer_stamp_is_rolled_back(platform: Platform) -> None:
    old = platform.copy("old")
    platform.publish({"index.html": b"new"})
    seen = seen_now(platform)
    relist_with_old_numbers = newest(old, "snapshot")

    def stamp(signed: Any) -> None:
        signed.version = 9

    forge(old / "metadata" / "timestamp.json", stamp, platform.key("online"))
    verdict = verify(old, platform.root, now=NOW, seen=seen)
    assert found(verdict) == {("rolled-back", f"metadata/{relist_with_old_numbers.name}")}


def test_t15_06_an_older_bin_in_a_newer_list_is_rolled_back(platform: Platform) -> None:
    """A stolen online key puts an old bin, which editors once signed, into a list of today."""
    old = platform.copy("old-bin")
    platform.publish({"index.html": b"new"})
    seen = seen_now(platform)
    relist(old, platform.key("online"), step=9)
    verdict = verify(old, platform.root, now=NOW, seen=seen)
    assert {code for code, _ in found(verdict)} == {"rolled-back"}
    assert verify(old, platform.root, now=NOW).word is Word.CURRENT  # nobody who is new can know: docs/mirrors.md


def test_t15_07_a_frozen_mirror_is_authentic_but_old_with_its_date(platform: Platform) -> None:
    verdict = verify(platform.public, platform.root, now=NOW + 8 * DAY)
    assert verdict.word is Word.OLD and not verdict.findings
    assert verdict.stamped_on == NOW and verdict.expired_on == NOW + 7 * DAY
    later = verify(platform.public, platform.root, now=NOW + 800 * DAY)
    assert later.word is Word.OLD and later.expired_on == NOW + 7 * DAY


def test_t15_08_documents_of_two_states_do_not_mix(platform: Platform) -> None:
    old = platform.copy("before")
    platform.publish({"index.html": b"new", PAGE: b"new"})
    for role in ("snapshot", "targets"):
        mixed = platform.copy(f"mixed-{role}")
        newest(mixed, role).unlink()
        shutil.copy(newest(old, role), mixed / "metadata")
        assert found(verify(mixed, platform.root, now=NOW)) >= {("missing", f"metadata/2.{role}.json")}
        renamed = newest(old, role)
        shutil.copy(renamed, mixed / "metadata" / f"2.{role}.json")
        assert found(verify(mixed, platform.root, now=NOW)) >= {("altered", f"metadata/2.{role}.json")}
    stamp = platform.copy("mixed-stamp")
    shutil.copy(old / "metadata/timestamp.json", stamp / "metadata")
    assert found(verify(stamp, platform.root, now=NOW)) >= {("missing", "metadata/1.snapshot.json")}
    page = platform.copy("mixed-page")
    shutil.copy(old / PAGE, page / PAGE)
    assert found(verify(page, platform.root, now=NOW)) == {("altered", PAGE)}


def strangers(platform: Platform) -> list[Any]:
    for number in (1, 2):
        mirrors.make_key(platform.place / "strange" / f"stranger-{number}.pem")
    return [mirrors.signer_in(platform.place / "strange" / f"stranger-{number}.pem") for number in (1, 2)]


def accept_page(copy: Path) -> Any:
    """Change a page, and what its bin says of it."""
    (copy / PAGE).write_bytes(b"send money here")

    def change(signed: Any) -> None:
        file = signed.targets[PAGE]
        file.length, file.hashes = 15, {"sha256": mirrors.digest(b"send money here")}

    return change


def test_t15_09_keys_of_strangers_sign_nothing(platform: Platform) -> None:
    copy = platform.copy("strangers")
    one, other = strangers(platform)
    changed = forge(bin_with(copy, PAGE), accept_page(copy), one, other)
    relist(copy, platform.key("online"))
    assert found(verify(copy, platform.root, now=NOW)) == {("too-few-signatures", f"metadata/{changed.name}")}
    stamped = platform.copy("strange-stamp")
    forge(stamped / "metadata/timestamp.json", lambda signed: None, one)
    assert found(verify(stamped, platform.root, now=NOW)) == {("too-few-signatures", "metadata/timestamp.json")}


def test_t15_09_a_signature_of_a_stranger_beside_the_right_ones_is_no_part_of_it(platform: Platform) -> None:
    copy = platform.copy("beside")
    forge(copy / "metadata/timestamp.json", lambda signed: None, platform.key("online"), strangers(platform)[0])
    assert found(verify(copy, platform.root, now=NOW)) == {("foreign-signature", "metadata/timestamp.json")}


def test_t15_10_one_editor_is_not_enough(platform: Platform) -> None:
    copy = platform.copy("one-editor")
    changed = forge(bin_with(copy, PAGE), accept_page(copy), platform.key("editor-1"))
    relist(copy, platform.key("online"))
    verdict = verify_file(copy, PAGE, platform.root, now=NOW)
    (finding,) = verdict.findings
    assert finding.code == "too-few-signatures" and finding.path == f"metadata/{changed.name}"
    assert finding.particulars == {"found": "1", "needed": "2"}


def test_t15_11_one_key_that_signs_twice_counts_once(platform: Platform) -> None:
    copy = platform.copy("twice")
    changed = forge(bin_with(copy, PAGE), accept_page(copy), platform.key("editor-1"))
    said = read(changed)
    said["signatures"].append(dict(said["signatures"][0]))
    write(changed, said)
    relist(copy, platform.key("online"))
    assert found(verify(copy, platform.root, now=NOW)) == {("malformed", f"metadata/{changed.name}")}
    # The same key under the number of the other editor.
    said["signatures"][1]["keyid"] = platform.key("editor-2").public_key.keyid
    write(changed, said)
    relist(copy, platform.key("online"))
    assert found(verify(copy, platform.root, now=NOW)) == {("too-few-signatures", f"metadata/{changed.name}")}


def test_t15_11_one_key_under_two_numbers_is_no_root(platform: Platform) -> None:
    said = json.loads(platform.root)
    key = next(iter(said["signed"]["roles"]["root"]["keyids"]))
    said["signed"]["keys"]["f" * 64] = said["signed"]["keys"][key]
    said["signed"]["roles"]["root"]["keyids"].append("f" * 64)
    path = platform.place / "two-numbers.json"
    write(path, said)
    forge_root = forge(path.rename(path.with_name("1.root.json")), lambda signed: None, *trustees(platform, 1, 2, 3))
    verdict = verify(platform.public, forge_root.read_bytes(), now=NOW)
    assert found(verdict) == {("root-unusable", "")}


def trustees(platform: Platform, *numbers: int) -> list[Any]:
    return [platform.key(f"trustee-{number}") for number in numbers]


def next_root(copy: Path, platform: Platform, *signers: Any) -> Path:
    """A second root that gives everything to strangers."""
    one, other = strangers(platform)
    shutil.copy(copy / "metadata/1.root.json", copy / "metadata/0.root.json")

    def take_over(signed: Any) -> None:
        signed.version = 2
        signed.unrecognized_fields["x-dalil-previous"] = mirrors.digest(platform.root)
        for key in (one.public_key, other.public_key):
            signed.add_key(key, "root")
            signed.add_key(key, "targets")
        signed.roles["root"].threshold = 2

    return forge(copy / "metadata/0.root.json", take_over, one, other, *signers)


@pytest.mark.parametrize("helped_by", [(), (1,), (1, 2)])
def test_t15_12_a_root_without_the_old_trustees_is_refused(platform: Platform, helped_by: tuple[int, ...]) -> None:
    copy = platform.copy("taken-over")
    next_root(copy, platform, *trustees(platform, *helped_by))
    verdict = verify(copy, platform.root, now=NOW)
    (finding,) = verdict.grave
    assert (finding.code, finding.path) == ("too-few-signatures", "metadata/2.root.json")
    assert finding.particulars == {"found": str(len(helped_by)), "needed": "3"}


@pytest.mark.parametrize(
    "path",
    ["metadata/timestamp.json", "metadata/2.root.json", "metadata/1.snapshot.json", "metadata/1.targets.json", PAGE],
)
def test_t15_13_endless_data_is_cut_off(platform: Platform, path: str) -> None:
    asked: list[int] = []

    def fetch(name: str, most: int) -> bytes:
        if name != path:
            return Folder(platform.public).fetch(name, most)
        asked.append(most)
        return taken(cycle([b"x" * 100_000]), most)  # type: ignore[arg-type]

    verdict = verify(fetch, platform.root, now=NOW)
    assert verdict.word is Word.NOT_AUTHENTIC
    assert found(verdict) == {("altered" if path == PAGE else "too-long", path)}
    assert all(most <= 64 * 1024 for most in asked)


def test_t15_13_a_fetch_that_gives_more_than_was_asked_for_is_not_believed(platform: Platform) -> None:
    def fetch(name: str, most: int) -> bytes:
        return Folder(platform.public).fetch(name, most) + (b" " * most if name == "metadata/timestamp.json" else b"")

    assert found(verify(fetch, platform.root, now=NOW)) == {("too-long", "metadata/timestamp.json")}


def fast_forward(platform: Platform, copy: Path) -> None:
    """With the stolen online key: numbers so large that a reader who saw them takes everything honest for old."""

    def far(signed: Any) -> None:
        signed.version = 2**52

    listed = forge(newest(copy, "snapshot"), far, platform.key("online"))

    def stamp(signed: Any) -> None:
        signed.version = 2**52
        signed.snapshot_meta = listing(2**52, listed.read_bytes())

    forge(copy / "metadata/timestamp.json", stamp, platform.key("online"))


@pytest.mark.parametrize("is_server_hit", [False, True], ids=["a-mirror-was-hit", "the-server-was-hit"])
def test_t15_14_a_fast_forward_is_healed_by_a_new_root(platform: Platform, is_server_hit: bool) -> None:
    copy = platform.public if is_server_hit else platform.copy("far")
    fast_forward(platform, copy)
    poisoned = verify(copy, platform.root, now=NOW)
    assert poisoned.word is Word.CURRENT and poisoned.seen
    if not is_server_hit:
        platform.publish({"index.html": b"honest"}, at=NOW + DAY)
        assert verify(platform.public, platform.root, now=NOW + DAY, seen=poisoned.seen).word is Word.NOT_AUTHENTIC
    change_online_key(platform)
    healed = verify(platform.public, platform.root, now=NOW + DAY, seen=poisoned.seen)
    assert healed.word is Word.CURRENT and healed.seen and healed.seen.timestamp < 2**52
    back = verify(copy, platform.root, now=NOW + DAY, seen=healed.seen) if not is_server_hit else None
    assert back is None or back.word is Word.NOT_AUTHENTIC


def change_online_key(platform: Platform) -> None:
    """Three trustees give the platform another online key."""
    mirrors.make_key(platform.keys / "second.pem")
    place = platform.place / "root-draft"
    before = mirrors.newest_root(platform.public)
    mirrors.draft_root(place, online=platform.public_keys("second"), before=before, now=NOW + DAY)
    for trustee in trustees(platform, 1, 3, 5):
        mirrors.sign(place, trustee)
    mirrors.publish(platform.public, [place], platform.key("second"), now=NOW + DAY)


def test_t15_15_a_clock_that_is_ten_days_ahead_calls_it_old(platform: Platform) -> None:
    assert verify(platform.public, platform.root, now=NOW + 10 * DAY).word is Word.OLD


def test_t15_15_a_clock_that_is_ten_days_behind_is_told_so(platform: Platform) -> None:
    verdict = verify(platform.public, platform.root, now=NOW - 10 * DAY)
    assert verdict.word is Word.CURRENT and found(verdict) == {("clock-behind", "metadata/timestamp.json")}
    small = verify(platform.public, platform.root, now=NOW - timedelta(minutes=20))
    assert not small.findings


def test_t15_15_a_clock_that_is_behind_hides_a_freeze(platform: Platform) -> None:
    """A limit that is stated: whoever sets the reader's clock decides what is old."""
    frozen = platform.copy("frozen")
    true_moment = NOW + 12 * DAY
    assert verify(frozen, platform.root, now=true_moment).word is Word.OLD
    assert verify(frozen, platform.root, now=true_moment - 10 * DAY).word is Word.CURRENT


def test_t15_16_a_new_reader_within_the_seven_days_is_shown_an_older_edition(platform: Platform) -> None:
    """A limit that is stated: who never saw the newer state cannot know; who did is told."""
    old = platform.copy("last-week")
    platform.publish({"index.html": b"edition 8"}, at=NOW + DAY)
    assert verify(old, platform.root, now=NOW + 2 * DAY).word is Word.CURRENT
    seen = verify(platform.public, platform.root, now=NOW + 2 * DAY).seen
    assert verify(old, platform.root, now=NOW + 2 * DAY, seen=seen).word is Word.NOT_AUTHENTIC


def test_t15_17_two_stolen_editor_keys_need_the_online_key_too(platform: Platform) -> None:
    """A limit that is stated: all three together sign anything."""
    copy = platform.copy("stolen")
    changed = forge(bin_with(copy, PAGE), accept_page(copy), platform.key("editor-1"), platform.key("editor-2"))
    assert ("altered", f"metadata/{changed.name}") in found(verify(copy, platform.root, now=NOW))
    relist(copy, platform.key("online"))
    assert verify(copy, platform.root, now=NOW).word is Word.CURRENT
