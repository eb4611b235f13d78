"""From a story to the milestones of the success journey: when each was due, and when it was reached."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from demo.domain.stories import Story

# Planted: whose customers all link their intake (step 4 to 5), while few of their interviewers
# enter an evaluation (step 6 to 7). Elsewhere some stop at the first of these, and more pass the second.
ONE_SIDED = ("side_duty", 1)
STOPS_AT_FOUR, PASSES_SIX = 0.8, 0.75
PASSES_SIX_THERE = 0.12
# Milestones that follow the turn come one after another.
AFTER_TURN_DAYS = (12, 40)
# The final ones have no date: they are reached when they are.
DATED = 10


def milestones(
    story: Story, steps: Sequence[tuple[str, int]], *, as_of: date, rng: np.random.Generator
) -> dict[str, tuple[date | None, date | None]]:
    """Return {key: (due day or None, day reached or None)}.

    `steps` are the milestones in the order of the segment, each with its target days.
    """
    before, reached = _reached(story, rng)
    final = min(as_of, story.leaves or as_of)
    slowness = min(float(rng.uniform(0.7, 1.25)), _fastest(story, steps[:before], final))
    is_replanned = rng.random() < story.mood
    late = _after_turn(story, reached - before, as_of, rng)
    found = {}
    for place, (key, days) in enumerate(steps):
        due = story.starts + timedelta(days=days) if place < DATED else None
        on = None
        if place < before:
            on = story.starts + timedelta(days=int(days * slowness))
        elif place < reached:
            on = min(max(late[place - before], story.starts), final)
        elif due and due <= as_of and is_replanned and not story.leaves:
            due = as_of + timedelta(days=14 * (place - reached + 1))
        found[key] = (due, on)
    return found


def _fastest(story, steps, final):
    """Return the slowness at which the final one of these is reached on the final day."""
    return (final - story.starts).days / steps[-1][1] if steps else 1.0


def _reached(story, rng):
    """Return how many were reached before the turn and in the end, as the CSM's manner has it."""
    drawn, before = rng.random(), min(story.reached_before, story.reached)
    reached = story.reached
    if (story.home, story.csm) == ONE_SIDED:
        reached = 5 if reached == 4 else reached
        if reached in (6, 7):
            reached = 7 if drawn < PASSES_SIX_THERE else 6
    elif reached == 5:
        reached = 4 if drawn < STOPS_AT_FOUR else 5
    elif reached in (6, 7):
        reached = 7 if drawn < PASSES_SIX else 6
    return (reached, reached) if story.was == story.depth else (min(before, reached), reached)


def _after_turn(story, count, as_of, rng):
    day = as_of - timedelta(days=int(story.turn_ago))
    days = []
    for gap in rng.integers(*AFTER_TURN_DAYS, size=max(count, 0)):
        day += timedelta(days=int(gap))
        days.append(day)
    return days
