"""Licence contracts: read a file, find its clauses, say what is missing, unclear, unusual or dangerous; write clean ones."""
