"""The child process that draws one SVG: reads JSON from its input, writes a PNG; runs under the limits of `limits`."""

from __future__ import annotations

import json
import sys

import resvg_py


def main() -> None:
    asked = json.load(sys.stdin)
    png = resvg_py.svg_to_bytes(
        svg_string=asked["svg"],
        width=asked["width"],
        height=asked["height"],
        skip_system_fonts=True,
        font_files=asked["fonts"] or None,
        font_family=asked["family"],
    )
    sys.stdout.buffer.write(bytes(png))


if __name__ == "__main__":
    main()
