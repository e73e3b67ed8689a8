"""Copyright registration, filing with the broadcast authority, and the stop without a number."""
