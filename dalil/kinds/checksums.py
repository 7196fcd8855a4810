"""Check characters of identifiers, one small function per published method.

Each takes the compact form (no separators, letters upper case unless said otherwise) whose pattern has been checked
already, and says whether the check character fits. They never normalise and never look anything up.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from typing import Final

_CROCKFORD: Final = {letter: value for value, letter in enumerate("0123456789abcdefghjkmnpqrstvwxyz")}
_CIF_LETTERS: Final = "JABCDEFGHI"


def mod_97_10(value: str) -> bool:
    """ISO/IEC 7064 MOD 97-10 with letters as 10 to 35, as ISO 17442 uses it for the LEI."""
    return int("".join(str(int(letter, 36)) for letter in value)) % 97 == 1


def ror(value: str) -> bool:
    """ISO/IEC 7064 MOD 97-10 over the Crockford base 32 number before it (ROR documentation, "ROR identifier pattern")."""
    number = 0
    for letter in value[:7]:
        number = number * 32 + _CROCKFORD[letter]
    return 98 - number * 100 % 97 == int(value[7:])


def mod_11_2(value: str) -> bool:
    """ISO/IEC 7064 MOD 11-2, as ISO 27729 uses it for the ISNI; the check character may be X."""
    total = 0
    for digit in value[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == value[-1]


def luhn(value: str) -> bool:
    """ISO/IEC 7812-1 annex B (mod 10, every second digit from the right doubled).

    Used for SIREN (INSEE, decree 73-314), Swedish organisation numbers (Skatteverket SKV 709), the codice fiscale of
    Italian bodies (decree of 23 December 1976), and the nine-digit numbers of Israeli registers.
    """
    digits = (int(letter) for letter in reversed(value))
    return sum(sum(divmod(digit * weight, 10)) for digit, weight in zip(digits, cycle((1, 2)), strict=False)) % 10 == 0


def mod_97_complement(value: str) -> bool:
    """Belgian enterprise number: 97 less the remainder of the first eight digits by 97 (royal decree of 24 June 2003)."""
    return 97 - int(value[:8]) % 97 == int(value[8:])


def _weighted_11(value: str, weights: Sequence[int]) -> bool:
    check = -sum(int(digit) * weight for digit, weight in zip(value, weights, strict=False)) % 11
    return check == int(value[-1])


def norway(value: str) -> bool:
    """Norwegian organisation number, modulus 11 with weights 3 2 7 6 5 4 3 2 (Brønnøysundregistrene)."""
    return _weighted_11(value, (3, 2, 7, 6, 5, 4, 3, 2))


def switzerland(value: str) -> bool:
    """Swiss UID, modulus 11 with weights 5 4 3 2 7 6 5 4 after the letters CHE (eCH-0097)."""
    return _weighted_11(value[3:], (5, 4, 3, 2, 7, 6, 5, 4))


def spain(value: str) -> bool:
    """Spanish NIF of bodies: Luhn over the seven digits; as letter or digit (order EHA/451/2008)."""
    weighed = (int(digit) * weight for digit, weight in zip(value[1:8], cycle((2, 1)), strict=False))
    check = -sum(sum(divmod(number, 10)) for number in weighed) % 10
    return value[8] in (str(check), _CIF_LETTERS[check])


CHECKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "mod-97-10": mod_97_10,
    "ror": ror,
    "mod-11-2": mod_11_2,
    "luhn": luhn,
    "mod-97-complement": mod_97_complement,
    "norway": norway,
    "switzerland": switzerland,
    "spain": spain,
}
