"""What can be done in the guide: every write, atomic, by a person, at a moment, recorded in the ledger."""
