"""The pages of the press for editors, imported by its `urls.py` alone."""
