"""What the press shows on pages of the guide: standing statements and the newest edition. It changes nothing."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dalil.press.models import Edition, Statement
from dalil.press.saying import said_in

SHOWN = 3


def announced(request: HttpRequest) -> SafeString:
    """The newest statements and the newest edition; two queries. Nothing when there are none."""
    language = get_language() or "en"
    context = {
        "sayings": [said_in(one, language) for one in Statement.objects.standing()[:SHOWN]],
        "edition": Edition.objects.published().first(),
    }
    return render_to_string("press/pages/_announced.html", context)
