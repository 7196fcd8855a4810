"""The private cells of a row: which there are, what kind each is, and the one spelling by which it is found again. Pure."""

from typing import Final

from dalil import names
from dalil.formats.row import RawRow
from dalil.guide.cells import looks_like_email, looks_like_phone
from dalil.guide.mapping import Mapping

EMAIL: Final = "email"
TELEPHONE: Final = "telephone"
ADDRESS: Final = "address"
PERSON: Final = "person"
PRIVATE: Final = "private"
LONGEST: Final = 1000
_ADDRESSES: Final = ("address", "adresse", "street", "rue", "عنوان", "شارع", "כתובת", "רחוב", "direcci")


def private_cells(raw: RawRow, mapping: Mapping) -> tuple[tuple[str, str], ...]:
    """The kind and text of each filled cell of a column that is private; what contacts stand elsewhere is not kept."""
    labels = [column.label for column in mapping.columns if column.field == PRIVATE]
    cells = ((label, names.clean(raw.cells.get(label, ""))[:LONGEST]) for label in labels)
    return tuple((kind_of(label, cell), cell) for label, cell in cells if cell)


def kind_of(label: str, cell: str) -> str:
    """What a private cell is, by what stands in it, else by the heading; a person where neither tells."""
    if looks_like_email(cell):
        return EMAIL
    if looks_like_phone(names.western_digits(cell)):
        return TELEPHONE
    heading = names.fold(label) + label.casefold()
    return ADDRESS if any(word in heading for word in _ADDRESSES) else PERSON


def spelled(value: str) -> str:
    """One spelling of a contact: case, spaces and the signs in a number make no difference."""
    text = names.clean(value).casefold()
    if looks_like_email(text):
        return "".join(text.split()).removeprefix("mailto:")
    digits = names.western_digits(text)
    if looks_like_phone(digits):
        return "".join(filter(str.isdigit, digits.replace("+", "00", 1) if digits.startswith("+") else digits))
    return " ".join(text.split())
