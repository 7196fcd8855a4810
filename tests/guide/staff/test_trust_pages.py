"""Trust in a list through the browser: a sample drawn and judged pair by pair, what it shows, and the switch."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from dalil.guide.models import Proposal, Sample, SampleItem, Source
from dalil.guide.precisions import in_percent, precision_of
from tests.guide.staff.pairs import proposals

TRUST = "/en/staff/sources/river-list/trust/"


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    text: str = answer.content.decode()
    for mark in "\u2066\u2068\u2069":
        text = text.replace(mark, "")
    return text


@pytest.fixture
def pairs(source: Source) -> list[Proposal]:
    """Twenty pairs that the list would join without asking if it were trusted."""
    return proposals(source, 20, bits=25.0)


def draw(desk: Client, **form: str) -> str:
    return text_of(desk.post(f"{TRUST}draw/", {"size": "20", "wrong": "1", **form}, follow=True))


def judge(desk: Client, verdict: str) -> SampleItem | None:
    """Answer the pair that is asked next."""
    item = desk.get(TRUST).context["next"]
    if item is not None:
        desk.post(f"{TRUST}{item.pk}/", {"answer": verdict})
    return item  # type: ignore[no-any-return]


def test_a_list_begins_without_trust(desk: Client, source: Source) -> None:
    text = text_of(desk.get(TRUST))
    assert "Joins without asking: off" in text
    assert "Draw a sample" in text
    assert TRUST in text_of(desk.get("/en/staff/sources/"))


def test_a_sample_is_drawn_judged_and_switched_on_and_off_again(desk: Client, pairs: list[Proposal]) -> None:
    assert "20 pairs out of 20, drawn by Layla Haddad." in draw(desk)
    while judge(desk, "same"):
        pass
    text = text_of(desk.get(TRUST))
    assert "100\u00a0% were right." in text
    assert "99\u00a0% is wanted" in text
    text = text_of(desk.post(f"{TRUST}switch/", {"to": "on"}, follow=True))
    assert "Joins without asking: on" in text
    assert "Joining without asking was switched on." in text
    assert Source.objects.get(slug="river-list").is_automatic
    text = text_of(desk.post(f"{TRUST}switch/", {"to": "off"}, follow=True))
    assert "Joins without asking: off" in text
    assert "switched off." in text
    assert not Source.objects.get(slug="river-list").is_automatic


def test_a_sample_with_one_wrong_in_twenty_is_refused_in_words(desk: Client, pairs: list[Proposal]) -> None:
    draw(desk)
    judge(desk, "not_same")
    while judge(desk, "same"):
        pass
    refused = "Fewer than 99 of 100 pairs of the sample are the same"
    answer = desk.post(f"{TRUST}switch/", {"to": "on"}, follow=True)
    assert f'<div class="notice error"><p>{refused}' in text_of(answer)
    assert "95\u00a0% were right." in text_of(answer)
    assert not Source.objects.get(slug="river-list").is_automatic


def test_a_sample_half_judged_is_refused(desk: Client, pairs: list[Proposal]) -> None:
    draw(desk)
    judge(desk, "same")
    assert "The sample is not complete." in text_of(desk.post(f"{TRUST}switch/", {"to": "on"}, follow=True))


def test_an_answer_leads_to_the_next_pair_and_tells_what_was_noted(desk: Client, pairs: list[Proposal]) -> None:
    draw(desk)
    first, second = SampleItem.objects.order_by("number")[:2]
    answer = desk.post(f"{TRUST}{first.pk}/", {"answer": "unsure"}, follow=True)
    assert answer.redirect_chain == [(f"{TRUST}{second.pk}/", 302)]
    text = text_of(answer)
    assert "Noted: cannot be told." in text
    assert "1 of 20 judged" in text
    for key in "mnsjk":
        assert f'data-key="{key}"' in text


def test_the_last_answer_of_a_sample_is_taken_back_and_its_pair_is_asked_again(
    desk: Client, pairs: list[Proposal]
) -> None:
    draw(desk)
    first, second = SampleItem.objects.order_by("number")[:2]
    desk.post(f"{TRUST}{first.pk}/", {"answer": "not_same"})
    last = desk.get(f"{TRUST}{second.pk}/").context["last"]
    assert last.pair == f"{TRUST}{first.pk}/"
    text = text_of(desk.post(last.address, {"next": last.pair}, follow=True))
    assert 'value="not_same"' in text
    assert desk.get(TRUST).context["next"].pk == first.pk


def test_a_pair_judged_twice_is_refused(desk: Client, pairs: list[Proposal]) -> None:
    draw(desk)
    first = SampleItem.objects.order_by("number")[0]
    for _ in range(2):
        answer = desk.post(f"{TRUST}{first.pk}/", {"answer": "same"}, follow=True)
    assert "was judged before" in text_of(answer)


@pytest.mark.parametrize("form", [{"size": "abc"}, {"size": "0"}, {"size": "99999"}, {"wrong": "abc"}, {"wrong": "-1"}])
def test_an_odd_sample_is_refused_in_words(desk: Client, pairs: list[Proposal], form: dict[str, str]) -> None:
    assert "State how many pairs to draw" in draw(desk, **form)
    assert not Sample.objects.exists()


def test_a_list_that_asks_nothing_has_nothing_to_sample(desk: Client, source: Source) -> None:
    assert "there is nothing to judge" in draw(desk)


def test_odd_answers_and_switches_change_nothing(desk: Client, pairs: list[Proposal]) -> None:
    draw(desk)
    item = SampleItem.objects.order_by("number")[0]
    desk.post(f"{TRUST}{item.pk}/", {"answer": "withdrawn"})
    desk.post(f"{TRUST}{item.pk}/", {})
    desk.post(f"{TRUST}switch/", {"to": "sideways"})
    item.refresh_from_db()
    assert item.decision is None
    assert not Source.objects.get(slug="river-list").is_automatic


def test_pages_of_other_lists_and_numbers_are_not_there(desk: Client, pairs: list[Proposal]) -> None:
    draw(desk)
    item = SampleItem.objects.order_by("number")[0]
    Source.objects.create(slug="other", name="Other", created_at=item.sample.drawn_at)
    for address in ("other/trust/" + f"{item.pk}/", "river-list/trust/999999/", "nobody/trust/"):
        assert desk.get(f"/en/staff/sources/{address}").status_code == 404
    for address in ("draw/", "switch/"):
        assert desk.get(TRUST + address).status_code == 405


def test_the_pages_cost_few_queries(desk: Client, pairs: list[Proposal], django_assert_max_num_queries: Any) -> None:
    draw(desk)
    item = SampleItem.objects.order_by("number")[0]
    with django_assert_max_num_queries(9):
        desk.get(TRUST)
    with django_assert_max_num_queries(12):
        desk.get(f"{TRUST}{item.pk}/")


def test_the_picture_of_a_share_is_mirrored_for_languages_from_the_right() -> None:
    picture = precision_of(0.98, 0.93, 0.998, 0.99)
    with translation.override("ar"):
        mirrored = precision_of(0.98, 0.93, 0.998, 0.99)
    assert float(picture.share[:-1]) + float(mirrored.share[:-1]) == pytest.approx(100, abs=0.02)
    assert picture.width == mirrored.width
    assert 0 <= float(picture.begin[:-1]) < float(picture.bar[:-1]) < 100


@pytest.mark.parametrize(("share", "written"), [(1.0, "100"), (0.955, "95.5"), (0.0, "0")])
def test_a_share_is_written_with_one_decimal_where_it_has_one(share: float, written: str) -> None:
    assert in_percent(share).strip("\u2066\u2069") == f"{written}\u00a0%"
