"""Names within a sentence keep their own direction: a Hebrew name in an English sentence, a number in an Arabic one.

It never words a sentence.
"""

FIRST_STRONG, END = "\u2068", "\u2069"


def isolated(text: object) -> str:
    """The text in Unicode isolates, so that it does not turn what stands around it (UAX 9)."""
    return f"{FIRST_STRONG}{text}{END}"
