"""The key agent: a process of its own, and the only one that ever holds class keys. Run it with `python -I -m dalil.vault.agent`.

It imports no Django, writes no log, and says nothing of what it is asked.
"""
