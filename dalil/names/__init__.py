"""Names of organisations in any script: cleaned, folded, romanised, taken apart and compared.

Knowledge about a language lies in `languages/<code>.toml`. It never opens a file of a user's, and needs no database.
"""

from dalil.names.acronyms import acronym_of, fits, split_acronym
from dalil.names.comparison import similarity
from dalil.names.folding import fold, romanise, tokens
from dalil.names.likeness import Comparison, compare
from dalil.names.scripts import guess_language, script_of
from dalil.names.spelling import clean, western_digits
from dalil.names.vocabulary import Word, words

__all__ = [
    "Comparison",
    "Word",
    "acronym_of",
    "clean",
    "compare",
    "fits",
    "fold",
    "guess_language",
    "romanise",
    "script_of",
    "similarity",
    "split_acronym",
    "tokens",
    "western_digits",
    "words",
]
