"""`{% one_time_key %}`: the hidden field by which a form that is sent twice is known again (`dalil/access/once.py`)."""

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dalil.access.once import FIELD, new_key

register = Library()


@register.simple_tag
def one_time_key() -> SafeString:
    """The field, with another key each time that a form is drawn."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_key())
