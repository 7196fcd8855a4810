"""Trustees, terms, meetings, motions, votes, quorum, resolutions, legal holds."""
