"""Takedown letters: what a notice must say under the platform's law, filled in, with what is still missing."""

from manju.protection.letters.filling import Case, Holder, Letter, Missing, letter_for
from manju.protection.letters.setting import as_html, as_pdf, as_text

__all__ = ["Case", "Holder", "Letter", "Missing", "as_html", "as_pdf", "as_text", "letter_for"]
