"""Bringing in two files as ops would: one in part, and one that had to be refused."""

import csv
import tempfile
from datetime import timedelta
from pathlib import Path

from core.models import User
from demo.made import Made
from intake.models import Upload
from intake.services import load_file

TOUCHED = (
    ("meeting", "月次定例", "応募の増えた職種について、選考の進め方を確認した。"),
    ("call", "設定についての電話", "面接官の権限について案内した。"),
    ("email", "定例のお礼と議事録", ""),
)


def write_uploads(made: Made, *, by: User) -> None:
    """Load last week's touches with a row nobody knows, and refuse the other product's late usage."""
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
    Upload.objects.update(uploaded_by=by)


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
