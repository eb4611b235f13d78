"""From days to what the product would have reported: counts of use, and levels once a week."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo.domain.curves import Curves
from demo.domain.stories import Story
from engagement.domain.facts import pack

SCALE = 10_000
# The order in which features are taken up; differs by how a segment hires.
_COMMON = ("job_posting", "applicant_intake", "selection_progress")
FEATURES = {
    "graduate_season": (
        *(*_COMMON, "scheduling", "reports", "interview_evaluation"),
        *("offer_management", "agent_link"),
    ),
    "multi_site": (
        *(*_COMMON, "scheduling", "reports", "interview_evaluation"),
        *("offer_management", "agent_link"),
    ),
    "specialist_agents": (
        *("job_posting", "applicant_intake", "agent_link", "selection_progress"),
        *("scheduling", "interview_evaluation", "offer_management", "reports"),
    ),
    "side_duty": (
        *(*_COMMON, "reports", "scheduling", "interview_evaluation"),
        *("offer_management", "agent_link"),
    ),
}
# On an active day the first feature taken up is used almost surely, the eighth now and then.
CHANCES = (0.92, 0.88, 0.80, 0.62, 0.55, 0.52, 0.36, 0.32)
LEVELS = (
    *("active_users", "registered_users", "registered_interviewers", "live_jobs"),
    *("recruiting_sites", "same_title_jobs", "hires_planned", "hires_made"),
)
# What the product reports, in the order of its numbers, and what people call it.
SERIES = {
    "agent_link": ("Agent link", "エージェント連携"),
    "applicant_intake": ("Applicant intake", "応募受付"),
    "interview_evaluation": ("Interview evaluation", "面接評価"),
    "job_posting": ("Job posting", "求人公開"),
    "offer_management": ("Offer management", "内定管理"),
    "reports": ("Reports", "レポート"),
    "scheduling": ("Scheduling", "日程調整"),
    "selection_progress": ("Selection progress", "選考進捗"),
    "active_users": ("Active users", "利用者数"),
    "registered_users": ("Registered users", "登録ユーザー数"),
    "registered_interviewers": ("Registered interviewers", "登録面接官数"),
    "live_jobs": ("Live jobs", "公開中の求人"),
    "recruiting_sites": ("Recruiting sites", "募集拠点数"),
    "same_title_jobs": ("Same-title jobs", "同一職種の求人"),
    "hires_planned": ("Hires planned", "採用計画人数"),
    "hires_made": ("Hires made", "採用決定人数"),
    "applications": ("Applications", "応募"),
    "graduate_applications": ("Applications by graduates", "新卒の応募"),
    "agent_applications": (
        "Applications by agents and scouting",
        "エージェント・スカウト経由の応募",
    ),
    "applicants_processed": ("Applicants processed", "選考した応募者"),
    "evaluations_due": ("Evaluations due", "入力予定の面接評価"),
    "evaluations_entered": ("Evaluations entered", "入力された面接評価"),
}
# The other product, a career site: how likely each is used on an active day.
SITE_SERIES = {
    "page_edits": ("Page edits", "ページの編集"),
    "photo_uploads": ("Photos added", "写真の追加"),
    "staff_interviews": ("Staff interviews", "社員インタビュー"),
    "site_reports": ("Visitor reports", "閲覧レポート"),
}
SITE_CHANCES = (0.8, 0.5, 0.35, 0.6)
# The product reports levels on Mondays, and on the first day of a customer.
REPORT_WEEKDAY = 0
# A way of using that is less than this deep has no hiring in it yet.
HIRING_DEPTH = 0.2

Column = tuple[NDArray[np.int32], NDArray[np.int64]]


@dataclass(frozen=True)
class Manner:
    """How a segment hires: applications a weekday, interviews due a weekday, jobs a licence, shares."""

    applications: float
    interviews: float
    jobs: float
    planned: float
    graduate: float
    agent: float
    interviewers: float
    sites: tuple[int, int]
    same_title: float


MANNERS = {
    "graduate_season": Manner(9.0, 1.4, 0.15, 0.25, 0.85, 0.05, 0.35, (1, 6), 0.2),
    "multi_site": Manner(6.0, 1.2, 0.9, 0.5, 0.04, 0.12, 0.25, (12, 60), 0.75),
    "specialist_agents": Manner(0.9, 0.7, 0.3, 0.25, 0.03, 0.80, 0.40, (1, 4), 0.1),
    "side_duty": Manner(1.5, 0.7, 0.4, 0.35, 0.08, 0.18, 0.62, (1, 5), 0.15),
}


def usage_columns(story: Story, curves: Curves, rng: np.random.Generator) -> dict[str, Column]:
    """Return for each series the days it was reported for and its values, in ten-thousandths."""
    is_active = _active_days(curves, rng)
    size = np.sqrt(story.seats / 30)
    counts = _features(story, curves, is_active, size, rng)
    counts |= _flows(story, curves, is_active, size, rng)
    columns = {name: _where(curves, values, values > 0) for name, values in counts.items()}
    is_report = curves.is_customer & (curves.weekday == REPORT_WEEKDAY)
    is_report |= curves.is_customer & ~np.roll(curves.is_customer, 1)
    for name, values in _levels(story, curves, rng).items():
        columns[name] = _where(curves, values, is_report)
    return columns


def site_columns(story: Story, curves: Curves, rng: np.random.Generator) -> dict[str, Column]:
    """Return the same for an account of the other product, which counts use only."""
    is_active = _active_days(curves, rng)
    columns = {}
    for name, chance in zip(SITE_SERIES, SITE_CHANCES, strict=True):
        is_used = is_active & (rng.random(len(is_active)) < chance)
        counts = is_used * (1 + rng.poisson(2 * chance, len(is_active)))
        columns[name] = _where(curves, counts, counts > 0)
    return columns


def packed_months(columns: dict[str, Column], numbers: dict[str, int]) -> dict[int, bytes]:
    """Return {month since January 1970: its packed facts} as `engagement` stores them."""
    series = np.concatenate(
        [np.full(len(days), numbers[name]) for name, (days, _) in columns.items()]
    )
    days = np.concatenate([days for days, _ in columns.values()])
    values = np.concatenate([values for _, values in columns.values()])
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    day_of_month = (days.astype("datetime64[D]") - months).astype(int) + 1
    number = months.astype(int)
    return {
        int(month): pack(series[here], day_of_month[here], values[here]).tobytes()
        for month in np.unique(number)
        for here in [number == month]
    }


def _where(curves, values, chosen):
    return curves.days[chosen], np.rint(values[chosen]).astype(np.int64) * SCALE


def _active_days(curves, rng):
    """Draw the days with any use: each account has its favourite weekdays, and rarely a weekend."""
    favourites = rng.permutation(5)
    rank = np.where(curves.weekday < 5, favourites[np.minimum(curves.weekday, 4)], 99)
    days_a_week = 5 * (0.08 + 0.90 * curves.depth**1.35) * curves.presence
    chance = np.clip(days_a_week - rank, 0, 0.97)
    weekend = 0.06 * curves.depth * curves.presence
    chance = np.where(curves.weekday < 5, chance, weekend)
    return (rng.random(len(chance)) < chance) & curves.is_customer


def _features(story, curves, is_active, size, rng):
    """Count uses of the features taken up so far, in the order of the segment."""
    taken_up = np.floor(8 * curves.depth + 0.5)
    counts = {}
    for place, (name, chance) in enumerate(zip(FEATURES[story.segment], CHANCES, strict=True)):
        is_used = is_active & (taken_up > place) & (rng.random(len(is_active)) < chance)
        much = rng.poisson(3 * size * chance * np.clip(curves.volume, 0, None))
        counts[name] = is_used * (1 + much)
    return counts


def _flows(story, curves, is_active, size, rng):
    manner, depth = MANNERS[story.segment], curves.depth
    is_hiring = curves.is_customer & (depth >= HIRING_DEPTH) & (curves.presence > 0)
    busy = np.clip(curves.hiring, 0, None) * np.where(curves.weekday < 5, 1, 0.35) * is_hiring
    applications = rng.poisson(manner.applications * size * busy * np.minimum(1, 0.4 + depth))
    due = rng.poisson(manner.interviews * size * np.clip(curves.volume, 0, None))
    due = due * is_active * (depth >= HIRING_DEPTH)
    entered_share = np.clip(depth - 0.02 + rng.normal(0, 0.04), 0, 0.98)
    return {
        "applications": applications,
        "graduate_applications": rng.binomial(applications, _share(manner.graduate, rng)),
        "agent_applications": rng.binomial(applications, _share(manner.agent, rng)),
        "applicants_processed": is_active * is_hiring * (1 + rng.poisson(applications * 0.6)),
        "evaluations_due": due,
        "evaluations_entered": rng.binomial(due, entered_share),
    }


def _present_lately(curves):
    """Return the share of the usual users who came within four weeks: more than come on one day."""
    total = np.concatenate([np.full(28, curves.presence[0]), curves.presence]).cumsum()
    return np.sqrt(np.clip((total[28:] - total[:-28]) / 28, 0, 1))


def _share(usual, rng):
    return float(np.clip(usual + rng.normal(0, 0.04), 0.01, 0.97))


def _levels(story, curves, rng):
    manner, depth, seats = MANNERS[story.segment], curves.depth, story.seats
    users = np.clip(0.05 + 0.72 * depth + rng.normal(0, 0.035), 0.02, 1)
    registered = np.rint(seats * np.clip(0.55 + 0.45 * depth, 0, 1))
    jobs = np.ceil(
        manner.jobs * seats * np.clip(curves.hiring, 0.15, 1.3) * (depth >= HIRING_DEPTH)
    )
    planned = max(2, round(manner.planned * seats))
    attained = story.attainment * np.clip(depth / max(story.depth, 0.05), 0, 1.05)
    sites = rng.integers(*manner.sites)
    return {
        "active_users": np.ceil(seats * users * _present_lately(curves)),
        "registered_users": registered,
        "registered_interviewers": np.rint(registered * _share(manner.interviewers, rng)),
        "live_jobs": jobs,
        "recruiting_sites": np.full(len(depth), sites),
        "same_title_jobs": np.rint(jobs * _share(manner.same_title, rng)),
        "hires_planned": np.full(len(depth), planned),
        "hires_made": np.rint(planned * attained),
    }
