"""Seals: what was made, hashed and sealed the same day; batches, timestamps, the studio's own log, portable proofs."""
