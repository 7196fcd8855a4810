"""Headline figures, one command each. Figures are printed with the machine and the data; none is ever a test."""
