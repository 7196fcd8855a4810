"""The Reconciliation Service API 0.2: lists of others compared with the guide, by the same evidence as lists taken in."""
