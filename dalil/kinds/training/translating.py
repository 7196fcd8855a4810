"""Which words of Arabic, French and Hebrew names weigh like which English words: from the glossaries of `names`, as files.

The room `kinds` does not know `names`; here its tables are only read, once, when the shipped table is made.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dalil.kinds.hearing import words_of
from dalil.kinds.training.reading import glossary

LANGUAGES: Final = ("ar", "fr", "he")
TELLING: Final = 0.7
"""An English word whose greatest weight is less than this is not worth a translation."""


def translated(words: Mapping[str, Mapping[str, float]], glossaries: Path) -> list[tuple[str, str, list[str]]]:
    """Language, folded word (or two neighbours) and the English entries that it translates, where those tell something."""
    telling = {word for word, said in words.items() if max(map(abs, said.values()), default=0.0) >= TELLING}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for language in LANGUAGES:
        for english, others in glossary(glossaries / language / "glossary.tsv"):
            entry = " ".join(words_of(english))
            if entry not in telling:
                continue
            for other in others:
                spoken = words_of(other)
                if 1 <= len(spoken) <= 2 and (word := " ".join(spoken)) not in words:
                    found[language, word].add(entry)
    return [(language, word, sorted(english)) for (language, word), english in sorted(found.items())]
