"""The frozen content: it is read back as it was, and gives the profile that the live page shows."""

from pathlib import Path

import msgspec
import pytest

from dalil.press.frozen import decode, encode, uri_of
from tests.press.small_edition import ENTRIES, HOPE, small_edition


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    assert tuple(small_edition(tmp_path).entries()) == ENTRIES
    assert [decode(encode(entry)) for entry in ENTRIES] == list(ENTRIES)


def test_a_line_that_is_no_entry_is_refused() -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode(b'{"id": 7}')


def test_the_profile_ranks_the_register_before_the_list(tmp_path: Path) -> None:
    found = {entry.id: profile for entry, profile in small_edition(tmp_path).profiles()}

    assert found["aaaaaaaaaaaa"].title("ar") == "جمعية الأمل الخيرية"
    assert found["aaaaaaaaaaaa"].title("en") == "Hope Charitable Society"
    assert found["cccccccccccc"].status == "closed"


def test_every_value_that_leaves_names_its_sources(tmp_path: Path) -> None:
    hope = next(one for one in small_edition(tmp_path).published() if one.id == HOPE.id)

    assert [(said.value.value, said.by) for said in hope.names] == [
        ("جمعية الأمل الخيرية", ("register",)),
        ("Hope Charitable Society", ("register",)),
        ("Hope Charity", ("ngo-list",)),
        ("HCS", ("ngo-list",)),
    ]
    assert hope.uri == "https://guide.example/organisations/aaaaaaaaaaaa/"
    assert hope.merged == ("zzzzzzzzzzzz",)
    assert hope.sector_codes == ("health",)


def test_without_a_public_address_the_uri_is_a_name(tmp_path: Path) -> None:
    assert uri_of("x", small_edition(tmp_path, address="").card) == "urn:dalil:x"
