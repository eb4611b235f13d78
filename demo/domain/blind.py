"""The finished blind round: whose answers, how many of them agree, and what the others said."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from demo.domain.stories import apportion

ENTRY, ONBOARD, ACTIVE, LOYAL = range(4)
# Of 400 accounts 240 were classified, and 204 of those as computed.
ASKED, AGREED = 0.6, 0.85
# How the others differ, (computed, said): mostly Onboard against Active.
DIFFERENT = {
    (ONBOARD, ACTIVE): 14,
    (ACTIVE, ONBOARD): 12,
    (ENTRY, ONBOARD): 4,
    (ACTIVE, LOYAL): 3,
    (ONBOARD, ENTRY): 2,
    (LOYAL, ACTIVE): 1,
}


@dataclass(frozen=True)
class Classified:
    """One account as it stood on the night, the place of its member, and what that member said."""

    account_id: int
    member: int
    computed: int
    answer: int


def classify(
    stood: Sequence[tuple[int, int, int]], *, accounts: int, rng: np.random.Generator
) -> list[Classified]:
    """Return the answers on a sample, as many of each member; `stood` holds (account, member, stage)."""
    asked = _asked(stood, min(round(ASKED * accounts), len(stood)), rng)
    answers = {account: stage for account, _, stage in asked}
    wrong = len(asked) - round(AGREED * len(asked))
    free = defaultdict(list)
    for account, _, stage in asked:
        free[stage].append(account)
    for (computed, said), count in zip(
        DIFFERENT, apportion(list(DIFFERENT.values()), wrong), strict=True
    ):
        for _ in range(min(count, len(free[computed]))):
            answers[free[computed].pop()] = said
    differing = sum(answers[account] != stage for account, _, stage in asked)
    for account in (free[ONBOARD] + free[ACTIVE])[: wrong - differing]:
        answers[account] = ACTIVE if answers[account] == ONBOARD else ONBOARD
    return [
        Classified(account, member, stage, answers[account]) for account, member, stage in asked
    ]


def _asked(stood, count, rng):
    """Deal accounts out member by member until there are enough."""
    by_member = defaultdict(list)
    for place in rng.permutation(len(stood)).tolist():
        by_member[stood[place][1]].append(stood[place])
    turns = [
        (turn, member, each)
        for member, own in sorted(by_member.items())
        for turn, each in enumerate(own)
    ]
    return [each for _, _, each in sorted(turns)[:count]]
