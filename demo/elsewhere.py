"""What the tool before this one had kept of customers who were there already: scores, stages, tasks."""

from datetime import timedelta
from math import sin

from demo.made import Made

TOOL = "旧CSツール"
# The move from that tool to this one, and how far back its export reaches.
MOVED_DAYS_AGO, REACHES_DAYS = 75, 500
MOST_ACCOUNTS = 40
WEEK = timedelta(days=7)
STAGES = ("立ち上げ", "定着", "活用拡大")


def scores_elsewhere(made: Made) -> list[tuple]:
    """Return weekly scores up to the move, of 100."""
    rows = [
        (f"A{story.number + 1:04}", TOOL, day, _score(story, week), "")
        for story in _known(made)
        for week, day in enumerate(_weeks(story, made))
    ]
    return [("account_id", "tool", "scored_on", "score", "band"), *rows]


def stages_elsewhere(made: Made) -> list[tuple]:
    """Return the stages of that tool, each half a year after the one before."""
    moved = made.as_of - timedelta(days=MOVED_DAYS_AGO)
    rows = [
        (f"A{story.number + 1:04}", TOOL, day, name)
        for story in _known(made)
        for place, name in enumerate(STAGES)
        if (day := story.starts + timedelta(days=182 * place)) < moved
    ]
    return [("account_id", "tool", "from_on", "stage"), *rows]


def tasks_elsewhere(made: Made) -> list[tuple]:
    """Return the one task of each account that was left open at the move."""
    due = made.as_of - timedelta(days=MOVED_DAYS_AGO - 14)
    rows = [
        (f"A{story.number + 1:04}", TOOL, "T1", "活用状況の確認会を設定する", due, "未着手")
        for story in _known(made)[::3]
    ]
    return [("account_id", "tool", "task_id", "title", "due_on", "status"), *rows]


def _known(made):
    """Customers of the main product who were there long before the move and still are."""
    before = made.as_of - timedelta(days=400)
    known = [
        story
        for story in made.stories
        if story.starts < before and not story.leaves and story.sibling is None
    ]
    return known[:MOST_ACCOUNTS]


def _weeks(story, made):
    day = max(story.starts, made.as_of - timedelta(days=REACHES_DAYS))
    while day <= made.as_of - timedelta(days=MOVED_DAYS_AGO):
        yield day
        day += WEEK


def _score(story, week):
    """A score that knew less: it follows how the customer stood once, with a slow swing of its own."""
    return round(max(5, min(95, 30 + 55 * story.was + 8 * sin(week / 6 + story.number))))
