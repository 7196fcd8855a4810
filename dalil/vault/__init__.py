"""Encrypted fields and files: keys, envelopes, the key agent, the evidence store."""
