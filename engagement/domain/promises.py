"""How much of a promised result is there: plain arithmetic on a baseline, a target and the value now."""


def delivered_percent(*, now: int | None, baseline: int | None, target: int | None) -> int | None:
    """Return how far a value has come from its baseline to its target, 0 to 100 in whole percent.

    All in ten-thousandths. Rounded down, so 100 only where the target is reached; a target below the
    baseline is reached from above. A baseline that nobody wrote down counts as 0. None where it cannot
    be said: no value, no target, or nothing between baseline and target.
    """
    start = baseline or 0
    if now is None or target is None or target == start:
        return None
    way = 1 if target > start else -1
    return min(100, max(0, way * (now - start) * 100 // abs(target - start)))
