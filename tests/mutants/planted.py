"""Twelve bugs that somebody could write: each a small change of one file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bug:
    """`right` stands exactly once in the file; `wrong` is put in its place."""

    name: str
    file: str
    right: str
    wrong: str


BUGS = (
    Bug(
        "a window ends a day early",
        "metrics/domain/cube.py",
        "stop = np.maximum(self.places + 1 - ending_days_ago, 0)",
        "stop = np.maximum(self.places - ending_days_ago, 0)",
    ),
    Bug(
        "the trend compares a window with itself",
        "metrics/domain/cube.py",
        "stop = np.maximum(self.places + 1 - ending_days_ago, 0)",
        "stop = np.maximum(self.places + 1, 0)",
    ),
    Bug(
        "what is missing is read as zero",
        "metrics/domain/cube.py",
        "return np.where(self.is_missing[None, :], MISSING, values)",
        "return np.where(self.is_missing[None, :], 0, values)",
    ),
    Bug(
        "shares are divided as floating point",
        "metrics/domain/usage.py",
        "divide_half_even(top, divisor), MISSING).astype(np.int64)",
        "np.rint(top.astype(np.float64) / divisor), MISSING).astype(np.int64)",
    ),
    Bug(
        "halves are rounded up",
        "core/exact.py",
        "return quotient + ((rest > other) | ((rest == other) & (quotient % 2 == 1)))",
        "return quotient + (rest >= other)",
    ),
    Bug(
        "a bound does not hold itself",
        "metrics/domain/conditions.py",
        '">=": np.greater_equal,',
        '">=": np.greater,',
    ),
    Bug(
        "what is unknown counts as met",
        "metrics/domain/conditions.py",
        "(values, self.value) & present, present)",
        "(values, self.value), present)",
    ),
    Bug(
        "a contract that was closed runs on",
        "metrics/readers.py",
        "return min((day for day in (after, closed_on) if day), default=None)",
        "return after",
    ),
    Bug(
        "a missing weight is shared by all groups at once",
        "health/domain/scoring.py",
        "group.weight * weight * (common // (sum(weights) or 1))",
        "group.weight * weight",
    ),
    Bug(
        "an exception caps nothing",
        "health/domain/scoring.py",
        "score = np.minimum(base, cap)",
        "score = base.copy()",
    ),
    Bug(
        "the grace ends a day early",
        "stages/domain/path.py",
        "falls = settled & (failing_days >= grace)",
        "falls = settled & (failing_days >= grace - 1)",
    ),
    Bug(
        "the smallest stay is not kept",
        "stages/domain/path.py",
        "settled = day - state.since_day >= smallest_stay",
        "settled = day - state.since_day >= 0",
    ),
)
