"""What the board does: one module a subject; keyword-only, `by=`, `at=`, atomic, written to the ledger last."""
