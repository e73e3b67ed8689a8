"""The roof: settings, urls, the shell around every page, and the wiring between rooms."""
