"""Registered masters and the copies made of them: which file is ours, and whose copy it is."""
