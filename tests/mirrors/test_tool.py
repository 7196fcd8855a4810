"""The reader's tool as a program of its own, and `dalil mirror` from a key to a verdict."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from dalil import mirrors
from dalil.cli.mirror import SENTENCES, mirror
from dalil.mirrors.sentences import _SENTENCES
from dalil.mirrors.tool import NO_QUESTION, run
from dalil.mirrors.verdicts import CODES
from tests.mirrors.platform import DAY, NOW, PAGES, Platform

REPOSITORY = Path(__file__).resolve().parents[2]


def ask(platform: Platform, *arguments: str, days: int = 0) -> tuple[int, str]:
    lines: list[str] = []
    root = platform.place / "root.json"
    root.write_bytes(platform.root)
    status = run([*arguments, "--root", str(root)], now=NOW + days * DAY, say=lines.append)
    return status, "\n".join(lines)


def test_every_code_has_a_sentence() -> None:
    assert set(_SENTENCES) == set(CODES)
    assert set(SENTENCES) == mirrors.REFUSALS


def test_the_three_verdicts_have_a_status_and_a_sentence_each(platform: Platform) -> None:
    status, text = ask(platform, str(platform.public))
    assert status == 0 and text.startswith("CURRENT.") and "edition 7" in text and mirrors.digest(platform.root) in text
    status, text = ask(platform, str(platform.public), days=30)
    assert status == 1 and text.startswith("AUTHENTIC, BUT OLD.") and "since 2026-11-29 08:00 UTC nobody" in text
    copy = platform.copy("altered")
    (copy / "index.html").write_bytes(b"altered")
    status, text = ask(platform, str(copy))
    assert status == 2 and text.startswith("NOT AUTHENTIC.") and "  index.html: altered" in text
    (copy / "index.html").write_bytes(PAGES["index.html"])
    (copy / "donate.html").write_bytes(b"")
    status, text = ask(platform, str(copy))
    assert status == 2 and "All that is part of it is as the platform signed it" in text
    assert "  donate.html: not part of it" in text


@pytest.mark.parametrize(
    "arguments", [["/no/such/folder"], [], ["x", "y"], ["PUBLIC", "--seen", "/dev/null/x"], [".", "--seen", __file__]]
)
def test_what_cannot_be_asked_is_no_verdict(platform: Platform, arguments: list[str]) -> None:
    status, text = ask(platform, *[str(platform.public) if one == "PUBLIC" else one for one in arguments])
    assert status == NO_QUESTION and text.startswith("dalil-check: ")


def test_a_root_may_be_a_fingerprint_and_what_was_seen_is_kept(platform: Platform) -> None:
    digest = mirrors.digest(platform.root)
    seen = platform.place / "seen.json"
    for fingerprint in (digest, digest.upper(), "sha256:" + " ".join(digest[at : at + 8] for at in range(0, 64, 8))):
        arguments = [str(platform.public), "--root", fingerprint, "--seen", str(seen), "--file", "index.html"]
        assert run(arguments, now=NOW, say=lambda line: None) == 0
    old = platform.copy("old")
    platform.publish({"index.html": b"new"})
    assert ask(platform, str(platform.public), "--seen", str(seen))[0] == 0
    status, text = ask(platform, str(old), "--seen", str(seen))
    assert status == 2 and "someone shows you an older state" in text
    assert ask(platform, str(platform.public), "--seen", str(seen))[0] == 0
    assert run([str(old), "--root", "12" * 32], now=NOW, say=lambda line: None) == 2
    assert run([str(old), "--root", "12"], now=NOW, say=lambda line: None) == NO_QUESTION


def test_the_program_starts_without_django_a_database_or_the_network(platform: Platform) -> None:
    root = platform.place / "root.json"
    root.write_bytes(platform.root)
    code = (
        # securesystemslib takes up boto3 where it is; readers have none, only our tests of the evidence store bring it.
        "import sys; sys.modules['boto3'] = None; import dalil.mirrors.__main__ as program\n"
        "bad = [name for name in ('django', 'sqlite3', 'urllib3', 'msgspec', 'numpy') if name in sys.modules]\n"
        "assert not bad, bad\n"
        "program.main()"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "ascii"}
    command = [
        sys.executable,
        "-c",
        code,
        str(platform.public),
        "--root",
        str(root),
        "--file",
        "statements/1/مرحبا.html",
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode in (0, 1) and "Checked: 1 files" in done.stdout, done.stderr
    cut = subprocess.Popen(
        [*command[:3], *command[3:6]], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert cut.stdout is not None and cut.stderr is not None
    cut.stdout.close()  # whoever reads wants no more
    assert cut.stderr.read() == b"" and cut.wait() in (0, 1)
    cut.stderr.close()
    module = [sys.executable, "-m", "dalil.mirrors", "--help"]
    assert subprocess.run(module, env=environment, capture_output=True, cwd="/", check=False).returncode == 0


def dalil(*arguments: object, typed: str = "") -> Result:
    return CliRunner().invoke(mirror, [str(one) for one in arguments], input=typed, catch_exceptions=False)


def test_a_ceremony_from_the_command_line(tmp_path: Path) -> None:
    """Five trustees, two editors, the server's key; a root, a state, a stamp, a new trustee: as docs/mirrors.md says."""
    home, stick = Path(settings.DALIL_HOME), tmp_path / "stick"
    people = {name: f"the words of {name}" for name in ("amal", "basim", "carmel", "dina", "elias", "layla", "sami")}
    for name, words in people.items():
        made = dalil("keys", "make", stick / name, typed=f"{words}\n{words}\n")
        assert made.exit_code == 0 and "PRIVATE" not in made.output and words not in made.output
    assert dalil("keys", "make", home / "keys/online", "--no-passphrase").exit_code == 0
    trustees = [part for name in list(people)[:5] for part in ("--trustee", stick / f"{name}.pub")]
    editors = [part for name in ("layla", "sami") for part in ("--editor", stick / f"{name}.pub")]
    drafted = dalil("root", "change", *trustees, *editors, "--online", home / "keys/online.pub")
    assert drafted.exit_code == 0 and "trustees: 0 of 3 signatures" in drafted.output
    for name in ("amal", "carmel", "elias"):
        signed = dalil("sign", home / "mirror/root-draft", "--key", stick / f"{name}.pem", typed=people[name] + "\n")
        assert signed.exit_code == 0, signed.output
    content = tmp_path / "content"
    (content / "site").mkdir(parents=True)
    (content / "index.html").write_text("the guide")
    (content / "site/page.html").write_text("a page")
    first = dalil("make", content, "--about", "edition=1", "--for-root", home / "mirror/root-draft")
    assert first.exit_code == 0 and "2 files (2 new" in first.output
    assert "holds a draft already" in dalil("make", content, "--for-root", home / "mirror/root-draft").output
    refused = dalil("publish", "--root-draft", home / "mirror/root-draft")
    assert refused.exit_code == 1 and "signed by 0 of the keys that count, and 2 are needed" in refused.output
    assert "has no part in this" in dalil("sign", "--key", stick / "amal.pem", typed=people["amal"] + "\n").output
    assert "missing or wrong" in dalil("sign", "--key", stick / "layla.pem", typed="guess\n").output
    for name in ("layla", "sami"):
        assert dalil("sign", "--key", stick / f"{name}.pem", typed=people[name] + "\n").exit_code == 0
    published = dalil("publish", "--root-draft", home / "mirror/root-draft")
    assert published.exit_code == 0 and "2 files in 16 bins (16 new), root 1, stamp 1." in published.output
    assert dalil("timestamp").output.startswith("Stamp 2,")
    shown = dalil("root", "show").output
    fingerprint = shown.split("Fingerprint: ")[1].split()[0]
    verdict = dalil("verify", "--root", fingerprint, "--seen", tmp_path / "seen")
    assert verdict.exit_code == 0 and verdict.output.startswith("CURRENT.") and "edition 1" in verdict.output
    (tmp_path / "root.json").write_bytes((home / "mirror/public/metadata/1.root.json").read_bytes())
    dalil("keys", "make", stick / "farid", typed="x\nx\n")
    others = [
        part for name in ("amal", "basim", "carmel", "dina", "farid") for part in ("--trustee", stick / f"{name}.pub")
    ]
    changed = dalil("root", "change", *others)
    assert "trustees before: 0 of 3 signatures" in changed.output
    for name in ("amal", "basim", "dina"):
        dalil("sign", home / "mirror/root-draft", "--key", stick / f"{name}.pem", typed=people[name] + "\n")
    assert "root 2, stamp 3." in dalil("publish", "--root-draft", home / "mirror/root-draft").output
    after = dalil("verify", "--root", tmp_path / "root.json", "--seen", tmp_path / "seen", "--file", "index.html")
    assert after.exit_code == 0 and "Root 2;" in after.output
    (home / "mirror/public/site/page.html").unlink()
    assert dalil("verify", "--root", tmp_path / "root.json").exit_code == 2


def test_the_unattended_mirror_is_one_command(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "index.html").write_text("the guide")
    made = dalil("make", content, "--unattended", "--about", "edition=1")
    assert made.exit_code == 0 and "1 files in 16 bins" in made.output
    (content / "index.html").write_text("the guide, again")
    again = dalil("make", content, "--unattended")
    fingerprint = again.output.split("root: ")[1].strip()
    assert dalil("verify", "--root", fingerprint).exit_code == 0
    assert "there is nothing to sign" in dalil("make", content, "--unattended").output
    assert dalil("make", content / "index.html", "--at", "../x", "--unattended").exit_code == 1
