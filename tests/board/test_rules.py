"""The written rules: read, written back, and refused where they would let too few decide."""

import tomllib
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.board.rules import FIRST_RULES, Asks, Count, Of, RulesRefused, Share, first_rules, from_text, from_values
from dalil.board.wording import rules_in_words


def values(**changed: Any) -> dict[str, Any]:
    found = tomllib.loads(FIRST_RULES.read_text("utf-8"))
    for place, value in changed.items():
        *path, name = place.split("__")
        section = found
        for part in path:
            section = section[part]
        section[name] = value
    return found


def test_the_first_rules_are_five_seats_and_three_of_five() -> None:
    rules = first_rules()

    assert rules.seats == 5
    assert rules.quorum.needed(5) == 3
    assert [rules.majorities[count].needed(5) for count in (Count.SPECIAL, Count.HOLD, Count.CIRCULATION)] == [3, 3, 3]
    assert rules.majorities[Count.HOLD].of is Of.SEATS
    assert rules.majorities[Count.HOLD].needed(7) == 4


def test_rules_read_back_as_they_were_written() -> None:
    rules = first_rules()

    assert from_text(rules.as_text()) == rules
    assert from_text(rules.as_text()).as_text() == rules.as_text()
    assert rules.as_text().isascii()


def test_seven_seats_are_offered() -> None:
    assert from_values(values(seats=7)).majorities[Count.HOLD].needed(7) == 4


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"seats": 3}, "seats"),
        ({"seats": 6}, "seats"),
        ({"seats": True}, "seats"),
        ({"seats": "5"}, "seats"),
        ({"seats": 27}, "seats"),
        ({"quorum__share": "2/5"}, "quorum.share"),
        ({"quorum__share": "1/0"}, "quorum.share"),
        ({"quorum__share": "half"}, "quorum.share"),
        ({"quorum__share": "6/5"}, "quorum.share"),
        ({"quorum__never_below": 1}, "quorum"),
        ({"quorum__never_below": 6}, "quorum.never_below"),
        ({"quorum__base": "anybody"}, "base"),
        ({"quorum__recusal_lowers": 1}, "recusal_lowers"),
        ({"quorum__asks": "about"}, "asks"),
        ({"majority__hold__of": "cast"}, "majority.hold"),
        ({"majority__hold__share": "1/3"}, "majority.hold.share"),
        ({"majority__special__of": "base"}, "majority.special"),
        ({"majority__circulation__of": "present"}, "majority.circulation"),
        ({"majority__ordinary__never_below": 0}, "majority.ordinary.never_below"),
        ({"majority__ordinary__share": "1"}, "majority.ordinary.share"),
        ({"majority": {}}, "ordinary"),
        ({"voting": []}, "voting"),
        ({"voting__closes_early": "soon"}, "closes_early"),
        ({"voting__notice_days": -1}, "notice_days"),
        ({"voting__signatures": 6}, "voting.signatures"),
        ({"voting__signatures": 2}, "voting.signatures"),
        ({"voting__signatures": 0}, "signatures"),
    ],
)
def test_rules_that_no_board_may_give_itself_are_refused_by_name(changed: dict[str, Any], place: str) -> None:
    with pytest.raises(RulesRefused) as refused:
        from_values(values(**changed))

    assert refused.value.place == place


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '"5"', "[" * 100])
def test_what_is_no_rules_at_all_is_refused(text: str) -> None:
    with pytest.raises(RulesRefused):
        from_text(text)


@given(st.integers(0, 50), st.fractions(Fraction(1, 2), 1), st.integers(0, 5), st.sampled_from(Asks))
def test_what_a_share_needs_is_the_smallest_number_that_is_enough(
    whole: int, share: Fraction, floor: int, asks: Asks
) -> None:
    needed = Share(asks, share, floor).needed(whole)

    def is_enough(number: int) -> bool:
        return number >= floor and (number > share * whole if asks is Asks.MORE else number >= share * whole)

    assert is_enough(needed)
    assert needed == 0 or not is_enough(needed - 1)


def test_the_rules_stand_in_words() -> None:
    said = rules_in_words(first_rules())

    assert "The board has 5 seats." in said
    assert any(sentence.startswith("Majority for releasing a legal hold") and "3 of 5" in sentence for sentence in said)
    assert any("never a vote against" in sentence for sentence in said)
