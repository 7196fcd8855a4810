"""For everyone: the written rules in words, and since when they are in force. It changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import public
from dalil.board.models import RulesVersion
from dalil.board.wording import rules_in_words


@public("by which rules is decided is for everyone to know")
def rules(request: HttpRequest) -> HttpResponse:
    """The page; one query."""
    versions = list(RulesVersion.objects.select_related("motion__resolution"))
    sentences = rules_in_words(versions[0].rules) if versions else []
    page = {"here": "board", "versions": versions, "sentences": sentences}
    return render(request, "board/pages/rules.html", page)
