"""The pages of this room; imported by its `urls.py` alone."""
