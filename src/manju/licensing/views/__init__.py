"""The pages of licensing: the calendar of rights, what is held and granted, contracts, approvals."""
