"""Numbers and dates as the language of the page writes them: `{{ total|number }}`, `{{ intake.as_of|day }}`.

Digits are Western in every language: identifiers, dates and counts stand side by side, and identifiers are Western.
It never reads the clock.
"""

from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal
from babel.units import format_unit
from django.template import Library
from django.utils import timezone
from django.utils.translation import get_language

register = Library()


def here() -> str:
    """The locale whose conventions hold: that of the page's language; English dates are written the British way."""
    language = get_language() or "en"
    return "en_GB" if language == "en" else language


@register.filter
def number(value: float | None) -> str:
    """1234 as "1,234", or as the language has it; nothing for None."""
    if value is None:
        return ""
    return str(format_decimal(value, locale=here(), numbering_system="latn"))


@register.filter
def tenths(value: float) -> str:
    """A number with one decimal, as the language writes it."""
    return str(format_decimal(value, format="0.0", locale=here(), numbering_system="latn"))


@register.filter
def file_size(value: int) -> str:
    """Bytes in the largest unit that leaves a whole number before the decimal sign."""
    size, unit = float(value), "byte"
    for larger in ("kilobyte", "megabyte", "gigabyte"):
        if size < 1024:
            break
        size, unit = size / 1024, larger
    return str(format_unit(round(size, 1), unit, length="short", locale=here(), numbering_system="latn"))


@register.filter
def day(value: date | datetime | None) -> str:
    """The date in words; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return str(format_date(value, "long", locale=here()))


@register.filter
def moment(value: datetime | None) -> str:
    """Date and minute, in the time zone of the platform; nothing for None."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    comma = "،" if here() == "ar" else ","
    return str(format_datetime(local, f"d MMMM y{comma} HH:mm", locale=here()))


@register.filter
def partial_date(value: str) -> str:
    """An EDTF date of level 0 (`2004`, `2004-05`, `2004-05-31`) in words; anything else as it stands."""
    try:
        parts = [int(part) for part in value.split("-")]
        if len(parts) == 3:
            return day(date(parts[0], parts[1], parts[2]))
        if len(parts) == 2:
            return str(format_skeleton("yMMMM", date(parts[0], parts[1], 1), locale=here()))
    except ValueError:
        return value
    return value
