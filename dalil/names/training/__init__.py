"""The commands that make the tables in `languages/` from open data: `python -m dalil.names.training --help`.

Each table says in its first lines what it was made of. Nothing here is needed to use `dalil.names`.
"""
