"""Makes the letters of the printed guide: Noto's static fonts, without hints for screens, into `dalil/press/print/fonts`.

    apt-get download fonts-noto-core && dpkg-deb -x fonts-noto-core_*.deb /tmp/noto
    python -m house.fonts /tmp/noto

It is run when fonts are to be renewed, never by Dalil itself. What it keeps of a font is every letter and every rule of
joining; what it drops are hints (print has none to give), glyph names and the tables that only editors of fonts read.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "dalil" / "press" / "print" / "fonts"
BOTH = (
    "NotoSans",
    "NotoSerif",
    "NotoNaskhArabic",
    "NotoSansHebrew",
    "NotoSerifHebrew",
)
# Names in these scripts are few: one weight serves.
REGULAR = (
    "NotoSansArmenian",
    "NotoSansBengali",
    "NotoSansDevanagari",
    "NotoSansEthiopic",
    "NotoSansGeorgian",
    "NotoSansGujarati",
    "NotoSansGurmukhi",
    "NotoSansKannada",
    "NotoSansKhmer",
    "NotoSansLao",
    "NotoSansMalayalam",
    "NotoSansMyanmar",
    "NotoSansOriya",
    "NotoSansSinhala",
    "NotoSansSymbols",
    "NotoSansSyriac",
    "NotoSansTamil",
    "NotoSansTelugu",
    "NotoSansThaana",
    "NotoSansThai",
    "NotoSansTifinagh",
)
MOST_BYTES = 6_000_000


def kept(path: Path) -> TTFont:
    """The font with all its letters, and nothing that print does not need."""
    font = TTFont(path, recalcTimestamp=False)
    options = Options()
    options.layout_features = ["*"]
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.drop_tables += ["DSIG", "FFTM", "MATH", "meta"]
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    return font


def main() -> int:
    """Writes the fonts; the exit status is 1 when they weigh too much for the repository."""
    folder = Path(sys.argv[1])
    HERE.mkdir(parents=True, exist_ok=True)
    names = [f"{family}-{weight}" for family in BOTH for weight in ("Regular", "Bold")]
    names += [f"{family}-Regular" for family in REGULAR]
    for name in names:
        kept(next(folder.rglob(f"{name}.ttf"))).save(HERE / f"{name}.ttf")
    total = sum(path.stat().st_size for path in HERE.glob("*.ttf"))
    print(f"{len(names)} fonts, {total:,} bytes")
    return int(total > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
