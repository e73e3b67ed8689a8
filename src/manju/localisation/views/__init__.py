"""Pages of subtitles, the glossary and the translation server."""
