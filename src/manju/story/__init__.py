"""What a story is made of: the bible's format, scripts, continuity between them, and how both are written and read."""
