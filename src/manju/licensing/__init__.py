"""Licensing: contracts with structured terms, and per property the rights held, granted, held back and optioned."""
