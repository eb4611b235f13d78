"""A short way to write definitions and paths, and the path of one account once more, on its own."""

import numpy as np

from core.exact import MISSING, SCALE
from stages.domain.definition import STAGE_KEYS, StageDefinition

ASKING = STAGE_KEYS[1:]
# What one letter says of a day: whether Onboard, Active and Loyal find their own conditions met.
LETTERS = {
    "e": (False, False, False),
    "o": (True, False, False),
    "a": (True, True, False),
    "l": (True, True, True),
    # Onboard is lost while the conditions of Active still hold
    "x": (False, True, False),
    # whether Active holds is not known
    "p": (True, None, False),
    # Onboard is lost, and nobody can say whether the others hold
    "q": (False, None, None),
    "?": (None, None, None),
}


def body(*, smallest_stay_days=14, grace_days=28, **conditions):
    """Unless told otherwise, each stage asks that the metric of its own name be 1 or more."""
    asked = {"entry": [], **{key: [(key, ">=", 1)] for key in ASKING}, **conditions}
    return {
        "stages": [
            {
                "key": key,
                "conditions": [
                    {"metric": metric, "operator": operator, "value": value}
                    for metric, operator, value in asked[key]
                ],
            }
            for key in STAGE_KEYS
        ],
        "smallest_stay_days": smallest_stay_days,
        "grace_days": grace_days,
    }


def definition(**changes):
    return StageDefinition.from_body(body(**changes))


def columns(*accounts):
    """One text an account, one letter a day; the arrays that a definition of `body()` needs."""
    return {
        key: np.array(
            [[_number(LETTERS[letter][place]) for letter in text] for text in accounts],
            dtype=np.int64,
        )
        for place, key in enumerate(ASKING)
    }


def _number(is_met):
    return MISSING if is_met is None else is_met * SCALE


def follow(text, *, start, running, stay, grace):
    """The stage on each day, by the words of the rule; no array, no state shared with the code."""
    stages, stage, since, failing = [], None, 0, []
    for day, letter in enumerate(text):
        if running[day] and day >= start:
            if stage is None:
                stage, since = 0, start
            met = LETTERS[letter]
            qualified = next((k for k in range(3) if met[k] is not True), 3)
            is_held = all(one is not False for one in met[:stage])
            failing = [] if is_held else [*failing, qualified]
            if day - since >= stay and qualified > stage:
                stage, since, failing = stage + 1, day, []
            elif day - since >= stay and len(failing) >= grace:
                stage, since, failing = max(failing), day, []
        else:
            failing = []
        stages.append(-1 if stage is None else stage)
    return stages
