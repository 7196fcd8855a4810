"""Who else works on the press, and another platform whose editions may be anything at all."""

from datetime import datetime
from pathlib import Path

import pytest

from dalil.accounts.models import Person
from dalil.guide.progress import Progress
from dalil.press import mirroring, tasks
from dalil.press.actions import making
from dalil.press.actions.subscribing import subscribe
from dalil.press.frozen import Frozen
from dalil.press.making import Product
from dalil.press.models import Subscription
from tests.press.other_platform import Other


@pytest.fixture
def maryam(db: None) -> Person:
    """Maryam reads what Layla drafts: an editor."""
    return Person.objects.create_person("maryam", "Maryam Said", password="a-quiet-reading-room", is_editor=True)


@pytest.fixture(autouse=True)
def _rested() -> None:
    """What failed in another test does not rest in this one."""
    tasks._RESTING.clear()


@pytest.fixture
def other(tmp_path: Path, moment: datetime) -> Other:
    """Another platform."""
    return Other(tmp_path / "other", moment)


@pytest.fixture
def taken(other: Other, layla: Person, moment: datetime) -> Subscription:
    """A platform whose first edition waits for its plan."""
    other.publish()
    return subscribe(address=str(other.public), fingerprint=other.fingerprint, by=layla, at=moment).subscription


@pytest.fixture
def one_small_product(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an edition is made into here: one page."""

    def make(frozen: Frozen, place: Path, told: Progress) -> None:
        (place / "en").mkdir()
        (place / "en" / "index.html").write_text(f"<p>{frozen.card.count} organisations")
        told(1, 1)

    for room in (making, mirroring):
        monkeypatch.setattr(room, "products_of", lambda card: (Product("page", "site", make),))
