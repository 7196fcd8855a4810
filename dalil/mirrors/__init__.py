"""Signed mirrors: a folder of files that anyone may copy and anyone can check. No Django, no network; the moment is passed in.

It never decides what is published: it signs what it is given and says what it finds.
"""
