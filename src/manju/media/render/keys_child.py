"""The child process of `spans.key_frames`: seeks in one untrusted file with PyAV and prints what it arrived at.

Runs isolated (`python -I`) under the limits of `limits.py`. Prints the times of key frames from the start of the file
as JSON: [[numerator, denominator], …].
"""

from __future__ import annotations

import json
import math
import sys
from fractions import Fraction
from itertools import islice

import av
from av.container import InputContainer
from av.video.stream import VideoStream

MICRO = 1_000_000
LATE = 2_000  # microseconds, as `encode.LATE_S`
LOOKED_AT = 300  # packets after a seek: a key frame that is not among them is not where the index said


def main(path: str, demuxer: str, wanted_s: list[float]) -> list[tuple[int, int]]:
    options = {"protocol_whitelist": "file"}
    if demuxer == "mov":
        options |= {"enable_drefs": "0", "use_absolute_path": "0"}
    found = []
    with av.open(f"file:{path}", format=demuxer, options=options, metadata_errors="replace") as container:
        video = next(s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic)
        begin = container.start_time or 0
        for wanted in wanted_s:
            pts = arrived_at(container, video, begin + round(wanted * MICRO))
            if pts is None or video.time_base is None:
                continue
            # sought again as FFmpeg will be asked to: a little after the key frame, so that rounding does not miss it
            if arrived_at(container, video, int(pts * video.time_base * MICRO) + LATE) != pts:
                continue
            # FFmpeg counts from the start of the file, in whole ticks of the stream
            since = pts - math.floor(Fraction(begin, MICRO) / video.time_base + Fraction(1, 2))
            found.append((since * video.time_base).as_integer_ratio())
    return found


def arrived_at(container: InputContainer, video: VideoStream, micro: int) -> int | None:
    """The time of the first picture after a seek, in ticks of the stream; None when it is no key frame."""
    try:
        container.seek(micro, backward=True)
        for packet in islice(container.demux(video), LOOKED_AT):
            if packet.size:
                return packet.pts if packet.is_keyframe else None
    except (av.FFmpegError, OSError):
        return None
    return None


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], [float(a) for a in sys.argv[3:]])))
