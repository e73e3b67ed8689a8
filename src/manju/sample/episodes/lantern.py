"""《长夜灯》: three vertical episodes. She drowned on the eve of her wedding; now she has that eve again."""

from __future__ import annotations

from manju.media.motion.board import Camera, Layer, Shake, Shot, Transition
from manju.media.motion.moves import Key, Keys, Noise, Sum, Wave, along
from manju.sample.art import cast, ink
from manju.sample.art import lantern_world as world
from manju.sample.art.faces import Mood
from manju.sample.episodes import sounds as s
from manju.sample.episodes.stage import (
    FRONT,
    SOFT,
    V_WIDE,
    V,
    acting,
    concentration,
    drifting,
    dusk,
    flat,
    light,
    say,
    shout,
)

SNOW = ("#ffffff", "#dfe4ff", "#f4e3b5")
EMBERS = ("#ffb43a", "#ff7a2a", "#fff3c9")


def _bridge_scene(*, two: bool = False) -> list[Layer]:
    scene = [
        flat(world.night(V_WIDE), V_WIDE, depth=12, px=0.6),
        flat(world.moon(700, 560, 340), (140, 0, 1120, 1120), depth=9),
        flat(world.roofs(-200, 1280, 1010, 480, "#1b1d48", lit="#d98a3a"), V_WIDE, depth=3.2),
        flat(world.roofs(-340, 1280, 1200, 620, "#12132f", lit="#ffb43a"), V_WIDE, depth=1.9),
        flat(world.bridge(-260, 1340, 1560, 330), V_WIDE, depth=1.1),
    ]
    x = 330 if two else 450
    scene += [
        flat(ink.at(world.cloaked(), x, 1420, 1.15), V_WIDE, rotation=Wave(0.7, 3.7), pivot=(x, 1420)),
        flat(ink.at(world.lantern(), x + 184, 1226, 0.8), V_WIDE, rotation=Wave(5, 2.6), pivot=(x + 184, 1130)),
        light(x + 184, 1230, 330, "#ffb84a"),
    ]
    if two:
        scene.append(
            flat(ink.at(world.gentleman(), 800, 1424, 1.08), V_WIDE, rotation=Wave(0.4, 4.4), pivot=(800, 1424))
        )
    return scene


def _river_bed(length_s: float) -> Shot:
    bubbles = drifting(V, ("#8fb0e8", "#cfe0ff"), length_s=length_s, seed=8, count=34, size=11, speed=(0, -260))
    return Shot(
        length_s,
        (
            flat(ink.sky(V_WIDE, "#2a4f86", "#16305e", "#070d22"), V_WIDE, depth=8, px=SOFT),
            flat(ink.path("M300,-220 L620,-220 L900,2140 H-80Z", "#9fc3ff", opacity=0.12), V_WIDE, depth=6, px=0.4),
            *acting(
                cast.ZHIWEI, [(0, Mood("small", "worried", 0.5)), (1.3, Mood("closed", "soft", 0.0))], eyes=(560, 860), size=1.75,
                length_s=length_s, seed=3, tilt=Sum((14.0, Wave(4, 5))), y=along((0, -90), (length_s, 150)), x=along((0, 30), (length_s, -20)),
            ),
            flat(ink.block(V_WIDE, "#102a5c", opacity=0.42), V_WIDE, px=SOFT, depth=0.95),
            flat(ink.at(world.lantern(), 760, 700, 1.3), V_WIDE, depth=0.8, rotation=along((0, -20), (length_s, 65)), pivot=(760, 700),
                 y=along((0, -100), (length_s, 620), ease="linear"), x=Wave(40, 3)),
            light(760, 700, 420, "#ffb84a", depth=0.8, y=along((0, -100), (length_s, 620), ease="linear"), x=Wave(40, 3),
                  opacity=along((0, 0.9), (length_s, 0.0))),
            bubbles,
            dusk(V, strength=0.8),
        ),
        Camera(zoom=along((0, 1.0), (length_s, 1.16)), roll=along((0, -3), (length_s, 4))),
        (say(0.3, 3.1, "推我下水的人，第二天做了新郎。", "The man who pushed me in\nwas a bridegroom by morning."),),
        (s.cue(0, s.splash()), s.cue(0.2, s.under_water(length_s), -4)),
        Transition("dissolve", 0.5),
    )  # fmt: skip


def _eyes_open() -> Shot:
    length = 2.8
    moods = [
        (0, Mood("closed", "calm", 0.0)),
        (0.75, Mood("small", "worried", 1.0, pupil=0.5)),
        (1.7, Mood("closed", "angry", 0.85, light="#ffb43a")),
    ]
    return Shot(
        length,
        (
            flat(ink.block(V_WIDE, "#6d1220"), V_WIDE, px=0.2, depth=9),
            concentration(V, 540, 900, "#1c0810", length_s=length, inner=430, opacity=along((0.7, 0), (0.85, 0.9))),
            *acting(cast.ZHIWEI, moods, eyes=(540, 930), size=3.6, length_s=length, seed=11),
            flat(ink.block(V, "#fff8ea"), V, px=0.1, depth=FRONT, opacity=Keys((Key(0.72, 0), Key(0.75, 0.9, "hold"), Key(1.05, 0)))),
            dusk(V, strength=0.7),
        ),
        Camera(zoom=Keys((Key(0, 1.0), Key(0.72, 1.04), Key(0.9, 1.2, "out"), Key(length, 1.28))), shakes=(Shake(0.75, 0.7, 34, 5),)),
        (say(0.9, 2.6, "——可我又睁开了眼。", "And then I opened my eyes."),),
        (s.cue(0.0, s.heartbeat(2), 1), s.cue(0.72, s.hit(), 0)),
    )  # fmt: skip


def first() -> tuple[Shot, ...]:
    """重回落水前夜."""
    return (
        Shot(
            4.0,
            (*_bridge_scene(), drifting(V, SNOW, length_s=4, seed=2, count=46, size=9, speed=(-60, 170), depth=0.7), dusk(V)),
            Camera(zoom=along((0, 1.0), (4, 1.32)), y=along((0, -150), (4, 30)), x=along((0, 0), (4, 30))),
            (say(0.7, 3.7, "永安十二年冬，我死在这座桥上。", "In the winter of Yong'an 12,\nI died on this bridge."),),
            (s.cue(0, s.wind(4.4), -10),),
        ),
        _river_bed(3.4),
        _eyes_open(),
        Shot(
            3.6,
            (
                flat(world.candle_room(V_WIDE), V_WIDE, depth=3),
                flat(world.curtain(-180, -220, 470, 1700), V_WIDE, depth=1.5, rotation=Wave(0.7, 4), pivot=(-100, -220)),
                *acting(cast.ZHIWEI, Mood("closed", "calm", 0.6, turn=0.5, gaze=(0.3, 0.8), light="#ffb43a"), eyes=(450, 780), size=1.7,
                        length_s=3.6, seed=6, tilt=3),
                flat(ink.block((-180, 1480, 1440, 700), "#3a0d16") + ink.path("M-180,1480 H1260", stroke="#d9a441", width=12), V_WIDE, depth=0.85),
                flat(ink.at(world.candle(), 880, 1560), V_WIDE, depth=0.82),
                flat(ink.at(world.flame(1.7), 880, 1160), V_WIDE, depth=0.82, scale_y=Noise(0.16, 7, 3, 1.0), rotation=Noise(7, 4, 8), pivot=(880, 1160)),
                light(880, 1110, 560, "#ff9a3a", depth=0.82),
                flat(ink.at(world.ledger(), 430, 1590, 0.9, turn=-7), V_WIDE, depth=0.75),
                dusk(V),
            ),
            Camera(x=along((0, -60), (3.6, 50)), y=along((0, 60), (3.6, -20)), zoom=along((0, 1.06), (3.6, 1.14))),
            (say(0.2, 1.9, "红烛未灭，账本还在。", "The candle burns. The ledger is here."), say(2.0, 3.5, "离我死，还有一夜。", "One night until I die.")),
            (s.cue(0.1, s.crackle(3.5), -6),),
            Transition("slant", 0.4),
        ),
        Shot(
            3.5,
            (
                flat(world.night(V_WIDE), V_WIDE, depth=10, px=0.6),
                flat(world.moon(300, 500, 280), (-200, 0, 1000, 1000), depth=8),
                flat(world.roofs(-200, 1280, 1130, 520, "#171940", lit="#ffb43a"), V_WIDE, depth=2.6),
                *acting(cast.HUAIJIN, [(0, Mood("smile", "soft", 0.75, turn=-0.4)), (2.6, Mood("smirk", "sly", 0.5, turn=-0.4, dark=True))],
                        eyes=(590, 860), size=2.1, length_s=3.5, talks=((0.3, 2.3),), seed=9),
                flat(ink.block((-180, -220, 280, 2360), "#2a0f1e") + ink.block((80, -220, 26, 2360), "#d9a441") + ink.block((1010, -220, 260, 2360), "#2a0f1e"),
                     V_WIDE, depth=0.7),
                dusk(V),
            ),
            Camera(zoom=along((0, 1.0), (3.5, 1.12)), x=along((0, 40), (3.5, -10))),
            (say(0.3, 2.6, "知微，桥上月色正好，陪我走走？", "Zhiwei, the moon is lovely tonight.\nWalk the bridge with me?"),),
            (s.cue(2.5, s.pluck_low(), -2),),
            Transition("slant", 0.4),
        ),
        Shot(
            4.6,
            (
                flat(ink.sky(V_WIDE, "#1c1030", "#4a1530", "#8f2a2c"), V_WIDE, depth=9, px=SOFT),
                flat(world.moon(760, 420, 230), (300, 0, 920, 920), depth=7),
                *acting(cast.ZHIWEI, [(0, Mood("closed", "calm", 0.55, turn=0.25)), (0.9, Mood("smile", "soft", 0.7, turn=0.25)), (2.3, Mood("smirk", "sly", 0.72, light="#ffb43a"))],
                        eyes=(500, 800), size=2.05, length_s=4.6, talks=((0.8, 1.2), (2.3, 3.5)), seed=15),
                flat(ink.at(world.lantern(), 800, 1380, 2.3), V_WIDE, depth=0.8, y=Keys((Key(1.6, 900), Key(2.4, 0, "back"))),
                     rotation=Wave(3.5, 2.4), pivot=(800, 1100)),
                light(800, 1380, 760, "#ffb84a", depth=0.8, y=Keys((Key(1.6, 900), Key(2.4, 0, "back"))), strength=0.7),
                drifting(V, EMBERS, length_s=4.6, seed=5, count=30, size=8, speed=(30, -220), depth=0.7),
                dusk(V),
            ),
            Camera(zoom=along((0, 1.0), (2.2, 1.04), (4.6, 1.2))),
            (say(0.7, 1.6, "好啊。", "Gladly."), say(2.2, 4.3, "这一次，换我提灯。", "This time, I carry the light.")),
            (s.cue(1.7, s.whoosh(), -6), s.cue(2.3, s.gong(), -6)),
            Transition("slant", 0.4),
        ),
    )  # fmt: skip


def second() -> tuple[Shot, ...]:
    """桥上的人."""
    return (
        Shot(
            3.6,
            (*_bridge_scene(two=True), drifting(V, SNOW, length_s=3.6, seed=12, count=40, size=9, speed=(-80, 190), depth=0.7), dusk(V)),
            Camera(x=along((0, -120), (3.6, 60)), zoom=along((0, 1.18), (3.6, 1.3)), y=along((0, 60), (3.6, 90))),
            (say(0.7, 3.2, "把账本给我，婚事照旧。", "Give me the ledger,\nand the wedding stands."),),
            (s.cue(0, s.wind(4), -10), s.cue(0.4, s.steps(4), -6)),
        ),
        Shot(
            3.4,
            (
                flat(world.night(V_WIDE), V_WIDE, depth=10, px=0.6),
                flat(world.moon(820, 470, 300), (300, -40, 1040, 1040), depth=8),
                *acting(cast.HUAIJIN, Mood("frown", "calm", 0.6, turn=-0.5), eyes=(520, 850), size=2.15, length_s=3.4, talks=((0.2, 2.9),), seed=4),
                drifting(V, SNOW, length_s=3.4, seed=3, count=30, size=10, speed=(-90, 200), depth=0.7),
                dusk(V),
            ),
            Camera(zoom=along((0, 1.02), (3.4, 1.12)), x=along((0, -20), (3.4, 20))),
            (say(0.2, 3.2, "三百条人命，换一本账。不亏。", "One ledger for three hundred lives.\nA fair price."),),
            (),
            Transition("slant", 0.4),
        ),
        Shot(
            3.0,
            (
                flat(ink.sky(V_WIDE, "#160d26", "#3a1530", "#6d1f28"), V_WIDE, depth=9, px=SOFT),
                flat(ink.at(world.ledger(), 540, 760, 1.35, turn=6), V_WIDE, rotation=Wave(1.5, 1.7), pivot=(540, 1200), y=Keys((Key(0, -500), Key(0.45, 0, "back")))),
                flat(ink.at(world.lantern(), 540, 1560, 2.7), V_WIDE, depth=0.9, rotation=Wave(2, 2.2), pivot=(540, 1240)),
                flat("".join(ink.at(world.flame(2.4 + i % 3), 300 + i * 96, 1150 + (i % 2) * 60) for i in range(6)), V_WIDE, depth=0.88, pivot=(540, 1180),
                     opacity=along((0.9, 0), (1.4, 1)), scale_y=Sum((along((0.9, 0.3), (2.6, 1.7)), Noise(0.14, 8, 6)))),
                light(540, 1250, 900, "#ff8a2a", strength=0.8),
                drifting(V, EMBERS, length_s=3, seed=6, count=60, size=9, speed=(20, -420), depth=0.7),
                dusk(V),
            ),
            Camera(zoom=along((0, 1.0), (3, 1.15)), y=along((0, -60), (3, 60))),
            (say(0.5, 2.4, "你要的，是这一本？", "Is this the one you want?"),),
            (s.cue(0.9, s.whoosh(), -3), s.cue(1.0, s.crackle(2.2), 2)),
            Transition("slant", 0.4),
        ),
        Shot(
            1.9,
            (
                flat(ink.block(V_WIDE, "#c2410c"), V_WIDE, px=0.2, depth=9),
                concentration(V, 540, 860, "#2a0c10", length_s=1.9, inner=420),
                *acting(cast.HUAIJIN, Mood("shout", "angry", 1.0, pupil=0.5, sweat=True, light="#ffb43a"), eyes=(540, 880), size=2.7, length_s=1.9, seed=2,
                        scale=Keys((Key(0, 0.8), Key(0.2, 1.0, "back")))),
                shout("住手！", 560, 1620, 250, at_s=0.15),
            ),
            Camera(zoom=along((0, 1.05), (1.9, 1.14)), shakes=(Shake(0.1, 1.2, 40, 3),)),
            (say(0.1, 1.7, "住手！", "Stop!"),),
            (s.cue(0.08, s.hit(), 2),),
        ),
        Shot(
            4.0,
            (
                flat(ink.sky(V_WIDE, "#2a0c10", "#7a2414", "#d9702a"), V_WIDE, depth=9, px=SOFT),
                *acting(cast.ZHIWEI, [(0, Mood("smile", "soft", 0.55, light="#ffb43a")), (2.0, Mood("smirk", "sly", 0.75, light="#ffb43a"))], eyes=(540, 830), size=2.2, length_s=4,
                        talks=((0.2, 1.5), (1.9, 3.6)), seed=7),
                light(540, 1900, 1000, "#ff8a2a", strength=0.7),
                drifting(V, EMBERS, length_s=4, seed=9, count=50, size=9, speed=(30, -360), depth=0.7),
                dusk(V),
            ),
            Camera(zoom=along((0, 1.0), (4, 1.14))),
            (say(0.2, 1.6, "烧的是抄本。", "That was the copy."), say(1.8, 3.8, "真的那本，今早已进了御史台。", "The real one reached\nthe Censorate this morning.")),
            (s.cue(0, s.crackle(4), -3),),
            Transition("flash", 0.25),
        ),
        Shot(
            2.9,
            (
                flat(ink.sky(V_WIDE, "#12081a", "#4a1420", "#b3401c"), V_WIDE, depth=9, px=SOFT),
                flat(world.roofs(-200, 1280, 900, 520, "#1c0c18", lit="#ff8a2a"), V_WIDE, depth=3),
                flat(world.torches(-100, 1300, 1280, seed=1, size=0.8, colour="#40151f"), V_WIDE, depth=1.7, y=Wave(8, 0.7), opacity=along((0, 0), (0.5, 1))),
                flat(world.torches(-180, 1300, 1450, seed=4, size=1.2, colour="#280c16"), V_WIDE, depth=1.1, y=Wave(12, 0.8), opacity=along((0.4, 0), (0.9, 1))),
                light(540, 1240, 1000, "#ff7a1f", strength=0.6),
                flat(world.torches(-260, 1500, 1640, seed=2, size=1.8, colour="#12060e"), V_WIDE, depth=0.7, y=Wave(16, 0.9), opacity=along((0.9, 0), (1.3, 1))),
                dusk(V, strength=0.8),
            ),
            Camera(x=along((0, -80), (2.9, 80)), zoom=along((0, 1.0), (2.9, 1.16)), shakes=(Shake(0.2, 0.4, 14, 1), Shake(0.8, 0.4, 18, 2), Shake(1.4, 0.5, 26, 3))),
            (say(1.2, 2.7, "桥那头，火把亮了一排。", "Torches lit the far bank."),),
            (s.cue(0.2, s.drum(), -2), s.cue(0.8, s.drum(), 0), s.cue(1.4, s.drum(), 3), s.cue(0.3, s.steps(7), -6)),
            Transition("slant", 0.3),
        ),
        Shot(
            4.0,
            (
                flat(ink.sky(V_WIDE, "#0c0814", "#2a0c18", "#5c1418"), V_WIDE, depth=9, px=SOFT),
                concentration(V, 540, 860, "#05030a", length_s=4, inner=520, opacity=along((1.8, 0), (2.2, 0.9))),
                *acting(cast.HUAIJIN, [(0, Mood("smile", "soft", 0.6, light="#e2501f")), (1.7, Mood("smirk", "sly", 0.8, dark=True, light="#e2501f"))], eyes=(540, 840), size=2.3, length_s=4,
                        talks=((0.3, 1.1), (1.8, 3.2)), seed=5),
                dusk(V, strength=0.8),
            ),
            Camera(zoom=Keys((Key(0, 1.0), Key(1.7, 1.05), Key(1.95, 1.22, "out"), Key(4, 1.32))), roll=along((1.7, 0), (4, -3))),
            (say(0.3, 1.5, "知微，你猜——", "Zhiwei, take a guess."), say(1.7, 3.7, "御史台，姓什么？", "Whose Censorate do you think it is?")),
            (s.cue(1.75, s.gong(), -2), s.cue(2.6, s.heartbeat(2), 0)),
            Transition("slant", 0.3),
        ),
    )  # fmt: skip


def third() -> tuple[Shot, ...]:
    """灯下黑."""
    return (
        Shot(
            3.4,
            (
                flat(world.hall(V_WIDE), V_WIDE, depth=3.5),
                flat(ink.at(ink.path("M-150,-330 H150 V0 H-150Z", "#24121a") + ink.path("M-150,-330 H150", stroke="#d9a441", width=10), 560, 1120, 1.2), V_WIDE, depth=2.4),
                flat(ink.at(world.cloaked(arm=False), 520, 1720, 2.0), V_WIDE, rotation=Wave(0.6, 3.4), pivot=(520, 1720)),
                flat(ink.at(world.lantern(), 820, 1300, 1.4), V_WIDE, depth=0.9, rotation=Wave(5, 2.4), pivot=(820, 1130)),
                light(820, 1300, 520, "#ffb84a", depth=0.9),
                dusk(V, strength=0.8),
            ),
            Camera(zoom=along((0, 1.0), (3.4, 1.2)), y=along((0, 60), (3.4, -40))),
            (say(0.6, 3.0, "御史台，子时。我来问一个名字。", "The Censorate, midnight.\nI came for one name."),),
            (s.cue(0.2, s.steps(5), -3),),
        ),
        Shot(
            3.8,
            (
                flat(world.hall(V_WIDE), V_WIDE, depth=4, px=0.6),
                *acting(cast.JUDGE, [(0, Mood("frown", "calm", 0.5, light="#ffb43a")), (2.0, Mood("closed", "raised", 0.7, light="#ffb43a"))], eyes=(540, 820), size=2.2, length_s=3.8,
                        talks=((0.2, 1.2), (2.0, 3.4)), seed=3),
                light(180, 1700, 800, "#ffb84a", strength=0.5),
                dusk(V, strength=0.75),
            ),
            Camera(zoom=along((0, 1.0), (3.8, 1.12)), x=along((0, 30), (3.8, -20))),
            (say(0.2, 1.6, "账，是真的。", "The ledger is genuine."), say(1.9, 3.6, "可最后一页，你看过吗？", "But did you read the last page?")),
            (s.cue(1.8, s.pluck_low(), 0),),
            Transition("slant", 0.4),
        ),
        Shot(
            3.2,
            (
                flat(ink.sky(V_WIDE, "#0d0a14", "#2c1a22"), V_WIDE, depth=9, px=SOFT),
                flat(ink.block((120, 420, 840, 1160), "#efe2c4", round_by=10) + ink.path("M300,500 V1500 M470,500 V1500 M640,500 V1500 M810,500 V1500", stroke="#c2573a", width=4)
                     + ink.words("主", 725, 720, 150, ink.INK) + ink.words("使", 725, 900, 150, ink.INK) + ink.words("沈", 385, 1000, 230, "#a3202f") + ink.words("崇", 385, 1260, 230, "#a3202f"),
                     V_WIDE, rotation=along((0, -5), (3.2, -1)), pivot=(540, 1000), scale=along((0, 0.92), (3.2, 1.04))),
                flat(ink.block((120, 420, 840, 1160), "#0d0a14", opacity=0.93), V_WIDE, px=0.3, y=along((0.2, 0), (1.5, 1240)), rotation=-3.0, pivot=(540, 1000)),
                light(540, 1000, 900, "#ffb84a", strength=0.4),
                dusk(V, strength=0.8),
            ),
            Camera(zoom=Keys((Key(0, 1.0), Key(1.7, 1.06), Key(1.95, 1.2, "out"), Key(3.2, 1.25))), x=along((1.7, 0), (1.95, -10), ease="out"), y=along((1.7, 0), (1.95, 110), ease="out"), shakes=(Shake(1.8, 0.6, 22, 4),)),
            (say(1.2, 3.0, "主使：沈崇。", "By order of: Shen Chong."),),
            (s.cue(0.2, s.whoosh(), -8), s.cue(1.8, s.hit(), 0)),
            Transition("dissolve", 0.3),
        ),
        Shot(
            3.2,
            (
                flat(ink.block(V_WIDE, "#2a1440"), V_WIDE, px=0.2, depth=9),
                concentration(V, 540, 900, "#0a0614", length_s=3.2, inner=430),
                *acting(cast.ZHIWEI, [(0, Mood("small", "worried", 1.0, pupil=0.45, sweat=True)), (1.5, Mood("tremble", "worried", 0.95, pupil=0.55, tears=True))], eyes=(540, 900), size=2.6, length_s=3.2, seed=8,
                        talks=((1.3, 2.6),)),
                dusk(V),
            ),
            Camera(zoom=along((0, 1.25), (0.5, 1.0), (3.2, 1.12)), shakes=(Shake(0.0, 0.8, 26, 6),)),
            (say(1.0, 3.0, "……那是我父亲的名字。", "…That is my father's name."),),
            (s.cue(0.0, s.heartbeat(3), 2),),
        ),
        Shot(
            3.2,
            (
                flat(ink.sky(V_WIDE, "#05040a", "#140d20"), V_WIDE, depth=9, px=SOFT),
                flat(ink.at(world.lantern(), 540, 1000, 3.2), V_WIDE, rotation=Wave(3, 2.2), pivot=(540, 620), opacity=Keys((Key(0, 1), Key(1.2, 1), Key(1.5, 0.0, "hold")))),
                flat(ink.at(world.lantern(lit=False), 540, 1000, 3.2), V_WIDE, rotation=Wave(3, 2.2), pivot=(540, 620), opacity=Keys((Key(0, 0), Key(1.5, 1, "hold"), Key(3.0, 0.35)))),
                light(540, 1000, 860, "#ffb84a", opacity=Keys((Key(0, 0.9), Key(0.5, 0.4), Key(0.7, 0.9), Key(1.1, 0.3), Key(1.25, 0.8), Key(1.5, 0, "hold")))),
                dusk(V, strength=0.9),
            ),
            Camera(zoom=along((0, 1.0), (3.2, 1.14))),
            (say(1.6, 3.1, "灯灭了。有人叫我的乳名。", "The lamp went out.\nSomeone called me by my baby name."),),
            (s.cue(1.5, s.puff(), 0), s.cue(0, s.wind(3.2), -12)),
            Transition("fade", 0.5),
        ),
        Shot(
            4.2,
            (
                flat(ink.sky(V_WIDE, "#07050e", "#1c0c18"), V_WIDE, depth=9, px=SOFT),
                *acting(cast.FATHER, [(0, Mood("closed", "calm", 0.4, dark=True)), (1.4, Mood("smile", "soft", 0.6, dark=True, light="#ffb43a")), (2.9, Mood("smirk", "sly", 0.9, dark=True, light="#e2501f"))],
                        eyes=(540, 850), size=2.2, length_s=4.2, talks=((0.7, 1.2), (1.8, 2.9)), seed=12, opacity=along((0.1, 0), (1.2, 1))),
                light(540, 1760, 900, "#e2501f", opacity=along((0.4, 0), (1.6, 0.9)), strength=0.6),
                dusk(V, strength=0.85),
            ),
            Camera(zoom=Keys((Key(0, 1.0), Key(2.8, 1.08), Key(3.0, 1.24, "out"), Key(4.2, 1.3)))),
            (say(0.6, 1.5, "微微。", "Little Wei."), say(1.7, 3.6, "账，该还了。", "The debt is due.")),
            (s.cue(0.5, s.pluck_low(), 0), s.cue(2.85, s.gong(), -1)),
            Transition("fade", 0.4),
        ),
    )  # fmt: skip
