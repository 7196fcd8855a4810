"""Why a search found an organisation, in the reader's language: one sentence per reason code of `search`.

It never weighs anything, and says nothing for a code without a sentence.
"""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dalil import search

SENTENCES: Mapping[str, str | Promise] = {
    "name": _("The name “%(name)s” holds your words."),
    "name_other_script": _("The name “%(name)s” says your words in another script."),
    "name_other_spelling": _("The name “%(name)s” is spelled like your words."),
    "name_same_meaning": _("The name “%(name)s” means the same as your words."),
    "name_part": _("The name “%(name)s” shares words with yours: %(words)s."),
    "acronym": _("It is known as “%(acronym)s”."),
    "identifier": _("It has the number %(identifier)s."),
    "domain": _("Its website is %(domain)s."),
    "place": _("It is in %(place)s."),
}


def isolated(params: Mapping[str, str]) -> dict[str, str]:
    """Particulars that keep their own direction within a sentence of the other one."""
    return {name: f"\u2068{value}\u2069" for name, value in params.items()}


def sentences_of(reasons: Iterable[search.Reason]) -> tuple[str, ...]:
    """The sentences, strongest reason first, each once."""
    known = (str(SENTENCES[reason.code]) % isolated(reason.params) for reason in reasons if reason.code in SENTENCES)
    return tuple(dict.fromkeys(known))
