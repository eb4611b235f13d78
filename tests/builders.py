"""Rows for tests: each function writes one thing and what it cannot stand without. No magic."""

from collections import defaultdict
from datetime import date, timedelta
from hashlib import sha256
from itertools import count
from uuid import uuid4

import numpy as np
from django.utils import timezone

from accounts.models import (
    Account,
    Company,
    Contact,
    ContactRoleSpan,
    Contract,
    Merge,
    Product,
    Seal,
    Team,
)
from book.models import AccountStatus, BulkEdit, SavedView
from core import ledger
from core.exact import MISSING, SCALE, to_scaled
from core.models import Run, State, User, UserRole
from core.search import search_key
from definitions.models import DefinitionVersion, Kind
from engagement import services
from engagement.domain.facts import pack
from engagement.models import Promise, Series, UsageDay, UsageMonth, Watermark
from intake.models import DataFinding, Upload, UploadState
from metrics.models import AccountNight, MetricRegistry
from nightly.services import request_night
from segments.models import Segment, SegmentProposal, SegmentSpan
from stages.models import ClassificationRound

# The day that all tests judge, a Sunday, and the instant at which they look at it.
DAY = date(2026, 11, 22)
PASSWORD = "a long and plain password"
_numbers = count(1)


def make_user(*roles, name="Olivia Ops", email=None, teams=(), language="en", **fields):
    email = email or f"member{next(_numbers)}@example.com"
    user = User.objects.create_user(
        email=email, name=name, password=PASSWORD, language=language, **fields
    )
    UserRole.objects.bulk_create(UserRole(user=user, role=role) for role in roles)
    user.teams.set(teams)
    return user


def make_team(key="graduate_season"):
    names = {"name_en": key.title(), "name_ja": f"{key}チーム"}
    return Team.objects.get_or_create(key=key, defaults=names)[0]


def make_product(key="hr"):
    return Product.objects.get_or_create(key=key, defaults={"name": "HR Cloud"})[0]


def make_segment(key="graduate_season", *, team=None, name_en="", name_ja="", order=0):
    """Write a segment, or rename and return one that the product ships with."""
    fields = {
        "order": order,
        "name_en": name_en or key.replace("_", " ").capitalize(),
        "name_ja": name_ja or f"{key}型",
        "strategy_en": "Be ready before the season.",
        "strategy_ja": "シーズン前に備える。",
        "team": team or make_team(key),
    }
    return Segment.objects.update_or_create(key=key, defaults=fields)[0]


def make_upload(*, state=UploadState.LOADED, **fields):
    """Write an upload of usage as it stands, without a file and without a run."""
    whole = {"dataset": "usage", "file_name": "usage.csv", "sha256": "0" * 64, "size_bytes": 1}
    return Upload.objects.create(**{**whole, "state": state, **fields})


def make_proposal(account, *, to, current=None, true_since=None, proposed_on=None):
    """Write an open proposal to move the account to the segment of key `to`."""
    return SegmentProposal.objects.create(
        account=account,
        current=Segment.objects.get(key=current) if current else None,
        proposed=Segment.objects.get(key=to),
        true_since=true_since or DAY - timedelta(days=60),
        proposed_on=proposed_on or DAY,
    )


def make_account(name="Aoba Logistics", *, csm=None, team=None, product=None, **fields):
    key = search_key(name)
    return Account.objects.create(
        company=Company.objects.create(name=name, search_key=key),
        product=product or make_product(),
        name=name,
        search_key=key,
        csm=csm,
        team=team,
        **fields,
    )


def make_contract(account, *, starts_on=DAY - timedelta(days=300), days=365, **fields):
    """Write a contract of so many days, without an end date where `days` is None."""
    fields = {"annual_amount": 4_800_000, "seats": 100, **fields}
    return Contract.objects.create(
        account=account,
        external_id=f"contract-{next(_numbers)}",
        starts_on=starts_on,
        ends_on=None if days is None else starts_on + timedelta(days=days - 1),
        **fields,
    )


def make_contact(account, role, *, name="Hana Mori", from_on=None, to_on=None, **fields):
    contact = Contact.objects.create(
        account=account,
        external_id=f"contact-{next(_numbers)}",
        name=name,
        search_key=search_key(name),
        **fields,
    )
    ContactRoleSpan.objects.create(
        contact=contact, role=role, from_on=from_on or DAY - timedelta(days=300), to_on=to_on
    )
    return contact


def make_activity(account, *, by, on=DAY, kind="call", **fields):
    """Log an activity here; returns what was written, with its event."""
    said = {"happened_on": on, "kind": kind, "subject": "Spoke with the director", **fields}
    return services.log_activity(account=account, by=by, token=uuid4(), at=timezone.now(), **said)


def make_request(account, *, by, on=DAY, **fields):
    """Write down a request; returns what was written, with its event."""
    said = {"asked_on": on, "what": "CSV of interviews", "why": "They report by hand", **fields}
    return services.make_request(account=account, by=by, token=uuid4(), at=timezone.now(), **said)


def make_next_step(account, *, by, due_on=DAY, **fields):
    """Plan a next step of the member's own; returns what was written, with its event."""
    said = {"what": "Send the slides", "owner": by, "due_on": due_on, **fields}
    return services.make_next_step(account=account, by=by, token=uuid4(), at=timezone.now(), **said)


def make_usage(account, days):
    """Write usage `{day: {series name: value}}` and mark those days as arrived."""
    numbers = series_numbers(account.product, {name for facts in days.values() for name in facts})
    months = defaultdict(list)
    for day, facts in days.items():
        for name, value in facts.items():
            months[day.replace(day=1)].append((numbers[name], day.day, to_scaled(str(value))))
    UsageMonth.objects.bulk_create(
        UsageMonth(account=account, month=month, facts=pack(*zip(*facts, strict=True)).tobytes())
        for month, facts in months.items()
    )
    UsageDay.objects.bulk_create(
        [UsageDay(product=account.product, day=day) for day in days], ignore_conflicts=True
    )
    Watermark.objects.update_or_create(
        dataset="usage",
        product=account.product,
        defaults={"latest_day": max(days), "loaded_at": timezone.now()},
    )


def series_numbers(product, names):
    """Return {name or alias: number} of the product's series; names it does not know become series."""
    known = {}
    for name, aliases, number in product.series.values_list("name", "aliases", "number"):
        known |= dict.fromkeys([name, *aliases], number)
    for name in sorted(names - known.keys()):
        known[name] = max(known.values(), default=0) + 1
        Series.objects.create(product=product, number=known[name], name=name)
    return known


def steady_use(*, days=100, until=DAY, series=("job_posting", "scheduling"), value=3):
    """Return the same usage on each of `days` days up to `until`, for `make_usage`."""
    return {until - timedelta(days=back): dict.fromkeys(series, value) for back in range(days)}


def place_in_segment(account, segment):
    account.team = segment.team
    account.save()
    return SegmentSpan.objects.create(
        account=account, segment=segment, from_on=DAY - timedelta(days=300)
    )


def make_status(account, **fields):
    """Write the account's line in the list directly, without a night."""
    standard = {
        **{"is_running": True, "night": DAY, "score": 4_150, "band": 2, "stage": 1},
        **{"stage_since": DAY - timedelta(days=96), "risk": 2, "risk_reasons": ["silent"]},
        **{"arr": 4_800_000, "ends_on": DAY + timedelta(days=63), "usage_to": DAY},
        **{"score_change_28": -1_800, "latest_use_on": DAY - timedelta(days=12)},
    }
    return AccountStatus.objects.create(
        account=account,
        name=account.name,
        search_key=account.search_key,
        team=account.team,
        csm=account.csm,
        **{**standard, **fields},
    )


def make_night(account, *, day=DAY, segment_key="", arr=4_800_000, metrics=(), **fields):
    """Write what a night kept of the account directly, of metrics the amount and `metrics` {key: value}."""
    values = {"annual_amount": arr, **dict(metrics)}
    registry, _ = MetricRegistry.objects.get_or_create(
        fingerprint=sha256(",".join(values).encode()).hexdigest(), defaults={"keys": list(values)}
    )
    standard = {"score": 4_150, "band": 2, "stage": 1, "risk": 2}
    return AccountNight.objects.create(
        account=account,
        night=day,
        registry=registry,
        metrics=np.array(
            [MISSING if value is None else value * SCALE for value in values.values()], "<i8"
        ).tobytes(),
        stale=b"",
        measures=b"",
        segment_key=segment_key,
        stage_since=day - timedelta(days=96),
        versions={},
        fingerprint="",
        **{**standard, **fields},
    )


def make_seal(user, account, question):
    return Seal.objects.create(
        user=user, account=account, question=question, until=timezone.now() + timedelta(days=30)
    )


def make_round(**fields):
    """Write a finished blind round on the common stages."""
    stages = DefinitionVersion.objects.filter(definition__kind=Kind.STAGES).first()
    days = {"opened_on": DAY + timedelta(days=2), "closed_on": DAY + timedelta(days=12)}
    return ClassificationRound.objects.create(version=stages, night=DAY, **{**days, **fields})


def make_promise(account, **fields):
    """Write that 24 days of use in 28, instead of 4, were promised to be there in a month."""
    standard = {
        **{"external_id": f"promise-{next(_numbers)}", "promised_on": DAY - timedelta(days=200)},
        **{"expected": "Interviews are planned here", "metric": "active_days_28"},
        **{"baseline": 4, "target": 24, "due_on": DAY + timedelta(days=30)},
    }
    return Promise.objects.create(account=account, **{**standard, **fields})


def make_merge(master, *, name="Entered twice"):
    """Write that another account of the same people was merged into `master`, nothing moved."""
    merged = make_account(name, csm=master.csm, team=master.team, merged_into=master)
    return Merge.objects.create(
        master=master, merged=merged, moved={"entries": []}, merged_at=timezone.now()
    )


def make_finding(account=None, kind="no_contact", **fields):
    """Write something that an inspection found, of an account or of the product as a whole."""
    standard = {
        **{"fingerprint": f"{next(_numbers)}", "first_seen_on": DAY, "latest_seen_on": DAY},
        "figures": {} if account else {"lacking": 21, "asked": 24},
        "detail": {} if account else {"product": make_product().pk},
    }
    return DataFinding.objects.create(kind=kind, account=account, **{**standard, **fields})


def make_run(kind="nightly", *, day=DAY, state=State.DONE, **fields):
    return Run.objects.create(kind=kind, business_date=day, state=state, **fields)


def judge_night(day=DAY):
    """Run the night that judges `day`, here and now, and return its run."""
    run = request_night(night=day, at=timezone.now())
    return ledger.drive(run.pk)


def make_view(owner, name="Mornings", **fields):
    return SavedView.objects.create(owner=owner, name=name, **fields)


def make_edit(member):
    """Write an edit that touched no account."""
    return BulkEdit.objects.create(made_by=member, made_at=timezone.now(), accounts=0, turns={})
