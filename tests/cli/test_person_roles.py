"""`dalil person roles`: what somebody may do, shown and changed, said and written down."""

import json

import pytest
from click.testing import CliRunner, Result

from dalil.access.models import Approval
from dalil.accounts.models import Person
from dalil.cli import main
from dalil.ledger.models import Entry

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(main.main, ("person", "roles", *words))


def said(*words: str) -> str:
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result.output


def test_roles_are_shown_without_writing_anything(layla: Person) -> None:
    assert said("layla") == said("layla", "--editor") == "Layla Haddad: editor; may sign in.\n"
    assert not Entry.objects.exists()


def test_roles_are_changed_said_and_written_to_the_ledger(layla: Person) -> None:
    output = said("layla", "--operator", "--no-editor", "--why", "She takes over")

    layla.refresh_from_db()
    assert (layla.is_editor, layla.is_operator) == (False, True)
    assert output == "Layla Haddad: editor taken, operator given. They sign in anew.\nNow: operator; may sign in.\n"
    entry = Entry.objects.get()
    told = json.loads(entry.data_json)
    assert (entry.action, entry.subject, entry.actor.sign_in_name) == (
        "change_rights",
        f"person:{layla.pk}",
        "command-line",
    )
    assert (told["before"]["is_operator"], told["after"]["is_operator"]) == (False, True)


def test_where_two_operators_are_what_needs_two_is_asked_for_and_nothing_changed(layla: Person, omar: Person) -> None:
    Person.objects.create_person("efua", "Efua", password="a-long-road-home", is_operator=True)

    refused = run("layla", "--counsel")
    assert refused.exit_code == 1 and "Traceback" not in refused.output and not Approval.objects.exists()
    output = said("layla", "--counsel", "--why", "Our lawyer")

    layla.refresh_from_db()
    assert not layla.is_counsel and Approval.objects.get().kind == "rights"
    assert "Asked for, nothing is changed yet: counsel given." in output
    assert "editor taken" in said("layla", "--no-editor")


def test_the_last_operator_stays_and_nobody_unknown_is_changed(omar: Person) -> None:
    for words, sentence in (
        (("omar", "--no-operator", "--why", "x"), "Somebody else must be an operator first."),
        (("omar", "--barred", "--why", "x"), "Somebody else must be an operator first."),
        (("nobody", "--editor"), "Nobody signs in as nobody."),
        (("command-line", "--no-editor"), "Nobody signs in as command-line."),
    ):
        result = run(*words)
        assert result.exit_code == 1 and sentence in result.output, result.output
    omar.refresh_from_db()
    assert omar.is_operator and omar.is_active


def test_the_trustees_role_cannot_be_given_here(layla: Person) -> None:
    assert run("layla", "--trustee").exit_code == 2
