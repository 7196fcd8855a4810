"""For everyone: how many orders were served each year, and what became of them. Numbers alone, never what they asked."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import public
from dalil.board.models import Order, OrderState

COLUMNS = ("served", "answered", "refused", "objected", "held", "untold")


@public("how often authorities come is for everyone to know")
def orders(request: HttpRequest) -> HttpResponse:
    """The page; one query."""
    counted = (
        Order.objects.values("served_on__year")
        .annotate(
            served=Count("pk"),
            answered=Count("pk", filter=Q(state=OrderState.ANSWERED)),
            refused=Count("pk", filter=Q(state=OrderState.REFUSED)),
            objected=Count("pk", filter=~Q(objection="")),
            held=Count("pk", filter=Q(hold__isnull=False)),
            untold=Count("pk", filter=~Q(why_not_told="")),
        )
        .order_by("-served_on__year")
    )
    years = [
        {"year": str(row["served_on__year"]), **{name: count for name, count in row.items() if name in COLUMNS}}
        for row in counted
    ]
    return render(request, "board/pages/orders.html", {"here": "board", "years": years})
