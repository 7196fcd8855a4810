"""All products of an edition, in the order in which they are made: the shorter ones first. It never makes one itself."""

from dalil.formats.published import EditionCard
from dalil.press import data
from dalil.press import print as in_print
from dalil.press.making import Product
from dalil.press.printing import font_folders
from dalil.press.site import products as site


def products_of(card: EditionCard) -> tuple[Product, ...]:
    """What this edition is made into."""
    return (*data.PRODUCTS, *in_print.products(card.languages, card.papers, font_folders()), *site.PRODUCTS)
