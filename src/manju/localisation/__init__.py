"""Subtitles of episodes in every language: imported, typed, translated by a machine, checked by people."""
