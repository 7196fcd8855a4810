"""Where a higher room puts a panel into a lower room's page: by the name of the place, in order. Nowhere else.

A page says `{% panels "home" %}`, or `{% panels "entry" organisation.pk %}` when it is about something. It does not know who
answers.
"""

from collections.abc import Callable, Mapping
from typing import Final

from django.http import HttpRequest
from django.utils.safestring import SafeString

from dalil.press.panels import announced, entry_in_print, results_in_print

Panel = Callable[[HttpRequest, str], SafeString]

PANELS: Final[Mapping[str, tuple[Panel, ...]]] = {
    "home": (announced,),
    "entry": (entry_in_print,),
    "results": (results_in_print,),
}
