"""Editions by the command line: two named editors answer for each, and what it says."""

from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from dalil.accounts.models import Person
from dalil.cli import main
from dalil.press.models import Edition, EditionState
from dalil.press.wording import product_named
from tests.guide.bodies import body
from tests.press.publishing_steps import verdict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_small_product", "layla", "maryam")]


def said(*words: str) -> str:
    result = CliRunner().invoke(main.main, ("edition", *words))
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: str) -> str:
    result = CliRunner().invoke(main.main, ("edition", *words))
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.output


def test_what_nobody_drafted_one_person_cannot_publish() -> None:
    body("one", "Hope")
    assert "Two editors answer for it: dalil edition make --as NAME --approved-by OTHER" in said("make")

    assert "First an editor makes it theirs" in refused("make", "--approved-by", "maryam")
    assert "First an editor makes it theirs" in refused("approve", "1", "--as", "maryam")
    assert "A second person, who is named" in refused("make", "--as", "maryam", "--approved-by", "maryam")
    assert Edition.objects.get().state == EditionState.DRAFTED
    told = said("make", "--as", "layla", "--approved-by", "maryam")

    assert "Edition 1 is published" in told
    found = Edition.objects.get()
    assert found.drafted_by.sign_in_name == "layla"
    assert found.approved_by is not None and found.approved_by.sign_in_name == "maryam"


def test_a_step_at_the_wrong_time_says_where_it_stands() -> None:
    body("one", "Hope")
    said("make", "--as", "layla", "--approved-by", "maryam")

    assert "it stands at “published”" in refused("abandon", "1")


@pytest.mark.parametrize(
    ("scope", "sentence"),
    [
        (("--country", "XX"), "country: “XX” is not among AD, AE … ZW"),
        (("--sector", "nonsense"), "sector: “nonsense” is not among"),
        (("--region", "nowhere"), "region: “nowhere” is not among the codes of regions"),
    ],
)
def test_a_scope_that_there_is_not_is_refused_before_anything_is_frozen(scope: tuple[str, str], sentence: str) -> None:
    body("one", "Hope")
    assert sentence in refused("draft", "--as", "layla", *scope)
    assert not Edition.objects.exists()


def test_whoever_checks_a_copy_reads_which_edition_stands(moment: datetime) -> None:
    body("one", "Hope")
    for _ in range(2):
        said("make", "--as", "layla", "--approved-by", "maryam")
    soon = max(moment, Edition.objects.latest("published_at").published_at or moment) + timedelta(minutes=1)
    assert verdict(soon).about["edition"] == "2"

    said("revoke", "2", "--as", "layla", "--reason", "A list in it was not ours to publish.")
    assert verdict(soon + timedelta(minutes=1)).about["edition"] == "1"
    said("revoke", "1", "--as", "layla", "--reason", "Neither was that one.")
    assert "edition" not in verdict(soon + timedelta(minutes=1)).about


def test_products_are_told_in_words(layla: Person) -> None:
    assert product_named("print-ar-a5") == "The book in العربية, A5"
    assert product_named("open data") == "Open data"
    assert product_named("of a later version") == "of a later version"
