"""The static site of an edition: every public page as a file that any server, or a disk, can hold.

It imports nothing here: other processes must be able to begin before Django has.
"""
