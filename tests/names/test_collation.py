"""The order of names in an index, script by script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.names.collation import letter, order


@pytest.mark.parametrize(
    "ordered",
    [
        ["أمل", "إيمان", "بيت", "پارس", "تونس", "الجمعية ا", "جمعية ب", "كتاب", "هلال", "وطن", "يافا"],
        ["9 x", "10 x", "Echo", "The Echo B", "Éclair", "ecology", "Lodge", "Łódź", "L’Union", "Zebra"],
        ["אגודה", "בית", "מכון", "ץ", "קרן", "תנועה"],
        ["Ёлка", "Жизнь", "Игра", "Йога", "Київ", "Яблоко"],
        ["Αθήνα", "Ένωση", "Σύλλογος", "Ώρα"],
        ["あさ", "カラオケ", "さくら", "日本の会"],
        ["가나", "나라", "한국"],
        ["北京", "上海", "中国"],
    ],
)
def test_names_stand_in_the_order_of_their_dictionaries(ordered: list[str]) -> None:
    turned = ordered[::-1]
    assert sorted(turned, key=order) == ordered


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("الجمعية", "ج"),
        ("أمل", "ا"),
        ("The École", "E"),
        ("Łódź", "L"),
        ("2nd", "0–9"),
        ("한국", "ㅎ"),
        ("トヨタ", "た"),
        ("中国", "Z"),
    ],
)
def test_a_name_stands_under_the_letter_that_decides(name: str, heading: str) -> None:
    assert letter(name) == heading


def test_the_readers_own_script_comes_first() -> None:
    assert sorted(["Echo", "אגודה", "أمل"], key=lambda name: order(name, "", "Hebr"))[0] == "אגודה"
    assert sorted(["Echo", "אגודה", "أمل"], key=lambda name: order(name, "", "Latn"))[0] == "Echo"


@given(st.text(), st.text())
def test_two_names_never_waver(first: str, second: str) -> None:
    assert (order(first) == order(second)) == (first == second)
