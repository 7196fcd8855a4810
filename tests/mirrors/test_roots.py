"""Who may speak for the platform: editors on machines of their own, trustees lost and replaced, roots withheld."""

import shutil
from pathlib import Path

import pytest

from dalil import mirrors
from dalil.mirrors import Word, verify
from tests.mirrors.platform import DAY, NOW, Platform, change_root, refusal


def test_two_editors_sign_on_machines_of_their_own(platform: Platform) -> None:
    """With a passphrase each; only small files travel."""
    desk = platform.place / "desk"
    for name in ("layla", "sami"):
        mirrors.make_key(desk / name / f"{name}.pem", name.encode())
    change_root(platform, editors=[mirrors.public_in(desk / name / f"{name}.pub") for name in ("layla", "sami")])
    draft = platform.draft({"index.html": b"signed on two desks"})
    online = platform.key("online")
    found = refusal(lambda: mirrors.publish(platform.public, [draft], online, now=NOW))
    assert found.code == "signatures-missing" and found.particulars["found"] == "0"
    for count, name in enumerate(("layla", "sami"), start=1):
        stick = Path(
            shutil.copytree(draft, desk / name / "stick", ignore=shutil.ignore_patterns("files", "signatures"))
        )
        signed = mirrors.sign(stick, mirrors.signer_in(desk / name / f"{name}.pem", name.encode()))
        assert signed.digest == mirrors.draft_in(draft).digest
        (file,) = (stick / "signatures").iterdir()
        shutil.copy(file, draft / "signatures")
        assert mirrors.signers_of(draft).needs == (("editors", 2, count),)
        if count == 1:
            assert (
                refusal(lambda: mirrors.publish(platform.public, [draft], online, now=NOW)).code == "signatures-missing"
            )
    mirrors.publish(platform.public, [draft], online, now=NOW)
    assert verify(platform.public, platform.root, now=NOW).word is Word.CURRENT
    assert (platform.public / "index.html").read_bytes() == b"signed on two desks" and not draft.exists()


def test_a_lost_trustee_is_replaced_and_the_lost_key_counts_no_more(platform: Platform) -> None:
    seen = verify(platform.public, platform.root, now=NOW).seen
    mirrors.make_key(platform.keys / "trustee-6.pem")
    names = ["trustee-1", "trustee-2", "trustee-3", "trustee-4", "trustee-6"]
    change_root(platform, trustees=platform.public_keys(*names))
    verdict = verify(platform.public, platform.root, now=NOW, seen=seen)
    assert verdict.word is Word.CURRENT and verdict.root_version == 2
    place = platform.place / "third-root"
    mirrors.draft_root(place, before=mirrors.newest_root(platform.public), now=NOW)
    assert refusal(lambda: mirrors.sign(place, platform.key("trustee-5"))).code == "key-not-of-role"
    for name in ("trustee-6", "trustee-1"):
        mirrors.sign(place, platform.key(name))
    online = platform.key("online")
    assert refusal(lambda: mirrors.publish(platform.public, [place], online, now=NOW)).code == "signatures-missing"
    mirrors.sign(place, platform.key("trustee-4"))
    assert mirrors.publish(platform.public, [place], online, now=NOW).root == 3
    assert verify(platform.public, platform.root, now=NOW, seen=verdict.seen).root_version == 3


def test_a_root_that_was_withheld_is_missing(platform: Platform) -> None:
    change_root(platform, trustee_threshold=4)
    copy = platform.copy("withheld")
    (copy / "metadata/2.root.json").unlink()
    (finding,) = verify(copy, platform.root, now=NOW).grave
    assert (finding.code, finding.path) == ("missing", "metadata/2.root.json")


def test_a_new_root_in_an_old_mirror_does_not_fit(platform: Platform) -> None:
    copy = platform.copy("old")
    change_root(platform, trustee_threshold=4)
    shutil.copy(platform.public / "metadata/2.root.json", copy / "metadata")
    (finding,) = verify(copy, platform.root, now=NOW).grave
    assert (finding.code, finding.path) == ("mixed", "metadata/2.root.json")


@pytest.mark.parametrize(("keys", "needed"), [(2, 3), (5, 6)])
def test_a_root_that_could_never_be_changed_is_refused(platform: Platform, keys: int, needed: int) -> None:
    trustees = platform.public_keys(*(f"trustee-{number}" for number in range(1, keys + 1)))
    asked = {"trustees": trustees, "trustee_threshold": needed, "before": platform.root, "now": NOW}
    assert refusal(lambda: mirrors.draft_root(platform.place / "bad", **asked)).code == "root-malformed"
    asked |= {"trustees": [*trustees[:1] * 2, *trustees[1:]], "trustee_threshold": 2}
    assert refusal(lambda: mirrors.draft_root(platform.place / "bad", **asked)).code == "root-malformed"


def test_what_people_must_sign_anew_is_told_in_time(platform: Platform) -> None:
    assert mirrors.running_out(platform.public, now=NOW) == {}
    half_a_year_on, later = NOW + 200 * DAY, NOW + 600 * DAY

    assert mirrors.running_out(platform.public, now=half_a_year_on) == {"targets": NOW + 365 * DAY}
    assert mirrors.running_out(platform.public, now=later) == {
        "root": NOW + 730 * DAY,
        "targets": NOW + 365 * DAY,
    }
    assert mirrors.running_out(platform.place / "nothing", now=later) == {}
