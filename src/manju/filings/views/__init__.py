"""Pages of registrations and filings."""
