"""What the market says of a title, as plain data: platform exports, hit lists, the test gate, watching, simulation.

Pure like the rest of the cellar (no Django): files and numbers in, frozen dataclasses out.
"""
