"""The room's pages and its one call for tools."""
