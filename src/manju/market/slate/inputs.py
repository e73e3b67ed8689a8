"""What a slate is simulated from: the document `manju schema inputs`; the article's figures where nothing is said."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, PlainSerializer, StrictInt, WithJsonSchema, model_validator

from manju.money.amounts import round_minor
from manju.money.documents import Document, Minor, Published, Rate, as_written, read_fraction
from manju.money.errors import InputError
from manju.words import Words

__all__ = ["INPUTS", "MOST_PARALLEL", "Inputs", "Licensing", "Merchandise", "PerTitle"]

MOST_PARALLEL: Final = 50  # slots of one slate
MOST_SLATES: Final = 20
MOST_WEEKS: Final = 520
ROOM: Final = 2**62  # every sum of a run must stay under this: whole numbers of 64 bits with one to spare


def _between_0_and_1(value: Fraction) -> Fraction:
    if not 0 <= value <= 1:
        raise ValueError('must be between "0" and "1"')
    return value


def _range(value: list[int]) -> list[int]:
    if value[0] > value[1]:
        raise ValueError("the first number is the smaller one: [low, high]")
    return value


def _minutes(value: Fraction) -> Fraction:
    if not 0 < value <= 600:
        raise ValueError("must be more than 0 and at most 600 minutes")
    return value


def _different(value: list[int]) -> list[int]:
    if len(set(value)) != len(value):
        raise ValueError("each number once")
    return value


Chance = Annotated[Rate, AfterValidator(_between_0_and_1)]
Range = Annotated[list[Minor], Field(min_length=2, max_length=2), AfterValidator(_range)]
Weeks = Annotated[StrictInt, Field(ge=1, le=MOST_WEEKS)]
Episodes = Annotated[StrictInt, Field(ge=1, le=1000)]
Minutes = Annotated[
    Rate,
    AfterValidator(_minutes),
    PlainSerializer(lambda m: int(m) if m == int(m) else as_written(m)),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string"}], "examples": [2, "1.5"]}),
]
Slots = Annotated[StrictInt, Field(ge=1, le=MOST_PARALLEL)]


class PerTitle(Document):
    """What a finished season earns: uniform in `top` with the chance `p_top`, else uniform in `mid`."""

    top: Range = Field(default_factory=lambda: [10_000_000, 20_000_000])
    mid: Range = Field(default_factory=lambda: [3_000_000, 8_000_000])
    p_top: Chance = read_fraction("0.2")


class Licensing(Document):
    """Licensing opens with `needs_works` finished works that each earned more than `needs_works_over_minor`."""

    needs_works_over_minor: Minor = 5_000_000
    needs_works: Annotated[StrictInt, Field(ge=0, le=100_000)] = 3
    p_deal_per_quarter: Chance = read_fraction("0.15")
    deal_minor: Range = Field(default_factory=lambda: [3_000_000, 50_000_000])


class Merchandise(Document):
    """Merchandise opens with `opens_at` followers; every hit brings `followers_per_hit`."""

    followers_per_hit: Annotated[StrictInt, Field(ge=0, lt=10**9)] = 4000
    opens_at: Annotated[StrictInt, Field(ge=0, lt=10**9)] = 10_000
    monthly_minor: Range = Field(default_factory=lambda: [1_000_000, 6_000_000])


class Inputs(Document):
    """What `portfolio simulate` reads; amounts in minor units of one currency, every key may be left out.

    >>> Inputs().test_cost_minor, Inputs().rest_cost_minor, Inputs().cycles
    (1000000, 5000000, 26)
    """

    cash_minor: Minor = 80_000_000
    parallel: Annotated[list[Slots], Field(min_length=1, max_length=MOST_SLATES), AfterValidator(_different)] = Field(
        default_factory=lambda: [1, 2, 3, 4, 5, 6]
    )
    horizon_weeks: Weeks = 52
    cycle_weeks: Weeks = 2
    test_episodes: Episodes = 5
    season_episodes: Episodes = 30
    cost_per_minute_minor: Minor = 100_000
    minutes_per_episode: Minutes = Fraction(2)
    p_pass_test: Chance = read_fraction("0.25")
    per_title_revenue_minor: PerTitle = Field(default_factory=PerTitle)
    licensing: Licensing | None = Field(default_factory=Licensing, description="null: no licensing")
    merchandise: Merchandise | None = Field(default_factory=Merchandise, description="null: no merchandise")
    settlement_days: Annotated[StrictInt, Field(ge=0, le=3650)] = 45
    followers: Annotated[StrictInt, Field(ge=0, lt=10**12, description="at the beginning")] = 0
    works_over: Annotated[StrictInt, Field(ge=0, le=100_000, description="works that count at the beginning")] = 0

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.season_episodes < self.test_episodes:
            raise ValueError("season_episodes must be at least test_episodes: the test is the season's beginning")
        return self

    @property
    def cycles(self) -> int:
        """Cycles that begin within the horizon; the last may end after it."""
        return -(-self.horizon_weeks // self.cycle_weeks)

    @property
    def test_cost_minor(self) -> int:
        return self._cost(self.test_episodes)

    @property
    def rest_cost_minor(self) -> int:
        """The season less the test episodes, which are its first."""
        return self._cost(self.season_episodes) - self._cost(self.test_episodes)

    def _cost(self, episodes: int) -> int:
        return round_minor(episodes * self.minutes_per_episode * self.cost_per_minute_minor)

    def check_room(self) -> None:
        """See that no run can leave whole numbers of 64 bits.

        Raises:
            InputError: `too_large`.
        """
        slots = max(self.parallel) + 1
        title = max(self.per_title_revenue_minor.top[1], self.per_title_revenue_minor.mid[1])
        cycle = slots * max(title, self.test_cost_minor, self.rest_cost_minor)
        quarter = (self.licensing.deal_minor[1] if self.licensing else 0) * (self.horizon_weeks // 13 + 1)
        month = (self.merchandise.monthly_minor[1] if self.merchandise else 0) * (self.horizon_weeks * 3 // 13 + 1)
        if self.cash_minor + cycle * (self.cycles + 1) + quarter + month >= ROOM:
            raise InputError(
                "too_large",
                Words("这些金额加起来超出了能算的范围。", "These amounts add up to more than can be counted."),
                Words("金额单位是分；检查有没有多写零。", "Amounts are in minor units (fen); look for zeros too many."),
            )


INPUTS: Final = Published(
    Inputs,
    Words("组合模拟的参数", "Inputs of the slate simulation"),
    {
        "cash_minor": 80000000, "parallel": [1, 2, 3, 4, 5, 6], "horizon_weeks": 52, "cycle_weeks": 2,
        "test_episodes": 5, "season_episodes": 30, "cost_per_minute_minor": 100000, "minutes_per_episode": 2,
        "p_pass_test": "0.25",
        "per_title_revenue_minor": {"top": [10000000, 20000000], "mid": [3000000, 8000000], "p_top": "0.2"},
        "licensing": {"needs_works_over_minor": 5000000, "needs_works": 3, "p_deal_per_quarter": "0.15",
                      "deal_minor": [3000000, 50000000]},
        "merchandise": {"followers_per_hit": 4000, "opens_at": 10000, "monthly_minor": [1000000, 6000000]},
        "settlement_days": 45,
    },
)  # fmt: skip
