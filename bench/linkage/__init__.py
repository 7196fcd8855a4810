"""How well and how fast records are linked, beside named peers: `python -m bench.linkage`.

It never touches the installation's own data, and never tunes anything.
"""
