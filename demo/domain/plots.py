"""What kinds of customer there are: what becomes of each, in figures. The only table that grows."""

from dataclasses import dataclass
from enum import StrEnum

Range = tuple[float, float]


class Plot(StrEnum):
    """What happens, in a word."""

    STARTING = "starting"
    STUCK = "stuck"
    DORMANT = "dormant"
    WOKEN = "woken"
    FIRST_STEPS = "first steps"
    HALFWAY = "halfway"
    SLIPPING = "slipping"
    GROWN = "grown"
    WORKING = "working"
    FADING = "fading"
    RISING = "rising"
    SHARING = "sharing"
    LEFT_UNUSED = "left unused"
    LEFT_HALFWAY = "left halfway"
    LEFT_WORKING = "left working"
    LEFT_SHARING = "left sharing"


@dataclass(frozen=True)
class Shape:
    """Where the figures of a plot lie; each range is drawn from evenly.

    `share` is out of 400 accounts. `age_days` is how long ago the first contract began, unused for
    who has left: there `ended_ago` counts the days since the contract ended. `depth` (0-1) is how
    far the product is used in the end, `was` before the turn, which began `turn_ago` days before
    the end. `pace` is how often they come after the turn, of what is usual at that depth.
    `reached` counts the milestones reached in the end, `reached_before` those before the turn.
    """

    share: int
    depth: Range
    mood: Range
    touch_days: Range
    attainment: Range
    reached: tuple[int, int]
    age_days: Range = (0, 0)
    was: Range | None = None
    turn_ago: Range = (0, 0)
    turn_days: Range = (45, 90)
    pace: Range = (1, 1)
    ended_ago: Range | None = None
    reached_before: tuple[int, int] | None = None


# The vendor's first customers signed this many days ago.
OLDEST = 905
LEFT_AGO = (24, 535)

SHAPES = {
    # Signed weeks ago; often in the product, to set it up.
    Plot.STARTING: Shape(
        share=15,
        age_days=(6, 33),
        depth=(0.10, 0.17),
        pace=(2.6, 3.4),
        mood=(0.6, 0.8),
        touch_days=(5, 9),
        attainment=(0.0, 0.05),
        reached=(1, 3),
    ),
    # Signed months ago and never got going.
    Plot.STUCK: Shape(
        share=13,
        age_days=(110, 340),
        depth=(0.08, 0.15),
        pace=(0.0, 0.5),
        mood=(0.25, 0.5),
        touch_days=(60, 120),
        attainment=(0.0, 0.1),
        reached=(4, 5),
    ),
    # The same, but renewed once in spite of it.
    Plot.DORMANT: Shape(
        share=10,
        age_days=(400, 700),
        depth=(0.08, 0.15),
        pace=(0.1, 0.5),
        mood=(0.35, 0.6),
        touch_days=(50, 100),
        attainment=(0.0, 0.1),
        reached=(4, 5),
    ),
    # Renewed without having got going, and then began.
    Plot.WOKEN: Shape(
        share=12,
        age_days=(500, 640),
        was=(0.08, 0.15),
        depth=(0.38, 0.50),
        turn_ago=(75, 130),
        turn_days=(20, 40),
        mood=(0.5, 0.75),
        touch_days=(9, 20),
        attainment=(0.05, 0.3),
        reached_before=(4, 5),
        reached=(6, 7),
    ),
    Plot.FIRST_STEPS: Shape(
        share=30,
        age_days=(80, 300),
        depth=(0.38, 0.50),
        mood=(0.55, 0.85),
        touch_days=(9, 20),
        attainment=(0.05, 0.3),
        reached=(6, 7),
    ),
    # The hard step: years in, and half of the product unused.
    Plot.HALFWAY: Shape(
        share=80,
        age_days=(400, OLDEST),
        depth=(0.42, 0.60),
        mood=(0.52, 0.80),
        touch_days=(22, 75),
        attainment=(0.2, 0.65),
        reached=(6, 7),
    ),
    Plot.SLIPPING: Shape(
        share=8,
        age_days=(400, 850),
        was=(0.45, 0.6),
        depth=(0.30, 0.40),
        turn_ago=(40, 90),
        pace=(0.1, 0.3),
        mood=(0.3, 0.5),
        touch_days=(50, 100),
        attainment=(0.1, 0.4),
        reached=(6, 7),
    ),
    Plot.GROWN: Shape(
        share=28,
        age_days=(330, 700),
        was=(0.42, 0.5),
        depth=(0.76, 0.84),
        turn_ago=(75, 170),
        mood=(0.65, 0.85),
        touch_days=(14, 22),
        attainment=(0.55, 0.78),
        reached_before=(6, 6),
        reached=(8, 10),
    ),
    Plot.WORKING: Shape(
        share=80,
        age_days=(380, OLDEST),
        depth=(0.76, 0.90),
        mood=(0.65, 0.85),
        touch_days=(14, 32),
        attainment=(0.6, 1.0),
        reached=(9, 11),
    ),
    Plot.FADING: Shape(
        share=12,
        age_days=(500, OLDEST),
        was=(0.76, 0.88),
        depth=(0.45, 0.60),
        turn_ago=(50, 75),
        turn_days=(20, 45),
        pace=(0.0, 0.15),
        mood=(0.25, 0.45),
        touch_days=(45, 90),
        attainment=(0.3, 0.6),
        reached=(8, 10),
    ),
    Plot.RISING: Shape(
        share=10,
        age_days=(420, OLDEST),
        was=(0.70, 0.76),
        depth=(0.94, 1.00),
        turn_ago=(80, 150),
        turn_days=(20, 40),
        mood=(0.85, 0.98),
        touch_days=(10, 18),
        attainment=(0.90, 1.10),
        reached_before=(9, 10),
        reached=(12, 12),
    ),
    Plot.SHARING: Shape(
        share=36,
        age_days=(420, OLDEST),
        depth=(0.92, 1.00),
        mood=(0.85, 0.98),
        touch_days=(10, 18),
        attainment=(0.90, 1.10),
        reached=(12, 12),
    ),
    Plot.LEFT_UNUSED: Shape(
        share=15,
        ended_ago=LEFT_AGO,
        depth=(0.08, 0.15),
        pace=(0.1, 0.5),
        mood=(0.2, 0.45),
        touch_days=(50, 100),
        attainment=(0.0, 0.1),
        reached=(4, 5),
    ),
    Plot.LEFT_HALFWAY: Shape(
        share=38,
        ended_ago=LEFT_AGO,
        was=(0.42, 0.60),
        depth=(0.38, 0.46),
        turn_ago=(60, 150),
        pace=(0.6, 0.85),
        mood=(0.25, 0.6),
        touch_days=(30, 80),
        attainment=(0.1, 0.5),
        reached=(6, 7),
    ),
    Plot.LEFT_WORKING: Shape(
        share=12,
        ended_ago=LEFT_AGO,
        depth=(0.76, 0.88),
        mood=(0.45, 0.7),
        touch_days=(20, 45),
        attainment=(0.4, 0.7),
        reached=(8, 10),
    ),
    Plot.LEFT_SHARING: Shape(
        share=1,
        ended_ago=(60, 300),
        depth=(0.92, 1.00),
        mood=(0.8, 0.9),
        touch_days=(12, 20),
        attainment=(0.9, 1.1),
        reached=(12, 12),
    ),
}
LOYAL = (Plot.SHARING, Plot.LEFT_SHARING)
DRIFTING = (Plot.FADING, Plot.SLIPPING)
