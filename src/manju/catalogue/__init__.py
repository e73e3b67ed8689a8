"""What the studio makes: properties, works, seasons, episodes, masters. Every other room hangs on it."""
