"""English scripts with errors planted in them (`⟦rule⟧` at the end of the line) and clean ones: a harbour, a ship in space, a farm."""

from __future__ import annotations

from typing import Any

HARBOUR: dict[str, Any] = {
    "format": "manju-bible/1", "title": {"en": "Low Water"},
    "characters": [
        {"id": "nell", "names": {"en": "Nell Tarrant"}, "aliases": ["Nell"], "born": "1988-02-11", "dialogue_style": {"catch_phrases": ["Mind the step"], "never_says": ["promise", "for sure"], "max_sentence_words": 10}},
        {"id": "otto", "names": {"en": "Otto Brandt"}, "aliases": ["Otto", "the harbour master"], "born": "1950", "died": "2021-03-03", "dialogue_style": {"catch_phrases": ["All hands, all hearts"]}},
        {"id": "pia", "names": {"en": "Pia Tarrant"}, "aliases": ["Pia"], "born": "2012-08-30", "dialogue_style": {"never_says": ["can"]}},
        {"id": "ruth", "names": {"en": "Ruth O'Dowd"}, "aliases": ["Ruth"], "born": "1960-05"},
    ],
    "extras": ["Deckhand", "Nurse"],
    "relations": [
        {"from": "pia", "to": "nell", "kind": "niece", "calls": ["Aunt", "Auntie"]}, {"from": "nell", "to": "pia", "kind": "aunt", "calls": ["niece", "kiddo"]},
        {"from": "nell", "to": "ruth", "kind": "daughter", "calls": ["Mum"]},
    ],
    "timeline": [{"date": "2019-11-04", "name": "Lighthouse Strike", "aliases": ["the Dark Week"]}, {"date": "2020", "name": "Sinking of the Marigold"}],
}  # fmt: skip

SHIP: dict[str, Any] = {
    "format": "manju-bible/1", "title": {"en": "Perihelion"},
    "characters": [
        {"id": "iko", "names": {"en": "Iko Sandoval", "zh": "伊珂"}, "aliases": ["Iko"], "born": "2160-10", "dialogue_style": {"catch_phrases": ["Burn it and learn it"], "never_says": ["impossible"]}},
        {"id": "vex", "names": {"en": "Vex"}, "aliases": ["VX-9"], "born": "2201-01-01", "dialogue_style": {"never_says": ["I feel"], "max_sentence_words": 6}},
        {"id": "hale", "names": {"en": "Commander Hale"}, "aliases": ["Hale"], "born": "2140", "died": "2203-12-31"},
    ],
    "extras": ["Ensign"],
    "relations": [{"from": "iko", "to": "hale", "kind": "daughter", "calls": ["Dad"]}],
    "timeline": [{"date": "2202-06-06", "name": "Ceres Accord"}],
}  # fmt: skip

FARM: dict[str, Any] = {
    "format": "manju-bible/1", "title": {"en": "Fallow"},
    "characters": [
        {"id": "abe", "names": {"en": "Abe Lindqvist"}, "aliases": ["Abe"], "born": "1901-07", "died": "1944", "dialogue_style": {"catch_phrases": ["Rain or no rain"]}},
        {"id": "dora", "names": {"en": "Dora Lindqvist"}, "aliases": ["Dora"], "born": "1909-01-20", "dialogue_style": {"never_says": ["darn", "hell"]}},
        {"id": "cal", "names": {"en": "Cal"}, "aliases": [], "born": "1930"},
    ],
    "extras": ["Hired Man"],
    "relations": [{"from": "cal", "to": "abe", "kind": "nephew", "calls": ["Uncle"]}, {"from": "dora", "to": "abe", "kind": "sister", "calls": ["brother", "Abie"]}],
    "timeline": [{"date": "1934-05-11", "name": "Black Friday Storm"}],
}  # fmt: skip

SCRIPTS: list[tuple[str, dict[str, Any], str]] = [
    (
        "harbour 1",
        HARBOUR,
        """
INT. HARBOUR OFFICE - NIGHT
[[date: 2020-01-10]]

NELL
Mind the step. I promise. ⟦never_says⟧

PIA
Cousin Nell, the light is out. ⟦relation_term⟧

NEIL ⟦unknown_character⟧
Who's there?

OTTO
Mind the step! ⟦foreign_catch_phrase⟧
""",
    ),
    (
        "harbour 2",
        HARBOUR,
        """
EXT. PIER - DAY
[[date: 2019-10-01]]

The Lighthouse Strike is in its third day. ⟦timeline_event⟧

NELL
The 2018 Lighthouse Strike broke this town. ⟦timeline_event⟧

RUTH
Nell is twenty-five years old and still no boat. ⟦timeline_age⟧

RUTH
Pia is seven. Nell is thirty-one.
""",
    ),
    (
        "harbour 3",
        HARBOUR,
        """
EXT. PIER - DAY
[[date: 2021-03-03]]

OTTO
All hands, all hearts.

EXT. PIER - NEXT DAY
[[date: 2021-03-04]]

OTTO (O.S.) ⟦dead_speaker⟧
All hands.

OTTO (V.O.)
All hearts.

NELL
All hands! All hearts! ⟦foreign_catch_phrase⟧
""",
    ),
    (
        "harbour 4",
        HARBOUR,
        """
EXT. PIER - DAY
[[date: 2021-06-15]]

EXT. PIER - EARLIER
[[date: 2021-06-14]] ⟦timeline_order⟧

NELL
Every man on this pier knows what he owes that woman. ⟦sentence_length⟧

NELL
Every man on this pier knows. What? What he owes.

PIA
I can. ⟦never_says⟧
""",
    ),
    (
        "harbour 5 clean",
        HARBOUR,
        """
Title: Low Water
Draft date: 2030-01-01

INT. KITCHEN - NIGHT
[[date: 2020-01-10]]

NURSE #2
Ruth is resting.

PIA
I can't. Auntie Nell can't either. Canned soup?

NELL ^
"For sure," she says. Mum Ruth is fine.

RUTH (RECORDING)
When Nell was nine she stole a boat.
""",
    ),
    (
        "harbour 6 clean",
        HARBOUR,
        """
INT. SCHOOL - DAY (FLASHBACK)
[[date: 1997-02-12]]

Young NELL, 9, at a desk.

RUTH
Nell is nine years old.

INT. KITCHEN - NIGHT
[[date: 2020-01-10]]

NELL
The Dark Week of 2019. Otto remembers it.

PIA
In ten years Nell is forty-one. Nell's boat is thirty.
""",
    ),
    (
        "harbour 7",
        HARBOUR,
        """
INT. SCHOOL - DAY (FLASHBACK)
[[date: 2011]]

PIA ⟦unborn_speaker⟧
Me!

INT. KITCHEN - NIGHT
[[date: 2020-02-30]] ⟦timeline_order⟧

NELL
My sister Pia sails alone. ⟦relation_term⟧

RUTH ODOWDE ⟦unknown_character⟧
Alone?
""",
    ),
    (
        "harbour 8",
        HARBOUR,
        """
EXT. BREAKWATER - DAWN
[[date: 2020-11]]

NELL TARRANT (25) ties a line. ⟦timeline_age⟧

A nine-year-old Pia watches.

NELL
I'm twenty years old and I'm done. ⟦timeline_age⟧

PIA
Nell's friend is fifty. Ask Nell, fifty times if you must.

DECKHAND 3
Sinking of the Marigold (2018), a sad song. ⟦timeline_event⟧
""",
    ),
    (
        "ship 1",
        SHIP,
        """
INT. BRIDGE - DAY
[[date: 2202-06-05]]

HALE
After the Ceres Accord we go home. ⟦timeline_event⟧

IKO
Impossible. ⟦never_says⟧

VEX
I feel nothing, Commander. ⟦never_says⟧

ENSIGN 4
Burn it and learn it. ⟦foreign_catch_phrase⟧
""",
    ),
    (
        "ship 2",
        SHIP,
        """
INT. BRIDGE - NIGHT
[[date: 2204]]

COMMANDER HALE ⟦dead_speaker⟧
Report.

HALE (recording)
Report.

@VX-9
All seven engines are cold and dark. ⟦sentence_length⟧

IKO
Uncle Hale would have laughed. ⟦relation_term⟧
""",
    ),
    (
        "ship 3",
        SHIP,
        """
INT. BRIDGE - NIGHT
[[date: 2200-12-31]]

VEX ⟦unborn_speaker⟧
Hello.

@伊珂
Iko is forty. Iko is fifty-five. ⟦timeline_age⟧

VEXX ⟦unknown_character⟧
Hello.

INT. BRIDGE - LATER
[[date: 2200-11-01]] ⟦timeline_order⟧
""",
    ),
    (
        "ship 4 clean",
        SHIP,
        """
INT. BRIDGE - NIGHT
[[date: 2202-06-06]]

IKO
“Impossible”? Not a word of mine. Dad Hale knew.

VEX
You feel? I compute. The 2202 Ceres Accord.

HALE (CONT'D)
Vex is one of us. Vex is two decks down.

/*
VEX
I feel.
*/
= I feel
""",
    ),
    (
        "ship 5 clean",
        SHIP,
        """
INT./EXT. AIRLOCK - NIGHT
[[date: 2203]]

ENSIGN AND VEX
Aye.

HALE
If Iko is fifty, I'm a comet. Iko will be fifty soon.

IKO
It burns, and it learns. Possible.

CUT TO:

> THE END <
""",
    ),
    (
        "ship 6",
        SHIP,
        """
INT. AIRLOCK - NIGHT
[[date: 2203-12]]

THE ENSIGN ⟦unknown_character⟧
Sir!

IKO
The Ceres Accord of 2199, remember? ⟦timeline_event⟧

HALE
Fifty-year-old Iko and no brakes. ⟦timeline_age⟧

VEX
Burn it... and learn it. ⟦foreign_catch_phrase⟧
""",
    ),
    (
        "farm 1",
        FARM,
        """
EXT. FIELD - DAY
[[date: 1934-05-10]]

DORA
Rain or no rain. ⟦foreign_catch_phrase⟧

ABE
The Black Friday Storm took the barn. ⟦timeline_event⟧

CAL
Grandpa Abe, look! ⟦relation_term⟧

DORA
Darn it. ⟦never_says⟧
""",
    ),
    (
        "farm 2",
        FARM,
        """
EXT. FIELD - DAY
[[date: 1945-01]]

ABE ⟦dead_speaker⟧
Rain or no rain.

DORA
Abe is twenty. Cal is fourteen. Cal is nearly fifteen.

CAL
Dora is forty-five years old, she says. ⟦timeline_age⟧

HIRED MAN 2
Hell's bells.
""",
    ),
    (
        "farm 3 clean",
        FARM,
        """
EXT. FIELD - DAY
[[date: 1944-12-31]]

ABE
Rain or no rain!

CAL
Uncle Abe, your sister Dora is calling.

DORA
Brother Abe! Shell the peas. Hello?

ABE
The Black Friday Storm of 1934. Dora was twenty-five then.
""",
    ),
    (
        "farm 4",
        FARM,
        """
EXT. FIELD - DAY
[[date: 1929]]

CAL ⟦unborn_speaker⟧
Uncle Abe!

DORAH ⟦unknown_character⟧
Supper!

EXT. FIELD - DAY (FLASHBACK)
[[date: 1915]]

DORA
Abe is nineteen years old today. ⟦timeline_age⟧

EXT. FIELD - DAY
[[date: 1928-13-01]] ⟦timeline_order⟧
""",
    ),
    (
        "farm 5 clean",
        FARM,
        """
EXT. CHURCH - DAY

The date does not matter.

CAL
Abe is ninety. Dora is six.

DORA
Before the Black Friday Storm, nothing grew here.

ABE
I told Dora, "What the hell?"

DORA
She'll be here. Hellebores, too.
""",
    ),
    (
        "farm 6",
        FARM,
        """
EXT. BARN - NIGHT
[[date: 1936]]

CAL
The Black Friday Storm, 1930. ⟦timeline_event⟧

DORA
The *hell* with it. ⟦never_says⟧

DORA
My cousin Abe drives. ⟦relation_term⟧

MR. LINDQVIST ⟦unknown_character⟧
Who?
""",
    ),
]
