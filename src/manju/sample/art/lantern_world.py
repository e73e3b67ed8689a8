"""Places and things of 《长夜灯》: moonlit roofs, the bridge, the lantern, the ledger, the torch-lit bank."""

from __future__ import annotations

from manju.sample.art.ink import INK, Box, at, block, disc, halftone, path, sky, stars


def night(box: Box, *, seed: int = 3) -> str:
    left, top, width, height = box
    return sky(box, "#0e1230", "#1d2350", "#4a3a72", "#7a4a6a") + stars(
        (left, top, width, height * 0.55), seed=seed, count=90
    )


def moon(x: float, y: float, r: float, colour: str = "#f4e3b5", dots: str = "#b98a3e") -> str:
    rings = disc(x, y, r * 1.5, colour, opacity=0.07) + disc(x, y, r * 1.24, colour, opacity=0.1)
    face = f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="FILL"/>'
    return rings + disc(x, y, r, colour) + halftone(face, dots, step=r / 7.5, dot=0.24, opacity=0.5, name="moon")


def roof(x: float, y: float, width: float, colour: str, *, lit: str = "", height: float = 1600) -> str:
    """One house with upturned eaves; (x, y) is the middle of its ridge."""
    w = width / 2
    drawn = path(
        f"M{x - w * 1.08},{y + w * 0.46} C{x - w * 0.62},{y + w * 0.42} {x - w * 0.26},{y + w * 0.2} {x - w * 0.1},{y} H{x + w * 0.1} "
        f"C{x + w * 0.26},{y + w * 0.2} {x + w * 0.62},{y + w * 0.42} {x + w * 1.08},{y + w * 0.46} L{x + w},{y + w * 0.56} H{x - w}Z "
        f"M{x - w * 0.8},{y + w * 0.54} H{x + w * 0.8} V{y + height} H{x - w * 0.8}Z M{x - w * 0.13},{y - w * 0.05} h{w * 0.26} v{w * 0.07} h{-w * 0.26}Z",
        colour,
    )
    if lit:
        for dx in (-0.5, 0.1):
            bx, by, bw, bh = x + w * dx, y + w * 0.7, w * 0.4, w * 0.3
            drawn += block((bx, by, bw, bh), lit) + path(
                f"M{bx + bw / 2},{by} v{bh} M{bx},{by + bh / 2} h{bw}", stroke=colour, width=w * 0.025
            )
    return drawn


def roofs(left: float, right: float, y: float, size: float, colour: str, *, lit: str = "") -> str:
    row, x, i = [], left, 0
    while x < right + size:
        row.append(roof(x, y + (0, 40, -34, 18)[i % 4], size * (1, 0.86, 1.1)[i % 3], colour, lit=lit if i % 2 else ""))
        x += size * 0.94
        i += 1
    return "".join(row)


def bridge(left: float, right: float, y: float, rise: float) -> str:
    """A stone arch seen from the side, its railing in front."""
    middle = (left + right) / 2
    deck = path(
        f"M{left},{y} C{middle - 300},{y - rise} {middle + 300},{y - rise} {right},{y} V{y + 1400} H{left}Z", "#0b0d20"
    )
    arch = path(
        f"M{middle - 330},{y + 700} C{middle - 330},{y + 130} {middle + 330},{y + 130} {middle + 330},{y + 700}Z",
        "#2a2c58",
    )
    posts = ""
    count = 15
    for i in range(count + 1):
        t = i / count
        px = (
            (1 - t) ** 3 * left
            + 3 * (1 - t) ** 2 * t * (middle - 300)
            + 3 * (1 - t) * t * t * (middle + 300)
            + t**3 * right
        )
        py = y - 3 * t * (1 - t) * rise
        posts += block((px - 9, py - 92, 18, 110), "#2c3262") + disc(px, py - 98, 13, "#3a4178")
    rail = path(
        f"M{left},{y - 66} C{middle - 300},{y - rise - 66} {middle + 300},{y - rise - 66} {right},{y - 66}",
        stroke="#2c3262",
        width=16,
    )
    return deck + arch + rail + posts


def water(box: Box, *, light_x: float, seed: int = 1) -> str:
    left, top, width, height = box
    lines = ""
    for i in range(16):
        y = top + 20 + i * height / 16
        spread = 50 + i * 16
        lines += path(
            f"M{light_x - spread},{y} q{spread / 2},{-10} {spread},0 t{spread},0",
            stroke="#ffca6b",
            width=6,
            opacity=0.5 - i * 0.025,
        )
        lines += path(
            f"M{left + (i * 397 * seed) % width},{y} q60,-9 120,0 t120,0", stroke="#5a5f9a", width=4, opacity=0.5
        )
    return sky(box, "#232a5a", "#0a0d22", name="water") + lines


def lantern(*, lit: bool = True) -> str:
    """About (0,0), 240 high with its handle; the glow is a plane of its own."""
    paper, ribs, heart = ("#ffb43a", "#c2410c", "#fff3c9") if lit else ("#4a3a4c", "#2c2230", "#5d4a5e")
    return (
        path("M0,-120 V-44", stroke=INK, width=5)
        + path("M-26,-48 H26 L36,-36 H-36Z M-26,50 H26 L36,38 H-36Z", INK)
        + path("M-34,-36 H34 C50,-12 50,14 34,38 H-34 C-50,14 -50,-12 -34,-36Z", paper)
        + path("M-12,-36 C-19,-10 -19,12 -12,38 M12,-36 C19,-10 19,12 12,38", stroke=ribs, width=3.4)
        + disc(0, 2, 16, heart, ry=23)
        + path("M0,50 V92 M-9,52 V80 M9,52 V80", stroke=ribs, width=3.6)
    )


def cloaked(*, arm: bool = True) -> str:
    """The heroine from behind in her red cloak, feet at (0,0), about 420 high."""
    hair = (
        disc(0, -406, 26, INK, ry=18)
        + disc(0, -366, 35, INK)
        + path("M-30,-372 C-44,-310 -40,-250 -30,-220 L30,-220 C40,-250 44,-310 30,-372Z", INK)
    )
    pin = path("M-40,-404 L44,-420", stroke="#d9a441", width=6)
    cloak = path("M-34,-336 C-66,-280 -104,-100 -126,0 L118,0 C102,-100 64,-280 34,-336Z", "#a3202f")
    dark = path("M-34,-336 C-56,-260 -70,-100 -62,0 L-126,0 C-104,-100 -66,-280 -34,-336Z", INK, opacity=0.42)
    folds = path("M6,-200 C10,-120 22,-60 34,0 M-16,-200 C-22,-120 -26,-60 -30,0", stroke=INK, width=5, opacity=0.35)
    rim = path("M34,-336 C64,-280 102,-100 118,0", stroke="#ffb43a", width=7, opacity=0.9)
    reach = path("M28,-296 C70,-262 110,-244 150,-250 L152,-226 C100,-212 56,-222 24,-240Z", "#a3202f") + disc(
        158, -238, 13, "#f2d6c0"
    )
    return cloak + dark + folds + rim + (reach if arm else "") + hair + pin


def gentleman() -> str:
    """The groom, from the front, far off: feet at (0,0), about 460 high."""
    return (
        path("M-40,-350 C-66,-260 -86,-100 -96,0 L96,0 C86,-100 66,-260 40,-350Z", "#26345c")
        + path("M-40,-350 C-60,-260 -64,-100 -50,0 L-96,0 C-86,-100 -66,-260 -40,-350Z", INK, opacity=0.35)
        + path("M-10,-346 L14,-230 L-24,0 M10,-346 L24,-330 L0,-200", stroke="#a7b4d0", width=8)
        + path("M-58,-210 H58", stroke="#a7b4d0", width=14)
        + path("M-40,-336 C-90,-270 -96,-190 -88,-150 L-58,-150 L-44,-250Z M40,-336 C90,-270 96,-190 88,-150 L58,-150 L44,-250Z", "#2f4070")
        + disc(0, -384, 32, "#e6c8ae", ry=38)
        + path("M-36,-380 C-40,-440 40,-440 36,-380 C26,-404 -10,-408 -22,-400Z M-36,-380 L-40,-310 L-26,-340Z M36,-380 L40,-310 L26,-340Z", "#12101a")
        + path("M-14,-428 C-14,-456 14,-456 14,-428Z", "#12101a")
        + path("M-30,-430 H30", stroke="#d7dbe6", width=5)
        + path("M-18,-384 h12 M6,-384 h12 M-6,-362 q8,5 14,-2", stroke=INK, width=3.4)
    )  # fmt: skip


def ledger() -> str:
    """The account book, about (0,0), 360 x 480, tied with a red cord."""
    pages = block((-176, -232, 366, 484), "#e9ddc2", round_by=6) + path(
        "M-172,246 H186 M-172,238 H188", stroke="#b39b6c", width=3
    )
    cover = block((-190, -246, 360, 480), "#24406b", round_by=8) + block((-190, -246, 52, 480), "#1a2f52", round_by=8)
    stitches = path(
        "M-138,-200 H-190 M-138,-80 H-190 M-138,60 H-190 M-138,190 H-190 M-138,-246 V234", stroke="#e9ddc2", width=5
    )
    title = block((-60, -210, 96, 300), "#f3e6d0", round_by=4)
    marks = path(
        "M-40,-180 H16 M-12,-196 V-130 M-36,-150 H12 M-40,-96 H16 M-30,-70 H6 M-12,-110 V-40 M-40,-20 L16,-20 M-12,-30 V50 M-36,20 H12",
        stroke=INK,
        width=9,
    )
    cord = path(
        "M-190,150 C-60,170 60,130 170,150 M120,146 C140,190 128,230 150,270 M120,146 C100,190 112,236 96,276",
        stroke="#c2263a",
        width=9,
    )
    return pages + cover + stitches + title + marks + cord


def candle_room(box: Box) -> str:
    """A bride's room at night: lattice window, red curtain shadows."""
    left, top, width, height = box
    wall = sky(box, "#2a0f1e", "#5a1626", "#7a2230", name="wall")
    cx, cy = left + width * 0.68, top + height * 0.34
    lattice = disc(cx, cy, 300, "#1b1c42") + disc(cx + 60, cy - 80, 90, "#f4e3b5")
    bars = "".join(f"M{cx - 300 + i * 100},{cy - 300} v600 M{cx - 300},{cy - 300 + i * 100} h600 " for i in range(1, 6))
    clip = f'<defs><clipPath id="w"><circle cx="{cx}" cy="{cy}" r="300"/></clipPath></defs>'
    window = f'{clip}<g clip-path="url(#w)">{lattice}{path(bars, stroke="#2a0f1e", width=14)}</g><circle cx="{cx}" cy="{cy}" r="300" fill="none" stroke="#d9a441" stroke-width="14"/>'
    return wall + window


def curtain(x: float, top: float, width: float, height: float, *, flip: bool = False) -> str:
    drawn = path(
        f"M0,0 H{width} C{width * 0.9},{height * 0.4} {width * 0.5},{height * 0.55} {width * 0.3},{height} H0Z",
        "#a3202f",
    )
    for i in range(4):
        drawn += path(
            f"M{width * (0.12 + i * 0.2)},0 C{width * (0.14 + i * 0.18)},{height * 0.4} {width * (0.1 + i * 0.08)},{height * 0.6} {width * (0.06 + i * 0.06)},{height}",
            stroke="#6d101d",
            width=16,
        )
    tie = block((-10, height * 0.56, width * 0.5, 40), "#d9a441", round_by=10)
    return f'<g transform="translate({x},{top}) scale({-1 if flip else 1},1)">{drawn}{tie}</g>'


def candle() -> str:
    """A wedding candle, base at (0,0), 420 high without flame."""
    return (
        block((-40, -400, 80, 400), "#c2263a", round_by=14)
        + path(
            "M-40,-400 C-30,-360 -44,-330 -34,-300 C-26,-330 -20,-380 0,-384 C20,-380 24,-300 34,-280 C44,-320 34,-370 40,-400Z",
            "#e2586a",
        )
        + path("M-80,0 H80 L60,40 H-60Z", "#d9a441")
        + words_of_luck()
    )


def words_of_luck() -> str:
    return path(
        "M-22,-210 H22 M0,-226 V-196 M-18,-190 H18 M-14,-176 h28 v20 h-28Z M-24,-144 H24 M-16,-130 h32 v22 h-32Z",
        stroke="#f4d58a",
        width=6,
    )


def flame(scale: float = 1.0) -> str:
    return at(
        path("M0,0 C-26,-14 -30,-44 -6,-84 C0,-66 26,-50 24,-18 C22,-6 12,2 0,0Z", "#ffb43a") + path("M0,-4 C-12,-12 -12,-28 0,-48 C8,-34 12,-22 8,-10Z", "#fff3c9"),
        0, 0, scale,
    )  # fmt: skip


def torches(left: float, right: float, y: float, *, seed: int, size: float = 1.0, colour: str = "#120a12") -> str:
    """A line of torch bearers in the dark."""
    drawn, x, i = "", left, seed
    while x < right:
        lift = (i * 37 % 50) * size
        drawn += at(
            path("M-60,260 C-60,60 -34,10 0,0 C34,10 60,60 60,260Z", colour) + disc(0, -28, 34, colour) + path("M-44,-30 H44 L20,-64 H-20Z", colour)
            + path("M56,160 L84,-90", stroke=colour, width=12) + at(flame(1.3), 86, -92), x, y - lift, size,
        )  # fmt: skip
        x += 150 * size
        i += 1
    return drawn + block((left - 400, y + 200 * size, right - left + 800, 1400), colour)


def hall(box: Box) -> str:
    """The censor's hall: pillars, a screen, one shaft of light."""
    left, top, width, height = box
    ground = sky(box, "#0d0a14", "#1c1424", "#2c1a22", name="hall")
    shaft = path(
        f"M{left + width * 0.42},{top} L{left + width * 0.62},{top} L{left + width * 0.86},{top + height} H{left + width * 0.2}Z",
        "#d9a441",
        opacity=0.13,
    )
    pillars = "".join(
        block((left + width * p, top, 130, height), "#3a1018") + block((left + width * p, top, 34, height), "#5c1a22")
        for p in (0.06, 0.84)
    )
    beam = block((left, top + height * 0.1, width, 90), "#24121a") + path(
        f"M{left},{top + height * 0.1 + 96} h{width}", stroke="#d9a441", width=5, opacity=0.6
    )
    return ground + shaft + pillars + beam
