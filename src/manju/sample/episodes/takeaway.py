"""《山海外卖》: two horizontal episodes. A courier rides for the monsters of the Classic of Mountains and Seas."""

from __future__ import annotations

from typing import Any

from manju.media.motion.board import Camera, Layer, Shake, Shot, Transition
from manju.media.motion.moves import Key, Keys, Noise, Sum, Wave, along
from manju.sample.art import cast, ink
from manju.sample.art import takeaway_world as world
from manju.sample.art.faces import Mood
from manju.sample.episodes import sounds as s
from manju.sample.episodes.stage import (
    FRONT,
    H_WIDE,
    SOFT,
    H,
    acting,
    book,
    drifting,
    dusk,
    flat,
    light,
    looped,
    running,
    say,
    shout,
)

GLUTTON = (480, -120, 1000, 1200)


def _sunburst(colour: str, ray: str, length_s: float) -> list[Layer]:
    svgs = [ink.block(H_WIDE, colour) + ink.rays(960, 540, 260, 1500, ray, seed=seed, count=40) for seed in (1, 2, 3)]
    return [book(svgs, H_WIDE, px=0.6, pick=looped(length_s, 6), depth=8)]


def _glutton(svgs: list[str], **moves: Any) -> Layer:
    return book([ink.at(svg, 960, 590, 0.82) for svg in svgs], (360, -180, 1200, 1240), pivot=(960, 900), **moves)


def _order(lines: tuple[str, ...], *, accent: str = "#d8342a", at_s: float = 0.15, x: float = 960) -> Layer:
    return flat(
        ink.at(world.phone(lines, accent=accent), x, 540, 1.12, turn=-5), (x - 420, -40, 840, 1160), pivot=(x, 700),
        y=Keys((Key(at_s, 1100), Key(at_s + 0.45, 0, "back"))), rotation=Sum((Wave(1.2, 1.9), Keys((Key(0.8, 0), Key(0.9, 5), Key(1.0, -5), Key(1.1, 3), Key(1.2, 0))))),
    )  # fmt: skip


def _ride(length_s: float, *, night: bool = False) -> tuple[Layer, ...]:
    """The scooter at full speed: the camera goes along, the world passes by its depth."""
    far, mid, near = ("#1a2a4a", "#12203c", "#0c1630") if night else ("#2a8a70", "#1f6f5c", "#174f48")
    wide = (-300, -160, 4600, 1400)
    sky = ink.sky(H_WIDE, "#171236", "#2b2350", "#5a4a8f") if night else world.day(H_WIDE)
    return (
        flat(sky, H_WIDE, depth=40, px=0.6),
        flat(ink.at(world.cloud(), 300, 120, 1.1) + ink.at(world.cloud(), 1500, 230, 0.8) + ink.at(world.cloud(), 2300, 90, 1.2), wide, depth=9, px=0.6),
        flat(world.peaks(-300, 4300, 900, 760, far, seed=4, snow="#fff3df"), wide, depth=4, px=0.7),
        flat(world.peaks(-300, 4300, 960, 480, mid, seed=9), wide, depth=2.4, px=0.7),
        flat(world.towers(-300, 4300, 920, 380, near, seed=3, window="#f7d34a"), wide, depth=1.5, px=0.8),
        flat(world.road((-300, 880, 4600, 400)), wide, depth=1.0, px=0.7),
        flat(ink.at(world.scooter(), 820, 1010, 1.12), (380, 280, 900, 760), x=running(length_s, 800), y=Sum((Wave(7, 0.24), Wave(4, 0.9))), rotation=Sum((-3.0, Wave(1.2, 0.5))), pivot=(820, 1010)),
        book([ink.streaks(H_WIDE, "#fffaf2", seed=i, count=26, length=(300, 1100)) for i in (1, 2, 3)], H_WIDE, px=0.5, pick=looped(length_s, 12), depth=FRONT, opacity=0.55),
        flat(ink.at(world.cloud("#e9a23a" if not night else "#3a3168", "#8f3a12" if not night else "#5a4a8f"), 2600, 850, 1.6), wide, depth=0.6, px=0.6),
    )  # fmt: skip


def _courier(
    moods: list[tuple[float, Mood]],
    length_s: float,
    talks: tuple[tuple[float, float], ...],
    *,
    ground: tuple[str, str],
    eyes: tuple[float, float] = (960, 470),
    size: float = 1.55,
    seed: int = 1,
) -> list[Layer]:
    return [
        *_sunburst(*ground, length_s),
        *acting(
            cast.XIAOMAN,
            moods,
            eyes=eyes,
            size=size,
            length_s=length_s,
            talks=talks,
            seed=seed,
            scale=Keys((Key(0, 0.85), Key(0.25, 1, "back"))),
        ),
    ]


def first() -> tuple[Shot, ...]:
    """差评来自饕餮."""
    bowls = [
        flat(ink.at(world.noodles(), 0, 0, 0.8 + i * 0.08), (-260, -240, 520, 480), depth=0.9 - i * 0.04,
             x=along((i * 0.28, -300 + (i % 2) * 2500), (i * 0.28 + 0.75, 960), ease="in"), y=Keys((Key(i * 0.28, 900), Key(i * 0.28 + 0.4, 380 - i * 30, "out"), Key(i * 0.28 + 0.75, 690, "in"))),
             rotation=running(4, 300 * (-1) ** i), scale=along((i * 0.28 + 0.4, 1.0), (i * 0.28 + 0.78, 0.25)), opacity=Keys((Key(i * 0.28 + 0.74, 1), Key(i * 0.28 + 0.8, 0))))
        for i in range(6)
    ]  # fmt: skip
    return (
        Shot(
            2.8,
            (*_sunburst("#f2c230", "#e0751a", 2.8), _order(("新订单", "西山第一峰", "牛肉面 ×300", "限时 9 分钟")), shout("叮！", 1480, 330, 190, at_s=0.5, fill="#fffaf2", edge="#d8342a")),
            Camera(zoom=along((0, 1.0), (2.8, 1.12)), roll=along((0, -2), (2.8, 2)), shakes=(Shake(0.55, 0.4, 14, 2),)),
            (say(0.6, 2.7, "西山来单：牛肉面，三百碗。", "Order from West Mountain:\nbeef noodles, three hundred bowls."),),
            (s.cue(0.5, s.ding(), 0),),
        ),
        Shot(
            3.4,
            (*_ride(3.4), shout("嗖！", 470, 330, 190, at_s=0.3, turn=-12, edge="#d8342a", until_s=1.6)),
            Camera(x=running(3.4, 800), zoom=along((0, 1.1), (3.4, 1.0)), roll=-2.5, shakes=(Shake(1.2, 0.4, 12, 2), Shake(2.3, 0.4, 12, 8))),
            (say(0.5, 3.1, "还剩九分钟。那位客人，脾气不大好。", "Nine minutes left. And this customer\ndoes not like waiting."),),
            (s.cue(0, s.engine(3.4, 88, 5), -8), s.cue(0.3, s.whoosh(), -2)),
            Transition("slant", 0.3),
        ),
        Shot(
            3.0,
            (
                *_sunburst("#8f1d18", "#3a0d10", 3.0),
                _glutton([world.taotie(mouth=m) for m in (0.25, 0.6, 1.0, 0.85)], pick=Keys((Key(0, 0), Key(0.35, 1, "hold"), Key(0.45, 2, "hold"), Key(1.0, 3, "hold"), Key(1.1, 2, "hold"), Key(1.7, 1, "hold"), Key(1.85, 2, "hold"), Key(2.1, 1, "hold"), Key(2.3, 3, "hold"))),
                         scale=Keys((Key(0, 0.5), Key(0.4, 1.08, "back"), Key(3, 1.2)))),
                shout("吼！", 420, 300, 240, at_s=0.45, edge="#d8342a", fill="#f7d34a"),
                dusk(H),
            ),
            Camera(zoom=along((0, 1.0), (3, 1.08)), shakes=(Shake(0.4, 1.4, 46, 9),)),
            (say(0.8, 2.9, "超时一分钟，我连你一起吃！", "One minute late, and I eat you too!"),),
            (s.cue(0.35, s.roar(), 2), s.cue(0.4, s.hit(), -3)),
        ),
        Shot(
            2.9,
            tuple(_courier([(0, Mood("grin", "worried", 0.9, sweat=True)), (1.5, Mood("grin", "sly", 0.7, sweat=True, turn=0.5))], 2.9, ((0.3, 2.3),), ground=("#2f8fb3", "#1f6f8c"), seed=5)),
            Camera(zoom=along((0, 1.0), (2.9, 1.1))),
            (say(0.2, 2.7, "亲，先尝一口，再给差评？", "Dear customer, one bite\nbefore the one-star review?"),),
            (),
            Transition("slant", 0.25),
        ),
        Shot(
            3.0,
            (
                *_sunburst("#f2c230", "#e0751a", 3.0),
                _glutton([world.taotie(mouth=m) for m in (1.0, 0.5, 0.1)], pick=Keys((Key(0, 0), Key(2.2, 1, "hold"), Key(2.3, 2, "hold"), Key(2.5, 1, "hold"), Key(2.62, 2, "hold"), Key(2.8, 1, "hold"))), scale_y=Keys((Key(2.1, 1), Key(2.25, 0.92), Key(2.4, 1.03), Key(2.55, 0.97), Key(2.7, 1)))),
                *bowls,
                shout("吸溜", 1540, 330, 200, at_s=0.9, turn=9, edge="#1f6f5c"),
            ),
            Camera(zoom=along((0, 1.0), (3, 1.14)), shakes=(Shake(0.7, 1.4, 16, 4), Shake(2.2, 0.4, 20, 6))),
            (say(0.3, 2.0, "三百碗，一口。", "Three hundred bowls. One gulp."),),
            (*(s.cue(0.5 + i * 0.28, s.slurp(), -2) for i in range(6)), s.cue(2.2, s.drum(), -4)),
        ),
        Shot(
            3.4,
            (
                *_sunburst("#f2a23a", "#f7d34a", 3.4),
                _glutton([world.taotie(mouth=0.12, lids=0.8), world.taotie(mouth=0.3, happy=True, tears=True), world.taotie(mouth=0.5, happy=True, tears=True)],
                         pick=Keys((Key(0, 0), Key(0.9, 1, "hold"), Key(1.2, 2, "hold"), Key(1.5, 1, "hold"), Key(1.8, 2, "hold"), Key(2.1, 1, "hold"), Key(2.5, 2, "hold"), Key(2.8, 1, "hold"))), scale_y=Noise(0.02, 5, 4, 1.0)),
                drifting(H, ("#fff3df", "#e0513f"), length_s=3.4, seed=6, count=30, size=12, speed=(20, -130)),
            ),
            Camera(zoom=along((0, 1.12), (3.4, 1.0))),
            (say(0.9, 3.3, "三千年了……头一回有人给我送饭。", "Three thousand years…\nNobody ever brought me dinner."),),
            (s.cue(0.9, s.shimmer(), -3),),
            Transition("dissolve", 0.3),
        ),
        Shot(
            4.0,
            (
                *_courier([(0, Mood("grin", "raised", 0.0, blush=0.8)), (1.7, Mood("small", "raised", 1.0, pupil=0.6, sweat=True))], 4.0, ((2.4, 3.4),), ground=("#f2c230", "#e0751a"), eyes=(620, 500), seed=8),
                *(flat(ink.at(ink.at(world.five_stars(5), 300), 1180 - 300, 250), (1180 + (i - 2) * 150 - 78, 160, 156, 180), opacity=Keys((Key(0.2 + i * 0.2, 0), Key(0.22 + i * 0.2, 1, "hold"), Key(1.7, 1), Key(1.75, 0, "hold"))),
                       pivot=(1180 + (i - 2) * 150, 250), scale=Keys((Key(0.2 + i * 0.2, 2), Key(0.42 + i * 0.2, 1, "out")))) for i in range(5)),
                _order(("加急单", "钟山 · 烛龙", "热牛奶 ×1", "天黑前送到"), accent="#4d3f8a", at_s=1.6, x=1380),
                shout("叮！", 1020, 240, 150, at_s=1.8, edge="#4d3f8a"),
            ),
            Camera(zoom=along((0, 1.0), (4, 1.08)), shakes=(Shake(1.8, 0.5, 18, 2),)),
            (say(0.3, 1.6, "谢谢五星！", "Five stars, thank you!"), say(2.0, 3.9, "烛龙？可他一闭眼，天就黑了。", "The Torch Dragon? But when he\ncloses his eyes, night falls.")),
            (s.cue(0.2, s.stars(5), -3), s.cue(1.8, s.ding(), 0), s.cue(2.3, s.hit(), -5)),
            Transition("slant", 0.3),
        ),
    )  # fmt: skip


def _eye(lids: tuple[float, ...], pick: object, *, scale: object = 1.0, y: object = 0.0, size: float = 1.35) -> Layer:
    return book(
        [ink.at(world.dragon_eye(value), 960, 540, size) for value in lids],
        (-180, -120, 2280, 1320),
        px=0.8,
        pick=pick,
        scale=scale,
        y=y,
        pivot=(960, 540),
        depth=1.6,
    )


def second() -> tuple[Shot, ...]:
    """天黑请闭眼."""
    skyline = world.towers(-260, 2180, 1010, 460, "#174f48", seed=13)
    lit = [
        world.towers(-260, 2180, 1010, 460, "#0e1230", seed=13, window="#f7d34a"),
        world.towers(-260, 2180, 1120, 330, "#0a0c22", seed=5, window="#ffb43a"),
    ]
    return (
        Shot(
            3.6,
            (
                flat(world.day(H_WIDE), H_WIDE, depth=20, px=0.6),
                flat(ink.at(world.dragon_eye(0.9, alone=True), 960, 330, 0.62), (300, -20, 1320, 720), depth=6, y=Wave(8, 4)),
                flat(world.peaks(-260, 2180, 860, 520, "#1f6f5c", seed=4, snow="#fff3df") + ink.block((-260, 850, 2440, 400), "#1f6f5c"), H_WIDE, depth=3),
                flat(skyline, H_WIDE, depth=1.4),
                flat(ink.at(world.cloud(), 100, 560, 1.3) + ink.at(world.cloud(), 1400, 640, 1.1), H_WIDE, depth=1.0, x=running(3.6, 40)),
            ),
            Camera(zoom=along((0, 1.0), (3.6, 1.22)), y=along((0, 60), (3.6, -60))),
            (say(0.3, 1.8, "烛龙睁眼是昼，闭眼是夜。", "His open eye is day. Shut, it is night."), say(1.9, 3.5, "他一千年没敢睡了。", "He has not dared sleep for\na thousand years.")),
            (s.cue(0, s.wind(3.6), -12), s.cue(0.2, s.gong(), -8)),
        ),
        Shot(
            3.0,
            (
                *_courier([(0, Mood("smile", "raised", 0.85, turn=-0.4)), (1.4, Mood("grin", "soft", 0.8, turn=-0.4, blush=0.5))], 3.0, ((0.3, 1.2), (1.4, 2.4)), ground=("#e0751a", "#f2a23a"), eyes=(1150, 480), seed=3),
                flat(ink.at(world.milk(), 520, 640, 1.7, turn=-6), (300, 320, 460, 640), y=Keys((Key(0.3, 700), Key(0.75, 0, "back"))), rotation=Wave(2, 2.2), pivot=(520, 900), depth=0.85),
                drifting((0, 0, 1920, 1080), ("#fffaf2",), length_s=3, seed=4, count=14, size=14, speed=(10, -90)),
            ),
            Camera(zoom=along((0, 1.0), (3, 1.08))),
            (say(0.3, 1.3, "您的热牛奶。", "Your warm milk."), say(1.4, 2.9, "喝完，好好睡一觉。", "Drink up, and get some sleep.")),
            (s.cue(0.4, s.whoosh(), -8),),
            Transition("slant", 0.3),
        ),
        Shot(
            3.6,
            (
                _eye((0.9, 0.6, 0.35, 0.75), Keys((Key(0, 0), Key(0.8, 1, "hold"), Key(0.95, 2, "hold"), Key(1.3, 1, "hold"), Key(1.45, 0, "hold"), Key(2.5, 3, "hold"), Key(2.7, 0, "hold"))), scale=along((0, 1.0), (3.6, 1.16))),
                dusk(H, strength=0.75),
            ),
            Camera(shakes=(Shake(0.85, 0.6, 16, 3), Shake(2.5, 0.5, 14, 7))),
            (say(0.2, 1.7, "我一闭眼，人间就黑了。", "If I sleep, the world goes dark."), say(1.9, 3.3, "他们会怕。", "They will be afraid.")),
            (s.cue(0.1, s.engine(3.2, 30), -4),),
            Transition("dissolve", 0.3),
        ),
        Shot(
            2.9,
            tuple(_courier([(0, Mood("smile", "soft", 0.8, blush=0.5)), (1.2, Mood("smile", "soft", 0.0, blush=0.8))], 2.9, ((0.2, 0.9), (1.3, 2.3)), ground=("#f2a23a", "#f7d34a"), seed=9)),
            Camera(zoom=along((0, 1.0), (2.9, 1.12))),
            (say(0.2, 1.1, "不怕的。", "They won't be."), say(1.2, 2.7, "你看，城里早有灯了。", "Look. We have lights now.")),
            (),
            Transition("slant", 0.3),
        ),
        Shot(
            4.2,
            (
                flat(world.day(H_WIDE), H_WIDE, depth=20, px=0.6),
                flat(ink.sky(H_WIDE, "#0e0b26", "#221a4a", "#4d3f8a") + ink.stars(H_WIDE, seed=9, count=120), H_WIDE, depth=20, px=0.8, opacity=along((0.5, 0), (2.0, 1))),
                book([ink.at(world.dragon_eye(v, alone=True), 960, 330, 0.62) for v in (0.9, 0.6, 0.3, 0.0)], (300, -20, 1320, 720), depth=6, pick=Keys((Key(0, 0), Key(0.6, 1, "hold"), Key(1.0, 2, "hold"), Key(1.4, 3, "hold"))), opacity=along((1.9, 1), (3.0, 0.0))),
                flat(world.peaks(-260, 2180, 860, 520, "#1f6f5c", seed=4, snow="#fff3df") + ink.block((-260, 850, 2440, 400), "#1f6f5c"), H_WIDE, depth=3),
                flat(world.peaks(-260, 2180, 860, 520, "#171236", seed=4, snow="#4d3f8a") + ink.block((-260, 850, 2440, 400), "#171236"), H_WIDE, depth=3, opacity=along((0.5, 0), (2.0, 1))),
                flat(skyline, H_WIDE, depth=1.4, opacity=along((1.4, 1), (2.0, 0))),
                flat(world.towers(-260, 2180, 1010, 460, "#0e1230", seed=13), H_WIDE, depth=1.4, opacity=along((0.5, 0), (1.6, 1))),
                flat(lit[0], H_WIDE, depth=1.4, opacity=Keys((Key(1.9, 0), Key(2.0, 1, "hold")))),
                flat(lit[1], H_WIDE, depth=1.0, opacity=Keys((Key(2.3, 0), Key(2.4, 1, "hold")))),
                light(960, 1080, 1200, "#ffb43a", opacity=along((2.3, 0), (3.2, 0.75)), strength=0.6),
                dusk(H),
            ),
            Camera(zoom=along((0, 1.22), (4.2, 1.0)), y=along((0, -60), (4.2, 30))),
            (say(2.6, 4.0, "晚安，烛龙。", "Good night, old dragon."),),
            (s.cue(1.9, s.shimmer(), -2), s.cue(1.2, s.under_water(2.5), -22)),
            Transition("dissolve", 0.3),
        ),
        Shot(
            3.2,
            (
                *_sunburst("#2b2350", "#171236", 3.2),
                *acting(cast.XIAOMAN, [(0, Mood("closed", "raised", 0.8, gaze=(0.7, 0.4), turn=0.5)), (1.6, Mood("small", "worried", 1.0, pupil=0.5))], eyes=(560, 500), size=1.5, length_s=3.2, talks=((2.0, 2.8),), seed=4),
                _order(("新订单", "收货人：江小满", "来自：十年前", "备注：快来"), accent="#e0513f", at_s=0.2, x=1330),
                shout("叮！", 960, 230, 150, at_s=0.5, edge="#e0513f", turn=8),
            ),
            Camera(zoom=Keys((Key(0, 1.0), Key(1.5, 1.04), Key(1.7, 1.14, "out"), Key(3.2, 1.2))), shakes=(Shake(0.5, 0.4, 12, 2),)),
            (say(1.7, 3.1, "收货人……是我？", "The customer is… me?"),),
            (s.cue(0.5, s.ding(), 0), s.cue(1.6, s.heartbeat(2), 0)),
            Transition("slant", 0.3),
        ),
        Shot(
            3.2,
            (
                flat(ink.sky(H_WIDE, "#171236", "#2b2350", "#2f5f8f"), H_WIDE, depth=9, px=SOFT),
                flat(world.towers(-260, 2180, 1010, 560, "#120f2e", seed=31, window="#f7d774", opacity=0.5), H_WIDE, depth=3),
                *acting(cast.YOUNG_XIAOMAN, [(0, Mood("tremble", "worried", 0.6, tears=True)), (1.2, Mood("smile", "worried", 0.95, tears=True, blush=0.6))], eyes=(960, 520), size=1.55, length_s=3.2, talks=((1.2, 2.5),), seed=2),
                flat(ink.rain(H, "#cfd6ff", seed=4, count=90, long=150, opacity=0.42), H, depth=0.7, tiled=True, y=running(3.2, 2200), x=running(3.2, -260)),
                dusk(H),
            ),
            Camera(zoom=along((0, 1.14), (3.2, 1.0))),
            (say(1.0, 3.0, "姐姐，你终于接单了。", "You finally took my order."),),
            (s.cue(0, s.rain(3.2), -10),),
            Transition("flash", 0.3),
        ),
    )  # fmt: skip
