"""The ledger: accounts, postings that are only ever added, totals, closings."""
