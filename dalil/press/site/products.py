"""The static site as a product of an edition."""

from typing import Final

from dalil.press.making import Product
from dalil.press.site.making import make

PRODUCTS: Final = (Product(name="site", place="site", make=make),)
