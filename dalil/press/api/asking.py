"""What a program asked for: the parameters of an address, checked against their declaration before anything is looked up.

It never guesses: what is not declared is refused by name, and so is what cannot be what it should be.
"""

import re
from typing import Any, Final, TypeVar, get_origin, get_type_hints

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext

from dalil.press.api.problems import UNKNOWN_PARAMETER, Refused, bad

Parameters = TypeVar("Parameters", bound=msgspec.Struct)

LONGEST: Final = 200
LONGEST_CELL: Final = 300
MOST_VALUES: Final = 20
# No control characters, no halves of pairs, and not what stands for bytes that were no text.
FIT: Final = r"^[^\u0000-\u001f\u007f\ufffd]*$"
UUID: Final = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
_UNFIT: Final = re.compile(r"[\u0000-\u001f\u007f\ud800-\udfff\ufffd]")


def is_fit(text: str) -> bool:
    """Whether it is text that can be looked up and stored."""
    return not _UNFIT.search(text)


def fit(name: str, text: str, longest: int = LONGEST) -> str:
    """The text, when it is some. Raises `Refused`."""
    if not is_fit(text):
        raise bad(name, gettext("“%(name)s” holds characters that are no text.") % {"name": name})
    if len(text) > longest:
        raise bad(name, gettext("“%(name)s” may have %(most)d characters at most.") % {"name": name, "most": longest})
    return text


def cleaned(text: str) -> str:
    """The text of a cell of somebody's list, as far as it can be looked up: what is none is a blank, what is long is cut."""
    return " ".join(_UNFIT.sub(" ", text).split())[:LONGEST_CELL]


def asked(query: QueryDict, declared: type[Parameters]) -> Parameters:
    """The parameters of an address as they are declared. Raises `Refused`, naming the first that is wrong."""
    hints = get_type_hints(declared, include_extras=False)
    given: dict[str, Any] = {}
    for name in query:
        if name not in hints:
            shown = name[:LONGEST] if is_fit(name) else ""
            raise Refused(
                UNKNOWN_PARAMETER,
                gettext("There is no parameter “%(name)s” here.") % {"name": shown},
                shown,
                sorted(hints),
            )
        values = [fit(name, value) for value in query.getlist(name)]
        is_list = get_origin(hints[name]) is tuple
        if len(values) > (MOST_VALUES if is_list else 1):
            raise bad(name, gettext("“%(name)s” is given too often.") % {"name": name})
        given[name] = values if is_list else values[0]
    return converted(given, declared)


def converted(given: dict[str, Any], declared: type[Parameters]) -> Parameters:
    """The values as the types that are declared. Raises `Refused`."""
    try:
        return msgspec.convert(given, declared, strict=False)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$.")
        missing = re.search(r"field `(\w+)`", what)
        name = re.split(r"[`\[.]", where)[0] or (missing[1] if missing else "")
        detail = gettext("“%(name)s” is not as it should be: %(what)s.") % {"name": name, "what": what}
        raise bad(name, detail) from error
