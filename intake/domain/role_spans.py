"""What becomes of a contact's roles when a file says something about them. Pure; reads nothing."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

# A role whose beginning nobody told has held for as long as anybody asks.
ALWAYS: Final = dt.date(1970, 1, 1)


class RoleSpan(NamedTuple):
    """A role from one day to the day before another; `to_on` is None while it lasts."""

    role: str
    from_on: dt.date
    to_on: dt.date | None


class Said(NamedTuple):
    """What a row says: None where a cell is empty. `ends` is false where the file has no such column."""

    role: str | None
    from_on: dt.date | None
    left_on: dt.date | None
    ends: bool


def roles_after(spans: Sequence[RoleSpan], said: Said, *, on: dt.date) -> list[RoleSpan]:
    """Give the roles as they are after a row, in order; `on` is the day of the load.

    A contact has one role at a time, so what a row says of a time replaces what was known of it. A
    role without a first day is the one that the contact has or had; if that was another one, it
    begins `on` that day, and ALWAYS where no role was known. Without a role, only open roles end.
    """
    if said.role is None:
        return [_ended(span, said.left_on) for span in spans]
    from_on = said.from_on or _start(spans, said, on)
    to_on = said.left_on if said.ends else _known_end(spans, said.role, from_on)
    # Who left before the role began never had it; that they left is kept.
    new = RoleSpan(said.role, from_on, to_on and max(from_on, to_on))
    return sorted([*(part for span in spans for part in _beside(span, new)), new], key=_first_day)


def first_difference(before: Collection[RoleSpan], after: Collection[RoleSpan]) -> dt.date | None:
    """Give the first day on which the two differ, None where they do not."""
    differing = set(before) ^ set(after)
    ends: dict[tuple[str, dt.date], list[dt.date]] = {}
    for role, from_on, to_on in differing:
        ends.setdefault((role, from_on), []).append(to_on or dt.date.max)
    # Of a span that is in both, but for its end, the days up to the earlier end are the same.
    return min(
        (min(each) if len(each) > 1 else from_on for (_, from_on), each in ends.items()),
        default=None,
    )


def _first_day(span: RoleSpan) -> dt.date:
    return span.from_on


def _start(spans: Sequence[RoleSpan], said: Said, on: dt.date) -> dt.date:
    """Find since when the contact has, or had, a role of which a row gives no first day."""
    left_on = said.left_on or dt.date.max
    begun = [span for span in spans if span.from_on <= left_on]
    same = [span for span in begun if span.role == said.role]
    if same and (said.left_on or max(begun, key=_first_day).role == said.role):
        return max(map(_first_day, same))
    return min(on, left_on) if spans else ALWAYS


def _known_end(spans: Sequence[RoleSpan], role: str, from_on: dt.date) -> dt.date | None:
    ends = [span.to_on for span in spans if (span.role, span.from_on) == (role, from_on)]
    return ends[0] if ends else None


def _ended(span: RoleSpan, left_on: dt.date | None) -> RoleSpan:
    is_open = span.to_on is None and left_on is not None and span.from_on < left_on
    return span._replace(to_on=left_on) if is_open else span


def _beside(span: RoleSpan, new: RoleSpan) -> list[RoleSpan]:
    """Give what is left of a span beside a new one: nothing follows in what goes on until it ends."""
    if (span.role, span.from_on) == (new.role, new.from_on):
        return []
    if span.from_on >= (new.to_on or dt.date.max):
        return [span]
    end = min(span.to_on or dt.date.max, new.from_on)
    return [span._replace(to_on=end)] if span.from_on < end else []
