"""How the shipped table of words and sectors is learned, from charities classified by hand. See docs/sectors.md.

    python -m dalil.kinds.training --data ../shared/data

The running product never imports this.
"""
