"""The single attacks: one change each, its parameters drawn from a seeded generator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from benchmarks.attacks.edits import Codec, Draws, Edit, Shape, x264
from manju.media.typefaces import SHIPPED

__all__ = ["SINGLE", "Attack"]

Attack = Callable[[Draws, Shape], Edit]

LINES: Final = ("她终于回来了", "你到底是谁", "Wait, that is not mine", "三年后，同一座桥", "第十二集 未完待续")
OPUS: Final = ("-c:a", "libopus", "-b:a", "64k")


def crf(draws: Draws, shape: Shape) -> Edit:
    """x264, up to crf 32."""
    value = int(draws.integers(20, 33))
    preset = str(draws.choice(["veryfast", "medium", "slow"]))
    return Edit(f"x264 crf {value} {preset}", codec=x264(value, preset))


def hevc(draws: Draws, shape: Shape) -> Edit:
    value = int(draws.integers(24, 33))
    video = ("-c:v", "libx265", "-preset", "fast", "-crf", str(value), "-tag:v", "hvc1", "-x265-params", "log-level=1")
    return Edit(f"x265 crf {value}", codec=Codec(video))


def vp9(draws: Draws, shape: Shape) -> Edit:
    value = int(draws.integers(28, 41))
    video = ("-c:v", "libvpx-vp9", "-crf", str(value), "-b:v", "0", "-cpu-used", "5", "-row-mt", "1")
    return Edit(f"VP9 crf {value}", codec=Codec(video, OPUS, ".webm"))


def av1(draws: Draws, shape: Shape) -> Edit:
    value = int(draws.integers(28, 43))
    return Edit(f"AV1 crf {value}", codec=Codec(("-c:v", "libsvtav1", "-crf", str(value), "-preset", "9")))


def smaller(draws: Draws, shape: Shape) -> Edit:
    """Scaled to 480 lines (the narrow side), as every platform does; the encode is part of it."""
    side, value = int(draws.choice([480, 480, 540, 576])), int(draws.integers(22, 31))
    return Edit(f"{side}p crf {value}", narrow(side), codec=x264(value))


def mirror(draws: Draws, shape: Shape) -> Edit:
    return Edit("mirrored", "hflip", mirrored=True, codec=light(draws))


def crop_centre(draws: Draws, shape: Shape) -> Edit:
    """A centred part of the picture, down to half of its area, scaled back up."""
    share = float(draws.uniform(0.5, 0.85))
    side = share**0.5
    return Edit(f"centre {share:.2f} of the area", cropped(side, side, 0.5, 0.5, shape), codec=light(draws))


def crop_anywhere(draws: Draws, shape: Shape) -> Edit:
    """Part of the picture, not centred and not of its shape, down to half of its area."""
    share, stretch = float(draws.uniform(0.5, 0.85)), float(draws.uniform(0.85, 1.18))
    across, down = min(0.98, share**0.5 * stretch), min(0.98, share**0.5 / stretch)
    left, top = (float(v) for v in draws.uniform(0, 1, 2))
    told = f"{across:.2f} x {down:.2f} of the picture at {left:.2f}, {top:.2f}"
    return Edit(told, cropped(across, down, left, top, shape), codec=light(draws))


def borders(draws: Draws, shape: Shape) -> Edit:
    """Bars of one colour around a smaller picture, not of the same width on all sides."""
    share = float(draws.uniform(0.6, 0.9))
    left, top = (float(v) for v in draws.uniform(0.2, 0.8, 2))
    colour = str(draws.choice(["black", "white", "0x203050", "0x6a1b2b"]))
    size = f"trunc(iw/{share:.4f}/2)*2:trunc(ih/{share:.4f}/2)*2"
    chain = f"scale=trunc(iw*{share:.4f}/2)*2:-2,pad={size}:(ow-iw)*{left:.3f}:(oh-ih)*{top:.3f}:{colour}"
    return Edit(f"bars, picture {share:.2f}", chain, codec=light(draws))


def blur_pad(draws: Draws, shape: Shape) -> Edit:
    """The picture over a blurred and larger one of itself, in the other orientation."""
    width, height = other_way(shape)
    sigma = int(draws.integers(12, 30))
    chain = (f"split[a{{n}}][b{{n}}];[a{{n}}]scale={width // 4}:{height // 4}:force_original_aspect_ratio=increase,"
             f"crop={width // 4}:{height // 4},gblur={sigma / 4},scale={width}:{height}[c{{n}}];"
             f"[b{{n}}]scale={width}:{height}:force_original_aspect_ratio=decrease[d{{n}}];"
             f"[c{{n}}][d{{n}}]overlay=(W-w)/2:(H-h)/2")  # fmt: skip
    return Edit(f"blurred ground {width}x{height}", chain, codec=light(draws))


def reshape_crop(draws: Draws, shape: Shape) -> Edit:
    """16:9 <-> 9:16 by cropping: a third of the picture is left. Where along the long side is drawn."""
    at = float(draws.uniform(0.25, 0.75))
    if shape.upright:
        chain = f"crop=iw:trunc(iw*9/16/2)*2:0:(ih-oh)*{at:.3f},scale=1280:720"
        return Edit(f"16:9 cut at {at:.2f}", chain, codec=light(draws))
    chain = f"crop=trunc(ih*9/16/2)*2:ih:(iw-ow)*{at:.3f}:0,scale=720:1280"
    return Edit(f"9:16 cut at {at:.2f}", chain, codec=light(draws))


def reshape_pad(draws: Draws, shape: Shape) -> Edit:
    """16:9 <-> 9:16 with black bars."""
    width, height = other_way(shape)
    return Edit(f"bars {width}x{height}", fitted_in(width, height), codec=light(draws))


def picture_in_picture(draws: Draws, shape: Shape) -> Edit:
    """A window in a moving ground, from 35 to 65 % of its width: a reaction video."""
    share = float(draws.uniform(0.35, 0.65))
    left, top = (float(v) for v in draws.uniform(0.05, 0.95, 2))
    seed = int(draws.integers(1, 10_000))
    # a window of an upright film is measured by its height
    size = f"-2:trunc(720*{share:.3f}/2)*2" if shape.upright else f"trunc(1280*{share:.3f}/2)*2:-2"
    chain = (
        f"scale={size}[w{{n}}];gradients=s=320x180:r={shape.fps:.3f}:n=5:seed={seed}:speed=0.02,"
        f"noise=alls=6:allf=t+u,scale=1280:720[g{{n}}];"
        f"[g{{n}}][w{{n}}]overlay=(W-w)*{left:.3f}:(H-h)*{top:.3f}:shortest=1"
    )
    return Edit(f"window {share:.2f} at {left:.2f}, {top:.2f}", chain, codec=light(draws))


def rotation(draws: Draws, shape: Shape) -> Edit:
    """Turned by 2-3 degrees and enlarged a little, corners cut."""
    degrees = float(draws.uniform(2, 3) * draws.choice([-1, 1]))
    return Edit(f"{degrees:+.2f} degrees", turned(degrees), codec=light(draws))


def perspective(draws: Draws, shape: Shape) -> Edit:
    """A recorded screen without the noise: four corners moved by up to 4 %."""
    return Edit("corners moved", corners(draws, 0.04), codec=light(draws))


def drift_zoom(draws: Draws, shape: Shape) -> Edit:
    """A slow zoom in or out of 4-12 % over ten seconds: what editors do against matching."""
    rate = float(draws.uniform(0.004, 0.012) * draws.choice([-1, 1]))
    factor = f"(1+{rate:.5f}*t)" if rate > 0 else f"(1.18{rate:+.5f}*t)"
    chain = f"scale=trunc(iw*{factor}/2)*2:trunc(ih*{factor}/2)*2:eval=frame,crop={shape.width}:{shape.height}"
    return Edit(f"zoom {rate:+.4f}/s", chain, codec=light(draws))


def speed(draws: Draws, shape: Shape) -> Edit:
    """0.8 to 1.25 times, at the frame rate before."""
    factor = float(draws.choice([0.8, 0.9, 1.1, 1.2, 1.25, draws.uniform(0.8, 1.25)]))
    chain, sound = f"setpts=PTS/{factor:.5f},fps={shape.fps:.5f}", f"atempo={factor:.5f}"
    return Edit(f"speed {factor:.3f}", chain, sound, speed=factor, codec=light(draws))


def frame_rate(draws: Draws, shape: Shape) -> Edit:
    rate = str(draws.choice(["12", "15", "15", "20", "24", "25", "30", "60"]))
    return Edit(f"{rate} fps", f"fps={rate}", codec=light(draws))


def interpolated(draws: Draws, shape: Shape) -> Edit:
    """Frames in between are made up: blended, or moved along the motion."""
    if draws.random() < 0.5:
        return Edit("framerate 30", "framerate=fps=30", codec=light(draws))
    moved = "scale=-2:'min(480,ih)',minterpolate=fps=30:mi_mode=mci:mc_mode=obmc:me_mode=bidir:vsbmc=0"
    return Edit("minterpolate 30", moved, codec=light(draws))


def dropped(draws: Draws, shape: Shape) -> Edit:
    """Frames left out at random; those left keep their times."""
    share, seed = float(draws.uniform(0.15, 0.4)), int(draws.integers(1, 2**31))
    return Edit(f"{share:.2f} of frames dropped", f"select='gt(random({seed % 997}),{share:.3f})'", codec=light(draws))


def colour(draws: Draws, shape: Shape) -> Edit:
    gamma, contrast, light_by = draws.uniform(0.75, 1.35), draws.uniform(0.8, 1.25), draws.uniform(-0.08, 0.08)
    saturation, turn = draws.uniform(0.6, 1.5), draws.uniform(-18, 18)
    told = f"gamma {gamma:.2f} contrast {contrast:.2f} brightness {light_by:+.2f} hue {turn:+.0f}"
    chain = (f"eq=gamma={gamma:.3f}:contrast={contrast:.3f}:brightness={light_by:.3f}:saturation={saturation:.3f},"
             f"hue=h={turn:.1f}")  # fmt: skip
    return Edit(told, chain, codec=light(draws))


def vintage(draws: Draws, shape: Shape) -> Edit:
    """A filter of the phones': curves, dark corners, a little grain."""
    grain = int(draws.integers(3, 9))
    preset = str(draws.choice(["vintage", "cross_process", "darker", "lighter", "strong_contrast"]))
    chain = f"curves=preset={preset},vignette=angle=PI/{draws.uniform(4, 6):.2f},noise=alls={grain}:allf=t"
    return Edit(f"{preset}, grain {grain}", chain, codec=light(draws))


def grey(draws: Draws, shape: Shape) -> Edit:
    return Edit("grey", "hue=s=0", codec=light(draws))


def blur(draws: Draws, shape: Shape) -> Edit:
    sigma = float(draws.uniform(0.7, 2.0)) * min(shape.width, shape.height) / 720
    return Edit(f"blur {sigma:.2f} px", f"gblur=sigma={sigma:.3f}", codec=light(draws))


def denoise(draws: Draws, shape: Shape) -> Edit:
    if draws.random() < 0.6:
        strength = float(draws.uniform(2, 6))
        return Edit(f"hqdn3d {strength:.1f}", f"hqdn3d={strength:.2f}", codec=light(draws))
    strength = float(draws.uniform(1.5, 3))
    return Edit(f"nlmeans {strength:.1f}", f"nlmeans=s={strength:.2f}:p=5:r=7", codec=light(draws))


def sharpen(draws: Draws, shape: Shape) -> Edit:
    amount = float(draws.uniform(0.6, 1.6))
    return Edit(f"unsharp {amount:.2f}", f"unsharp=5:5:{amount:.2f}:5:5:0", codec=light(draws))


def noise(draws: Draws, shape: Shape) -> Edit:
    strength = int(draws.integers(5, 17))
    return Edit(f"noise {strength}", f"noise=alls={strength}:allf=t+u", codec=light(draws))


def subtitles_and_logo(draws: Draws, shape: Shape) -> Edit:
    """Burned lines with an edge or on a bar, and a half transparent name in a corner."""
    line, size = str(draws.choice(LINES)), float(draws.uniform(0.045, 0.07))
    ground = "box=1:boxcolor=black@0.6:boxborderw=12:" if draws.random() < 0.4 else "borderw=3:bordercolor=black:"
    at = float(draws.uniform(0.8, 0.9))
    side, opacity = str(draws.choice(["w*0.04", "w-tw-w*0.04"])), float(draws.uniform(0.5, 1.0))
    font, narrow_side = f"drawtext=fontfile={SHIPPED}", "min(w\\,h)"
    chain = (
        f"{font}:text='{line}':fontcolor=white:fontsize={narrow_side}*{size:.3f}:{ground}x=(w-tw)/2:y=h*{at:.3f},"
        f"{font}:text='剧场 TV':fontcolor=yellow@{opacity:.2f}:fontsize={narrow_side}*0.07:x={side}:y=h*0.05,"
        f"drawbox=x=iw*0.45:y=ih*0.04:w=iw*0.1:h=ih*0.05:color=red@{opacity:.2f}:t=fill"
    )
    return Edit(f"line and logo {opacity:.2f}", chain, codec=light(draws))


def light(draws: Draws) -> Codec:
    """The encode that every attack ends with where the codec is not the attack."""
    return x264(int(draws.integers(21, 29)))


def narrow(side: int) -> str:
    """Scale so that the narrow side has `side` pixels."""
    return f"scale='if(gt(iw,ih),-2,{side})':'if(gt(iw,ih),{side},-2)'"


def cropped(across: float, down: float, left: float, top: float, shape: Shape) -> str:
    """A part of the picture, enlarged to the narrow side it had; `left`, `top`: 0 at the left or top, 1 at the end."""
    return (f"crop=trunc(iw*{across:.4f}/2)*2:trunc(ih*{down:.4f}/2)*2:(iw-ow)*{left:.4f}:(ih-oh)*{top:.4f},"
            f"{narrow(min(shape.width, shape.height) // 2 * 2)}")  # fmt: skip


def turned(degrees: float) -> str:
    """Rotated about the middle; enlarged by 6 % so that little black shows."""
    return f"scale=trunc(iw*0.53)*2:trunc(ih*0.53)*2,rotate={degrees}*PI/180,crop=trunc(iw/2.12)*2:trunc(ih/2.12)*2"


def corners(draws: Draws, most: float) -> str:
    """Every corner moved inwards or outwards by up to `most` of the picture's sides."""
    x, y = draws.uniform(-most, most, 4), draws.uniform(-most, most, 4)
    return (
        f"perspective=x0=W*{x[0]:.4f}:y0=H*{y[0]:.4f}:x1=W*{1 + x[1]:.4f}:y1=H*{y[1]:.4f}:"
        f"x2=W*{x[2]:.4f}:y2=H*{1 + y[2]:.4f}:x3=W*{1 + x[3]:.4f}:y3=H*{1 + y[3]:.4f}:sense=destination"
    )


def fitted_in(width: int, height: int) -> str:
    """The whole picture in the middle of a black one."""
    return (f"scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2,"
            f"pad={width}:{height}:(ow-iw)/2:(oh-ih)/2")  # fmt: skip


def other_way(shape: Shape) -> tuple[int, int]:
    return (1280, 720) if shape.upright else (720, 1280)


SINGLE: Final[dict[str, Attack]] = {
    "crf <= 32": crf, "480p": smaller, "HEVC": hevc, "VP9": vp9, "AV1": av1, "mirror": mirror,
    "crop, centred": crop_centre, "crop, off-centre": crop_anywhere, "borders": borders, "blur pad": blur_pad,
    "9:16 crop": reshape_crop, "9:16 pad": reshape_pad, "rotation 2-3°": rotation,
    "perspective": perspective, "drift zoom": drift_zoom, "speed 0.8-1.25": speed, "12-60 fps": frame_rate,
    "interpolation": interpolated, "frame drop": dropped, "colour": colour, "vintage": vintage, "grey": grey,
    "blur": blur, "denoise": denoise, "sharpen": sharpen, "noise": noise, "subtitles + logo": subtitles_and_logo,
}  # fmt: skip
"""By the name the table prints. Picture-in-picture stands with the hard ones, as in the specification."""
