"""What cannot be understood when an organisation is entered: said beside the field, nothing lost, nothing added."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dalil.guide.models import Organisation
from tests.guide.staff.by_hand import ADD, ALREADY, form, number, text_of


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (form(), "Enter a name."),
        (form("\u202e\u200f"), "Enter a name."),
        (form("!?…"), "A name has letters or digits."),
        (form("ask@olives.example"), "an e-mail address or a telephone number"),
        (form("Olives, call +970 2 298 2000"), "an e-mail address or a telephone number"),
        (form("Zorbulax", place__locality="Jenin ask@olives.example"), "an e-mail address or a telephone number"),
        (form("Zorbulax", reason="ask@olives.example said so"), "an e-mail address or a telephone number"),
        (form("Zorbulax", names__0__lang="Klingonish"), "We do not know this language"),
        (form("Zorbulax", place__country="Atlantis"), "We do not know this country"),
        (form("Zorbulax", website="not a site"), "is no web address"),
        (form("Zorbulax", website="javascript:alert(1)"), "is no web address"),
        (form("Zorbulax", **number("1", "XX-NONE")), "We do not know this register"),
        (form("Zorbulax", **number("zzz")), "does not have the form"),
        (form("Zorbulax", **number("")), "The number is empty"),
        (form("Zorbulax", kind="castle"), "castle is not one of the available choices"),
        (form("Zorbulax", source=""), "This field is required"),
        (form("Zorbulax", source="nobody"), "Select a valid choice"),
        (form("x" * 301), "at most 300"),
        (form("Zor\x00bulax"), "Null characters are not allowed"),
        ({}, "ManagementForm"),
        (form("Zorbulax", names__TOTAL_FORMS="ten"), "Enter a whole number"),
        (form("Zorbulax", names__TOTAL_FORMS="100000"), "Please submit at most"),
    ],
)
def test_what_cannot_be_understood_is_said_and_nothing_is_added(
    desk: Client, birzeit: Organisation, typed: dict[str, Any], sentence: str
) -> None:
    assert sentence in text_of(desk.post(ADD, {**typed, "decision": "new"}), 422)
    assert Organisation.objects.count() == 5


def test_nothing_typed_is_lost_when_one_field_is_wrong(desk: Client, birzeit: Organisation) -> None:
    typed = form(
        "Zorbulax", "زوربولكس", names__1__lang="Arabic", acronym="ZX", place__country="Atlantis", place__locality="Jenin",
        website="zorbulax.example", kind="nonprofit", reason="a letter", **number("0256kw39"),
    )  # fmt: skip
    text = text_of(desk.post(ADD, typed), 422)
    for value in (
        "Zorbulax",
        "زوربولكس",
        "Arabic",
        "ZX",
        "Atlantis",
        "Jenin",
        "zorbulax.example",
        "a letter",
        "0256kw39",
    ):
        assert f'value="{value}"' in text, value
    for chosen in ("nonprofit", "river-list"):
        assert f'value="{chosen}" selected' in text


ODD = st.text(alphabet=st.characters(), max_size=60) | st.sampled_from(
    [
        "\ud800",
        "%s%(x)s{0}",
        "'); DROP TABLE",
        ".*(a+)+$",
        "AND OR NOT *",
        "1e999",
        "٠١٢",
        "٣" * 90,
        "\u202eabc",
        "🫒🌊",
        "a" * 9000,
    ]
)
FIELDS = (
    "names-0-value", "names-0-lang", "names-1-value", "acronym", "place-locality", "place-region", "place-country",
    "numbers-0-scheme", "numbers-0-value", "website", "kind", "source", "reason", "seen", "other", "decision",
    "names-TOTAL_FORMS", "numbers-INITIAL_FORMS",
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=6), address=st.sampled_from([ADD, ALREADY]))
@example(typed={"numbers-0-scheme": "XI-ROR", "numbers-0-value": "0" * 4000}, address=ADD)
@example(typed={"names-0-value": "a." * 4000}, address=ALREADY)
@example(typed={"website": "http://[::1"}, address=ADD)
def test_no_input_breaks_the_page(desk: Client, birzeit: Organisation, typed: dict[str, str], address: str) -> None:
    sendable = {key: value.encode("utf-8", "replace").decode() for key, value in typed.items()}
    assert desk.post(address, {**form("Zorbulax"), **sendable}).status_code in (200, 302, 422)
