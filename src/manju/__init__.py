"""Manju: the studio system for AI comic dramas (漫剧), from choosing a topic to collecting a royalty."""

__version__ = "0.1.0"
