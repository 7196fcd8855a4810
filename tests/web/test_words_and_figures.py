"""Words and figures as the page's language has them: direction, commas, decimals, sizes."""

from datetime import datetime

import pytest
from django.utils.translation import override

from dalil.web.templatetags.figures import file_size, moment, tenths
from dalil.web.templatetags.languages import apart, listed, words


def test_what_is_put_together_of_isolated_parts_takes_the_direction_of_the_page() -> None:
    assert words(f"{apart('Doha')}، {apart('قطر')}") == "\u2068Doha\u2069، \u2068قطر\u2069"
    assert words("Doha") == "<bdi>Doha</bdi>"
    assert words("\u2068<b>\u2069") == "\u2068&lt;b&gt;\u2069"


@pytest.mark.parametrize(("language", "comma"), [("ar", "،"), ("en", ","), ("fr", ","), ("he", ",")])
def test_each_language_has_its_comma(language: str, comma: str) -> None:
    with override(language):
        assert listed(["UN", "OCHA"]) == f"\u2068UN\u2069{comma} \u2068OCHA\u2069"
        assert f"2026{comma} 08:05" in moment(datetime(2026, 11, 22, 8, 5))


@pytest.mark.parametrize(
    ("language", "weight", "size"), [("ar", "9.4", "8.7"), ("fr", "9,4", "8,7"), ("he", "9.4", "8.7")]
)
def test_decimals_are_written_as_counts_are(language: str, weight: str, size: str) -> None:
    with override(language):
        assert tenths(9.42) == weight
        assert file_size(8900).startswith(size)


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "0 byte"), (1023, "1,023 byte"), (1024, "1 kB"), (5 * 1024**3, "5 GB")]
)
def test_a_size_takes_the_largest_unit_that_fits(size: int, shown: str) -> None:
    with override("en"):
        assert file_size(size) == shown
