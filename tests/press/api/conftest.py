"""A small guide behind the API: what everybody may see, an organisation that is not listed, and a source that is not named."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dalil.formats.record import Identifier, Location, Name, Record, encode
from dalil.guide import indexing
from dalil.guide.models import Organisation, Source
from dalil.guide.models import Record as Stored
from dalil.linkage import keys_of, pack_keys
from tests.guide.cast import NOON, make_guide

HIDDEN_SOURCE = "whisper"
HIDDEN_NAME = "The Whispering Informant"
FROM_HIDDEN = Identifier("XI-WIKIDATA", "Q424242")


@pytest.fixture(autouse=True)
def _addresses(settings: Any) -> None:
    settings.DALIL_PUBLIC_ADDRESS = ""


@pytest.fixture
def guide(db: None) -> dict[str, Organisation]:
    """The cast, and one more witness of `riverwomen` who is not named in public."""
    made = make_guide()
    source = Source.objects.create(
        slug=HIDDEN_SOURCE, name=HIDDEN_NAME, publisher=HIDDEN_NAME, kind="editor", is_listed=False, created_at=NOON
    )
    record = Record(names=(Name("River Clinic", "en"),), identifiers=(FROM_HIDDEN,), locations=(Location("TN"),))
    Stored.objects.create(
        source=source,
        key="w1",
        organisation=made["riverwomen"],
        home=made["riverwomen"],
        values=encode(record).decode(),
        keys=pack_keys(keys_of(record)),
        first_seen_at=NOON,
        last_seen_at=NOON,
    )
    indexing.rebuild()
    return made


@pytest.fixture
def api(guide: dict[str, Organisation]) -> Client:
    """A program that asks, of which we know nothing."""
    return Client()


@pytest.fixture
def get(api: Client) -> Callable[..., Any]:
    """The JSON at an address below /api/, which must be there."""

    def got(address: str, **headers: str) -> Any:
        answer = api.get(f"/api/{address}", headers=headers)
        assert answer.status_code == 200, (answer.status_code, answer.content)
        return answer.json()

    return got
