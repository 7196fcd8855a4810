"""What is done to accounts is allowed to operators alone, and stands in the ledger without any secret."""

from datetime import datetime

import pytest

from dalil.access import actions
from dalil.access.actions import Rights
from dalil.accounts.models import Person
from dalil.ledger.models import Entry

pytestmark = pytest.mark.django_db


def test_a_new_person_can_sign_in_with_the_password_handed_over(omar: Person, moment: datetime) -> None:
    person, password = actions.make_person(
        by=omar, at=moment, sign_in_name="rim", display_name="Rim", rights=Rights(is_editor=True), language="fr"
    )

    person.refresh_from_db()
    assert person.check_password(password)
    assert (person.is_editor, person.is_operator, person.is_active, person.language) == (True, False, True, "fr")
    entry = Entry.objects.about(f"person:{person.pk}").get()
    assert (entry.action, entry.actor, entry.at) == ("make_person", omar, moment)
    assert entry.data == {"is_editor": True, "is_operator": False, "is_active": True, "is_counsel": False}


def test_the_ledger_holds_neither_names_nor_passwords(omar: Person, moment: datetime) -> None:
    person, password = actions.make_person(
        by=omar, at=moment, sign_in_name="rim", display_name="Rim Saad", rights=Rights()
    )
    actions.change_password(by=person, at=moment, person=person, password="another-long-secret")

    written = str(list(Entry.objects.values()))
    for secret in (password, "another-long-secret", person.password, "rim", "Rim Saad"):
        assert secret not in written


def test_generated_passwords_differ_and_are_long() -> None:
    made = {actions.new_password() for _ in range(100)}

    assert len(made) == 100
    assert {len(password) for password in made} == {23}


def test_a_change_of_rights_is_recorded_as_before_and_after(omar: Person, layla: Person, moment: datetime) -> None:
    assert actions.change_rights(by=omar, at=moment, person=layla, rights=Rights()) is None

    layla.refresh_from_db()
    assert not layla.is_editor
    data = Entry.objects.about(f"person:{layla.pk}").get().data
    assert (data["before"]["is_editor"], data["after"]["is_editor"]) == (True, False)


def test_what_changes_nothing_is_not_recorded(omar: Person, layla: Person, moment: datetime) -> None:
    actions.change_rights(by=omar, at=moment, person=layla, rights=Rights(is_editor=True))

    assert not Entry.objects.exists()


@pytest.mark.parametrize("rights", [Rights(is_operator=False), Rights(is_operator=True, is_active=False)])
def test_the_last_operator_stays(omar: Person, moment: datetime, rights: Rights) -> None:
    Person.objects.command_line()

    with pytest.raises(actions.NoOperatorLeft):
        actions.change_rights(by=omar, at=moment, person=omar, rights=rights)

    omar.refresh_from_db()
    assert (omar.is_operator, omar.is_active) == (True, True)
    assert not Entry.objects.exists()


def test_only_an_operator_makes_people_and_gives_rights(layla: Person, noa: Person, moment: datetime) -> None:
    with pytest.raises(actions.NotAnOperator):
        actions.make_person(by=layla, at=moment, sign_in_name="x", display_name="X", rights=Rights())
    with pytest.raises(actions.NotAnOperator):
        actions.change_rights(by=layla, at=moment, person=layla, rights=Rights(is_operator=True))

    assert not Entry.objects.exists()


@pytest.mark.t05
def test_nobody_sets_anothers_password_an_operator_no_more_than_others(
    omar: Person, layla: Person, noa: Person, moment: datetime
) -> None:
    for by in (omar, layla):
        with pytest.raises(actions.NotYourself):
            actions.change_password(by=by, at=moment, person=noa, password="taken-over-by-somebody")

    noa.refresh_from_db()
    assert noa.check_password("a-boat-on-the-lake")
    assert not Entry.objects.exists()


def test_an_operator_who_is_barred_can_do_nothing_more(omar: Person, layla: Person, moment: datetime) -> None:
    omar.is_active = False

    with pytest.raises(actions.NotAnOperator):
        actions.change_rights(by=omar, at=moment, person=layla, rights=Rights())
