"""What can be done in the press: keyword-only, `by=`, `at=`, atomic, written to the ledger."""
