"""Platform statements, expenses, and profit per property across the three tiers."""
