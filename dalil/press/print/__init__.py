"""The guide in print: an edition as a PDF for each language and paper, and single entries or search results as well.

What the lead of the press uses: `products` and `entry_pdf`.
"""

from dalil.press.print.making import products
from dalil.press.print.sheets import entry_pdf

__all__ = ["entry_pdf", "products"]
