"""Places and things of 《末班车有猫》: rain, the stop, bus 404 and the cat who drives it."""

from __future__ import annotations

from manju.sample.art.ink import INK, Box, block, disc, halftone, path, sky, stars, words
from manju.sample.art.takeaway_world import towers

NIGHT = ("#171236", "#2b2350", "#4d3f8a")


def street_sky(box: Box) -> str:
    left, top, width, height = box
    whole = f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="FILL"/>'
    return sky(box, *NIGHT) + halftone(whole, "#6d5fb0", step=26, dot=0.18, opacity=0.35)


def far_city(left: float, right: float, base: float) -> str:
    return towers(left, right, base, 760, "#211a44", seed=8, window="#f7d774", opacity=0.55)


def near_city(left: float, right: float, base: float) -> str:
    return towers(left, right, base, 520, "#140f2e", seed=21, window="#f7d774")


def wet_road(box: Box) -> str:
    left, top, width, _ = box
    shine = "".join(
        path(
            f"M{left + 90 + i * 173},{top + 30 + (i * 61) % 90} v{140 + (i * 47) % 200}",
            stroke=("#f7d774", "#3fae8c", "#e0513f", "#9a8ae0")[i % 4],
            width=16,
            opacity=0.28,
        )
        for i in range(int(width // 173))
    )
    return (
        sky(box, "#1c163c", "#0e0a22", name="road") + shine + path(f"M{left},{top} h{width}", stroke="#6d5fb0", width=7)
    )


def stop_sign() -> str:
    """The stop: pole foot at (0,0), 900 high."""
    return (
        block((-12, -860, 24, 860), "#0e0a22")
        + block((-130, -940, 260, 250), "#3fae8c", round_by=18)
        + block((-114, -924, 228, 218), "#f9e7a8", round_by=10)
        + words("404", 0, -822, 92, INK)
        + words("末班 00:00", 0, -744, 40, "#8e3a2f")
    )


def waiting() -> str:
    """The girl under her umbrella, from behind, feet at (0,0), 560 high."""
    umbrella = (
        path(
            "M-210,-440 C-190,-620 190,-620 210,-440 C170,-470 130,-470 105,-440 C70,-472 30,-472 0,-440 C-30,-472 -70,-472 -105,-440 C-130,-470 -170,-470 -210,-440Z",
            "#e0513f",
        )
        + path(
            "M0,-580 C-60,-560 -100,-500 -105,-440 M0,-580 C60,-560 100,-500 105,-440 M0,-580 V-440",
            stroke="#a8342a",
            width=6,
        )
        + path("M0,-590 V-200", stroke=INK, width=9)
    )
    coat = path("M-62,-330 C-90,-240 -100,-130 -104,-70 H104 C100,-130 90,-240 62,-330Z", "#c8794b") + path(
        "M0,-300 V-70 M-62,-330 C-84,-240 -70,-130 -66,-70", stroke=INK, width=6, opacity=0.35
    )
    legs = path("M-50,-70 V-10 H-14 V-70Z M14,-70 V-10 H50 V-70Z", "#2a2144") + path(
        "M-58,-14 h46 v16 h-46Z M12,-14 h46 v16 h-46Z", INK
    )
    hair = path("M0,-420 C-66,-420 -70,-350 -64,-300 H64 C70,-350 66,-420 0,-420Z", "#3a2438")
    bag = path("M60,-220 h70 v90 h-70Z", "#f4c04f") + path(
        "M70,-220 C76,-262 112,-262 118,-220", stroke="#f4c04f", width=8
    )
    return legs + coat + bag + hair + umbrella


def bus_front(*, door: bool = False) -> str:
    """Bus 404 head on, wheels on y = 0, 760 wide, 820 high; its wind-screen is empty glass."""
    return (
        block((-330, -70, 120, 80), INK, round_by=20) + block((210, -70, 120, 80), INK, round_by=20)
        + path("M-380,-40 V-640 C-380,-760 -320,-800 -220,-800 H220 C320,-800 380,-760 380,-640 V-40Z", "#3fae8c")
        + path("M300,-40 V-700 C300,-760 280,-790 250,-800 C330,-796 380,-750 380,-640 V-40Z", "#2a7d64")
        + path("M-330,-620 C-330,-690 -300,-710 -230,-710 H230 C300,-710 330,-690 330,-620 V-330 H-330Z", "#f9e7a8")
        + path("M-330,-620 C-330,-690 -300,-710 -230,-710 H-60 L-250,-330 H-330Z", "#fff", opacity=0.45)
        + block((-190, -790, 380, 66), INK, round_by=12) + words("末班 · 404", 0, -740, 48, "#ffb43a")
        + block((-380, -290, 760, 30), "#2a7d64")
        + disc(-250, -160, 62, "#fff4c9") + disc(250, -160, 62, "#fff4c9")
        + disc(-250, -160, 62, "none") + block((-120, -220, 240, 96), INK, round_by=10)
        + path("M-100,-196 H100 M-100,-172 H100 M-100,-148 H100", stroke="#3fae8c", width=7)
        + path("M-400,-560 h-40 v110 h30 M400,-560 h40 v110 h-30", stroke=INK, width=14)
    )  # fmt: skip


def bus_side() -> str:
    """The bus from its right side, going right; wheels on y = 0, 980 wide from x = -490, 420 high."""
    windows = "".join(
        block((-440 + i * 166, -340, 140, 130), "#f9e7a8", round_by=16)
        + path(f"M{-436 + i * 166},-336 h60 l-40,122 h-20Z", "#fff", opacity=0.4)
        for i in range(5)
    )
    cat = (
        disc(420, -262, 34, "#241d3d", ry=30)
        + path("M392,-276 L388,-316 L412,-292Z M448,-276 L452,-316 L428,-292Z", "#241d3d")
        + disc(432, -264, 6, "#e9f26b", ry=9)
    )
    riders = (
        disc(-200, -244, 30, "#3a2438")
        + path("M-240,-210 C-236,-226 -164,-226 -160,-210Z", "#c8794b")
        + disc(-30, -240, 28, "#e9e6f2")
        + path("M-68,-210 C-64,-226 4,-226 8,-210Z", "#4d7a6c")
    )
    return (
        path("M-490,-60 V-340 C-490,-400 -460,-420 -410,-420 H420 C470,-420 490,-380 490,-310 V-60Z", "#3fae8c")
        + block((-490, -180, 980, 26), "#f4efe2") + block((-490, -90, 980, 40), "#2a7d64")
        + windows + path("M392,-350 H452 C476,-344 484,-320 484,-290 V-212 H392Z", "#f9e7a8") + cat + riders
        + "".join(disc(x, -46, 62, INK) + disc(x, -46, 30, "#d9d4c6") for x in (-300, 310))
        + block((-120, -408, 240, 44), INK, round_by=8) + words("末班 · 404", 0, -374, 34, "#ffb43a")
        + disc(486, -126, 20, "#fff4c9")
    )  # fmt: skip


def cat_body(*, cap: bool = False) -> str:
    """The driver sitting, from the front: about (0,0), 360 wide, from y -60 to 300; the head is apart."""
    return (
        path("M-140,300 C-170,120 -110,10 0,0 C110,10 170,120 140,300Z", "#241d3d")
        + path("M-60,300 C-64,220 -40,150 0,150 C40,150 64,220 60,300Z", "#34295a")
        + disc(-62, 288, 46, "#2d2450", ry=26) + disc(62, 288, 46, "#2d2450", ry=26)
        + path("M-104,40 C-40,76 40,76 104,40 L100,74 C40,106 -40,106 -100,74Z", "#e0513f") + disc(0, 98, 22, "#f4c04f") + path("M-12,98 H12 M0,98 V112", stroke="#8e5a12", width=5)
    )  # fmt: skip


def cat_tail() -> str:
    return path("M120,270 C240,270 250,140 196,90", stroke="#241d3d", width=40)


def cat_head(*, lids: float = 1.0, mouth: float = 0.0, gaze: float = 0.0, cap: bool = True) -> str:
    """About (0,0), 330 wide: ears, lamp-yellow eyes, whiskers, a driver's cap. `lids` 0: content, shut."""
    ears = path("M-150,0 L-164,-190 L-60,-118Z M150,0 L164,-190 L60,-118Z", "#241d3d") + path(
        "M-136,-60 L-144,-150 L-88,-112Z M136,-60 L144,-150 L88,-112Z", "#8a5a8e"
    )
    face = disc(0, -10, 160, "#241d3d", ry=132) + path(
        "M0,-142 C90,-142 160,-84 160,-10 C160,64 90,122 20,122 C110,80 120,-70 0,-142Z", "#1a1430"
    )
    eyes = ""
    for side in (-1, 1):
        if lids <= 0.05:
            eyes += path(
                f"M{side * 70 - 36},-12 C{side * 70 - 18},-44 {side * 70 + 18},-44 {side * 70 + 36},-12",
                stroke="#e9f26b",
                width=11,
            )
        else:
            eyes += (
                disc(side * 70, -20, 42, "#e9f26b", ry=48 * lids)
                + disc(side * 70 + gaze * 14, -20, 13 + 8 * (1 - lids), INK, ry=42 * lids)
                + disc(side * 70 + gaze * 14 + 12, -38 * max(lids, 0.5), 9, "#fff")
            )
    nose = path("M-16,32 H16 L0,52Z", "#e48f8f")
    lip = path("M-40,62 C-20,82 -6,72 0,52 C6,72 20,82 40,62", stroke="#e9e2ff", width=7)
    jaw = (
        path(
            f"M-26,70 C-20,{76 + 40 * mouth:.0f} 20,{76 + 40 * mouth:.0f} 26,70 C14,80 4,74 0,64 C-4,74 -14,80 -26,70Z",
            "#e0513f",
        )
        if mouth > 0
        else ""
    )
    whiskers = path("M-96,40 L-220,18 M-94,56 L-214,72 M96,40 L220,18 M94,56 L214,72", stroke="#e9e2ff", width=5)
    hat = (
        path("M-104,-122 C-96,-214 96,-214 104,-122 C60,-146 -60,-146 -104,-122Z", "#2a7d64")
        + path("M-112,-118 C-60,-146 60,-146 112,-118 L122,-98 C60,-128 -60,-128 -122,-98Z", INK)
        + disc(0, -162, 20, "#f4c04f")
        if cap
        else ""
    )
    return ears + face + eyes + nose + jaw + lip + whiskers + hat


def wheel() -> str:
    """The steering wheel, about (0,0), 420 wide, lying away from us."""
    return (
        f'<ellipse rx="210" ry="92" fill="none" stroke="{INK}" stroke-width="34"/><ellipse rx="210" ry="92" fill="none" stroke="#3b3160" stroke-width="10"/>'
        + path("M-190,10 H190 M0,10 V110", stroke=INK, width=26)
        + disc(0, 8, 46, "#2a7d64", ry=26)
    )


def inside(box: Box) -> str:
    """Within the bus: warm ceiling, windows onto the night, hand-straps, seats."""
    left, top, width, height = box
    wall = sky(box, "#f2d58a", "#d9a25a", "#8e5a44", name="inside")
    panes = ""
    for i in range(3):
        x = left + width * (0.04 + i * 0.325)
        pane = (x, top + height * 0.2, width * 0.27, height * 0.32)
        panes += block((pane[0] - 14, pane[1] - 14, pane[2] + 28, pane[3] + 28), "#3fae8c", round_by=44) + block(
            pane, "#221a4a", round_by=32
        )
        panes += stars(pane, seed=30 + i, count=14, colour="#f7d774", largest=7)
    lamp = block((left, top + height * 0.05, width, 50), "#fff4c9") + block(
        (left, top + height * 0.05 + 50, width, 12), "#c8924a"
    )
    return (
        wall
        + lamp
        + panes
        + block((left, top + height * 0.62, width, height * 0.4), "#5c3a44")
        + block((left, top + height * 0.62, width, 22), "#3fae8c")
    )


def straps(left: float, right: float, top: float) -> str:
    drawn, x = path(f"M{left},{top} H{right}", stroke="#8e5a44", width=18), left + 60
    while x < right:
        drawn += path(f"M{x},{top} v150", stroke="#3a2438", width=16) + path(
            f"M{x},{top + 150} l-60,120 h120Z", stroke="#f4efe2", width=20
        )
        x += 260
    return drawn


def summer(box: Box) -> str:
    """The remembered summer: sea, sun, a hill with a tree."""
    left, top, width, height = box
    whole = f'<rect x="{left}" y="{top}" width="{width}" height="{height * 0.6}" fill="FILL"/>'
    ground = sky(box, "#ffb98a", "#ffd9a0", "#fff0c8") + halftone(whole, "#e0513f", step=26, dot=0.15, opacity=0.3)
    sun = disc(left + width * 0.66, top + height * 0.3, 190, "#fff3c9") + disc(
        left + width * 0.66, top + height * 0.3, 260, "#fff3c9", opacity=0.35
    )
    sea = block((left, top + height * 0.5, width, height * 0.5), "#3fae8c") + "".join(
        path(
            f"M{left + (i * 311) % width},{top + height * (0.52 + i * 0.02)} q70,-12 140,0 t140,0",
            stroke="#f4efe2",
            width=7,
            opacity=0.7,
        )
        for i in range(12)
    )
    return ground + sun + sea


def hill(left: float, right: float, y: float) -> str:
    middle = (left + right) / 2
    tree = (
        path(
            f"M{middle + 160},{y - 60} C{middle + 150},{y - 200} {middle + 190},{y - 260} {middle + 170},{y - 400}",
            stroke="#5c3a2a",
            width=34,
        )
        + disc(middle + 110, y - 470, 150, "#1f6f5c")
        + disc(middle + 260, y - 480, 160, "#2a8a70")
        + disc(middle + 180, y - 580, 150, "#3fae8c")
    )
    return (
        tree
        + path(
            f"M{left},{y + 140} C{middle - 300},{y - 160} {middle + 300},{y - 160} {right},{y + 140} V{y + 900} H{left}Z",
            "#2a7d64",
        )
        + path(
            f"M{left},{y + 140} C{middle - 300},{y - 160} {middle + 300},{y - 160} {right},{y + 140}",
            stroke="#8ad06a",
            width=22,
        )
    )
