"""How much of a promised result is there."""

import pytest

from engagement.domain.promises import delivered_percent

ONE = 10_000


@pytest.mark.parametrize(
    ("now", "baseline", "target", "percent"),
    [
        (45, 20, 70, 50),
        (70, 20, 70, 100),
        (90, 20, 70, 100),
        (10, 20, 70, 0),
        (20, 20, 70, 0),
        # Rounded down, so that nothing counts as reached before it is.
        (69, 20, 70, 98),
        # A promise to bring something down is reached from above.
        (12, 20, 4, 50),
        (4, 20, 4, 100),
        (30, 20, 4, 0),
        # What nobody wrote down counts as nothing.
        (30, None, 60, 50),
        (None, 20, 70, None),
        (45, 20, None, None),
        (45, 70, 70, None),
        (0, None, 0, None),
    ],
)
def test_delivered_is_the_way_from_the_baseline_to_the_target(now, baseline, target, percent):
    scaled = [None if value is None else value * ONE for value in (now, baseline, target)]
    found = delivered_percent(now=scaled[0], baseline=scaled[1], target=scaled[2])
    assert found == percent
