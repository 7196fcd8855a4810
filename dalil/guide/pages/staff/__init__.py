"""The pages of the editors' desk; imported by `staff_urls.py` alone."""
