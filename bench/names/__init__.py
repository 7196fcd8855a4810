"""How well names are found across scripts, languages and spellings, beside named peers: `python -m bench.names`.

It never touches the installation's own data.
"""
