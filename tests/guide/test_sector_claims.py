"""Sectors: somebody's word comes before every guess, a guess is always marked, and what a person must decide is not guessed."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from dalil.formats.record import Name, Record, SectorClaim, Text
from dalil.guide import profile
from dalil.guide.cards import card_of
from dalil.guide.entry import Marks, sector_lines
from dalil.guide.indexing import entry_of
from dalil.guide.labels import METHODS
from dalil.guide.profile import Profile, profile_of
from dalil.guide.sector_claims import is_left_to_a_person

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CLINIC = "Women of the River Mental Health Clinic"


def said(*claims: SectorClaim, kind: str = "list", name: str = CLINIC, number: int = 1) -> profile.Testimony:
    record = Record(names=(Name(name, "en"),), sectors=claims)
    return profile.Testimony(record, number, f"source{number}", f"Source {number}", kind, NOON, NOON)


def of(*testimonies: profile.Testimony) -> Profile:
    return profile_of(testimonies)


def shown(one: Profile) -> tuple[tuple[str, ...], bool]:
    card = card_of("x", one, "en")
    return tuple(sector.code for sector in card.sectors), card.is_sector_guessed


def lines(one: Profile) -> list[tuple[str, bool]]:
    return [(line.claim.value.code, line.is_guess) for line in sector_lines(one, Marks(one.testimonies, ()))]


def test_what_nobody_states_is_guessed_and_marked() -> None:
    assert shown(of(said())) == (("health",), True)
    assert lines(of(said())) == [("health", True)]


@pytest.mark.parametrize(
    "claim",
    [
        SectorClaim("", "register", "G21"),
        SectorClaim("", "register"),
        SectorClaim("", "editor"),
        SectorClaim("", "declared", "Political activities"),
        SectorClaim("", "declared", "ICNP/TSO G20"),
        SectorClaim("", "declared", "Parti politique"),
        SectorClaim("", "declared", "حزب سياسي"),
        SectorClaim("", "declared", "מפלגה"),
    ],
)
def test_what_a_person_must_decide_is_not_guessed(claim: SectorClaim) -> None:
    assert is_left_to_a_person(claim)
    one = of(said(claim))
    assert (one.guessed_sector, one.sector_codes, shown(one)) == (None, (), ((), False))
    assert lines(one) == [("", False)]
    assert entry_of("x", one).sectors == ()


@pytest.mark.parametrize("given", ["", "Zither playing", "Apolitical clubs", "C30 clinics"])
def test_words_of_a_list_that_fit_none_of_the_nine_leave_room_for_a_guess(given: str) -> None:
    assert shown(of(said(SectorClaim("", "declared", given)))) == (("health",), True)


def test_a_guess_of_a_list_does_not_stand_in_for_what_a_person_must_decide() -> None:
    one = of(said(SectorClaim("rights", "rule")), said(SectorClaim("", "register", "G21"), number=2))
    assert shown(one) == ((), False)


@pytest.mark.parametrize("method", ["rule", "model"])
@pytest.mark.parametrize("how", ["declared", "register", "editor"])
def test_a_guess_never_comes_before_or_beside_what_is_stated(method: str, how: str) -> None:
    """Not even one from the best witness against the word of the least."""
    guess, word = SectorClaim("rights", method, confidence=0.9), SectorClaim("culture", how)
    one = of(said(guess, kind="self"), said(word, kind="list", number=2))
    assert shown(one) == (("culture",), False)
    assert lines(one) == [("culture", False), ("rights", True)]
    assert entry_of("x", one).sectors == ("culture",)


@pytest.mark.parametrize("method", ["rule", "model"])
def test_a_guess_that_a_list_brings_carries_the_badge_and_how_it_was_made(method: str) -> None:
    one = of(said(SectorClaim("rights", method)))
    assert shown(one) == (("rights",), True)
    assert lines(one) == [("rights", True)]
    assert method in METHODS


def test_how_a_sector_was_guessed_is_said_in_words_that_hold_for_descriptions_too() -> None:
    with translation.override("en"):
        assert str(METHODS["rule"]) == "guessed from its words by a rule"


def test_a_card_and_the_page_guess_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    guess = profile.suggest_sector

    def counted(names: list[str], text: str = "") -> object:
        asked.append(text)
        return guess(names, text)

    monkeypatch.setattr(profile, "suggest_sector", counted)
    record = Record(names=(Name("River House", "en"),), descriptions=(Text("A clinic with doctors.", "en"),))
    one = of(profile.Testimony(record, 1, "s", "S", "list", NOON, NOON))
    shown(one), lines(one), entry_of("x", one)
    assert asked == ["A clinic with doctors."]


def test_nothing_is_guessed_where_somebody_states_a_sector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "suggest_sector", lambda *_: pytest.fail("asked for a guess"))
    assert shown(of(said(SectorClaim("culture", "register")))) == (("culture",), False)
