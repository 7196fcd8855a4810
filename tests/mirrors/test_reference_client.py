"""What others make of a mirror: the reference client of The Update Framework reads it."""

from pathlib import Path
from typing import Any

from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import Updater
from tuf.ngclient.config import UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface

from tests.mirrors.platform import NOW, Platform, change_root

PAGE = "editions/7/site/en/organisations/D007.html"


def test_the_reference_client_of_the_standard_believes_the_mirror(platform: Platform, tmp_path: Path) -> None:
    """python-tuf's own updater, which knows nothing of Dalil: the mirror is a TUF repository as others understand it."""

    change_root(platform, trustee_threshold=4)
    platform.publish({"index.html": b"newest"})

    class Disk(FetcherInterface):
        def _fetch(self, url: str) -> Any:
            path = platform.public / url.removeprefix("http://mirror/")
            if not path.exists():
                raise DownloadHTTPError("none", 404)
            return iter([path.read_bytes()])

    updater = Updater(
        str(tmp_path),
        "http://mirror/metadata/",
        str(tmp_path),
        "http://mirror/",
        fetcher=Disk(),
        config=UpdaterConfig(prefix_targets_with_hash=False),
        bootstrap=platform.root,
    )
    updater._trusted_set.reference_time = NOW
    updater.refresh()
    for path in ("index.html", PAGE):
        info = updater.get_targetinfo(path)
        assert info is not None
        got = Path(updater.download_target(info, str(tmp_path / "got")))
        assert got.read_bytes() == (platform.public / path).read_bytes()
    assert updater.get_targetinfo("none.html") is None
