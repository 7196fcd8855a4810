"""Editions and statements of which the public knows, by number. What it does not know is 404. It changes nothing."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from dalil.press.models import Edition, Statement

# What no database takes as a number is no number of ours.
HIGHEST = 2**31 - 1


def known_edition(number: int) -> Edition:
    """The edition with this number, published or revoked."""
    if number > HIGHEST:
        raise Http404
    return get_object_or_404(Edition.objects.public().select_related("previous"), number=number)


def known_statement(number: int) -> Statement:
    """The statement with this number, standing or withdrawn."""
    if number > HIGHEST:
        raise Http404
    return get_object_or_404(Statement.objects.public(), number=number)
