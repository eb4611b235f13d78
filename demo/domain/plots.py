"""What kinds of customer there are: what becomes of each, in figures. The only table that grows."""

from dataclasses import dataclass
from enum import StrEnum

Range = tuple[float, float]


class Plot(StrEnum):
    """What happens, in a word."""

    STARTING = "starting"
    STUCK = "stuck"
    FIRST_STEPS = "first steps"
    HALFWAY = "halfway"
    SLIPPING = "slipping"
    GROWN = "grown"
    WORKING = "working"
    FADING = "fading"
    SHARING = "sharing"
    LEFT = "left"


@dataclass(frozen=True)
class Shape:
    """Where the figures of a plot lie; each range is drawn from evenly.

    `share` is out of 100 accounts. `age_days` is how long ago the first contract began, unused for
    who has left: there `ended_ago` counts the days since the contract ended. `depth` (0-1) is how
    far the product is used in the end, `was` before the turn, which began `turn_ago` days before
    the end. `pace` is how often they come after the turn, of what is usual at that depth.
    """

    share: int
    depth: Range
    mood: Range
    touch_days: Range
    attainment: Range
    age_days: Range = (0, 0)
    was: Range | None = None
    turn_ago: Range = (0, 0)
    turn_days: Range = (45, 90)
    pace: Range = (1, 1)
    ended_ago: Range | None = None


SHAPES = {
    # Signed weeks ago; often in the product, to set it up.
    Plot.STARTING: Shape(
        share=5,
        age_days=(6, 35),
        depth=(0.10, 0.17),
        pace=(2.6, 3.4),
        mood=(0.6, 0.8),
        touch_days=(5, 9),
        attainment=(0.0, 0.05),
    ),
    # Signed months ago and never got going.
    Plot.STUCK: Shape(
        share=6,
        age_days=(110, 330),
        depth=(0.08, 0.15),
        pace=(0.0, 0.5),
        mood=(0.25, 0.5),
        touch_days=(60, 120),
        attainment=(0.0, 0.1),
    ),
    Plot.FIRST_STEPS: Shape(
        share=11,
        age_days=(80, 200),
        depth=(0.38, 0.50),
        mood=(0.55, 0.85),
        touch_days=(9, 20),
        attainment=(0.05, 0.3),
    ),
    # The hard step: years in, and half of the product unused.
    Plot.HALFWAY: Shape(
        share=18,
        age_days=(260, 1500),
        depth=(0.42, 0.60),
        mood=(0.52, 0.80),
        touch_days=(22, 75),
        attainment=(0.2, 0.65),
    ),
    Plot.SLIPPING: Shape(
        share=3,
        age_days=(400, 1300),
        was=(0.45, 0.6),
        depth=(0.30, 0.40),
        turn_ago=(40, 90),
        pace=(0.1, 0.3),
        mood=(0.3, 0.5),
        touch_days=(50, 100),
        attainment=(0.1, 0.4),
    ),
    Plot.GROWN: Shape(
        share=8,
        age_days=(300, 900),
        was=(0.42, 0.5),
        depth=(0.76, 0.84),
        turn_ago=(75, 170),
        mood=(0.65, 0.85),
        touch_days=(14, 22),
        attainment=(0.55, 0.78),
    ),
    Plot.WORKING: Shape(
        share=24,
        age_days=(380, 1800),
        depth=(0.76, 0.90),
        mood=(0.65, 0.85),
        touch_days=(14, 32),
        attainment=(0.6, 1.0),
    ),
    Plot.FADING: Shape(
        share=4,
        age_days=(500, 1600),
        was=(0.76, 0.88),
        depth=(0.45, 0.60),
        turn_ago=(50, 75),
        turn_days=(20, 45),
        pace=(0.0, 0.15),
        mood=(0.25, 0.45),
        touch_days=(45, 90),
        attainment=(0.3, 0.6),
    ),
    Plot.SHARING: Shape(
        share=13,
        age_days=(420, 2000),
        depth=(0.90, 1.00),
        mood=(0.85, 0.98),
        touch_days=(10, 18),
        attainment=(0.90, 1.10),
    ),
    Plot.LEFT: Shape(
        share=8,
        ended_ago=(25, 330),
        was=(0.4, 0.7),
        depth=(0.15, 0.45),
        pace=(0.02, 0.3),
        mood=(0.2, 0.5),
        touch_days=(35, 80),
        attainment=(0.1, 0.5),
    ),
}
