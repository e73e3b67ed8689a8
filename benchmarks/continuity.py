"""How many planted errors `bible check` finds, how many it invents, and how long reading takes beside public parsers.

    python -m benchmarks.continuity [--scripts 60] [--seed 1] [--python PYTHON_WITH_JOUVENCE_AND_SCREENPLAIN]

The scripts are made from seeds: people, dates, relations and lines are drawn, every sentence of a kind in several wordings
that are none of the rules' own examples; beside each planted error stands one that only looks like it.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from manju.story.bible import read_bible
from manju.story.continuity import check
from manju.story.fountain import read_fountain

BESIDE = """
import sys, time, io
text = open(sys.argv[1], encoding="utf-8").read()
for name in ("jouvence", "screenplain"):
    try:
        if name == "jouvence":
            from jouvence.parser import JouvenceParser
            read = lambda: JouvenceParser().parseString(text)
        else:
            from screenplain.parsers.fountain import parse
            read = lambda: list(parse(io.StringIO(text)))
    except ImportError:
        continue
    best = 1e9
    for _ in range(3):
        began = time.process_time(); read(); best = min(best, time.process_time() - began)
    print(name, best)
"""
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈", ("明月", "长风", "小满", "知秋", "如是", "南星", "听雪", "怀远", "青禾", "望舒")
FIRST = ("Ada", "Bram", "Cleo", "Dirk", "Edda", "Finn", "Greta", "Hugo", "Ines", "Joss")
LAST = ("Marsh", "Oakes", "Pell", "Quayle", "Rowe", "Stroud", "Thorne", "Underhill", "Vane", "Wills")
CALM = {
    "zh": ["茶凉了，再续一杯。", "外面下雨了。", "你先坐，我去看看。", "这条路我走过三十遍。", "门外来了二十个人。", "他说得对，也不全对。"],
    "en": ["The tea is cold.", "Rain again.", "Sit down first.", "I walked this road thirty times.", "Twenty men are outside.", "He is right, and he is not."],
}  # fmt: skip
NUMBERS = (
    ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"],
    ["twenty", "thirty", "forty", "fifty", "sixty"],
)
ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@dataclass
class Made:
    """One script under way: its lines, and rule with line of what is planted."""

    r: random.Random
    zh: bool
    people: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    planted: list[tuple[str, int]] = field(default_factory=list)
    year: int = 0

    def add(self, *lines: str) -> None:
        self.lines += [*lines, ""]

    def say(self, who: dict[str, Any], line: str, rule: str = "", *, cue: str = "", on_cue: bool = False) -> None:
        name = cue or self.name(who)
        self.lines += [f"@{name}" if self.zh else name.upper(), line, ""]
        if rule:
            self.planted.append((rule, len(self.lines) - (2 if on_cue else 1)))

    def name(self, who: dict[str, Any]) -> str:
        return who["names"]["zh" if self.zh else "en"] if self.r.random() < 0.5 else who["aliases"][0]

    def number(self, n: int) -> str:
        if self.r.random() < 0.3:
            return str(n)
        tens, ones = divmod(n, 10)
        if self.zh:
            return (NUMBERS[0][tens] if tens > 1 else "") + ("十" if tens else "") + (NUMBERS[0][ones] if ones else "")
        return NUMBERS[1][tens - 2] + (f"-{ONES[ones - 1]}" if ones else "")


def bible(r: random.Random, *, zh: bool, year: int) -> dict[str, Any]:
    firsts, seconds = r.sample(range(10), 5), r.sample(range(10), 5)
    people: list[dict[str, Any]] = []
    for n, (a, b) in enumerate(zip(firsts, seconds, strict=True)):
        name = FAMILY[a] + GIVEN[b] if zh else f"{FIRST[a]} {LAST[b]}"
        people.append({
            "id": f"c{n}", "names": {"zh" if zh else "en": name}, "aliases": [GIVEN[b] if zh else FIRST[a]],
            "born": f"{year - r.randint(22, 55):04d}-06-15", "died": None,
            "dialogue_style": {
                "catch_phrases": [f"{'灯火'[n % 2]}在{n + 1}更天" if zh else f"Lanterns burn at {ONES[n]} bells"],
                "never_says": [("抱歉", "遵命", "绝无可能", "听天由命", "罢了罢了")[n] if zh else ("sorry", "aye", "never ever", "whatever", "fine by me")[n]],
                **({"max_sentence_chars": 22} if zh else {"max_sentence_words": 14}),
            },
        })  # fmt: skip
    people[4]["died"] = f"{year + 1:04d}-01-01"
    calls = ("姐姐", "师兄") if zh else ("Aunt", "Grandpa")
    return {
        "format": "manju-bible/1", "title": {"en": "B"}, "characters": people, "extras": ["路人" if zh else "Passer-by"],
        "relations": [{"from": "c0", "to": "c1", "calls": [calls[0]]}, {"from": "c2", "to": "c3", "calls": [calls[1]]}],
        "timeline": [{"date": f"{year + 3:04d}-02", "name": "青石桥之约" if zh else "Parley of the Stone Bridge"}],
    }  # fmt: skip


def script(seed: int) -> tuple[str, dict[str, Any], list[tuple[str, int]]]:
    """A script of about a hundred lines, its bible, and what is planted in it."""
    r = random.Random(seed)  # noqa: S311 - a benchmark
    zh, year = seed % 2 == 0, r.choice([742, 1019, 1604, 1938, 2024, 2291])
    known = bible(r, zh=zh, year=year)
    made = Made(r, zh, known["characters"], year=year)
    made.add(".内景 客栈 夜" if zh else "INT. INN - NIGHT", f"[[{'日期：' if zh else 'date: '}{year:04d}-03-01]]")
    scenes = [_style, _ages, _relations, _events, _voices]
    r.shuffle(scenes)
    for n, scene in enumerate(scenes):
        made.add(
            ".外景 渡口 日" if zh else "EXT. FERRY - DAY",
            f"[[{'日期：' if zh else 'date: '}{year:04d}-04-{n + 1:02d}]]",
        )
        scene(made)
        made.say(r.choice(made.people[:4]), r.choice(CALM["zh" if zh else "en"]))
    _dates(made)
    return "\n".join(made.lines), known, made.planted


def _style(made: Made) -> None:
    r, zh = made.r, made.zh
    for who in made.people[:3]:
        never, phrase = who["dialogue_style"]["never_says"][0], who["dialogue_style"]["catch_phrases"][0]
        made.say(who, f"好，{never}，走吧。" if zh else f"Well, {never}, let us go.", "never_says")
        made.say(who, f"他写的是“{never}”。" if zh else f'He wrote "{never}" on the wall.')
        other = made.people[3]
        made.say(other, f"{phrase}！" if zh else f"{phrase.lower()}!", "foreign_catch_phrase")
        made.say(who, f"{phrase}。" if zh else f"{phrase}.")
    long = "风从山那边一直吹到了河这边再吹进了每一个人的梦里" if zh else "we went " + "on and on " * 5 + "to the sea"
    made.say(made.people[r.randrange(3)], long + ("。" if zh else "."), "sentence_length")


def _ages(made: Made) -> None:
    r, zh = made.r, made.zh
    who, speaker = r.sample(made.people[:4], 2)
    age = made.year - int(who["born"][:4]) - 1  # the birthday is in June
    for off, wrong in ((0, ""), (1, ""), (-5, "timeline_age"), (7, "timeline_age")):
        n = made.number(age + off if age + off >= 20 else age + 7)
        name, rule = made.name(who), wrong
        wordings = (
            [f"{name}如今{n}岁了。", f"{name}已经{n}岁。", f"别忘了，{name}今年{n}岁。"] if zh
            else [f"{name} is {n} years old now.", f"Remember, {name} has just turned {n}.", f"{name} is a {n}-year-old with debts."]
        )  # fmt: skip
        made.say(speaker, r.choice(wordings), rule)
    n = made.number(20 if age > 30 else 60)
    made.say(speaker, r.choice(
        [f"再过些年，{name}也就{n}岁了。", f"{name}的邻居{n}岁。", f"{name}在那里住了{n}年。", f"{name}{n}岁那年，桥断了。"] if zh
        else [f"When {name} was {n}, the bridge fell.", f"{name}'s neighbour is {n}.", f"{name} lived there {n} years.", f"If {name} is {n}, I am a goat."]
    ))  # fmt: skip


def _relations(made: Made) -> None:
    zh, (a, b, c, d) = made.zh, made.people[:4]
    made.say(a, f"{made.name(b)}姐姐，等等我。" if zh else f"Aunt {made.name(b)}, wait for me.")
    made.say(a, f"{made.name(b)}婶婶，等等我。" if zh else f"Granny {made.name(b)}, wait for me.", "relation_term")
    made.say(c, f"我表弟{made.name(d)}没来。" if zh else f"My cousin {made.name(d)} is not here.", "relation_term")
    made.say(c, f"他表弟{made.name(d)}没来。" if zh else f"His cousin {made.name(d)} is not here.")


def _events(made: Made) -> None:
    zh, year, (a, b) = made.zh, made.year, made.people[:2]
    made.say(a, "青石桥之约，谁也没忘。" if zh else "Nobody forgot the Parley of the Stone Bridge.", "timeline_event")
    wrong = (
        f"{year + 9}年的青石桥之约，你在？"
        if zh
        else f"The Parley of the Stone Bridge of {year + 9:04d}, were you there?"
    )
    made.say(b, wrong, "timeline_event")
    made.add(f"桥头刻着：{year + 3}年，一座桥。" if zh else f"On the stone: {year + 3:04d}, a bridge.")


def _voices(made: Made) -> None:
    r, zh, dead = made.r, made.zh, made.people[4]
    who = made.people[r.randrange(4)]
    name = who["names"]["zh" if zh else "en"]
    wrong = name[:-1] + "尔" if zh else name[:-1] + "x"
    made.say(who, "嗯。" if zh else "Hm.", "unknown_character", cue=wrong, on_cue=True)
    made.say(who, "有人吗？" if zh else "Anybody?", cue="路人 #2" if zh else "Passer-by 3")
    made.add(".内景 旧屋 夜（闪回）" if zh else "INT. OLD HOUSE - NIGHT (FLASHBACK)", f"[[date: {made.year - 70:04d}]]")
    made.say(who, "……" if zh else "...", "unborn_speaker", on_cue=True)
    made.add(".内景 旧屋 夜" if zh else "INT. OLD HOUSE - NIGHT")
    made.say(dead, "我还在。" if zh else "I am here.")


def _dates(made: Made) -> None:
    zh, year, dead = made.zh, made.year, made.people[4]
    made.add(".外景 渡口 日" if zh else "EXT. FERRY - DAY", f"[[date: {year + 2:04d}-02]]")
    made.say(dead, "走吧。" if zh else "Off we go.", "dead_speaker", on_cue=True)
    made.say(dead, "走吧。" if zh else "Off we go.", cue=made.name(dead) + ("（画外音）" if zh else " (V.O.)"))
    made.lines += [".外景 渡口 晨" if zh else "EXT. FERRY - DAWN", f"[[date: {year + 1:04d}-12-31]]", ""]
    made.planted.append(("timeline_order", len(made.lines) - 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scripts", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--python", help="a Python that has jouvence or screenplain")
    options = parser.parse_args()
    hits, planted, invented, lines = Counter[str](), Counter[str](), Counter[str](), 0
    for seed in range(options.seed, options.seed + options.scripts):
        text, known, marks = script(seed)
        found = Counter((f.rule.value, f.line) for f in check(read_fountain(text), read_bible(known)))
        wanted = Counter(marks)
        planted.update(rule for rule, _ in wanted.elements())
        hits.update(rule for rule, _ in (wanted & found).elements())
        invented.update(rule for rule, _ in (found - wanted).elements())
        lines += text.count("\n") + 1
    print(f"{options.scripts} scripts, {lines:,} lines, {planted.total():,} planted errors")
    for rule in sorted(planted):
        print(f"  {rule:22} recall {hits[rule] / planted[rule]:7.2%}   invented {invented[rule]}")
    print(
        f"  all: recall {hits.total() / planted.total():.2%}, invented {100 * invented.total() / lines:.3f} per 100 lines"
    )
    _times(options.seed, options.python)


def _times(seed: int, python: str | None) -> None:
    parts, known = [], script(seed)[1]
    while sum(part.count("\n") for part in parts) < 10_000:
        parts.append(script(seed + 2 * len(parts))[0])
    text = "\n\n".join(parts)
    thousands = (text.count("\n") + 1) / 1000
    read = min(_seconds(lambda: read_fountain(text)) for _ in range(3))
    whole, bible_ = read_fountain(text), read_bible(known)
    checked = min(_seconds(lambda: check(whole, bible_)) for _ in range(3))
    print(
        f"per 1,000 lines of {thousands:.0f},000: read {1000 * read / thousands:.1f} ms, check {1000 * checked / thousands:.1f} ms (processor)"
    )
    if python:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "script.fountain"
            path.write_text(text, encoding="utf-8")
            done = subprocess.run([python, "-c", BESIDE, str(path)], capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            name, seconds = line.split()
            print(f"  {name}: {1000 * float(seconds) / thousands:.1f} ms, {float(seconds) / read:.1f} times ours")


def _seconds(work: Any) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
