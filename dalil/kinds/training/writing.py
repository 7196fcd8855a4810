"""The shipped tables as text: sorted, two decimals, with their origin and licence at the top. The same in gives the same bytes.

It never learns and never reads what it wrote.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from dalil.kinds.training.learning import LISTS, Learned
from dalil.kinds.weighing import FIELDS

_HEAD: Final = """\
# What words say about the sector of an organisation: weights that add up, natural logarithms of odds, by kind of body.
# Made by `python -m dalil.kinds.training --data ../shared/data`; do not edit. How and how well: docs/sectors.md
# Learned from charities classified by hand and patterns of tags, https://github.com/charity-classification/ukcat at 0de7c82d,
# CC BY 4.0, David Kane and others (texts of the registers: Open Government Licence 3.0). The weights are ours, under the
# licence of Dalil. No name of a charity and no sentence of a register stands here, only words and what they weigh.
# Columns: kinds of bodies (a code of ICNP/TSO, the rare codes of a group together, or what is left of a sector). Weights are in
# hundredths; an empty cell is nought. `sector`: whose kind it is. `start`: what stands before a word is heard.
# `list`: what each unit of a sector's own words (dalil/kinds/sectors/*.toml) weighs for it, in a name and in a description.
# `slope`: what turns sums into confidence, for a name alone and with a description.
# `word`: a folded word, or two neighbours; times one over the square root of how many are known in the name or description.
"""
_HEAD_OF_TRANSLATIONS: Final = """\
# Words of names in Arabic, French and Hebrew (folded), and the English words in sectors.tsv that they weigh like.
# Made by `python -m dalil.kinds.training` from dalil/names/languages/*/glossary.tsv; do not edit. Ours, licence of Dalil.
"""


def table(learned: Learned, slopes: Mapping[str, float]) -> str:
    """The table of weights: one row a word, one column a kind of body."""
    kinds = sorted(learned.kinds, key=lambda kind: (learned.kinds[kind][0], kind))
    lines = ["\t".join(("what", "entry", *kinds))]
    lines.append("\t".join(("sector", "", *(learned.kinds[kind][0] for kind in kinds))))
    lines.append(_line("start", "", [learned.kinds[kind][1] for kind in kinds]))
    for what, by_field in (("list", LISTS), ("slope", slopes)):
        lines += [_line(what, field, [by_field[field]]) for field in FIELDS]
    words = sorted(learned.words.items())
    lines += [_line("word", word, [said.get(kind, 0.0) for kind in kinds]) for word, said in words]
    return _HEAD + "\n".join(lines) + "\n"


def _line(what: str, entry: str, weights: Sequence[float]) -> str:
    return f"{what}\t{entry}\t" + "\t".join(map(_hundredths, weights)).rstrip("\t")


def _hundredths(weight: float) -> str:
    return f"{round(100 * weight)}" if weight else ""


def translations(found: Sequence[tuple[str, str, Sequence[str]]]) -> str:
    """The table of translations: language, word, English entries."""
    lines = (f"{language}\t{word}\t{', '.join(sorted(english))}" for language, word, english in sorted(found))
    return _HEAD_OF_TRANSLATIONS + "\n".join(lines) + "\n"
