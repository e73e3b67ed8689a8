"""The invisible watermark: every copy of a master bears its own secret chips, read by subtracting the master."""
