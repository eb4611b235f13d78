"""History from another tool: marked as such, beside ours, and never counted as ours."""

from datetime import date
from decimal import Decimal

import pytest

from engagement.models import Activity, ForeignScore, ForeignTask
from intake.domain.history_work_columns import touch_of

pytestmark = pytest.mark.django_db


def refusals(verdict):
    return [(each.line, each.column, each.code) for each in verdict.refusals()]


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("Meeting", "meeting"),
        ("In-Person Meeting", "visit"),
        ("E-mail", "email"),
        ("電話", "call"),
        ("EBR", "qbr"),
        ("Update", "Update"),
        ("Milestone", "Milestone"),
    ],
)
def test_a_kind_of_touch_becomes_ours_and_any_other_word_stays(written, ours):
    assert touch_of(written) == ours


def test_an_entry_of_another_tool_and_one_of_ours_may_have_the_same_id(bring_in, accounts):
    bring_in("activities", "account_id,activity_id,happened_on,kind\nA-1,1,2026-11-01,call\n")
    bring_in(
        "history_timeline",
        "account_id,tool,id,date,type\nA-1,Gainsight,1,2025-11-01,Meeting\n",
    )
    rows = Activity.objects.order_by("pk").values_list("tool", "external_id", "kind")
    assert list(rows) == [("", "1", "call"), ("Gainsight", "1", "meeting")]


def test_our_own_activities_file_never_touches_entries_of_another_tool(bring_in, accounts):
    bring_in(
        "history_timeline",
        "account_id,tool,id,date,type\nA-1,Gainsight,1,2025-11-01,Meeting\n",
    )
    verdict = bring_in(
        "activities", "account_id,activity_id,happened_on,kind\nA-1,1,2026-11-01,call\n"
    )
    assert verdict.counts.new == 1
    kept = Activity.objects.get(tool="Gainsight")
    assert (kept.happened_on, kept.kind) == (date(2025, 11, 1), "meeting")


def test_a_task_is_no_activity_whatever_it_is_called(bring_in, accounts, changes):
    bring_in(
        "history_tasks", "account_id,tool,id,name,closed\nA-1,Gainsight,1,Meeting,2026-01-05\n"
    )
    assert (Activity.objects.count(), ForeignTask.objects.count(), changes()) == (0, 1, {})


def test_a_score_twice_on_a_day_is_refused_naming_both_lines(bring_in, accounts):
    verdict = bring_in(
        "history_scores",
        "account_id,tool,date,score\n"
        "A-1,Gainsight,2026-01-04,82\nA-1,Totango,2026-01-04,82\nA-1,Gainsight,2026-01-04,83\n",
    )
    (refusal,) = verdict.refusals()
    assert refusal.describe() == (
        "Line 4 has the same account_id, tool, scored_on as line 2: A-1, Gainsight, 2026-01-04. "
        "Keep one of the two."
    )
    assert ForeignScore.objects.count() == 0


def test_a_score_beyond_a_hundred_is_refused(bring_in, accounts):
    verdict = bring_in(
        "history_scores", "account_id,tool,date,score\nA-1,Gainsight,2026-01-04,100.5\n"
    )
    assert refusals(verdict) == [(2, "score", "too_large")]


def test_a_file_that_does_not_name_its_tool_is_refused(bring_in, accounts):
    verdict = bring_in("history_stages", "account_id,date,stage\nA-1,2026-01-04,Adopting\n")
    assert refusals(verdict) == [(1, "tool", "missing_column")]


def test_a_score_is_kept_as_it_was_written(bring_in, accounts):
    bring_in("history_scores", "account_id,tool,date,score\nA-1,Gainsight,2026-01-04,82.25\n")
    assert ForeignScore.objects.get().score == Decimal("82.25")
