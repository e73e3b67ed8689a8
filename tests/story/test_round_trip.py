"""A bible written down and read back is the same bible, whatever its texts are made of."""

from __future__ import annotations

from hypothesis import given, settings

from manju.story.bible import Bible
from manju.story.importing.own import read_own
from manju.story.importing.word_file import read_word, word_parts
from manju.story.importing.word_own import blocks_of as word_blocks
from manju.story.importing.word_own import is_own
from manju.story.writing.markdown import blocks_of, markdown_of
from manju.story.writing.outline import lay_out
from manju.story.writing.word import word_of

from .bibles import bibles, lamp


@settings(max_examples=25, deadline=None)
@given(bibles())
def test_any_bible_comes_back_from_markdown(bible: Bible) -> None:
    written = markdown_of(lay_out(bible), paths={})
    blocks = blocks_of(written)
    assert blocks is not None
    assert read_own(blocks) == bible


def test_the_sample_comes_back_from_markdown() -> None:
    written = markdown_of(lay_out(lamp()), paths={}, stamp="版本 3")
    blocks = blocks_of(written)
    assert blocks is not None
    assert read_own(blocks) == lamp()


@settings(max_examples=6, deadline=None)
@given(bibles())
def test_any_bible_comes_back_from_word(bible: Bible) -> None:
    parts = word_parts(word_of(lay_out(bible), pictures={}), "b.docx")
    assert is_own(parts)
    assert read_own(word_blocks(read_word(parts, "b.docx").pieces)) == bible
