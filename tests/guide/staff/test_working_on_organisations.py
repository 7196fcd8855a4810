"""The queue, merging, undoing, splitting, editing, history and reports through the browser, by an editor."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from dalil.accounts.models import Person
from dalil.guide.automation import calibration_now, probability_of
from dalil.guide.models import Change, ChangeProposal, Intake, NotSame, Operation, Organisation, Proposal, Report
from dalil.guide.profiles import profiles_of

Take = Callable[..., Intake]
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
REASONS = [
    {"code": "same_city", "params": {"city": "Jenin"}, "bits": 2.0},
    {"code": "different_country", "params": {"a": "PS", "b": "TN"}, "bits": -6.0},
]


def text_of(answer: Any) -> str:
    """What stands on a page, without the invisible marks that keep a word in its own direction."""
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text.replace("\u2068", "").replace("\u2069", "")


@pytest.fixture
def three(carried: Take) -> list[Organisation]:
    carried()
    return list(Organisation.objects.order_by("pk"))


@pytest.fixture
def proposals(three: list[Organisation]) -> list[Proposal]:
    pairs = [(three[0], three[1], 0.9), (three[0], three[2], 0.8), (three[1], three[2], 0.7)]
    return [
        Proposal.objects.create(left=left, right=right, score=score, reasons=REASONS, created_at=AT)
        for left, right, score in pairs
    ]


def test_the_queue_shows_pairs_with_reasons_in_words_and_their_weight(desk: Client, proposals: list[Proposal]) -> None:
    likely = [round(100 * probability_of(proposal, calibration_now())) for proposal in proposals]
    shown = text_of(desk.get("/en/staff/merges/"))
    assert likely == sorted(likely, reverse=True)
    assert all(f"{one} %" in shown for one in likely)
    text = text_of(desk.get(f"/en/staff/merges/{proposals[0].pk}/"))
    assert "Both are in Jenin." in text
    assert "They are in different countries: State of Palestine and Tunisia." in text
    assert "−6.0" in text
    assert 'class="differs"' in text


def test_the_pair_has_a_link_or_button_for_every_key(desk: Client, proposals: list[Proposal]) -> None:
    desk.post(f"/en/staff/merges/{proposals[0].pk}/", {"answer": proposals[0].left_id})
    waiting = Proposal.objects.filter(state="open").order_by("-score")
    first = text_of(desk.get(f"/en/staff/merges/{waiting[0].pk}/"))
    for key in "mnu":
        assert f'data-key="{key}"' in first


def test_skip_leads_to_the_next_pair_and_back_to_the_one_before(desk: Client, proposals: list[Proposal]) -> None:
    first, second, third = proposals
    middle = text_of(desk.get(f"/en/staff/merges/{second.pk}/?order=likely"))
    assert f'href="/en/staff/merges/{third.pk}/?order=likely" data-key="j"' in middle
    assert f'href="/en/staff/merges/{first.pk}/?order=likely" data-key="k"' in middle


@pytest.mark.parametrize("survivor", ["left_id", "right_id"])
def test_the_editor_chooses_which_address_stays(desk: Client, proposals: list[Proposal], survivor: str) -> None:
    stays = getattr(proposals[0], survivor)
    desk.post(f"/en/staff/merges/{proposals[0].pk}/", {"answer": stays, "reason": "the same board"})
    operation = Operation.objects.get()
    assert (operation.stays_id, operation.reason) == (stays, "the same board")
    assert Organisation.objects.get(pk=operation.moved_id).merged_into_id == stays


def test_not_the_same_is_remembered_and_the_next_pair_comes(desk: Client, proposals: list[Proposal]) -> None:
    answer = desk.post(f"/en/staff/merges/{proposals[0].pk}/?order=likely", {"answer": "not_same"})
    assert answer["Location"] == f"/en/staff/merges/{proposals[1].pk}/?order=likely"
    assert NotSame.objects.count() == 1
    proposals[0].refresh_from_db()
    assert proposals[0].state == "not_same"


def test_an_answer_that_is_none_of_the_four_changes_nothing(desk: Client, proposals: list[Proposal]) -> None:
    desk.post(f"/en/staff/merges/{proposals[0].pk}/", {"answer": "zzz"})
    assert not Operation.objects.exists()


def test_the_last_decision_is_undone_from_the_next_pair(desk: Client, proposals: list[Proposal]) -> None:
    desk.post(f"/en/staff/merges/{proposals[0].pk}/", {"answer": proposals[0].left_id})
    operation = Operation.objects.get()
    here = f"/en/staff/merges/{proposals[1].pk}/"
    assert desk.post(f"/en/staff/operations/{operation.pk}/undo/", {"next": here})["Location"] == here
    assert not Organisation.objects.exclude(merged_into=None).exists()
    again = desk.post(f"/en/staff/operations/{operation.pk}/undo/", follow=True)
    assert "This decision was undone before." in again.content.decode()


def test_the_key_u_takes_back_whichever_came_last_a_merge_or_not_the_same(
    desk: Client, proposals: list[Proposal]
) -> None:
    desk.post(f"/en/staff/merges/{proposals[0].pk}/", {"answer": proposals[0].left_id})
    desk.post(f"/en/staff/merges/{proposals[1].pk}/?order=likely", {"answer": "not_same"})
    here = f"/en/staff/merges/{proposals[2].pk}/"
    judgement, operation = NotSame.objects.get(), Operation.objects.get()
    assert desk.get(here).context["last"].address == f"/en/staff/judgements/{judgement.pk}/withdraw/"
    desk.post(f"/en/staff/judgements/{judgement.pk}/withdraw/", {"next": here})
    assert desk.get(here).context["last"].address == f"/en/staff/operations/{operation.pk}/undo/"
    desk.post(f"/en/staff/operations/{operation.pk}/undo/", {"next": here})
    assert desk.get(here).context["last"] is None


def test_a_judgement_stands_in_the_way_of_a_merge_until_it_is_withdrawn(
    desk: Client, three: list[Organisation]
) -> None:
    left, right = three[0].pk, three[1].pk
    address = f"/en/staff/organisations/{left}/compare/{right}/"
    desk.post(address, {"answer": "different"})
    refused = desk.post(address, {"answer": left}, follow=True)
    assert "An editor judged that these are not the same." in refused.content.decode()
    desk.post(f"/en/staff/judgements/{NotSame.objects.get().pk}/withdraw/")
    desk.post(address, {"answer": left})
    assert Operation.objects.get().stays_id == left


def test_organisations_are_found_to_be_worked_on_and_to_be_compared(desk: Client, three: list[Organisation]) -> None:
    olive = Organisation.objects.get(title__startswith="Olive")
    assert f"/en/staff/organisations/{olive.pk}/edit/" in text_of(desk.get("/en/staff/organisations/?q=olive"))
    assert f"/en/staff/organisations/{olive.pk}/edit/" in text_of(desk.get(f"/en/staff/organisations/?q={olive.pk}"))
    other = next(one for one in three if one.pk != olive.pk)
    page = text_of(desk.get(f"/en/staff/organisations/?q=olive&with={other.pk}"))
    assert f"/en/staff/organisations/{other.pk}/compare/{olive.pk}/" in page


def test_a_record_that_is_about_another_body_is_split_off(desk: Client, three: list[Organisation]) -> None:
    left, right = three[0], three[1]
    desk.post(f"/en/staff/organisations/{left.pk}/compare/{right.pk}/", {"answer": left.pk})
    record = left.records.latest("pk")
    desk.post(f"/en/staff/organisations/{left.pk}/split/", {"records": [record.pk], "reason": "two boards"})
    record.refresh_from_db()
    assert record.organisation_id not in (left.pk, right.pk)


def test_a_split_of_all_records_is_refused_in_words(desk: Client, three: list[Organisation]) -> None:
    record = three[0].records.get()
    answer = desk.post(f"/en/staff/organisations/{three[0].pk}/split/", {"records": [record.pk]}, follow=True)
    assert "leave at least one" in answer.content.decode()


def statement(**more: Any) -> dict[str, Any]:
    rows = ("names", "identifiers", "locations", "relations")
    counts = {f"{name}-{part}": n for name in rows for part, n in FORM_COUNTS.items()}
    return {**counts, **more}


FORM_COUNTS = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0"}


def test_what_editors_state_stands_beside_what_the_list_says(desk: Client, three: list[Organisation]) -> None:
    olive = Organisation.objects.get(title__startswith="Olive")
    answer = desk.post(
        f"/en/staff/organisations/{olive.pk}/edit/",
        statement(
            **{"names-0-value": "تعاونية الزيتون", "names-0-lang": "Arabic", "names-0-type": "label"},
            **{"locations-0-locality": "Nablus", "locations-0-country": "Palestine"},
            links="olives.example/new",
            sectors=["economy"],
            founded="1998-05",
            status="active",
            reason="their letter",
        ),
    )
    assert answer.status_code == 302, answer.context["statement"].facts.errors
    profile = profiles_of([olive.pk])[olive.pk]
    assert [said.value.value for said in profile.names] == ["تعاونية الزيتون", "Olive Growers Association"]
    assert [said.value.locality for said in profile.locations] == ["Nablus", "Jenin"]
    assert profile.names[0].value.lang == "ar"
    assert profile.links[0].value == "https://olives.example/new"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"founded": "spring"}, "Write the date as 2004"),
        ({"links": "not a link"}, "is no web address"),
        ({"locations-0-country": "Atlantis"}, "We do not know this country"),
        ({"names-0-value": "x", "names-0-lang": "Klingonish"}, "We do not know this language"),
        ({"identifiers-0-scheme": "XX-NONE", "identifiers-0-value": "1"}, "We do not know this register"),
        ({"identifiers-0-scheme": "XI-ROR", "identifiers-0-value": "zzz"}, "does not have the form"),
    ],
)
def test_what_cannot_be_understood_is_said_and_nothing_is_stated(
    desk: Client, three: list[Organisation], typed: dict[str, str], sentence: str
) -> None:
    answer = desk.post(f"/en/staff/organisations/{three[0].pk}/edit/", statement(**typed))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Change.objects.filter(kind="edited").exists()


def test_the_form_shows_again_what_was_stated_before(desk: Client, three: list[Organisation]) -> None:
    address = f"/en/staff/organisations/{three[0].pk}/edit/"
    desk.post(address, statement(**{"names-0-value": "Second Name"}, founded="1998", sectors=["relief"]))
    text = text_of(desk.get(address))
    assert 'value="Second Name"' in text
    assert 'value="1998"' in text


def test_an_unlisted_organisation_is_seen_by_editors_alone(
    desk: Client, stranger: Client, three: list[Organisation]
) -> None:
    desk.post(f"/en/staff/organisations/{three[0].pk}/listing/", {"listed": "no"})
    assert stranger.get(three[0].get_absolute_url()).status_code == 404
    assert three[0].title in text_of(desk.get("/en/staff/organisations/"))
    desk.post(f"/en/staff/organisations/{three[0].pk}/listing/", {"listed": "yes"})
    assert stranger.get(three[0].get_absolute_url()).status_code == 200


def test_the_history_says_what_changed_by_whom_and_from_which_row(desk: Client, carried: Take) -> None:
    carried()
    intake = carried(
        "Name,Ville,Pays,Site,Contact\nOlive Growers Association,Nablus,Palestine,https://olives.example,\n"
    )
    olive = Organisation.objects.get(title__startswith="Olive")
    text = text_of(desk.get(f"/en/staff/organisations/{olive.pk}/history/"))
    row = intake.rows.get()
    assert "<del>Jenin" in text
    assert "<ins>Nablus" in text
    assert "Layla Haddad" in text
    assert f"/en/staff/intakes/{intake.pk}/rows/{row.pk}/" in text


def test_what_is_told_to_an_editor_is_a_proposed_change_and_counts_once_accepted(
    desk: Client, three: list[Organisation]
) -> None:
    told = {"kind": "closed", "happened_on": "2025-03", "told_by": "its director"}
    desk.post(f"/en/staff/organisations/{three[0].pk}/report/", told)
    proposal = ChangeProposal.objects.get()
    assert profiles_of([three[0].pk])[three[0].pk].status == ""
    address = f"/en/staff/changes/{proposal.pk}/"
    assert "its director" in text_of(desk.get(address))
    taken = {"decision": "accept", "version": 1, "happened": "closed", "happened_on": "2025-03"}
    desk.post(address, taken)
    assert profiles_of([three[0].pk])[three[0].pk].status == "closed"
    again = desk.post(address, {"decision": "refuse", "answer": "no", "version": 1})
    assert "Somebody else answered this proposal" in again.content.decode()


def test_a_report_from_before_there_were_proposals_is_read_and_decided_once(
    desk: Client, three: list[Organisation]
) -> None:
    teller = Person.objects.command_line()
    report = Report.objects.create(
        organisation=three[0],
        kind="closed",
        told_by="its director",
        happened_on="2025-03",
        filed_by=teller,
        filed_at=AT,
    )
    assert "its director" in text_of(desk.get("/en/staff/reports/"))
    desk.post(f"/en/staff/reports/{report.pk}/decide/", {"decision": "approve"})
    assert profiles_of([three[0].pk])[three[0].pk].status == "closed"
    again = desk.post(f"/en/staff/reports/{report.pk}/decide/", {"decision": "turn_down"}, follow=True)
    assert "This report was decided before." in again.content.decode()


def test_a_report_with_a_date_that_is_none_is_refused(desk: Client, three: list[Organisation]) -> None:
    told = {"kind": "closed", "happened_on": "in May", "told_by": "a neighbour"}
    assert desk.post(f"/en/staff/organisations/{three[0].pk}/report/", told).status_code == 422


def test_the_ledger_names_who_did_what_and_can_be_checked(
    omar: Person, signed_in: Callable[[Person], Client], three: list[Organisation]
) -> None:
    text = text_of(signed_in(omar).get("/en/staff/ledger/?check=1"))
    assert "The ledger is whole" in text
    assert "carry_out" in text
    assert "Layla Haddad" in text


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/en/staff/", 11),  # One of them: for whom one acts.
        ("/en/staff/sources/", 4),
        ("/en/staff/intakes/", 5),
        ("/en/staff/merges/", 8),
        ("/en/staff/merges/?order=likely", 9),
        ("/en/staff/merges/batch/", 10),
        ("/en/staff/contradictions/", 4),
        ("/en/staff/operations/?kind=batches", 4),
        ("/en/staff/operations/", 5),
        ("/en/staff/operations/?kind=judgements", 5),
        # Two more than before there were bodies and withdrawals: for whom one acts, and what the index must not tell yet.
        ("/en/staff/organisations/?q=society", 7),
        ("/en/staff/reports/", 5),
    ],
)
def test_a_list_costs_the_same_queries_however_long_it_is(
    desk: Client, proposals: list[Proposal], carried: Take, address: str, most: int, django_assert_max_num_queries: Any
) -> None:
    carried("Name,Ville,Pays,Site,Contact\n" + "".join(f"Society of {i} rivers,,,,\n" for i in range(20)))
    teller = Person.objects.command_line()
    for one in proposals:
        desk.post(f"/en/staff/merges/{one.pk}/?order=likely", {"answer": "not_same"})
        Report.objects.create(organisation=one.left, kind="closed", told_by="x", filed_by=teller, filed_at=AT)
    with django_assert_max_num_queries(most):
        assert desk.get(address).status_code == 200


def test_what_no_database_takes_is_left_out_of_what_was_typed(desk: Client, three: list[Organisation]) -> None:
    assert desk.get("/en/staff/organisations/?q=%00olive%00&with=%00").status_code == 200
    address = f"/en/staff/organisations/{three[0].pk}/compare/{three[1].pk}/"
    desk.post(address, {"answer": three[0].pk, "reason": "one\x00 board"})
    assert Operation.objects.get().reason == "one board"
