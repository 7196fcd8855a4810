"""Keys, drafts, signatures on other machines, publication killed anywhere, new roots: the side that signs."""

import json
import shutil
import stat
from pathlib import Path

import pytest

from dalil import mirrors
from dalil.mirrors import Word, verify, verify_file
from dalil.mirrors.drafting import _divided
from dalil.mirrors.folders import Folder
from dalil.mirrors.parameters import Parameters
from dalil.mirrors.standard import TargetFile
from dalil.mirrors.standing import standing_in
from tests.mirrors.platform import DAY, NOW, PAGES, Platform, files_of, refusal


def test_a_private_key_is_for_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    key = mirrors.make_key(tmp_path / "keys" / "layla.pem", b"an old olive tree")
    private = tmp_path / "keys/layla.pem"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600 and b"ENCRYPTED PRIVATE KEY" in private.read_bytes()
    assert mirrors.public_in(tmp_path / "keys/layla.pub").keyid == key.keyid
    assert mirrors.signer_in(private, b"an old olive tree").public_key.keyid == key.keyid
    assert refusal(lambda: mirrors.signer_in(private, b"wrong")).code == "passphrase-wrong"
    assert refusal(lambda: mirrors.signer_in(private)).code == "passphrase-wrong"
    assert refusal(lambda: mirrors.make_key(private)).code == "key-exists"
    private.unlink()
    assert refusal(lambda: mirrors.make_key(private)).code == "key-exists"


@pytest.mark.parametrize("content", [b"", b"no key", b"{}", b'{"keytype":"rsa"}', b"[" * 9_999, b"\xff"])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pem").write_bytes(content)
    (tmp_path / "a.pub").write_bytes(content)
    assert refusal(lambda: mirrors.public_in(tmp_path / "a.pub")).code == "key-malformed"
    assert refusal(lambda: mirrors.signer_in(tmp_path / "a.pem")).code == "key-malformed"


def test_no_private_key_gets_into_a_mirror(platform: Platform) -> None:
    secret = (platform.keys / "editor-1.pem").read_bytes()
    assert refusal(lambda: platform.publish({"oops.txt": secret})).code == "key-in-mirror"
    assert refusal(lambda: mirrors.make_key(platform.public / "new.pem")).code == "key-in-mirror"
    for name in Folder(platform.public).names():
        assert b"PRIVATE" not in (platform.public / name).read_bytes()


def test_only_bins_whose_content_changed_get_a_new_version(platform: Platform) -> None:
    before = {path.name: path.read_bytes() for path in (platform.public / "metadata").glob("*.bins-*.json")}
    published = platform.publish({"index.html": b"new"}, at=NOW + DAY)
    after = {path.name: path.read_bytes() for path in (platform.public / "metadata").glob("*.bins-*.json")}
    assert published.new_bins == 1 and published.bins == 16
    assert len(set(before.items()) & set(after.items())) == 15
    assert refusal(lambda: platform.publish({"index.html": b"new"}, at=NOW + DAY)).code == "nothing-changed"


def test_what_would_expire_within_half_a_year_is_signed_anew(platform: Platform) -> None:
    assert platform.publish({"index.html": b"new"}, at=NOW + 180 * DAY).new_bins == 1
    assert platform.publish({"index.html": b"newer"}, at=NOW + 200 * DAY).new_bins == 16


def test_a_folder_takes_the_place_of_what_was_published_under_its_name(platform: Platform) -> None:
    made = platform.place / "edition"
    (made / "site").mkdir(parents=True)
    (made / "site/only.html").write_bytes(b"only")
    mirrors.publish_unattended(
        platform.public, platform.keys, put={"editions/7": made}, drop=["statements"], now=NOW + DAY
    )
    assert set(files_of(platform.public)) == {"index.html", "editions.json", "editions/7/site/only.html"}
    assert verify(platform.public, platform.root, now=NOW + DAY).word is Word.CURRENT
    spare = platform.place / "mirror/public.states/spare"
    assert set(files_of(spare)) <= {"index.html", "editions.json"}  # withdrawn pages do not stay on the disk


def test_states_follow_each_other_and_hold_what_was_put(platform: Platform) -> None:
    expected = dict(PAGES)
    for day in range(1, 6):
        page = f"editions/7/site/en/organisations/D{day:03d}.html"
        expected |= {page: b"day %d" % day, "index.html": b"index %d" % day, f"new/{day}/a.html": b""}
        expected.pop(f"new/{day - 2}/a.html", None)
        put = {path: expected[path] for path in (page, "index.html", f"new/{day}/a.html")}
        platform.publish(put, at=NOW + day * DAY, drop=[f"new/{day - 2}"])
        assert files_of(platform.public) == expected
        assert verify(platform.public, platform.root, now=NOW + day * DAY).word is Word.CURRENT


def test_a_part_and_a_file_are_checked_without_the_rest(platform: Platform) -> None:
    (platform.copy("part") / "index.html").write_bytes(b"altered")
    copy = platform.place / "copies/part"
    part = verify(copy, platform.root, now=NOW, part="editions/7/")
    assert part.word is Word.CURRENT and part.files == 44
    assert verify(copy, platform.root, now=NOW, part="editions/8").findings[0].code == "not-listed"
    one = verify_file(copy, "editions/7/print/guide.pdf", platform.root, now=NOW)
    assert one.word is Word.CURRENT and one.files == 1
    assert one.metadata_bytes < part.metadata_bytes / 3


@pytest.mark.parametrize("name", ["../out", "a\nb", "metadata/x.json", "a\\b", "e\u0301.html"])
def test_names_that_no_reader_could_believe_are_refused_before_signing(platform: Platform, name: str) -> None:
    source = platform.place / "page"
    source.write_bytes(b"")
    put = {name: source}
    draft = platform.place / "draft"
    assert refusal(lambda: mirrors.draft(platform.public, draft, put=put, now=NOW)).code == "name-not-safe"
    assert not draft.exists()


@pytest.mark.parametrize("other", ["INDEX.html", "index.html/page", "editions/7"])
def test_two_names_that_a_stick_takes_for_one_are_refused(platform: Platform, other: str) -> None:
    assert refusal(lambda: platform.publish({other: b"x"})).code == "names-alike"


def test_a_draft_of_a_state_that_is_gone_is_refused(platform: Platform) -> None:
    draft = platform.draft({"index.html": b"one"})
    for name in ("editor-1", "editor-2"):
        mirrors.sign(draft, platform.key(name))
    mirrors.restamp(platform.public, platform.key("online"), now=NOW + DAY)  # a stamp changes nothing for a draft
    platform.publish({"editions.json": b"other"}, at=NOW + DAY)
    online = platform.key("online")
    assert refusal(lambda: mirrors.publish(platform.public, [draft], online, now=NOW)).code == "base-moved-on"


def test_what_was_changed_after_it_was_signed_is_not_published(platform: Platform) -> None:
    draft = platform.draft({"index.html": b"as signed"})
    for name in ("editor-1", "editor-2"):
        mirrors.sign(draft, platform.key(name))
    (staged,) = (path for path in (draft / "files").rglob("*") if path.is_file())
    staged.write_bytes(b"slipped in")
    online = platform.key("online")
    assert refusal(lambda: mirrors.publish(platform.public, [draft], online, now=NOW)).code == "draft-altered"
    assert verify(platform.public, platform.root, now=NOW).word is Word.CURRENT
    targets = next((draft / "metadata").glob("*.targets.json"))
    targets.write_bytes(targets.read_bytes().replace(b"2027", b"2037"))
    assert refusal(lambda: mirrors.publish(platform.public, [draft], online, now=NOW)).code == "signatures-missing"


def test_a_draft_that_waits_is_not_overwritten(platform: Platform) -> None:
    platform.draft({"index.html": b"one"})
    assert refusal(lambda: platform.draft({"index.html": b"two"})).code == "draft-exists"


def test_whoever_is_no_editor_signs_nothing_and_the_wrong_online_key_stamps_nothing(platform: Platform) -> None:
    draft = platform.draft({"index.html": b"one"})
    assert refusal(lambda: mirrors.sign(draft, platform.key("trustee-1"))).code == "key-not-of-role"
    wrong = platform.key("editor-1")
    assert refusal(lambda: mirrors.restamp(platform.public, wrong, now=NOW)).code == "key-not-of-role"


def test_nothing_is_published_over_a_folder_that_is_no_mirror(platform: Platform, tmp_path: Path) -> None:
    place = tmp_path / "home-of-somebody"
    place.mkdir()
    (place / "letter.txt").write_text("dear")
    asked = lambda: mirrors.publish_unattended(place, platform.keys, put={"a": place / "letter.txt"}, now=NOW)  # noqa: E731
    assert refusal(asked).code == "not-a-mirror"
    assert (place / "letter.txt").read_text() == "dear"


def test_a_mirror_that_was_copied_back_goes_on(platform: Platform) -> None:
    """After a loss, any mirror's copy and the keys are enough."""
    copy = platform.copy("rescued")
    again = Platform(platform.place / "again")
    shutil.copytree(platform.keys, again.keys)
    again.public.parent.mkdir(parents=True)
    copy.rename(again.public)
    seen = verify(again.public, platform.root, now=NOW).seen
    again.publish({"index.html": b"after the loss"}, at=NOW + DAY)
    assert again.public.is_symlink()
    assert verify(again.public, platform.root, now=NOW + DAY, seen=seen).word is Word.CURRENT


def test_a_stamp_a_day_keeps_it_current_for_years_of_nothing_new(platform: Platform) -> None:
    seen = None
    names = set()
    for day in range(0, 60, 3):
        mirrors.restamp(platform.public, platform.key("online"), now=NOW + day * DAY)
        verdict = verify(platform.public, platform.root, now=NOW + (day + 6) * DAY, seen=seen)
        assert verdict.word is Word.CURRENT and not verdict.findings
        seen = verdict.seen
        names |= {path.name for path in (platform.public / "metadata").glob("*.snapshot.json")}
    assert 3 <= len(names) <= 9


def test_a_reader_who_looks_while_it_is_published_sees_one_state_or_the_other(platform: Platform) -> None:
    looked = 0

    def fetch(path: str, most: int) -> bytes:
        nonlocal looked
        looked += 1
        if looked == 6:
            platform.publish({"index.html": b"in the middle", PAGE: b"too"}, at=NOW)
        return Folder(platform.public).fetch(path, most)

    verdict = verify(fetch, platform.root, now=NOW)
    assert looked > 60 and verdict.word is Word.CURRENT


PAGE = "editions/7/site/en/organisations/D007.html"


def test_bins_are_doubled_so_that_one_page_stays_cheap() -> None:
    def largest(number: int) -> tuple[int, int]:
        hashes = {"sha256": "ab" * 32}
        names = [f"editions/7/site/en/organisations/PS-{one:06d}/index.html" for one in range(number)]
        bits, bins = _divided({name: TargetFile(4_000, hashes, name) for name in names}, 4, Parameters())
        sizes = [len(json.dumps({path: file.to_dict() for path, file in one.items()})) for one in bins.values()]
        return 2**bits, max(sizes)

    assert largest(100)[0] == 16
    count, size = largest(20_000)
    assert count == 64 and size < 100_000


def test_more_bins_than_before_keep_every_reader(platform: Platform) -> None:
    """The names of bins change with their number; who saw the old ones is not told of a rollback."""
    seen = verify(platform.public, platform.root, now=NOW).seen
    small = Parameters(most_bin_bytes=1_300)
    source = platform.place / "page"
    source.write_bytes(b"more")
    put = {"more.html": source}
    published = mirrors.publish_unattended(platform.public, platform.keys, put=put, now=NOW, parameters=small)
    assert published.bins > 16 and published.new_bins == published.bins
    verdict = verify(platform.public, platform.root, now=NOW, seen=seen)
    assert verdict.word is Word.CURRENT and not verdict.findings
    assert standing_in(platform.public) is not None


def test_metadata_of_before_and_what_systems_leave_is_named_and_harmless(platform: Platform) -> None:
    copy = platform.copy("rsync-without-delete")
    platform.publish({"index.html": b"new"}, at=NOW)
    for name in Folder(platform.public).names():
        (copy / name).parent.mkdir(exist_ok=True, parents=True)
        shutil.copy(platform.public / name, copy / name)
    (copy / ".DS_Store").write_bytes(b"")
    (copy / "System Volume Information").mkdir()
    (copy / "System Volume Information/IndexerVolumeGuid").write_bytes(b"")
    verdict = verify(copy, platform.root, now=NOW)
    assert verdict.word is Word.CURRENT
    assert {finding.code for finding in verdict.findings} == {"unused-metadata", "left-by-system"}
