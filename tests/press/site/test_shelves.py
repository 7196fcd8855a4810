"""Shelves: numbers that come back, volumes that are whole and in order, and paths that cannot leave the folder."""

import json
import string
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.press.site.addresses import NotAName, path_of, up_from
from dalil.press.site.shelves import HALF, LETTERS, called, numbers, script_order, volumes


def read_back(written: str) -> list[int]:
    """What `Dalil.ascending` in shelves.js reads."""
    found, value, place, total = [], 0, 1, 0
    for letter in written:
        digit = LETTERS.index(letter)
        if digit >= HALF:
            value += (digit - HALF) * place
            place *= HALF
        else:
            total += value + digit * place
            found.append(total)
            value, place = 0, 1
    return found


@given(st.sets(st.integers(min_value=0, max_value=5_000_000)))
def test_ascending_numbers_come_back(values: Iterable[int]) -> None:
    assert read_back(numbers(sorted(values))) == sorted(values)


def test_no_letter_of_a_number_ends_a_text_a_line_or_a_field() -> None:
    assert not set(LETTERS) & {'"', "\\", " ", "\t", "\n"}
    assert len(set(LETTERS)) == len(LETTERS)
    assert set(LETTERS) < set(string.printable)


@given(
    st.dictionaries(
        st.text(st.characters(exclude_characters="\t\n", exclude_categories=("Cs",)), min_size=1), st.just("x")
    )
)
def test_the_volumes_hold_every_line_once_in_the_order_of_a_browser(lines: dict[str, str]) -> None:
    ordered = sorted(lines.items(), key=lambda item: script_order(item[0]))
    found = list(volumes(ordered, size=20))
    assert "\n".join(text for _, text in found) == "\n".join(f"{key}\t{value}" for key, value in ordered)
    firsts = [first for first, _ in found]
    assert firsts == sorted(firsts, key=script_order)
    assert all(text.startswith(f"{first}\t") for first, text in found)


def test_a_volume_is_one_call_whatever_it_holds() -> None:
    text = called("w", 3, 'a "quoted" \\ line\nand \u2028 </script>')
    assert text.startswith('dalilVolume("w",3,"')
    assert text.endswith('")')
    assert "\n" not in text
    assert json.loads(text[len('dalilVolume("w",3,') : -1]) == 'a "quoted" \\ line\nand  </script>'


@pytest.mark.parametrize("hostile", ["../up", "a/b", "", ".hidden", "a b", "a\n", "é", "con:"])
def test_no_id_leads_out_of_the_folder(hostile: str) -> None:
    with pytest.raises(NotAName):
        path_of("guide:organisation", hostile)


def test_a_name_without_a_page_is_an_error_and_not_a_dead_link() -> None:
    with pytest.raises(NotAName):
        path_of("guide:history", "aaaaaaaaaaaa")
    with pytest.raises(NotAName):
        path_of("guide:nothing")


def test_the_way_up_is_as_long_as_the_way_down() -> None:
    path = path_of("guide:organisation", "aaaaaaaaaaaa")
    assert Path("/site/en", path).parent.joinpath(up_from(path)).resolve() == Path("/site/en")
