"""Inspections of usage values that cannot be: below nothing, above the whole, beyond the seats."""

import re

import numpy as np
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from core.exact import SCALE
from core.formats import whole
from intake.quality.inspections import Found, Group, Inspection
from intake.quality.series import LATEST_DAYS, day_of
from intake.quality.stakes import running_contracts
from intake.quality.words import amount, on, to_account, to_uploads, to_usage

# Active users beyond the seats by half, and by so many, are no slip of a day.
SEATS_TIMES, SEATS_LEAST = 1.5, 10
ACTIVE_USERS = "active_users"
HUNDRED = 100 * SCALE
# How series that are shares are called.
_IS_SHARE = re.compile(r"(^|_)(share|rate|ratio|percent|pct|percentage)($|_)|率$|割合$|%", re.I)


def _negative(shard):
    lines = shard.lines
    if lines is None:
        return
    for line in np.flatnonzero((lines.values < 0).any(axis=1)).tolist():
        column = int(np.flatnonzero(lines.values[line] < 0)[0])
        yield _of_line(shard, line, column, count=int((lines.values[line] < 0).sum()))


def _shares(shard):
    lines = shard.lines
    if lines is None:
        return
    numbers = [number for number, each in shard.scope.series.items() if _IS_SHARE.search(each.name)]
    latest = lines.values[:, -LATEST_DAYS:]
    is_over = (latest > HUNDRED).any(axis=1) & np.isin(lines.series, numbers)
    for line in np.flatnonzero(is_over).tolist():
        column = lines.values.shape[1] - latest.shape[1] + int(latest[line].argmax())
        yield _of_line(shard, line, column, count=int((latest[line] > HUNDRED).sum()))


def _of_line(shard, line, column, *, count=1, **more):
    number = int(shard.lines.series[line])
    account = shard.account_ids[shard.lines.account[line]]
    return Found(
        f"{account}:{number}",
        {"series": shard.scope.series[number].pk, **more},
        account_id=account,
        count=count,
        figures={
            "day": day_of(shard.scope, column),
            "value": int(shard.lines.values[line, column]),
        },
    )


def _beyond_seats(shard):
    """Hold the most active users of the latest 28 days against the seats of the running contracts."""
    lines, scope = shard.lines, shard.scope
    numbers = [
        number
        for number, each in scope.series.items()
        if ACTIVE_USERS in (each.name, *each.aliases)
    ]
    if lines is None or not numbers:
        return
    seats = _seats(shard)
    latest = lines.values[:, -LATEST_DAYS:]
    for line in np.flatnonzero(np.isin(lines.series, numbers)).tolist():
        agreed = seats.get(shard.account_ids[lines.account[line]])
        users = int(latest[line].max(initial=0))
        if (
            agreed
            and users > SEATS_TIMES * agreed * SCALE
            and users >= (agreed + SEATS_LEAST) * SCALE
        ):
            column = lines.values.shape[1] - latest.shape[1] + int(latest[line].argmax())
            yield _of_line(shard, line, column, seats=agreed)


def _seats(shard):
    """Return {account id: seats} of the running contracts together, else those of the account."""
    rows = Account.objects.filter(pk__among=shard.account_ids).exclude(seats=None)
    seats = dict(rows.values_list("pk", "seats"))
    agreed = {}
    running = running_contracts(as_of=shard.scope.as_of).filter(account__among=shard.account_ids)
    for account, count in running.exclude(seats=None).values_list("account_id", "seats"):
        agreed[account] = agreed.get(account, 0) + count
    return seats | agreed


def _say_value(finding):
    return gettext("%(series)s is %(value)s on %(day)s.") % {
        "series": finding.series_label,
        "value": amount(finding.figures["value"]),
        "day": on(finding.figures["day"]),
    }


def _say_users(finding):
    return gettext("%(users)s active users on %(day)s; seats agreed: %(seats)s.") % {
        "users": amount(finding.figures["value"]),
        "day": on(finding.figures["day"]),
        "seats": whole(finding.detail["seats"]),
    }


NEGATIVE = Inspection(
    key="negative_usage",
    group=Group.VALUE,
    name=_("Usage below nothing"),
    meaning=_("A series has a value below nothing on a day of the latest three months."),
    remedy=_(
        "Bring the day in again with the count itself, not with a correction of an earlier one."
    ),
    of_shard=_negative,
    says=_say_value,
    ways=lambda finding: [to_usage(finding), to_uploads("usage")],
)
SHARE = Inspection(
    key="share_over_whole",
    group=Group.VALUE,
    name=_("Share above 100 %"),
    meaning=_(
        "A series whose name says that it is a share (share, rate, ratio, percent) came to more than "
        "100 on one of the latest 28 days."
    ),
    remedy=_("Ask the source what the share is of, and bring the corrected rows in."),
    of_shard=_shares,
    says=_say_value,
    ways=lambda finding: [to_usage(finding), to_uploads("usage")],
)
SEATS = Inspection(
    key="users_beyond_seats",
    group=Group.VALUE,
    name=_("More users than seats"),
    meaning=_(
        "On one of the latest 28 days active users came to more than one and a half times the seats "
        "of the running contracts, and to at least ten more."
    ),
    remedy=_(
        "Either the seats are out of date, or users are counted that are none. If both are right, the "
        "account has room to grow: tell its CSM."
    ),
    of_shard=_beyond_seats,
    says=_say_users,
    ways=lambda finding: [to_account(finding), to_uploads("contracts")],
)
