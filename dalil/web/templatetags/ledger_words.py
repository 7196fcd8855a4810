"""Codes of the ledger as words on a page. It never hides a code that has no words."""

from django.template import Library

from dalil.access.action_words import in_words

register = Library()


@register.filter
def action_in_words(code: str) -> str:
    """`{{ entry.action|action_in_words }}`: such as: a passkey was added."""
    return in_words(code)
