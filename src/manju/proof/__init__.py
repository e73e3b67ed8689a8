"""What can be proved about a file: digests, Merkle trees, timestamps, the log, portable proofs. No Django."""
