"""What the press shows on pages of the guide: standing statements and the newest edition. It changes nothing."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dalil.press.models import Edition, Statement
from dalil.press.saying import said_in

SHOWN = 3


def announced(request: HttpRequest, subject: str) -> SafeString:
    """The newest statements and the newest edition; two queries. Nothing when there are none."""
    language = get_language() or "en"
    context = {
        "sayings": [said_in(one, language) for one in Statement.objects.standing()[:SHOWN]],
        "edition": Edition.objects.published().first(),
    }
    return render_to_string("press/pages/_announced.html", context)


def entry_in_print(request: HttpRequest, subject: str) -> SafeString:
    """The way to an organisation's entry as a PDF; `subject` is its id."""
    return format_html(
        '<a class="button quiet" href="{}">{}</a>', reverse("press:print_entry", args=[subject]), _("Print this entry")
    )


def results_in_print(request: HttpRequest, subject: str) -> SafeString:
    """The way to what a search found as a PDF: the same question, on whatever page of it the reader is."""
    asked = request.GET.copy()
    asked.pop("page", None)
    address = reverse("press:print_results", query=asked or None)
    return format_html('<a href="{}" rel="nofollow" hx-boost="false">{}</a>', address, _("Print these results (PDF)"))
