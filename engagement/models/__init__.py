"""What customers do and say, as dated facts. Never a judgement about them."""

from engagement.models.aims import (
    Goal,
    GoalKind,
    Milestone,
    Promise,
)
from engagement.models.answers import (
    Attendance,
    AttendanceStatus,
    ContentView,
    Event,
    NpsInvitation,
    Priority,
    Ticket,
)
from engagement.models.foreign import (
    ForeignScore,
    ForeignStage,
    ForeignTask,
)
from engagement.models.story import (
    Activity,
    NextStep,
    Request,
)
from engagement.models.usage import (
    FactChange,
    Series,
    UsageDay,
    UsageMonth,
    Watermark,
)

__all__ = [
    "Activity",
    "Attendance",
    "AttendanceStatus",
    "ContentView",
    "Event",
    "FactChange",
    "ForeignScore",
    "ForeignStage",
    "ForeignTask",
    "Goal",
    "GoalKind",
    "Milestone",
    "NextStep",
    "NpsInvitation",
    "Priority",
    "Promise",
    "Request",
    "Series",
    "Ticket",
    "UsageDay",
    "UsageMonth",
    "Watermark",
]
