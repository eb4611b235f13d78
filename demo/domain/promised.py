"""From a story to what was promised at signing: results in the customer's words, mostly measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from demo.domain.stories import Story

# Promised in the weeks before the contract began, and due within its first year.
TALKED_WITHIN_DAYS = 28
DUE_AFTER_DAYS = (120, 180, 240, 330)
# Of so many customers sales wrote nothing down.
UNWRITTEN = 0.12
# Targets and baselines are moved by up to this many steps, so that no two houses promise alike.
STEPS = (-1, 0, 0, 1)


@dataclass(frozen=True)
class Aim:
    """A result as it is promised; without a metric it is in words alone. `step` moves its target."""

    words: str
    metric: str = ""
    baseline: int = 0
    target: int = 0
    step: int = 0


@dataclass(frozen=True)
class Promised:
    on: date
    due_on: date
    words: str
    metric: str
    baseline: Decimal | None
    target: Decimal | None


_COMMON = (
    Aim("採用業務を一つの画面にまとめ、表計算での管理をやめる", "activity_score", 0, 60, 10),
    Aim(
        "面接官が当日中に評価を入れ、翌日には合否を返せるようにする",
        "evaluation_share_28",
        20,
        70,
        10,
    ),
    Aim("採用担当の残業を月20時間減らす(お客様の勤怠で確認)"),
    Aim("面接官にも使ってもらい、採用を全社の仕事にする", "seat_share", 15, 50, 5),
)
AIMS = {
    "graduate_season": (
        Aim("繁忙期でも応募者への返信を24時間以内にする", "scheduling_days_28", 2, 12, 2),
        Aim("新卒採用の計画人数を期末までに満たす", "plan_attainment", 45, 80, 5),
    ),
    "multi_site": (
        Aim(
            "拠点の求人を本部の承認なしで当日公開できるようにする", "job_posting_days_28", 4, 15, 3
        ),
        Aim("拠点ごとの採用計画の達成を本部から見えるようにする", "plan_attainment", 50, 85, 5),
    ),
    "specialist_agents": (
        Aim("エージェントとのやりとりをメールから製品内に移す", "agent_link_days_28", 0, 12, 2),
        Aim("専門職の採用計画を達成する", "plan_attainment", 40, 75, 5),
    ),
    "side_duty": (
        Aim("面接の日程調整にかかるメールの往復をなくす", "scheduling_days_28", 0, 10, 2),
        Aim("兼任でも回る採用の型をつくり、計画人数を満たす", "plan_attainment", 40, 80, 5),
    ),
}


def promises(story: Story, rng: np.random.Generator) -> Sequence[Promised]:
    """Return up to three promises that suit the segment, none to who came without a hand-over."""
    if rng.random() < UNWRITTEN:
        return []
    own = AIMS[story.segment]
    chosen = [own[rng.integers(len(own))]]
    chosen += [_COMMON[place] for place in rng.permutation(len(_COMMON))[: rng.integers(1, 3)]]
    on = story.starts - timedelta(days=int(rng.integers(3, TALKED_WITHIN_DAYS)))
    return [_promised(aim, story, on, rng) for aim in chosen]


def _promised(aim, story, on, rng):
    due_on = story.starts + timedelta(days=int(rng.choice(DUE_AFTER_DAYS)))
    if not aim.metric:
        return Promised(on, due_on, aim.words, "", None, None)
    target = aim.target + aim.step * int(rng.choice(STEPS))
    return Promised(on, due_on, aim.words, aim.metric, Decimal(aim.baseline), Decimal(target))
