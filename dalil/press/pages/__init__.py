"""The pages of the press, imported by its `urls.py` alone."""
