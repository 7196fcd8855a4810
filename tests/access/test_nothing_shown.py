"""What belongs to another is on no list, in no count, no search, no history, no export: as strangers see every page."""

import logging
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.test import Client

from dalil.access.second_wall import as_viewer
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Person
from dalil.vault.models import PrivateRecord
from tests.access.matrix import addresses, asked, filled, word
from tests.access.test_ids_of_others import STRANGERS, body_of
from tests.access.world import MARK, World, made

pytestmark = [pytest.mark.django_db, pytest.mark.t23]

NEARLY = MARK[:-1]
"""What is searched for: it begins each private word, and its being repeated on the page is not taken for a find."""
SEARCHES = (
    *(f"en/{one}/?q=" for one in ("organisations", "organisations/print", "suggest", "corrections", "sources")),
    *(f"api/{one}?query=" for one in ("reconcile/suggest/entity", "reconcile/suggest/property", "reconcile/preview")),
    *(f"api/{one}?search=" for one in ("organizations", "services", "sources", "taxonomy_terms")),
    *(f"api/{one}?q=" for one in ("organizations", "services")),
    'api/reconcile?queries={"q0":{"query":"qantara"}}&x=',
    "en/staff/organisations/?q=",
)
OF_THE_ENTRY = ("", "history/", "print/", "claim/", "propose/", "propose/name/", "contacts/")


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """A platform in full use; nothing is noted of what is not found."""
    logging.disable(logging.WARNING)
    yield made()
    logging.disable(logging.NOTSET)


def pages() -> Iterator[str]:
    """Every address without an id; every search; every page of the entries, and what the API says of them."""
    for address, pattern in addresses():
        if not pattern.pattern.converters and "(?P" not in address:
            yield filled(address, pattern, {})
    yield from (f"/{one}{NEARLY}" for one in SEARCHES)
    for entry in ("lamp", "waterforall"):
        yield from (f"/en/organisations/{entry}/{rest}" for rest in OF_THE_ENTRY)
        yield from (f"/api/organizations/{entry}", f"/api/organizations/{entry}/sources", f"/api/services/{entry}")


def shown(client: Client, path: str) -> str:
    """What a page says."""
    return body_of(asked(client, "GET", path))


def test_no_list_count_search_history_or_export_shows_what_belongs_to_another(world: World) -> None:
    looked = list(pages())
    found = [(role, path) for role in STRANGERS for path in looked if MARK in shown(world.cast[role], path)]

    assert found == []
    assert len(looked) > 100


def test_an_entry_that_is_not_listed_is_found_by_no_stranger(world: World) -> None:
    asked_for = [one.replace("qantara", "Hidden Lantern").removesuffix("=") + "=Hidden+Lantern" for one in SEARCHES]
    for role in STRANGERS:
        texts = [shown(world.cast[role], f"/{one}") for one in asked_for]
        assert not any("/organisations/hidden" in text or '"hidden"' in text for text in texts)
    answers = {
        body_of(asked(world.cast["stranger"], "GET", f"/{place}{entry}")).replace(entry, "")
        for place in ("api/organizations/",)
        for entry in ("hidden", "nowhere")
    }
    assert len(answers) == 1


def test_the_same_pages_show_their_owners_what_is_theirs(world: World) -> None:
    """Or the test above would find nothing, whatever was wrong."""
    owned = {
        "manager": "/en/member/delegates/",
        "trustee": "/en/staff/board/motions/",
        "counsel": "/en/staff/holds/",
        "on duty": "/en/people",
    }

    assert [role for role, path in owned.items() if MARK not in shown(world.cast[role], path)] == []


def test_there_is_a_private_record_of_every_kind(world: World) -> None:
    ours = [one for one in apps.get_models() if issubclass(one, PrivateRecord) and one.__module__.startswith("dalil.")]

    assert len(ours) >= 9
    near = {one for one in ours if one._base_manager.exists()}
    with as_viewer(
        viewer_for(Person.objects.get(sign_in_name="amal"), at=world.at)
    ):  # Papers and minutes are trustees' alone.
        near |= {one for one in ours if one._base_manager.exists()}
    assert [one.__name__ for one in ours if one not in near] == []


def test_my_data_of_one_names_nobody_else(world: World) -> None:
    for role in ("member", "other body"):
        taken = asked(world.cast[role], "POST", "/en/my-data/take-away")
        text = body_of(taken)
        assert word(taken) == "ok" and f"{role}@cast.example" in text
        assert MARK not in text and "@cast.example" not in text.replace(f"{role}@cast.example", "")
