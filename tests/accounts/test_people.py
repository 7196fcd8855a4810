"""People: how their passwords are kept, and the one under whom the command line acts."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import identify_hasher

from dalil.accounts.models import COMMAND_LINE, Person

pytestmark = pytest.mark.django_db


def test_a_password_is_kept_as_argon2id_at_the_cost_we_chose(layla: Person) -> None:
    assert layla.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert identify_hasher(layla.password).verify("olive-press-at-dawn", layla.password)


def test_nobody_can_sign_in_as_the_command_line() -> None:
    somebody = Person.objects.command_line()

    assert somebody == Person.objects.command_line()
    assert (somebody.is_editor, somebody.is_operator) == (True, True)
    assert not somebody.has_usable_password()
    for guess in ("", "!", somebody.password):
        assert authenticate(username=COMMAND_LINE, password=guess) is None


def test_lists_of_people_leave_the_command_line_out(layla: Person) -> None:
    Person.objects.command_line()

    assert list(Person.objects.human()) == [layla]


def test_whoever_is_barred_is_not_recognised(layla: Person) -> None:
    Person.objects.filter(pk=layla.pk).update(is_active=False)

    assert authenticate(username="layla", password="olive-press-at-dawn") is None
    assert not Person.objects.active().filter(pk=layla.pk).exists()
