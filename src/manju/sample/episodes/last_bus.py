"""《末班车有猫》: two vertical episodes. Bus 404 is driven by a cat, and the fare is a thing left unsaid."""

from __future__ import annotations

from typing import Any

from manju.media.motion.board import Camera, Layer, Shake, Shot, Transition
from manju.media.motion.moves import Key, Keys, Move, Sum, Wave, along
from manju.sample.art import bus_world as world
from manju.sample.art import cast, ink
from manju.sample.art.faces import Mood
from manju.sample.art.lantern_world import moon
from manju.sample.episodes import sounds as s
from manju.sample.episodes.stage import (
    SOFT,
    V_WIDE,
    V,
    acting,
    book,
    drifting,
    dusk,
    flat,
    light,
    rainfall,
    say,
    shout,
)


def _street(*, waiting: bool = True) -> list[Layer]:
    scene = [
        flat(world.street_sky(V_WIDE), V_WIDE, depth=12, px=0.6),
        flat(world.far_city(-200, 1280, 1240), V_WIDE, depth=4),
        flat(world.near_city(-200, 1280, 1380), V_WIDE, depth=2),
        flat(world.wet_road((-180, 1400, 1440, 740)), V_WIDE, depth=1.05),
        flat(ink.at(world.stop_sign(), 260, 1540), V_WIDE),
        light(260, 720, 420, "#f9d774", strength=0.4),
    ]
    if waiting:
        scene.append(flat(ink.at(world.waiting(), 560, 1560, 1.1), V_WIDE, rotation=Wave(0.8, 3.2), pivot=(560, 1560)))
    return scene


def _cat(
    moods: list[tuple[float, float, float]],
    *,
    x: float,
    y: float,
    size: float,
    length_s: float,
    talks: tuple[tuple[float, float], ...] = (),
    tail: bool = True,
) -> list[Layer]:
    """The driver: `moods` are (from s, lids, gaze); the mouth moves in `talks`."""
    heads, keys = [], []
    for i, (at_s, lids, gaze) in enumerate(moods):
        heads += [world.cat_head(lids=lids, gaze=gaze, mouth=mouth) for mouth in (0.0, 0.7)] + [
            world.cat_head(lids=0, gaze=gaze)
        ]
        keys.append(Key(at_s, i * 3, "hold"))
        for start, end in talks:
            until = moods[i + 1][0] if i + 1 < len(moods) else 99.0
            n = 0
            while start + n * 0.14 < end:
                t = start + n * 0.14
                if at_s <= t < until:
                    keys.append(Key(t, i * 3 + (n + 1) % 2, "hold"))
                n += 1
            if at_s <= end < until:
                keys.append(Key(end, i * 3, "hold"))
    for t in (1.35, 3.05):
        mood = max(i for i, m in enumerate(moods) if m[0] <= t)
        keys += [Key(t, mood * 3 + 2, "hold"), Key(t + 0.12, mood * 3, "hold")]
    keys.sort(key=lambda key: key.at_s)
    box = (x - 240 * size, y - 260 * size, 480 * size, 460 * size)
    whole = (x - 300 * size, y - 60 * size, 620 * size, 400 * size)
    layers = [
        flat(ink.at(world.cat_body(), x, y, size), whole, scale_y=Wave(0.012, 2.8, 0, 1.0), pivot=(x, y + 300 * size)),
        book([ink.at(svg, x, y - 50 * size, size) for svg in heads], box, pick=Keys(tuple(keys)), rotation=Wave(2.2, 3.7), y=Wave(4 * size, 2.8), pivot=(x, y + 60 * size)),
    ]  # fmt: skip
    if tail:
        layers.insert(
            0,
            flat(
                ink.at(world.cat_tail(), x, y, size),
                whole,
                rotation=Wave(7, 2.1),
                pivot=(x + 120 * size, y + 270 * size),
            ),
        )
    return layers


def _bus_comes(x: Move, y: Move, scale: Move) -> list[Layer]:
    """Bus 404 head on, its driver behind the glass."""
    common: dict[str, Any] = {"x": x, "y": y, "scale": scale, "pivot": (540, 1500)}
    return [
        flat(ink.at(world.bus_front(), 540, 1500, 1.15), (40, 520, 1000, 1020), **common),
        flat(
            ink.at(ink.at(world.cat_body(), 0, 0, 0.9) + ink.at(world.cat_head(), 0, -46, 0.9), 540, 940, 0.92),
            (300, 680, 480, 440),
            **common,
        ),
        flat(ink.at(ink.block((-330, -330, 660, 60), "#3fae8c"), 540, 1500, 1.15), (140, 1110, 800, 90), **common),
        light(250, 1316, 420, "#fff4c9", strength=0.8, x=x, y=y, scale=scale, pivot=(540, 1500)),
        light(830, 1316, 420, "#fff4c9", strength=0.8, x=x, y=y, scale=scale, pivot=(540, 1500)),
    ]


def _in_the_sky(length_s: float) -> tuple[Layer, ...]:
    return (
        flat(ink.sky(V_WIDE, "#120e30", "#2b2350", "#6a55a8") + ink.stars(V_WIDE, seed=5, count=130), V_WIDE, depth=20, px=0.8),
        flat(moon(640, 640, 360, "#f9e7a8", "#d9b35a"), (100, 100, 1080, 1080), depth=10),
        flat(world.far_city(-200, 1280, 1800), V_WIDE, depth=3, y=along((0, -300), (length_s, 120))),
        flat(ink.at(world.bus_side(), 540, 1000, 0.98, turn=-9), (0, 480, 1080, 700), x=along((0, -500), (length_s, 60), ease="out"), y=Sum((along((0, 560), (length_s, -120), ease="out"), Wave(16, 2.2))), rotation=Wave(1.5, 2.9), pivot=(540, 900)),
        drifting(V, ("#f9e7a8", "#ffffff"), length_s=length_s, seed=4, count=40, size=7, speed=(-220, 160)),
        flat(world.near_city(-200, 1280, 2000), V_WIDE, depth=1.2, y=along((0, -360), (length_s, 220))),
        dusk(V),
    )  # fmt: skip


def first() -> tuple[Shot, ...]:
    """404 路."""
    return (
        Shot(
            3.6,
            (*_street(), *rainfall(V, length_s=3.6), dusk(V)),
            Camera(zoom=along((0, 1.0), (3.6, 1.14)), y=along((0, -60), (3.6, 40))),
            (say(0.6, 3.3, "凌晨零点，末班车早就没有了。", "Midnight. The last bus is long gone."),),
            (s.cue(0, s.rain(4.0), -8),),
        ),
        Shot(
            3.2,
            (
                flat(world.street_sky(V_WIDE), V_WIDE, depth=9, px=0.6),
                flat(world.near_city(-200, 1280, 1300), V_WIDE, depth=3),
                *acting(cast.XUMIAN, [(0, Mood("frown", "worried", 0.45, gaze=(0, 0.7))), (1.6, Mood("tremble", "worried", 0.55, gaze=(0.2, 0.3)))], eyes=(540, 860), size=2.15, length_s=3.2, talks=((0.4, 2.4),), seed=4),
                *rainfall(V, length_s=3.2, seed=8),
                dusk(V),
            ),
            Camera(zoom=along((0, 1.0), (3.2, 1.1)), x=along((0, -20), (3.2, 20))),
            (say(0.3, 2.9, "“还好吗？”“挺好的。”我说了一天。", "“How are you?” “I'm fine.”\nI said it all day long."),),
            (s.cue(0, s.rain(3.4), -11),),
            Transition("slant", 0.4),
        ),
        Shot(
            3.0,
            (
                *_street(waiting=False),
                *_bus_comes(along((0, 60), (1.3, 0)), along((0, -70), (1.3, 0)), Keys((Key(0, 0.12), Key(1.3, 1.0, "in"), Key(1.55, 0.97), Key(1.75, 1.0)))),
                *rainfall(V, length_s=3, seed=3),
                shout("嘀！", 760, 420, 200, at_s=0.9, edge="#2a7d64"),
            ),
            Camera(zoom=along((0, 1.0), (3, 1.06)), shakes=(Shake(1.25, 0.6, 26, 3),)),
            (say(1.4, 2.9, "可 404 路，来了。", "But number 404 came."),),
            (s.cue(0, s.rain(3.2), -12), s.cue(0, s.engine(2.6, 40, 4), -5), s.cue(0.9, s.horn(), -7)),
            Transition("slant", 0.3),
        ),
        Shot(
            3.8,
            (
                flat(world.inside(V_WIDE), V_WIDE, depth=3),
                *_cat([(0, 1.0, 0.0), (1.7, 0.6, 0.3)], x=540, y=1010, size=1.75, length_s=3.8, talks=((0.4, 1.3), (1.9, 3.3))),
                flat(ink.at(world.wheel(), 540, 1640, 1.7), V_WIDE, depth=0.8, rotation=Wave(3, 2.3), pivot=(540, 1640)),
                flat(world.straps(-200, 1280, 120), V_WIDE, depth=0.85, rotation=Wave(1.2, 1.9), pivot=(540, 100)),
                dusk(V, "#2a1020"),
            ),
            Camera(zoom=along((0, 1.0), (3.8, 1.14)), y=along((0, 0), (3.8, -40))),
            (say(0.3, 1.4, "上车吗？", "Getting on?"), say(1.7, 3.6, "票价，一句没说出口的话。", "The fare is one thing\nyou never said.")),
            (s.cue(0.1, s.meow(), -6), s.cue(0, s.engine(3.8, 38), -14)),
            Transition("slant", 0.3),
        ),
        Shot(
            3.4,
            (
                flat(ink.sky(V_WIDE, "#2b2350", "#5a4a8f", "#c8794b"), V_WIDE, depth=9, px=SOFT),
                *acting(cast.XUMIAN, [(0, Mood("tremble", "worried", 0.8, gaze=(0, 0.4))), (1.4, Mood("tremble", "worried", 0.7, tears=True, blush=0.7))], eyes=(540, 870), size=2.5, length_s=3.4, talks=((0.7, 1.1), (1.5, 2.7)), seed=6),
                light(900, 1200, 900, "#f9c774", strength=0.5),
                dusk(V),
            ),
            Camera(zoom=along((0, 1.0), (3.4, 1.12))),
            (say(0.6, 3.1, "……我其实，一点也不好。", "…I am not fine. Not at all."),),
            (s.cue(1.3, s.shimmer(), -6),),
            Transition("slant", 0.3),
        ),
        Shot(
            4.4,
            _in_the_sky(4.4),
            Camera(zoom=along((0, 1.12), (4.4, 1.0)), roll=along((0, 4), (4.4, 0))),
            (say(0.5, 1.6, "够了。坐稳——", "That will do. Hold tight."), say(2.0, 4.1, "下一站，你七岁那年的夏天。", "Next stop: the summer you were seven.")),
            (s.cue(0, s.engine(3.4, 44, 12), -6), s.cue(0.6, s.whoosh(), -3), s.cue(1.8, s.shimmer(), -3)),
            Transition("flash", 0.35),
        ),
    )  # fmt: skip


def second() -> tuple[Shot, ...]:
    """没说出口的话."""
    jolts, lifted = Sum((1.06, Wave(0.004, 0.5))), Wave(5, 0.6)
    return (
        Shot(
            3.6,
            (
                flat(world.inside(V_WIDE), V_WIDE, depth=3),
                flat(ink.at(ink.path("M-150,340 V-40 C-150,-110 150,-110 150,-40 V340Z", "#3fae8c") + ink.path("M-120,340 V-30 C-120,-80 120,-80 120,-30 V340Z", "#2a7d64"), 780, 1240, 1.3), V_WIDE, depth=1.6),
                *_cat([(0, 0.75, -0.6), (2.2, 1.0, 0.8)], x=380, y=1120, size=1.35, length_s=3.6, talks=((0.5, 2.6),)),
                flat(ink.at(world.wheel(), 380, 1590, 1.25), V_WIDE, depth=0.9, rotation=Wave(5, 2.3), pivot=(380, 1590)),
                flat(world.straps(-200, 1280, 120), V_WIDE, depth=0.8, rotation=Wave(1.6, 1.7), pivot=(540, 100)),
                dusk(V, "#2a1020"),
            ),
            Camera(x=along((0, -40), (3.6, 60)), zoom=jolts, y=lifted),
            (say(0.4, 3.2, "有位老人，每晚都坐到终点。他在等人。", "One old man rides to the end\nevery night. He is waiting."),),
            (s.cue(0, s.engine(3.8, 38), -11),),
        ),
        Shot(
            3.4,
            (
                flat(world.inside(V_WIDE), V_WIDE, depth=4),
                *acting(cast.GRANDPA, [(0, Mood("closed", "soft", 0.0)), (1.3, Mood("smile", "soft", 0.7, turn=-0.4))], eyes=(560, 860), size=2.1, length_s=3.4, talks=((1.8, 3.0),), seed=3),
                light(120, 700, 800, "#fff0b0", strength=0.5),
                dusk(V, "#2a1020"),
            ),
            Camera(zoom=jolts, y=lifted),
            (say(1.5, 3.2, "长这么高了。饭吃了没？", "How tall you are. Have you eaten?"),),
            (s.cue(0, s.engine(3.4, 38), -14), s.cue(1.2, s.pluck_low(), -6)),
            Transition("slant", 0.4),
        ),
        Shot(
            3.0,
            (
                flat(ink.sky(V_WIDE, "#3a2f5e", "#8e5a6a", "#e0a06a"), V_WIDE, depth=9, px=SOFT),
                *acting(cast.XUMIAN, [(0, Mood("small", "raised", 1.0, pupil=0.55)), (1.2, Mood("tremble", "worried", 0.85, tears=True))], eyes=(540, 890), size=2.7, length_s=3, talks=((0.9, 1.5),), seed=9),
                dusk(V),
            ),
            Camera(zoom=Keys((Key(0, 1.2), Key(0.4, 1.0, "out"), Key(3, 1.08))), shakes=(Shake(0, 0.5, 14, 4),)),
            (say(0.8, 2.6, "爷爷……？", "Grandpa…?"),),
            (s.cue(0, s.heartbeat(2), -2),),
            Transition("slant", 0.3),
        ),
        Shot(
            4.0,
            (
                flat(world.summer(V_WIDE), V_WIDE, depth=8, px=0.7),
                flat(ink.at(world.bus_side(), 360, 760, 0.5), (60, 500, 640, 320), depth=4, x=along((0, -420), (4, 260), ease="linear"), y=Wave(10, 2)),
                flat(world.hill(-260, 1340, 1500), V_WIDE, depth=1.3),
                flat(_two_on_the_hill(), (200, 1000, 560, 500), rotation=Wave(0.8, 3), pivot=(470, 1440)),
                drifting(V, ("#fffaf2", "#ffd9a0", "#e0513f"), length_s=4, seed=7, count=34, size=11, speed=(110, 90), depth=0.7),
            ),
            Camera(zoom=along((0, 1.0), (4, 1.16)), y=along((0, -80), (4, 60))),
            (say(0.4, 2.0, "那天我赶着上学，", "I was late for school that day."), say(2.1, 3.8, "没跟你说再见。", "I never said goodbye.")),
            (s.cue(0, s.wind(4), -16), s.cue(0.2, s.shimmer(), -5)),
            Transition("flash", 0.5),
        ),
        Shot(
            3.6,
            (
                flat(ink.sky(V_WIDE, "#ffb98a", "#ffd9a0", "#fff0c8"), V_WIDE, depth=9, px=SOFT),
                *acting(cast.XUMIAN, [(0, Mood("tremble", "worried", 0.6, tears=True, blush=0.6)), (1.2, Mood("smile", "soft", 0.0, tears=True, blush=0.9)), (2.3, Mood("smile", "soft", 0.75, tears=True, blush=0.9))], eyes=(540, 850), size=2.3, length_s=3.6, talks=((0.3, 1.1), (2.3, 2.9)), seed=5),
                drifting(V, ("#fffaf2", "#e0513f"), length_s=3.6, seed=3, count=26, size=12, speed=(90, 110), depth=0.7),
            ),
            Camera(zoom=along((0, 1.0), (3.6, 1.1))),
            (say(0.2, 1.4, "爷爷，再见。", "Goodbye, Grandpa."), say(2.1, 3.4, "……不对。晚安。", "…No. Good night.")),
            (),
            Transition("dissolve", 0.4),
        ),
        Shot(
            4.0,
            (
                flat(world.inside(V_WIDE), V_WIDE, depth=3),
                *_cat([(0, 0.0, 0), (1.3, 0.8, 0.0), (2.5, 1.0, 0.0)], x=540, y=1040, size=2.0, length_s=4, talks=((0.4, 1.1), (1.6, 2.3), (2.7, 3.2))),
                flat(ink.at(world.wheel(), 540, 1740, 1.9), V_WIDE, depth=0.8, rotation=Wave(3, 2.3), pivot=(540, 1740)),
                flat(world.straps(-200, 1280, 100), V_WIDE, depth=0.85, rotation=Wave(1.2, 1.9), pivot=(540, 80)),
                dusk(V, "#2a1020"),
            ),
            Camera(zoom=Keys((Key(0, 1.0), Key(2.4, 1.05), Key(2.65, 1.22, "out"), Key(4, 1.27)))),
            (say(0.3, 1.3, "车票收到。", "Fare received."), say(1.5, 2.5, "下一位——", "Next passenger…"), say(2.6, 3.8, "看屏幕的你。", "You, behind the screen.")),
            (s.cue(0.2, s.meow(), -8), s.cue(2.6, s.ding(), -2)),
            Transition("slant", 0.4),
        ),
    )  # fmt: skip


def _two_on_the_hill() -> str:
    """Grandfather and a child of seven, hand in hand, from behind."""
    old = (
        ink.path("M-60,0 C-70,-140 -60,-260 0,-270 C60,-260 70,-140 60,0Z", "#4d7a6c")
        + ink.disc(0, -310, 46, "#e9e6f2")
        + ink.path("M-40,0 v60 h32 v-60Z M8,0 v60 h32 v-60Z", "#2d3a44")
        + ink.path("M-70,-330 H70 L44,-366 H-44Z", "#d9a25a")
    )
    child = (
        ink.path("M-54,0 C-46,-110 -34,-150 0,-156 C34,-150 46,-110 54,0Z", "#e0513f")
        + ink.disc(0, -186, 40, "#3a2438")
        + ink.path("M-30,-210 l-34,-20 l6,40Z M30,-210 l34,-20 l-6,40Z", "#3a2438")
        + ink.path("M-26,0 v46 h22 v-46Z M4,0 v46 h22 v-46Z", "#f2d6c0")
    )
    hands = ink.path("M50,-150 C80,-100 100,-90 120,-96", stroke="#4d7a6c", width=24) + ink.disc(
        122, -96, 13, "#f2d6c0"
    )
    return ink.at(old + ink.at(child, 170, 14) + hands, 400, 1380, 1.1)
