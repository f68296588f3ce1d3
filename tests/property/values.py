"""Values that a return may carry, plausible ones and extreme but legal ones, each drawn from a seed and its key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tests.property.known_gaps import MOST_DECIMALS

PLAUSIBLE_COUNTS = (0, 1, 2, 5, 7, 12, 48, 99, 100, 357, 860, 999)
EXTREME_COUNTS = (
    0,
    1,
    1_000,
    1_001,
    9_999,
    10_000,
    100_000,
    999_999,
    1_000_000,
    1_234_567,
    44_377,
    2021,
    999_999_999,
    -1,
    -1_000,
)
EXTREME_AMOUNTS = (
    "0", "0.01", "-0.01", "0.99", "1", "999.99", "1000", "1000.01", "-1000", "-1234567.89", "9999999.99", "100000000",
    "1234567890.12", "-9999999999.99", "0.1", "0.3", "120000", "1200", "44377", "2021",
)  # fmt: skip
WORDS = (
    "Family", "support", "workers", "in", "place", "Care leaver", "House", "Project", "Deep dive", "pathway",
    "Prevention", "and", "self-care", "recruitment", "coordinator", "for", "16+", "phase", "2", "Q3", "(pilot)",
)  # fmt: skip
ODD_WORDS = (
    "=SUM(A1:A9)", "+1", "@home", "<b>", "&", '"quoted"', "it's", "a;b", "a,b", "|", "café", "–", "50%", "£", "\\", "-",
    "ŵ", "家", "1/2", "#REF!", "NULL", "Total", "e.g.", "true", "²",
)  # fmt: skip
STATUSES = ("complete", "green", "amber", "red")
FIRST_DAY = date(2019, 1, 1)
DAYS = 365 * 7


@dataclass(frozen=True)
class Milestone:
    """A milestone as the marts hold it."""

    project: str
    work_area: str
    milestone: str
    baseline: date
    forecast: date
    completed: date | None
    rag: str


@dataclass(frozen=True)
class Values:
    """Any set of values: what a figure is depends on the seed and on what it is of, on nothing else.

    Attributes:
        is_extreme: whether large, negative and odd values are among them.
    """

    seed: int
    is_extreme: bool

    def chance(self, *key: object) -> Random:
        """A source of chance for one thing."""
        return Random(repr((self.seed, *key)))  # noqa: S311 - figures, not secrets

    def count(self, *key: object, decimals: int = 0) -> Decimal:
        """A count; with decimals where the measure has them."""
        chance = self.chance("count", *key)
        if self.is_extreme and chance.random() < 0.4:
            return Decimal(chance.choice(EXTREME_COUNTS))
        if decimals:
            return Decimal(chance.randrange(0, 5_000)).scaleb(-decimals)
        return Decimal(chance.choice((*PLAUSIBLE_COUNTS, chance.randrange(0, 6_000))))

    def amount(self, *key: object, unit: Decimal) -> Decimal:
        """Pounds: to the penny, or a round figure as councils send it."""
        smallest = max(abs(unit).scaleb(-MOST_DECIMALS), Decimal("0.01"))
        steps = (self.any_amount(*key, unit=unit) / smallest).to_integral_value()
        return (steps * smallest).quantize(Decimal("0.01"))

    def any_amount(self, *key: object, unit: Decimal) -> Decimal:
        """Pounds, to the penny."""
        chance = self.chance("amount", *key)
        if self.is_extreme and chance.random() < 0.5:
            return Decimal(chance.choice(EXTREME_AMOUNTS)).quantize(Decimal("0.01"))
        if chance.random() < 0.3:
            return Decimal(chance.randrange(-50, 700) * 1_000).quantize(Decimal("0.01"))
        if abs(unit) > 1:
            return (Decimal(chance.randrange(0, 9_000)) * abs(unit) / 1_000).quantize(Decimal("0.01"))
        return Decimal(chance.randrange(-1_000, 90_000_000)).scaleb(-2)

    def symbol(self, *key: object) -> bool:
        """Whether a figure is left out, for a symbol that says why."""
        return self.is_extreme and self.chance("symbol", *key).random() < 0.06

    def words(self, *key: object) -> str:
        """A name of something, as people write them."""
        chance = self.chance("words", *key)
        pool = WORDS + ODD_WORDS if self.is_extreme else WORDS
        words = [chance.choice(WORDS[:12]), *(chance.choice(pool) for _ in range(chance.randrange(1, 5)))]
        return " ".join(words)

    def milestones(self) -> list[Milestone]:
        """A handful of milestones, under a project or several each."""
        chance = self.chance("milestones")
        found: dict[tuple[str, str, str], Milestone] = {}
        for project in range(chance.randrange(1, 4)):
            for number in range(chance.randrange(1, 4)):
                baseline = FIRST_DAY + timedelta(chance.randrange(DAYS))
                forecast = baseline + timedelta(chance.randrange(0, 400))
                is_complete = chance.random() < 0.4
                one = Milestone(
                    f"{self.words('project', project)} {project + 1}",
                    self.words("area", project, number),
                    f"{self.words('milestone', project, number)} {number + 1}",
                    baseline,
                    forecast,
                    forecast if is_complete else None,
                    "complete" if is_complete else chance.choice(STATUSES[1:]),
                )
                found[one.project, one.work_area, one.milestone] = one
        return list(found.values())

    def benefits(self) -> list[str]:
        """Names of benefits, each once."""
        chance = self.chance("benefits")
        return [f"{self.words('benefit', at)} {at + 1}" for at in range(chance.randrange(1, 4))]
