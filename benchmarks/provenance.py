"""What signing content credentials costs: seconds and bytes for films of several sizes, against copying the same file.

python -m benchmarks.provenance [--seconds 120]
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from manju.media.ffmpeg import executable
from manju.media.provenance import Claim, check, make_identity, sign


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=int, default=120)
    seconds = asked.parse_args().seconds
    identity = make_identity("Bench", now=datetime.now(UTC))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size, rate in (("540x960", "2M"), ("1080x1920", "8M")):
            source = folder / f"{size}.mp4"
            noise = f"testsrc2=s={size}:r=24:d={seconds}"
            subprocess.run(
                [executable(), "-v", "error", "-f", "lavfi", "-i", noise, "-c:v", "libx264", "-preset", "ultrafast",
                 "-b:v", rate, "-minrate", rate, "-maxrate", rate, "-bufsize", rate, "-x264-params", "nal-hrd=cbr",
                 "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(source)], check=True,
            )  # fmt: skip
            copied = _timed(lambda s=source: shutil.copyfile(s, folder / "copy.mp4"))
            signing, done = time.process_time(), None
            begin = time.perf_counter()
            done = sign(source, folder / "signed.mp4", Claim("Bench", "Bench"), identity)
            signing, clock = time.process_time() - signing, time.perf_counter() - begin
            begin = time.process_time()
            state = check(done.path, anchors=identity.anchor).state
            reading = time.process_time() - begin
            print(
                f"{size} {source.stat().st_size / 1e6:.1f} MB: sign {signing:.3f} s processor ({clock:.3f} s clock), "
                f"read back {reading:.3f} s ({state}), copy {copied:.3f} s, +{done.added_bytes} bytes"
            )


def _timed(deed: object) -> float:
    begin = time.process_time()
    deed()  # type: ignore[operator]
    return time.process_time() - begin


if __name__ == "__main__":
    main()
