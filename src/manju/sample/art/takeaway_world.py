"""Places and things of 《山海外卖》: a city among mountains, the scooter, Taotie, the Torch Dragon's eye."""

from __future__ import annotations

import math
from random import Random

from manju.sample.art.ink import INK, Box, at, block, disc, halftone, path, rays, sky, words


def burst(box: Box, *, seed: int, ground: str = "#f2c230", ray: str = "#e0751a") -> str:
    left, top, width, height = box
    return block(box, ground) + rays(left + width / 2, top + height / 2, width * 0.16, width, ray, seed=seed, count=52)


def day(box: Box) -> str:
    left, top, width, height = box
    whole = f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="FILL"/>'
    return sky(box, "#f7d34a", "#f2a23a", "#e8703a") + halftone(whole, "#c2410c", step=24, dot=0.16, opacity=0.35)


def peaks(left: float, right: float, base: float, height: float, colour: str, *, seed: int, snow: str = "") -> str:
    """Pointed mountains as in old woodcuts, with a lighter flank."""
    random = Random(seed)  # noqa: S311  # a picture, not a secret
    x, drawn = left, ""
    while x < right:
        w = height * random.uniform(0.5, 0.95)
        h = height * random.uniform(0.6, 1.0)
        drawn += path(
            f"M{x:.0f},{base:.0f} C{x + w * 0.2:.0f},{base - h * 0.3:.0f} {x + w * 0.34:.0f},{base - h:.0f} {x + w * 0.5:.0f},{base - h:.0f} C{x + w * 0.64:.0f},{base - h:.0f} {x + w * 0.86:.0f},{base - h * 0.3:.0f} {x + w * 1.1:.0f},{base:.0f}Z",
            colour,
        )
        if snow:
            drawn += path(
                f"M{x + w * 0.5:.0f},{base - h:.0f} C{x + w * 0.4:.0f},{base - h * 0.9:.0f} {x + w * 0.36:.0f},{base - h * 0.7:.0f} {x + w * 0.3:.0f},{base - h * 0.4:.0f} C{x + w * 0.46:.0f},{base - h * 0.6:.0f} {x + w * 0.5:.0f},{base - h * 0.7:.0f} {x + w * 0.5:.0f},{base - h:.0f}Z",
                snow,
                opacity=0.7,
            )
        x += w * 0.62
    return drawn


def towers(
    left: float,
    right: float,
    base: float,
    height: float,
    colour: str,
    *,
    seed: int,
    window: str = "",
    opacity: float = 0.85,
) -> str:
    random = Random(seed)  # noqa: S311  # a picture, not a secret
    x, drawn = left, ""
    while x < right:
        w, h = random.uniform(90, 190), height * random.uniform(0.4, 1.0)
        drawn += block((x, base - h, w, h + 900), colour)
        if random.random() < 0.4:
            drawn += path(f"M{x + w / 2:.0f},{base - h:.0f} v{-random.uniform(40, 110):.0f}", stroke=colour, width=7)
        if window:
            for row in range(int(h // 52)):
                for column in range(int((w - 30) // 36)):
                    if random.random() < 0.42:
                        drawn += block(
                            (x + 18 + column * 36, base - h + 24 + row * 52, 18, 26), window, opacity=opacity
                        )
        x += w + random.uniform(6, 40)
    return drawn


def cloud(colour: str = "#fff3df", edge: str = "#e0751a") -> str:
    """An auspicious cloud, about 420 x 160 from (0,0)."""
    shape = "M20,150 C-30,150 -20,90 30,92 C26,40 96,24 124,62 C150,10 240,10 256,70 C300,40 360,66 350,104 C404,100 420,150 370,150Z"
    return path(shape, colour) + path(
        "M70,122 C60,96 96,84 106,106 C110,122 92,128 88,116 M210,118 C196,84 246,70 256,100 C260,122 236,126 232,110",
        stroke=edge,
        width=7,
    )


def road(box: Box) -> str:
    left, top, width, height = box
    return (
        block(box, "#3b3348")
        + block((left, top, width, 14), "#f7d34a")
        + path(
            " ".join(f"M{left + i * 260},{top + height * 0.36} h140" for i in range(int(width // 260) + 1)),
            stroke="#fff3df",
            width=12,
        )
    )


def scooter() -> str:
    """Rider on her scooter going right, wheels on y = 0, about 620 wide and 560 high, x from -310."""
    wheels = "".join(disc(x, -70, 70, INK) + disc(x, -70, 40, "#d9d4c6") + disc(x, -70, 14, INK) for x in (-210, 220))
    frame = (
        path(
            "M-270,-120 C-260,-190 -170,-210 -60,-190 L-20,-120 H110 L170,-330 L214,-330 L240,-120 L190,-96 H-250Z",
            "#d8342a",
        )
        + path("M-20,-120 H110 L124,-168 H-36Z", "#8f1d18")
        + path("M176,-330 C150,-350 120,-352 100,-344", stroke=INK, width=16)
        + disc(226, -270, 26, "#fff3c9")
        + path("M-150,-206 C-150,-236 -20,-236 -10,-206 L-20,-190 H-150Z", INK)
    )
    box = (
        block((-330, -400, 190, 190), "#f7d34a", round_by=14)
        + block((-330, -400, 190, 40), "#e0a51a", round_by=14)
        + words("山海", -235, -268, 72, INK)
    )
    leg = path("M-70,-230 C10,-250 70,-220 70,-170 L90,-128 H10 L-10,-170 L-90,-190Z", "#2c3358")
    torso = path("M-110,-220 C-130,-330 -80,-420 -10,-420 C50,-410 40,-330 10,-220Z", "#d8342a") + path(
        "M-86,-330 C-40,-300 0,-300 34,-330", stroke="#f7d34a", width=10
    )
    arm = path("M-20,-390 C40,-370 80,-350 130,-352", stroke="#b3261d", width=44) + disc(132, -350, 24, "#f2d6c0")
    scarf = path("M-40,-430 C-120,-450 -190,-420 -260,-452 C-230,-420 -190,-396 -60,-404Z", "#fff3df")
    head = (
        disc(20, -490, 70, "#f2d6c0")
        + path(
            "M20,-580 C-80,-584 -94,-480 -66,-440 L-20,-436 C-30,-500 20,-520 96,-508 C98,-560 70,-580 20,-580Z",
            "#d8342a",
        )
        + path("M-10,-576 C0,-540 0,-520 4,-512 L40,-514 C40,-540 38,-566 30,-578Z", "#f7d34a")
        + path("M30,-516 C60,-530 90,-526 104,-512 L96,-500Z", INK)
        + disc(62, -484, 8, INK, ry=13)
        + path("M46,-504 L78,-510", stroke=INK, width=6)
        + path("M52,-452 C62,-440 80,-442 84,-456Z", "#5e1518")
        + path("M-66,-440 C-110,-430 -140,-400 -190,-410 C-150,-380 -100,-380 -50,-410Z", "#20180f")
    )
    return scarf + wheels + frame + box + leg + torso + arm + head


def taotie(*, mouth: float = 0.5, lids: float = 1.0, tears: bool = False, happy: bool = False) -> str:
    """The glutton, about (0,0), 900 wide and 900 high: all face, horns and teeth; `mouth` 0 shut … 1 gaping."""
    horns = path(
        "M-300,-280 C-470,-330 -520,-500 -430,-620 C-430,-500 -360,-440 -220,-400Z M300,-280 C470,-330 520,-500 430,-620 C430,-500 360,-440 220,-400Z",
        "#f3e6d0",
    ) + path("M-420,-480 l50,-30 M-384,-420 l54,-36 M420,-480 l-50,-30 M384,-420 l-54,-36", stroke="#b39b6c", width=10)
    mane = ""
    for i in range(22):
        angle = math.pi * (0.08 + 1.84 * i / 21) + math.pi / 2
        x, y = 430 * math.cos(angle), 430 * math.sin(angle) - 20
        mane += at(
            disc(0, 0, 92, "#e0751a" if i % 2 else "#f2a23a")
            + path("M-30,0 C-20,-40 40,-30 30,10 C20,34 -10,24 -4,4", stroke="#8f3a12", width=9),
            x,
            y,
        )
    face = disc(0, 0, 410, "#1f6f5c", ry=400) + path(
        "M0,-400 C230,-400 410,-220 410,0 C410,220 230,400 60,396 C250,330 330,120 250,-90 C200,-260 90,-360 0,-400Z",
        "#134a40",
        opacity=0.75,
    )
    swirls = path(
        "M-330,-40 C-380,-110 -300,-170 -260,-110 C-240,-70 -290,-50 -300,-84 M330,-40 C380,-110 300,-170 260,-110 C240,-70 290,-50 300,-84",
        stroke="#f7d34a",
        width=14,
    )
    crest = path("M0,-360 L58,-250 L0,-180 L-58,-250Z", "#f7d34a") + path(
        "M0,-320 L28,-252 L0,-214 L-28,-252Z", "#d8342a"
    )
    eyes = ""
    for side in (-1, 1):
        if happy:
            eyes += path(
                f"M{side * 190 - 80},-90 C{side * 190 - 40},-160 {side * 190 + 40},-160 {side * 190 + 80},-90",
                stroke=INK,
                width=26,
            )
        else:
            eyes += (
                disc(side * 176, -110, 104, "#fffaf2", ry=96 * lids)
                + disc(side * 160, -100, 52, "#f2c230", ry=58 * lids)
                + disc(side * 158, -98, 22, INK, ry=46 * lids)
                + disc(side * 158 + 22, -128, 13, "#fff")
            )
            eyes += path(
                f"M{side * 60},{-150 - 20 * lids} C{side * 130},{-270 * lids} {side * 260},{-250 * lids} {side * 320},{-150}",
                stroke=INK,
                width=34,
            )
        if tears:
            eyes += path(
                f"M{side * 190 - 34},-30 C{side * 190 - 50},90 {side * 190 - 50},220 {side * 190 - 20},330 L{side * 190 + 46},310 C{side * 190 + 30},180 {side * 190 + 30},60 {side * 190 + 40},-30Z",
                "#9fd8ec",
                opacity=0.95,
            )
    nose = (
        path("M-60,10 C-60,-40 60,-40 60,10 C60,50 20,40 0,30 C-20,40 -60,50 -60,10Z", "#0f3a33")
        + disc(-26, 8, 12, "#f2a23a")
        + disc(26, 8, 12, "#f2a23a")
    )
    gape = 40 + 230 * mouth
    hole = path(
        f"M-290,90 C-150,60 150,60 290,90 C300,{90 + gape * 0.8:.0f} 160,{90 + gape * 1.2:.0f} 0,{90 + gape * 1.2:.0f} C-160,{90 + gape * 1.2:.0f} -300,{90 + gape * 0.8:.0f} -290,90Z",
        "#5e1518",
    )
    tongue = disc(0, 90 + gape * 0.98, 130, "#d8524f", ry=gape * 0.24)
    teeth = "".join(
        path(
            f"M{x - 34},{86 - abs(x) * 0.02:.0f} L{x},{86 + min(gape * 0.5, 90):.0f} L{x + 34},{86 - abs(x) * 0.02:.0f}Z",
            "#fff8e6",
        )
        for x in range(-230, 240, 76)
    )
    tusks = path(
        f"M-250,{100 + gape * 0.7:.0f} l30,-110 l44,86Z M250,{100 + gape * 0.7:.0f} l-30,-110 l-44,86Z", "#fff8e6"
    )
    return mane + horns + face + swirls + crest + hole + tongue + teeth + tusks + nose + eyes


def dragon_eye(lids: float, *, alone: bool = False) -> str:
    """The Torch Dragon's eye, about (0,0), 1000 wide: open it is day, shut it is night.

    `alone`: a disc of scales hanging in the sky instead of a field of them.
    """
    opening = 300 * lids
    scales = block((-1100, -700, 2200, 1400), "#701511")
    # from below upwards, so that each row lies over the one beneath it
    for row in range(8, -9, -1):
        for column in range(-8, 9):
            x, y = column * 150 + (row % 2) * 75, row * 74
            scales += path(
                f"M{x - 76},{y - 60} V{y} C{x - 64},{y + 96} {x + 64},{y + 96} {x + 76},{y} V{y - 60}Z",
                ("#8f1d18", "#a82a1f", "#7c1814")[(row + column) % 3],
            )
            scales += path(
                f"M{x - 58},{y + 24} C{x - 42},{y + 76} {x + 42},{y + 76} {x + 58},{y + 24}",
                stroke="#d9532f",
                width=6,
                opacity=0.7,
            )
    if alone:
        rim = (
            rays(0, 0, 520, 330, "#f7d34a", seed=3, count=28)
            + disc(0, 0, 580, "#e0751a", ry=420)
            + disc(0, 0, 556, INK, ry=398)
        )
        scales = f'{rim}<defs><clipPath id="round"><ellipse rx="546" ry="388"/></clipPath></defs><g clip-path="url(#round)">{scales}</g>'
    if lids < 0.06:
        shut = path("M-430,20 C-220,170 220,170 430,-20", stroke=INK, width=34) + path(
            "M-300,104 l-40,70 M-150,146 l-24,80 M20,150 v84 M190,124 l36,76 M330,66 l56,60", stroke=INK, width=20
        )
        return scales + path("M-430,20 C-220,-60 220,-80 430,-20 C220,170 -220,170 -430,20Z", "#701511") + shut
    shape = f"M-430,20 C-220,{-opening:.0f} 220,{-opening - 30:.0f} 430,-20 C220,{opening * 0.86:.0f} -220,{opening * 0.86:.0f} -430,20Z"
    clip = f'<defs><clipPath id="d"><path d="{shape}"/></clipPath><radialGradient id="iris"><stop stop-color="#fff3c9"/><stop offset=".5" stop-color="#f7d34a"/><stop offset="1" stop-color="#e0751a"/></radialGradient></defs>'
    iris = (
        disc(0, -8, 236, "url(#iris)")
        + rays(0, -8, 130, 236, "#c2410c", seed=5, count=40)
        + disc(0, -8, 44, INK, ry=210)
        + disc(76, -96, 34, "#fff")
        + disc(-60, 70, 15, "#fff", opacity=0.8)
    )
    return (
        scales
        + clip
        + path(shape, "#fff0c0")
        + f'<g clip-path="url(#d)">{iris}</g>'
        + path(shape, stroke=INK, width=34)
        + path(f"M-430,20 C-220,{-opening - 60:.0f} 220,{-opening - 96:.0f} 450,-30", stroke=INK, width=44)
    )


def noodles() -> str:
    """A steaming bowl, about (0,0), 320 wide."""
    bowl = path("M-160,0 C-150,120 -80,150 0,150 C80,150 150,120 160,0Z", "#d8342a") + path(
        "M-130,30 L-100,60 L-70,30 L-40,60 L-10,30 L20,60 L50,30 L80,60 L110,30 L130,50", stroke="#f7d34a", width=9
    )
    food = (
        disc(0, 0, 160, "#f2c230", ry=44)
        + path("M-110,-4 C-80,-34 -50,26 -20,-6 C10,-36 30,24 60,-4 C80,-24 100,10 120,-6", stroke="#fff3df", width=12)
        + disc(-40, -14, 34, "#fff8e6", ry=18)
        + disc(-40, -14, 15, "#f2a23a", ry=9)
        + disc(62, -10, 30, "#8f3a12", ry=14)
    )
    return bowl + food + path("M60,-20 L190,-190 M84,-14 L216,-176", stroke="#8f3a12", width=10)


def milk() -> str:
    glass = path("M-90,-150 H90 L70,160 H-70Z", "#fff", opacity=0.5) + path("M-84,-90 H84 L68,154 H-68Z", "#fffaf2")
    return (
        glass
        + path("M-84,-90 C-40,-74 40,-106 84,-90", stroke="#e6dcc8", width=7)
        + disc(0, 40, 46, "#f7d34a")
        + path("M16,6 C-20,14 -22,66 18,74 C-34,84 -44,0 16,6Z", INK)
        + path("M-90,-150 H90", stroke="#fff", width=10)
    )


def phone(lines: tuple[str, ...], *, accent: str = "#d8342a") -> str:
    """A telephone about (0,0), 440 x 820, with an order on it: head, then lines."""
    body = block((-230, -420, 460, 840), INK, round_by=52) + block((-208, -394, 416, 788), "#fffaf2", round_by=34)
    head = (
        block((-208, -394, 416, 150), accent, round_by=34)
        + block((-208, -300, 416, 56), accent)
        + words(lines[0], 0, -290, 56, "#fffaf2")
    )
    text = "".join(words(line, 0, -150 + i * 84, 46, INK) for i, line in enumerate(lines[1:]))
    button = block((-160, 270, 320, 92), "#f7d34a", round_by=46) + words("接单", 0, 336, 54, INK)
    return body + head + text + button


def five_stars(lit: int) -> str:
    star = "M0,-60 L17,-19 L60,-18 L27,10 L38,54 L0,30 L-38,54 L-27,10 L-60,-18 L-17,-19Z"
    return "".join(
        at(path(star, "#d8342a" if i < lit else "#fff3df", stroke=INK, width=8), (i - 2) * 150) for i in range(5)
    )
