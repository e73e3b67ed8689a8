"""Platform revenue share: a statement read, recomputed from its agreement, and reconciled row by row."""
