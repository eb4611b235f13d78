"""What other tools kept of an account before us: shown with their names, never mixed with ours."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.calendar import to_ordinal
from dashboards.account.entry import Entry
from engagement.models import ForeignScore, ForeignStage, ForeignTask

# Tasks that are shown beside the story; the story has all of them.
MOST_TASKS = 5


@dataclass(frozen=True)
class ToolScores:
    """The scores that one tool gave an account, oldest first; of 100."""

    tool: str
    days: list[date]
    scores: list[Decimal]
    band: str

    @property
    def latest(self) -> Decimal:
        return self.scores[-1]

    @property
    def line(self) -> tuple[list[int], list[int]]:
        """Give days and scores in hundredths, as our own are drawn."""
        return [to_ordinal(day) for day in self.days], [int(score * 100) for score in self.scores]


@dataclass(frozen=True)
class Tool:
    """What one tool said latest of an account, and the tasks it left open."""

    name: str
    scores: ToolScores | None
    stage: ForeignStage | None
    tasks: list[ForeignTask]
    more_tasks: int


def tool_scores(*, account_id, until) -> list[ToolScores]:
    """Return what each tool scored up to a day; one query."""
    rows = ForeignScore.objects.filter(account=account_id, scored_on__lte=until)
    by_tool = defaultdict(list)
    for row in rows.order_by("tool", "scored_on"):
        by_tool[row.tool].append(row)
    return [
        ToolScores(
            tool=tool,
            days=[row.scored_on for row in rows],
            scores=[row.score for row in rows],
            band=rows[-1].band,
        )
        for tool, rows in by_tool.items()
    ]


def tools_of(*, account_id, held, until, is_score_sealed, is_stage_sealed) -> list[Tool]:
    """Return the other tools that kept something of an account, in the order of their names."""
    if held.isdisjoint((ForeignScore, ForeignStage, ForeignTask)):
        return []
    scores = [] if is_score_sealed else tool_scores(account_id=account_id, until=until)
    by_tool = {each.tool: each for each in scores}
    stages = ForeignStage.objects.filter(account=account_id, from_on__lte=until)
    latest = {row.tool: row for row in stages.order_by("from_on")} if not is_stage_sealed else {}
    open_tasks = defaultdict(list)
    for row in ForeignTask.objects.filter(account=account_id, closed_on=None).order_by("due_on"):
        open_tasks[row.tool].append(row)
    return [
        Tool(
            name=name,
            scores=by_tool.get(name),
            stage=latest.get(name),
            tasks=open_tasks[name][:MOST_TASKS],
            more_tasks=max(0, len(open_tasks[name]) - MOST_TASKS),
        )
        for name in sorted(by_tool.keys() | latest.keys() | open_tasks.keys())
    ]


def stages_elsewhere(account_id, until, most, _lanes):
    rows = ForeignStage.objects.filter(account=account_id, from_on__lte=until)
    for row in rows.order_by("-from_on", "-pk")[:most]:
        yield Entry(
            lane="stage",
            on=row.from_on,
            icon="stairs",
            kind=_("%(tool)s: stage") % {"tool": row.tool},
            text=row.stage,
            tone="ink-3",
            mark=f"elsewhere-{row.pk}",
        )


def tasks_elsewhere(account_id, until, most, _lanes):
    """Yield tasks by the day on which they were closed, or are due where they are open."""
    is_due = Q(closed_on=None, due_on__lte=until)
    rows = ForeignTask.objects.filter(is_due | Q(closed_on__lte=until), account=account_id)
    latest, open_later = Coalesce("closed_on", "due_on"), F("closed_on").desc(nulls_last=True)
    for row in rows.order_by(latest.desc(), open_later, "-pk")[:most]:
        is_closed = row.closed_on is not None
        yield Entry(
            lane="task",
            on=row.closed_on or row.due_on,
            icon="checkbox" if is_closed else "square",
            kind=_("Task closed") if is_closed else _("Task due"),
            text=row.title,
            who=row.owner,
            body=" · ".join(filter(None, (row.playbook, row.status))),
            tone="ink-3",
            tool=row.tool,
            mark=f"task-{row.pk}",
        )
