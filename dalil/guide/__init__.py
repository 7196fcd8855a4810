"""Organisations and their records: sources, intakes, merges, profiles."""
