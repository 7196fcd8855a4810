"""How fast a mirror is signed and checked: `python -m bench.mirrors [FILES]` (default 20,000).

Pages of 4 to 8 kB in four languages, one folder each, as an edition has them, all chance seeded. Printed: signing, a small
change, verifying all, verifying one page with the bytes that it reads, memory, and hostile input. Beside it, in the same run,
what others do: a list by sha256sum with one signature on it, and python-tuf's own client for one page. It never touches the
installation's own data.
"""

import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.setting import machine, peak_mib
from dalil import mirrors
from dalil.mirrors.folders import Folder, taken

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LANGUAGES = ("ar", "en", "fr", "he")


def content(folder: Path, files: int) -> None:
    """An edition's static pages, and a few files beside."""
    chance = random.Random(7)
    words = [bytes(chance.choices(b"abcdefghijklmnopqrstuvwxyz", k=8)) for _ in range(2000)]
    for number in range(files - 1):
        language = LANGUAGES[number % 4]
        page = folder / f"editions/7/site/{language}/organisations/PS-{number // 4:06d}/index.html"
        page.parent.mkdir(parents=True)
        page.write_bytes(b" ".join(chance.choices(words, k=chance.randint(450, 900))))
    (folder / "index.html").write_bytes(b"<h1>The guide</h1>")


def timed(title: str, work: Callable[[], object]) -> object:
    """Do it, and print how long it took."""
    began = time.perf_counter()
    answer = work()
    print(f"{title:<58} {time.perf_counter() - began:8.2f} s")
    return answer


def publishing(place: Path, files: int) -> bytes:
    """Sign everything, and a small change. Gives the root."""
    public, keys = place / "public", place / "keys"
    first = timed(
        f"sign and publish {files:,} files",
        lambda: mirrors.publish_unattended(public, keys, put={"": place / "content"}, now=NOW, about={"edition": "7"}),
    )
    page = place / "page.html"
    for number in (1, 2):
        page.write_bytes(b"changed %d" % number)
        timed(
            f"publish one changed file ({'the spare is made' if number == 1 else 'with a spare'})",
            lambda: mirrors.publish_unattended(public, keys, put={"index.html": page}, now=NOW + timedelta(days=1)),
        )
    online = mirrors.signer_in(keys / "online.pem")
    timed("stamp anew", lambda: mirrors.restamp(public, online, now=NOW + timedelta(days=2)))
    size = sum(path.stat().st_size for path in (public / "metadata").iterdir())
    print(f"{'metadata':<58} {size / 1000:8.0f} kB, {size / files:.0f} bytes a file, {first}")
    return (public / "metadata/1.root.json").read_bytes()


def reading(place: Path, files: int, root: bytes) -> None:
    """Verify all, and single pages."""
    public, now = place / "public", NOW + timedelta(days=2)
    whole = timed(f"verify all {files:,} files", lambda: mirrors.verify(public, root, now=now))
    assert isinstance(whole, mirrors.Verdict) and whole.word is mirrors.Word.CURRENT and not whole.findings
    names = random.Random(3).sample(sorted(name for name in Folder(public).names() if "organisations" in name), 40)
    began = time.perf_counter()
    verdicts = [mirrors.verify_file(public, name, root, now=now) for name in names]
    each = (time.perf_counter() - began) / len(names)
    assert all(verdict.word is mirrors.Word.CURRENT for verdict in verdicts)
    most = max(verdict.metadata_bytes + verdict.file_bytes for verdict in verdicts)
    print(f"{'verify one page (of 40)':<58} {each * 1000:8.1f} ms, at most {most / 1000:.0f} kB read with the page")


def peers(place: Path, files: int, root: bytes) -> None:
    """A signed list of sha256sum; python-tuf's own client."""
    public = place / "public"
    listed, key = place / "list", mirrors.signer_in(place / "keys/online.pem")

    def make_list() -> None:
        with listed.open("wb") as out:
            find = ["find", "-L", ".", "-type", "f", "-not", "-path", "./metadata/*", "-print0"]
            names = subprocess.run(find, cwd=public, capture_output=True, check=True).stdout
            subprocess.run(["xargs", "-0", "sha256sum"], cwd=public, input=names, stdout=out, check=True)
        key.sign(listed.read_bytes())

    timed(f"peer: sha256sum of {files:,} files, one signature", make_list)
    check = ["sha256sum", "--quiet", "-c", str(listed)]
    timed("peer: sha256sum -c", lambda: subprocess.run(check, cwd=public, check=True))
    print(f"{'peer: the list that one page needs':<58} {listed.stat().st_size / 1000:8.0f} kB")
    print(
        "      (it finds altered and missing files; not added ones, not an older list with its older signature, not a"
    )
    print("      frozen copy, not one of two needed keys that was stolen; a lost key cannot be replaced)")
    reference_client(place, root)


def reference_client(place: Path, root: bytes) -> None:
    """python-tuf's updater, from an empty cache, for the same page."""
    from tuf.api.exceptions import DownloadHTTPError
    from tuf.ngclient import Updater
    from tuf.ngclient.config import UpdaterConfig
    from tuf.ngclient.fetcher import FetcherInterface

    read = 0

    class Disk(FetcherInterface):
        """Files instead of a web server."""

        def _fetch(self, url: str) -> object:
            nonlocal read
            path = place / "public" / url.removeprefix("http://mirror/")
            if not path.exists():
                raise DownloadHTTPError("none", 404)
            data = path.read_bytes()
            read += len(data)
            return iter([data])

    def one_page() -> None:
        with tempfile.TemporaryDirectory() as cache:
            config = UpdaterConfig(prefix_targets_with_hash=False)
            at = ("http://mirror/metadata/", cache, "http://mirror/")
            client = Updater(cache, *at, fetcher=Disk(), config=config, bootstrap=root)
            client._trusted_set.reference_time = NOW
            found = client.get_targetinfo("editions/7/site/en/organisations/PS-000007/index.html")
            assert found is not None
            client.download_target(found, str(Path(cache) / "page"))

    timed("peer: python-tuf's client, one page", one_page)
    print(f"{'':<58} {read / 1000:8.0f} kB read; two verdicts, no list of what else lies there")


def hostile(place: Path, root: bytes) -> None:
    """The longest and largest answer to what a stranger can put in a mirror; each in a process of its own for its memory."""
    public = place / "public"
    copy = place / "hostile"
    shutil.copytree(public / "metadata", copy / "metadata")
    documents = {
        "forty megabytes": b" " * 40_000_000,
        "nested 8,000 deep": b"[" * 8_000 + b"]" * 8_000,
        "a number of 15,000 digits": b'{"signed":{"_type":"timestamp","version":' + b"9" * 15_000 + b"}}",
    }
    for title, data in documents.items():
        (copy / "metadata/timestamp.json").write_bytes(data)
        began = time.perf_counter()
        command = [sys.executable, "-m", "dalil.mirrors", str(copy), "--root", mirrors.digest(root)]
        done = subprocess.run(command, capture_output=True, check=False)
        took = time.perf_counter() - began
        assert done.returncode == 2, done
        print(f"{'hostile: ' + title + ', with the start of the program':<58} {took:8.2f} s")
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'largest process of all started (hostile, sha256sum)':<58} {children:8.0f} MiB")

    def endless(path: str, most: int) -> bytes:
        return taken(iter(lambda: b"x" * 65536, b""), most)

    timed("hostile: endless answers to every question", lambda: mirrors.verify(endless, root, now=NOW))


def main(files: int) -> None:
    """All figures, for so many files."""
    print(machine())
    with tempfile.TemporaryDirectory(prefix="dalil-bench-") as folder:
        place = Path(folder)
        content(place / "content", files)
        total = sum((place / "content" / name).stat().st_size for name in Folder(place / "content").names())
        print(f"{files:,} files, {total / 1e6:.0f} MB, a folder for each page\n")
        root = publishing(place, files)
        reading(place, files, root)
        print(f"{'most memory of signing and verifying':<58} {peak_mib():8.0f} MiB\n")
        peers(place, files, root)
        print()
        hostile(place, root)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
