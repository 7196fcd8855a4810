"""What is published cannot be taken back, so whoever publishes has shown their factor within ten minutes (checklist 16)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dalil.access.strength import Factor, note_proof
from dalil.accounts.models import Person


@pytest.mark.t13
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["press:edition_approve", "press:statement_publish"])
def test_an_old_session_is_asked_for_the_factor_before_anything_is_published(
    signed_in: Callable[[Person], Client], layla: Person, name: str
) -> None:
    browser, address = signed_in(layla), reverse(name, args=[1])
    assert browser.post(address).status_code == 404
    session = browser.session
    note_proof(session, Factor.PASSKEY, timezone.now() - timedelta(minutes=11))
    session.save()

    answer = browser.post(address)
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("access:prove"))
