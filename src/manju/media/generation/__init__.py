"""What a generated picture says of how it was made: read from its head, without decoding a pixel."""

from manju.media.generation.finding import Generation, read_generation

__all__ = ["Generation", "read_generation"]
