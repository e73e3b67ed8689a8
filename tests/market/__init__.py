"""Tests of the market cellar."""
