"""For everyone: who the trustees are, which seats stand for what, who chairs; the register of interests while it is public.

It never names a trustee who did not agree to be shown.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dalil.access.gates import public
from dalil.access.viewer import STRANGER
from dalil.board.models import Interest, Office, Seat, Term
from dalil.board.visibility import INTERESTS, TERMS


@public("who decides for the platform is for everyone to know")
def board(request: HttpRequest) -> HttpResponse:
    """The page; six queries."""
    now = timezone.now()
    in_office = Term.objects.in_office(now)
    shown = {term.seat_id: term for term in TERMS.visible(in_office.with_names(), STRANGER)}
    held = set(in_office.values_list("seat_id", flat=True))
    offices = Office.objects.filter(ended_at=None, term__in=in_office).select_related("term")
    office_of = {office.term.seat_id: office for office in offices}
    seats = [(seat, seat.pk in held, shown.get(seat.pk), office_of.get(seat.pk)) for seat in Seat.objects.all()]
    # Of whom is not shown by name, an interest would tell too much or nothing: the seat stands for the person.
    seat_of = dict(in_office.values_list("person_id", "seat__number"))
    interests = [
        (seat_of.get(one.person_id), one)
        for one in INTERESTS.visible(Interest.objects.filter(person_id__in=seat_of), STRANGER)
    ]
    page = {"here": "board", "seats": seats, "interests": interests}
    return render(request, "board/pages/board.html", page)
