"""A single entry or a list of entries as a PDF, in the look of the printed guide."""


def entry_pdf() -> None:
    """Later."""
