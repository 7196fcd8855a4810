"""The append-only, hash-chained record: who did what, when, on whose word."""
