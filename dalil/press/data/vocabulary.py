"""The sectors and registers of `kinds` in the form that the writers of formats take.

It never maps anything itself.
"""

from collections.abc import Iterator, Sequence

from dalil import kinds
from dalil.formats.skos import NOTATIONS, Concept


def concepts(languages: Sequence[str]) -> tuple[Concept, ...]:
    """The sectors with their labels and all codes that fall into them; ranges are written out."""
    return tuple(
        Concept(
            code,
            sector.number,
            {language: sector.label_in(language) for language in languages},
            {name: tuple(written_out(getattr(sector, name))) for name in NOTATIONS if getattr(sector, name)},
        )
        for code, sector in kinds.sectors().items()
    )


def written_out(codes: Sequence[str]) -> Iterator[str]:
    """Each code; for `15110-15112` the three."""
    for code in codes:
        first, dash, last = code.partition("-")
        yield from (str(number) for number in range(int(first), int(last) + 1)) if dash else (code,)


def registers() -> frozenset[str]:
    """The registers that org-id.guide knows and that still give numbers: what other standards accept."""
    return frozenset(code for code, one in kinds.registers().items() if not (one.is_free or one.is_closed))


def page_of(scheme: str, value: str) -> str:
    """The page of a number in its public register, or nothing."""
    return kinds.check_identifier(scheme, value).url
