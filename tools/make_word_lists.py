"""Make the shipped word lists by which Thai and Chinese captions are broken between words.

    pip download --no-deps pythainlp jieba && python tools/make_word_lists.py pythainlp-*.whl jieba-*.tar.gz

Thai: PyThaiNLP's dictionary by frequency in the Thai National Corpus, both CC0 1.0 (corpus_license.md in the wheel).
Chinese: jieba's dictionary by its frequencies (MIT, Sun Junyi).
"""

from __future__ import annotations

import lzma
import re
import sys
import tarfile
import zipfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "src/manju/media/subtitles/words"
THAI, CHINESE = 20_000, 40_000


def main(pythainlp: str, jieba: str) -> None:
    with zipfile.ZipFile(pythainlp) as archive:
        known = set(archive.read("pythainlp/corpus/words_th.txt").decode().split("\n"))
        counted = [row.split("\t") for row in archive.read("pythainlp/corpus/tnc_freq.txt").decode().splitlines()]
    thai = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]{2,}")
    _write("th", [(int(r[1]), r[0]) for r in counted if len(r) == 2 and r[0] in known and thai.fullmatch(r[0])], THAI)
    with tarfile.open(jieba) as archive:
        name = next(n for n in archive.getnames() if n.endswith("/jieba/dict.txt"))
        member = archive.extractfile(name)
        if member is None:
            raise ValueError(f"{name} is no file")
        rows = [row.split() for row in member.read().decode().splitlines()]
    han = re.compile(r"[\u4e00-\u9fff]{1,5}")
    _write("zh", [(int(r[1]), r[0]) for r in rows if len(r) > 1 and han.fullmatch(r[0])], CHINESE)


def _write(language: str, counted: list[tuple[int, str]], most: int) -> None:
    rows = sorted(counted, key=lambda row: (-row[0], row[1]))[:most]
    listed = "".join(f"{word}\n" for _, word in rows)
    (FOLDER / f"{language}.txt.xz").write_bytes(lzma.compress(listed.encode(), preset=9))


if __name__ == "__main__":
    main(*sys.argv[1:])
