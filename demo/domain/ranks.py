"""From stories to the CSM's feeling about each account: S, A, B or C, and what it was before."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from demo.domain.plots import LOYAL
from demo.domain.stories import Story, apportion

RANKS = "SABC"
YEAR = 365
# How the CSMs feel about who left, who renewed, and who has not come to an end yet, in percent.
LEFT, STAYED, NEW = (4, 24, 36, 36), (26, 43, 24, 7), (12, 46, 31, 11)
# So many changed their mind once, so many days before the end of what is known.
CHANGED, CHANGED_AGO = 0.3, (30, 200)


@dataclass(frozen=True)
class Feeling:
    """`before` is what the rank was until `changed_ago` days before the end; "" where it never was."""

    rank: str
    before: str = ""
    changed_ago: int = 0


def feelings(stories: Sequence[Story], *, as_of, rng: np.random.Generator) -> dict[int, Feeling]:
    """Return each account's feeling by its number: by mood, with an error, in the shares above."""
    errors = rng.normal(0, 0.07, size=len(stories))
    felt = {
        each.number: each.mood + error + (0.1 if each.plot in LOYAL else 0)
        for each, error in zip(stories, errors, strict=True)
    }
    found = {}
    for shares, group in _groups(stories, as_of):
        best_first = sorted(group, key=lambda each: -felt[each.number])
        ranks = np.repeat(list(RANKS), apportion(shares, len(group))).tolist()
        for story, rank in zip(best_first, ranks, strict=True):
            found[story.number] = _feeling(story, rank, as_of, rng)
    return found


def _groups(stories, as_of):
    left = [each for each in stories if each.leaves]
    staying = [each for each in stories if not each.leaves]
    is_new = {each.number: (as_of - each.starts).days < YEAR for each in staying}
    yield LEFT, left
    yield STAYED, [each for each in staying if not is_new[each.number]]
    yield NEW, [each for each in staying if is_new[each.number]]


def _feeling(story, rank, as_of, rng):
    changes, ago, way = rng.random(), int(rng.integers(*CHANGED_AGO)), rng.choice([-1, 1])
    end = story.leaves or as_of
    # Whoever left had been felt to be better.
    place = RANKS.index(rank) + (-1 if story.leaves else int(way))
    if changes >= CHANGED or not 0 <= place < len(RANKS) or (end - story.starts).days <= ago:
        return Feeling(rank)
    return Feeling(rank, RANKS[place], ago)
