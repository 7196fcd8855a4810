"""Commands of Django that must run in another way here."""
