"""From a storyboard to a master: pictures one by one into the pinned FFmpeg, sound levelled, file whole or absent.

The master carries no label and no `AIGC` metadata: those belong to deliverables (see `label`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import soundfile

from manju.media import ffmpeg, loudness
from manju.media.errors import Cancelled
from manju.media.motion.board import Shot, Storyboard
from manju.media.motion.compose import Bgr, Prepared, Stage, blend_shots, prepare, take
from manju.media.motion.lettering import lettered_layers
from manju.media.motion.mixing import RATE, mix
from manju.media.render.encode import encoder
from manju.words import Words

Progress = Callable[[float, Words], None]

TARGET_LUFS: Final = -16.0
CEILING_DBTP: Final = -1.5
BITRATE_MAX_KBPS: Final = 16_000


def pictures(board: Storyboard, *, scale: Fraction = Fraction(1)) -> Iterator[Bgr]:
    """All pictures of a film in order, each made when asked for; `scale` makes them smaller (a draft).

    >>> from manju.media.motion.board import Storyboard, Shot
    >>> sum(1 for _ in pictures(Storyboard(Fraction(24), 32, 18, (Shot(0.5, ()),))))
    12
    """
    last: Bgr | None = None
    for shot in board.shots:
        stage = set_stage(board, shot, scale=scale)
        for number in range(board.frames_of(shot)):
            t = number / board.fps
            picture = take(stage, float(t))
            if last is not None and t < shot.transition.length_s:
                picture_now = blend_shots(last, picture, shot.transition, float(t) / shot.transition.length_s)
            else:
                picture_now = picture
            yield picture_now
        last = picture


def set_stage(board: Storyboard, shot: Shot, *, scale: Fraction = Fraction(1)) -> Stage:
    """Make the drawings of one shot; they live as long as the stage."""
    layers = (*shot.layers, *lettered_layers(shot, board.width, board.height))
    shot = Shot(shot.length_s, layers, shot.camera, ground=shot.ground)
    made: dict[int, Prepared] = {}
    drawings = []
    for layer in layers:
        row = []
        for draw in layer.drawings:
            # the same drawing on two planes is made once
            if id(draw) not in made:
                made[id(draw)] = prepare(draw)
            row.append(made[id(draw)])
        drawings.append(tuple(row))
    width, height = (round(side * scale / 2) * 2 for side in (board.width, board.height))
    return Stage(shot, tuple(drawings), board.width, board.height, width, height)


def render(
    board: Storyboard,
    out: Path,
    *,
    scale: Fraction = Fraction(1),
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Path:
    """Write the film as H.264 + AAC MP4 at `out` and return it; the same storyboard gives the same pictures.

    Raises:
        Cancelled: `cancelled()` became true; nothing is left at `out` or beside it.
        MediaError: the encoder failed.
    """
    tell = progress or (lambda *_: None)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".filming-", dir=out.parent) as folder:
        work = Path(folder)
        tell(0.0, Words("调声音", "Making the sound"))
        sound = _sound(board, work, cancelled)
        tell(0.06, Words("画面合成", "Composing pictures"))
        film = work / "film.mp4"
        width, height = (round(side * scale / 2) * 2 for side in (board.width, board.height))
        ffmpeg.run(
            [
                "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{width}x{height}",
                "-r", f"{board.fps.numerator}/{board.fps.denominator}", "-i", "pipe:0",
                *ffmpeg.safe_input(sound),
                "-map", "0:v:0", "-map", "1:a:0", "-c:a", "copy",
                "-vf", "scale=in_range=pc:out_range=tv:out_color_matrix=bt709,setsar=1",
                *encoder(board.fps, BITRATE_MAX_KBPS), "-threads", "0",
                "-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", "-f", "mp4", str(film),
            ],
            feed=_fed(board, scale, tell, cancelled),
            cancelled=cancelled,
        )  # fmt: skip
        if cancelled():
            raise Cancelled
        film.replace(out)
    tell(1.0, Words("完成", "Done"))
    return out


def _fed(board: Storyboard, scale: Fraction, tell: Progress, cancelled: Callable[[], bool]) -> Iterator[memoryview]:
    total = board.frames
    for number, picture in enumerate(pictures(board, scale=scale), start=1):
        if cancelled():
            raise Cancelled
        yield picture.data
        if number % 12 == 0:
            words = Words(f"第 {number} 帧，共 {total} 帧", f"Frame {number} of {total}")
            tell(0.06 + 0.92 * number / total, words)


def _sound(board: Storyboard, work: Path, cancelled: Callable[[], bool]) -> Path:
    """The mix at -16 LUFS as AAC, exactly as long as the picture."""
    wav, aac = work / "mix.wav", work / "mix.m4a"
    soundfile.write(wav, mix(board), RATE, subtype="PCM_24")
    decoded = loudness.decode(wav, work / "decoded.wav", duration_s=float(board.length_s), cancelled=cancelled)
    loudness.level(
        decoded, aac, target_lufs=TARGET_LUFS, ceiling_dbtp=CEILING_DBTP, bitrate_kbps=192, cancelled=cancelled
    )  # fmt: skip
    return aac
