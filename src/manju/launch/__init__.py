"""Exports of platforms, what they say of episodes day by day, and the verdict of the test launch."""
