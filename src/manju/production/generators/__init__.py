"""Servers that make pictures, behind one small shape: asked for pictures they give bytes and what they changed."""

from manju.production.generators.shape import Asked, Came, GeneratorDown, GeneratorRefuses

__all__ = ["Asked", "Came", "GeneratorDown", "GeneratorRefuses"]
