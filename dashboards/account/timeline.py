"""Everything that happened with an account, newest first, from all the places it is kept."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.wording import listed
from dashboards.account.entry import Entry
from dashboards.account.sources import SOURCES

# Beyond this, the earliest days of a table stay without words.
MOST_BY_DAY = 400


@dataclass(frozen=True)
class Lane:
    """What a timeline can be narrowed to. One of which most accounts have nothing `is_rare`."""

    key: str
    word: Any
    is_rare: bool = False


LANES = (
    Lane("touch", _("Activities")),
    Lane("note", _("Notes")),
    Lane("request", _("Requests")),
    Lane("step", _("Next steps done"), is_rare=True),
    Lane("event", _("Events and milestones")),
    Lane("nps", _("NPS")),
    Lane("ticket", _("Tickets")),
    Lane("people", _("People who left")),
    Lane("contract", _("Contracts")),
    Lane("stage", _("Stage")),
    Lane("task", _("Tasks elsewhere"), is_rare=True),
)


def timeline(*, account_id, held, until, since=None, most=30, lanes=None) -> list[Entry]:
    """Return the latest `most` entries up to the day `until`; one or two queries for each table in `held`.

    `lanes` are the keys of those asked for, all where it is None.
    """
    keys = [lane.key for lane in LANES if lanes is None or lane.key in lanes]
    found = latest_of_each(account_id=account_id, held=held, until=until, most=most, lanes=keys)
    return [entry for entry in found[:most] if since is None or entry.on >= since]


def latest_of_each(*, account_id, held, until, most, lanes) -> list[Entry]:
    """Return the latest `most` entries of each of these lanes, newest first: a lane without any has none."""
    entries = _entries_of(account_id, held, until, most, lanes)
    return sorted(entries, key=lambda entry: entry.on, reverse=True)


def _entries_of(account_id, held, until, most, lanes):
    """Yield the entries of these lanes, source by source."""
    for source in SOURCES:
        asked = [lane for lane in source.lanes if lane in lanes]
        if asked and (source.model is None or source.model in held):
            yield from source.read(account_id, until, most, asked)


def by_day(*, account_id, held, since, until, lanes) -> dict[date, str]:
    """Say in one line a day what happened on it."""
    happened_on, place = defaultdict(list), {"account_id": account_id, "held": held}
    for entry in timeline(**place, until=until, since=since, most=MOST_BY_DAY, lanes=lanes):
        happened_on[entry.on].append(entry.line)
    return {day: listed(words) for day, words in happened_on.items()}


def open_lanes(*, account_id, held, until, is_stage_sealed) -> list[Lane]:
    """Return the lanes that a reader may see; rare ones only where they hold something."""
    return [
        lane
        for lane in lanes_for(is_stage_sealed=is_stage_sealed)
        if not (lane.is_rare and not any(_entries_of(account_id, held, until, 1, [lane.key])))
    ]


def lanes_for(*, is_stage_sealed) -> list[Lane]:
    """Return the lanes that a reader may see, whether they hold something or not."""
    return [lane for lane in LANES if not (lane.key == "stage" and is_stage_sealed)]
