"""Bringing in files as ops would: one in part, one that had to be refused, two that want a look."""

import csv
import tempfile
from datetime import date, timedelta
from pathlib import Path

from django.db.models import F

from core.models import User
from demo.elsewhere import scores_elsewhere, stages_elsewhere, tasks_elsewhere
from demo.made import Made
from intake.models import Upload
from intake.services import load_file

TOUCHED = (
    ("meeting", "月次定例", "応募の増えた職種について、選考の進め方を確認した。"),
    ("call", "設定についての電話", "面接官の権限について案内した。"),
    ("email", "定例のお礼と議事録", ""),
)


# Who uses the product so far uses it every week.
STEADY_DEPTH = 0.6
# What an export counted twice over, and a week for which it was sent again.
COUNTED_TWICE, AGAIN_DAYS = ("selection_progress", 900), (3, 5, 8)


def write_uploads(made: Made, *, by: User) -> None:
    """Load last week's touches with a row nobody knows, and refuse the other product's late usage.

    Two more are loaded and contradict what is known, for the data quality board to find; the final
    three bring what the tool before this one had kept.
    """
    with tempfile.TemporaryDirectory() as folder:
        _load(
            Path(folder) / "活動履歴_先週.csv",
            "activities",
            _touches(made),
            made.at,
            good_rows=True,
        )
        late = _late_usage(made)
        if len(late) > 1:
            _load(Path(folder) / "採用サイト_利用実績.csv", "usage", late, made.at, good_rows=False)
        for name, dataset, rows in (
            ("利用実績_再送分.csv", "usage", _sent_again(made)),
            ("問い合わせ_移行分.csv", "tickets", _moved_tickets(made)),
            ("旧CSツール_スコア.csv", "history_scores", scores_elsewhere(made)),
            ("旧CSツール_ステージ.csv", "history_stages", stages_elsewhere(made)),
            ("旧CSツール_タスク.csv", "history_tasks", tasks_elsewhere(made)),
        ):
            if len(rows) > 1:
                _load(Path(folder) / name, dataset, rows, made.at, good_rows=False)
    # Nobody is mailed about what happened before the demo began.
    Upload.objects.update(uploaded_by=by, told_state=F("state"))


def _load(path, dataset, rows, at, *, good_rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    load_file(path, dataset=dataset, at=at, good_rows=good_rows)


def _touches(made):
    free = [
        story.number
        for story in made.stories
        if not story.mark and not story.leaves and story.sibling is None
    ]
    rows = [
        (f"A{number + 1:04}", f"L{number + 1}", made.as_of - timedelta(days=3), *touch)
        for number, touch in zip(free, TOUCHED, strict=False)
    ]
    unknown = ("A9999", "L9999", made.as_of - timedelta(days=3), *TOUCHED[0])
    return [("account_id", "activity_id", "happened_on", "kind", "subject", "body"), *rows, unknown]


def _late_usage(made):
    """Somebody wrote words where the product's file has numbers."""
    rows = [
        (f"A{story.number + 1:04}", made.as_of - timedelta(days=2), "page_edits", "多数")
        for story in made.stories
        if story.sibling is not None
    ]
    return [("account_id", "date", "metric", "value"), *rows]


def _sent_again(made):
    """Usage of a customer who had left by then, and a day of another that was counted twice over.

    The other is of the first CSM's team: whoever enters the demo as a CSM finds it on the board.
    """
    header = ("account_id", "date", "metric", "value")
    gone = [
        (f"A{story.number + 1:04}", story.leaves + timedelta(days=days), "reports", 2)
        for story in _gone(made)[:1]
        for days in AGAIN_DAYS
    ]
    sunday = made.as_of - timedelta(days=(made.as_of.weekday() + 1) % 7)
    busy = [
        (f"A{story.number + 1:04}", sunday - timedelta(days=4), *COUNTED_TWICE)
        for story in sorted(made.stories, key=lambda story: story.csm)
        if story.segment == "graduate_season"
        and min(story.was, story.depth) > STEADY_DEPTH
        and not (story.mark or story.leaves or story.sibling)
    ]
    return [header, *gone, *busy[:1]]


def _moved_tickets(made):
    """A ticket whose day and month were taken for each other: closed before it was opened."""
    header = ("account_id", "ticket_id", "opened_on", "closed_on", "subject")
    rows = [
        (f"A{story.number + 1:04}", "M1", date(year, 8, 3), date(year, 3, 9), "帳票の出力について")
        for story in _gone(made)[1:2]
        for year in [made.as_of.year - 1]
    ]
    return [header, *rows]


def _gone(made):
    """Customers who left weeks ago, so that no night judges them any more."""
    latest = made.as_of - timedelta(days=30)
    return [
        story
        for story in made.stories
        if story.leaves and story.leaves < latest and not story.mark and story.sibling is None
    ]
