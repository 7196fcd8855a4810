"""An editor records a consent with where it can be found; a withdrawal is not ended by it."""

from datetime import timedelta

import pytest
from django.test import Client

from dalil.access.strength import Factor, note_proof
from dalil.accounts.models import Person
from dalil.guide.actions.consenting import WithdrawnByThem, record_consent, withdraw
from dalil.guide.models import Consent, Organisation
from tests.guide.bodies import NOON, body

pytestmark = pytest.mark.django_db
ADDRESS = "/en/staff/organisations/olive/consent/"
TOLD = {"field": "whole", "basis": "consent", "scope": ["site", "api"], "evidence": "letter of 3 March, folder 12"}


@pytest.fixture
def olive(layla: Person) -> Organisation:
    return body("olive", "Olive Press")


def test_consent_needs_where_it_can_be_found(desk: Client, olive: Organisation) -> None:
    page = desk.post(ADDRESS, {**TOLD, "evidence": ""}, follow=True).content.decode()
    assert "Say where the consent can be found" in page and not Consent.objects.exists()

    assert "letter of 3 March" in desk.post(ADDRESS, TOLD, follow=True).content.decode()
    assert Consent.objects.get().scope == ["site", "api"]


def test_a_withdrawal_stays_and_a_stale_proof_is_asked_for_again(
    desk: Client, olive: Organisation, layla: Person
) -> None:
    withdraw(organisation=olive, by=layla, at=NOON)
    page = desk.post(ADDRESS, TOLD)
    assert page.status_code == 422 and "Only the organisation can give it again" in page.content.decode()
    assert Consent.objects.get().is_withdrawn
    with pytest.raises(WithdrawnByThem):
        record_consent(organisation=olive, field="", basis="self", by=layla, at=NOON)

    session = desk.session
    note_proof(session, Factor.PASSKEY, NOON - timedelta(days=400))
    session.save()
    assert "prove" in desk.post(ADDRESS, TOLD)["Location"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"basis": "hearsay"}, "basis"),
        ({"basis": ""}, "basis"),
        ({"field": "names"}, "field"),
        ({"field": ""}, "field"),
        ({"scope": ["site", "moon"]}, "scope"),
        ({"evidence": "x" * 301}, "evidence"),
        ({"evidence": "y" * 1_000_000}, "evidence"),
        ({"evidence": "\x00"}, "evidence"),
    ],
)
def test_what_cannot_be_understood_is_said_beside_its_field_and_nothing_is_kept(
    desk: Client, olive: Organisation, wrong: dict[str, object], field: str
) -> None:
    page = desk.post(ADDRESS, {**TOLD, **wrong})  # type: ignore[dict-item]
    text = page.content.decode()
    assert page.status_code == 422 and f'id="id_{field}_error"' in text
    assert 'value="consent" selected' in text or field == "basis"
    assert not Consent.objects.exists()
