"""Placing the root of a batch with a chain or a deposit service as well, from setting one up to the final receipt."""
