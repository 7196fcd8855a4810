"""The open data of an edition: every format that `formats` writes, in one Data Package with its catalogue.

It never decides what may leave: that was decided when the edition was frozen.
"""

from typing import Final

from dalil.press.data.package import make
from dalil.press.making import Product

PRODUCTS: Final = (Product("open data", "data", make),)
