"""Which numbers can be opened, and which judgement each of them gives away."""

from typing import Final

from accounts.models import Question
from dashboards.explain.conditions import risk, stage
from dashboards.explain.metric import metric
from dashboards.explain.night import Night
from dashboards.explain.parts import Explained
from dashboards.explain.score import measure, score

# By the first part of a subject; a measure and a metric name theirs after a stroke.
SUBJECTS: Final = {
    "score": (score, Question.SCORE),
    "measure": (measure, Question.SCORE),
    "metric": (metric, None),
    "risk": (risk, Question.RISK),
    "stage": (stage, Question.STAGE),
}


def explained(night: Night, subject: str, *, judgements) -> Explained | None:
    """Open one number of a night; None where there is no such number."""
    name, _stroke, key = subject.strip("/").partition("/")
    if name not in SUBJECTS:
        return None
    open_number, question = SUBJECTS[name]
    found = open_number(night, key)
    if found and question and judgements.hides(night.account.pk, question):
        return Explained(found.subject, found.meaning, is_sealed=True)
    return found
