"""A small vendor with four products and every kind of record, ordinary and awkward.

Everything is drawn from seeded dice or written out, so that each run makes the same rows.
"""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from accounts.models import AttributeDefinition, ExchangeRate, Product, SeatsSpan
from core.exact import to_scaled
from definitions.models import Kind
from definitions.services import put_in_force
from engagement.domain.facts import decode, merge, pack
from engagement.models import (
    Activity,
    Attendance,
    ContentView,
    Event,
    FactChange,
    Milestone,
    NpsInvitation,
    Series,
    Ticket,
    UsageDay,
    UsageMonth,
)
from segments.domain.rules import SegmentRules
from segments.models import Segment, SegmentSpan
from segments.moving import put_in_segments
from segments.services import install_segments
from tests.builders import (
    DAY,
    make_account,
    make_contact,
    make_contract,
    make_usage,
    series_numbers,
)

ROOT = Path(__file__).parents[2]
BEGIN = DAY - timedelta(days=560)
FEATURES = (
    "job_posting",
    "applicant_intake",
    "selection_progress",
    "scheduling",
    "interview_evaluation",
    "agent_link",
    "reports",
    "offer_management",
)
# Reported now and then as a level, the most it may be.
REPORTS = {
    "active_users": 90,
    "registered_users": 120,
    "registered_interviewers": 80,
    "live_jobs": 12,
    "recruiting_sites": 20,
    "same_title_jobs": 9,
    "hires_planned": 40,
    "hires_made": 40,
}
FLOWS = {
    "applications": 30,
    "graduate_applications": 12,
    "agent_applications": 15,
    "applicants_processed": 8,
    "evaluations_due": 6,
    "evaluations_entered": 6,
}
# How likely a feature is used on a day, in turns of some weeks: climbs, silences, returns.
RHYTHMS = (
    [(60, 0.02), (120, 0.5), (200, 0.9), (60, 0.3), (400, 0.7)],
    [(200, 0.8), (45, 0.0), (60, 0.6), (400, 0.05)],
    [(300, 0.3), (400, 0.95)],
    [(420, 0.9), (100, 0.02), (100, 0.9)],
    [(560, 0.15)],
)
TOUCHES = ("meeting", "call", "email", "training", "visit", "qbr", "case", "referral", "assessment")


def day(back):
    return DAY - timedelta(days=back)


def build():
    """Make it all; returns {name: account}."""
    for product in (_recruit, _plain, _partial, _dark):
        product()
    _events()
    install_segments(SegmentRules.from_body(_shipped("segments/shipped/segments.json")))
    _rates()
    AttributeDefinition.objects.create(
        key="full_time_recruiters", type="number", name_en="Recruiters", name_ja="採用担当"
    )
    AttributeDefinition.objects.create(key="code", type="text", name_en="Code", name_ja="コード")
    accounts = {}
    for place, (name, make) in enumerate(ACCOUNTS.items()):
        accounts[name] = make(name, Random(f"{place} {name}"))
    return accounts


def _shipped(path):
    body = json.loads((ROOT / path).read_text("utf-8"))
    return {key: part for key, part in body.items() if not key.startswith(("name_", "words_"))}


# Products


def _recruit():
    """Supplies all features, one under an alias; some days never came, some came in time."""
    product = Product.objects.create(key="recruit", name="Recruit")
    names = [*FEATURES, *REPORTS, *FLOWS]
    for number, name in enumerate(names, start=1):
        is_alias = name == "scheduling"
        Series.objects.create(
            product=product,
            number=number,
            name="sched" if is_alias else name,
            aliases=[name] if is_alias else [],
        )
    _arrive(product, gaps=[(100, 96), (60, 41)])
    put_in_force(
        kind=Kind.STAGES,
        key="stages",
        texts={},
        body=_shipped("stages/shipped/recruiting.json"),
        product=product,
    )


def _plain():
    """Supplies none of the key features; its latest usage is late."""
    product = Product.objects.create(key="plain", name="Plain")
    for number, name in enumerate(("logins", "exports", "api_calls", "active_users"), start=3):
        Series.objects.create(product=product, number=number, name=name)
    _arrive(product, gaps=[(30, 28), (7, 0)])


def _partial():
    """Supplies few features, and nothing at all for the latest 40 days."""
    product = Product.objects.create(key="partial", name="Partial")
    for number, name in enumerate(("reports", "agent_link", "applications"), start=1):
        Series.objects.create(product=product, number=number * 1000, name=name)
    _arrive(product, gaps=[(39, 0)])


def _dark():
    """Never supplied any usage."""
    Product.objects.create(key="dark", name="Dark")


def _arrive(product, *, gaps):
    missing = {day(back) for first, final in gaps for back in range(final, first + 1)}
    days = [BEGIN + timedelta(days=ahead) for ahead in range((DAY - BEGIN).days + 1)]
    UsageDay.objects.bulk_create(
        UsageDay(product=product, day=each) for each in days if each not in missing
    )


def _events():
    for number in range(14):
        Event.objects.create(
            external_id=f"event-{number}",
            name=f"Event {number}",
            kind=("user_group", "seminar", "")[number % 3],
            held_on=day(number * 37),
        )


def _rates():
    for currency, back, yen in [
        ("USD", 500, "148.25"),
        ("USD", 90, "151.333333"),
        ("USD", 5, "149.9"),
        ("EUR", 120, "160.5"),
    ]:
        ExchangeRate.objects.create(currency=currency, on=day(back), yen=Decimal(yen))


# Usage


def arrived_days(product):
    return set(product.usage_days.values_list("day", flat=True))


def recruiting_use(account, dice, *, rhythm=0, season=(), scale=1, since=BEGIN, until=DAY):
    """Draw features, levels and flows for every day that arrived."""
    days = {}
    for each in sorted(arrived_days(account.product)):
        if since <= each <= until:
            is_busy = not season or each.month in season
            facts = _recruiting_day(dice, _chance(rhythm, each), is_busy)
            if facts:
                days[each] = {name: value * scale for name, value in facts.items()}
    make_usage(account, days)


def _chance(rhythm, each):
    passed = (each - BEGIN).days
    for length, chance in RHYTHMS[rhythm]:
        if passed < length:
            return chance
        passed -= length
    return 0


def _recruiting_day(dice, chance, is_busy):
    facts = {name: dice.randint(0, 9) for name in FEATURES if dice.random() < chance / 2}
    facts |= {name: dice.randint(0, most) for name, most in REPORTS.items() if dice.random() < 0.04}
    facts |= {
        name: Decimal(dice.randint(0, most * 100)) / 100
        for name, most in FLOWS.items()
        if dice.random() < (0.3 if is_busy else 0.02)
    }
    return facts


def plain_use(account, dice, *, rhythm=0, until=DAY):
    days = {}
    for each in sorted(arrived_days(account.product)):
        if each <= until:
            chance = _chance(rhythm, each)
            facts = {
                name: Decimal(dice.randint(0, 40_000)) / 10_000
                for name in ("logins", "exports", "api_calls")
                if dice.random() < chance
            }
            if dice.random() < 0.1:
                facts["active_users"] = dice.randint(0, 60)
            if facts:
                days[each] = facts
    make_usage(account, days)


def partial_use(account, dice):
    make_usage(
        account,
        {
            each: {"reports": dice.randint(0, 3), "agent_link": 0, "applications": 1}
            for each in sorted(arrived_days(account.product))
            if dice.random() < 0.5
        },
    )


# Records


def touches(account, dice, *, count=25, latest=0):
    Activity.objects.bulk_create(
        Activity(
            account=account,
            external_id=f"{account.pk}-{number}",
            happened_on=day(dice.randint(latest, 500)),
            kind=dice.choice(TOUCHES),
        )
        for number in range(count)
    )


def attendances(account, dice):
    Attendance.objects.bulk_create(
        Attendance(
            event=event,
            account=account,
            status=dice.choice(("attended", "invited", "registered", "declined", "absent")),
        )
        for event in Event.objects.all()
        if dice.random() < 0.5
    )


def nps(account, dice, *, waves=(400, 230, 110, 20), answers=0.5):
    """Ask two contacts a wave on one day; some answer later, some with words only."""
    for wave in waves:
        for person in range(2):
            has_answered = dice.random() < answers
            NpsInvitation.objects.create(
                account=account,
                external_id=f"{account.pk}-{wave}-{person}",
                invited_on=day(wave),
                responded_on=day(wave - dice.randint(0, 15)) if has_answered else None,
                score=dice.randint(0, 10) if has_answered and dice.random() < 0.9 else None,
            )


def tickets(account, dice, *, count=12):
    for number in range(count):
        opened = dice.randint(0, 200)
        Ticket.objects.create(
            account=account,
            external_id=f"{account.pk}-{number}",
            opened_on=day(opened),
            closed_on=day(opened - dice.randint(0, 60)) if dice.random() < 0.8 else None,
            priority=dice.choice(("low", "normal", "high", "urgent")),
        )


def people(account, dice):
    """Sponsors and champions who come, go, are followed, or hold a role twice over."""
    for role in ("sponsor", "champion", "user"):
        for _ in range(dice.randint(0, 2)):
            come = dice.randint(60, 500)
            leaves = dice.random() < 0.6
            contact = make_contact(
                account,
                role,
                from_on=day(come),
                to_on=day(come - dice.randint(0, 59)) if leaves else None,
            )
            if dice.random() < 0.3:
                contact.role_spans.create(role=role, from_on=day(come - 10), to_on=day(come - 40))


def views(account, dice):
    ContentView.objects.bulk_create(
        ContentView(
            account=account,
            external_id=f"{account.pk}-{number}",
            viewed_on=day(dice.randint(0, 200)),
            content="guide",
        )
        for number in range(15)
    )


def milestones(account, dice):
    for number in range(6):
        due = dice.randint(-20, 200)
        Milestone.objects.create(
            account=account,
            key=f"step_{number}",
            due_on=day(due) if dice.random() < 0.8 else None,
            reached_on=day(due + dice.randint(-40, 40)) if dice.random() < 0.6 else None,
        )


def all_records(account, dice):
    for write in (touches, attendances, nps, tickets, people, views, milestones):
        write(account, dice)


# Accounts


def account_of(name, key, **fields):
    return make_account(name, product=Product.objects.get(key=key), **fields)


def ordinary(product, use, *, rhythm=0, starts=450, days=700, seats=80, **rest):
    def make(name, dice):
        account = account_of(name, product)
        make_contract(account, starts_on=day(starts), days=days, seats=seats)
        if use is recruiting_use:
            recruiting_use(account, dice, rhythm=rhythm, **rest)
        else:
            use(account, dice, **({"rhythm": rhythm} if use is plain_use else {}))
        all_records(account, dice)
        return account

    return make


def graduate(name, dice):
    """Of the graduate segment for a year and a half, then moved by hand, then back."""
    account = ordinary("recruit", recruiting_use, rhythm=3, season=(3, 4, 5))(name, dice)
    _in_segments(account, ("graduate_season", 500, 70), ("multi_site", 70, 20))
    _in_segments(account, ("graduate_season", 20, None))
    return account


def _in_segments(account, *spans):
    for key, back, until in spans:
        SegmentSpan.objects.create(
            account=account,
            segment=Segment.objects.get(key=key),
            from_on=day(back),
            to_on=None if until is None else day(until),
        )


def specialist(name, dice):
    account = ordinary("recruit", recruiting_use, rhythm=2)(name, dice)
    _in_segments(account, ("specialist_agents", 400, None))
    return account


def side_duty(name, dice):
    """Without a full-time recruiter: the attribute is kept as text, beside one that is no number."""
    account = ordinary("recruit", recruiting_use, rhythm=1)(name, dice)
    account.attributes = {"full_time_recruiters": "0", "code": "7", "unregistered": "5"}
    account.save()
    return account


def never_used(name, dice):
    account = account_of(name, "recruit", attributes={"full_time_recruiters": "2.5"})
    make_contract(account, starts_on=day(200), seats=None)
    touches(account, dice, latest=100)
    return account


def used_before_the_contract(name, dice):
    account = account_of(name, "recruit")
    make_contract(account, starts_on=day(90), seats=0)
    recruiting_use(account, dice, rhythm=2, until=day(120))
    nps(account, dice, answers=0)
    return account


def used_long_ago(name, dice):
    """Beyond the look-back of 400 days."""
    account = account_of(name, "recruit")
    make_contract(account, starts_on=day(540), days=1000)
    recruiting_use(account, dice, rhythm=2, until=day(440))
    return account


def two_contracts_with_a_gap(name, dice):
    account = account_of(name, "recruit")
    make_contract(account, starts_on=day(450), days=200, seats=50)
    make_contract(account, starts_on=day(190), days=400, seats=70, annual_amount=Decimal("1234.56"))
    recruiting_use(account, dice, rhythm=0)
    all_records(account, dice)
    SeatsSpan.objects.create(account=account, seats=60, from_on=day(100))
    SeatsSpan.objects.create(account=account, seats=65, from_on=day(190))
    return account


def without_an_end_date(name, dice):
    """One contract runs on for good, beside a dated one for a while, in a currency whose rate moves."""
    account = account_of(name, "recruit")
    make_contract(account, starts_on=day(420), days=None, seats=40, currency="USD")
    make_contract(account, starts_on=day(100), days=60, seats=45)
    recruiting_use(account, dice, rhythm=2)
    all_records(account, dice)
    return account


def without_an_end_date_but_closed(name, dice):
    """A dated contract outlives the one without an end, and another without one begins this week."""
    account = account_of(name, "plain")
    make_contract(account, starts_on=day(300), days=None, closed_on=day(90))
    make_contract(account, starts_on=day(200), days=300, is_free=True)
    make_contract(account, starts_on=day(1), days=None, closed_on=DAY + timedelta(days=9))
    plain_use(account, dice, rhythm=1)
    all_records(account, dice)
    return account


def closed_before_its_start(name, dice):
    """The first contract never ran, the second one did."""
    account = account_of(name, "recruit")
    make_contract(account, starts_on=day(400), closed_on=day(410), seats=10)
    make_contract(account, starts_on=day(300), days=600, closed_on=day(3), seats=20)
    recruiting_use(account, dice, rhythm=1)
    people(account, dice)
    return account


def never_came(name, dice):
    account = account_of(name, "plain")
    make_contract(account, starts_on=day(100), closed_on=day(100))
    return account


def several_contracts_at_once(name, dice):
    account = account_of(name, "plain")
    make_contract(account, starts_on=day(300), days=400, seats=30, currency="USD")
    make_contract(account, starts_on=day(300), days=330, seats=25, currency="EUR")
    make_contract(account, starts_on=day(200), days=365, is_free=True, seats=None)
    make_contract(account, starts_on=day(200), days=203, annual_amount=None)
    plain_use(account, dice, rhythm=2)
    all_records(account, dice)
    return account


def free_of_charge(name, dice):
    account = account_of(name, "plain")
    make_contract(account, starts_on=day(150), is_free=True, annual_amount=Decimal("99.99"))
    plain_use(account, dice, rhythm=2)
    milestones(account, dice)
    return account


def paid_in_a_currency_without_rate(name, dice):
    account = account_of(name, "plain")
    make_contract(account, starts_on=day(150), currency="GBP")
    plain_use(account, dice, rhythm=4)
    return account


def huge(name, dice):
    """Values at which floating point would no longer tell one from the next."""
    return ordinary("recruit", recruiting_use, rhythm=2, scale=Decimal(333_333_331))(name, dice)


def just_above_a_half(name, dice):
    """A share of 99.99985 % and a trace, which floating point rounds the other way."""
    account = account_of(name, "recruit")
    make_contract(account, starts_on=day(100))
    applications = {"applications": 10**12, "graduate_applications": "999998500000.0001"}
    make_usage(account, {day(25): applications})
    return account


def not_begun(name, dice):
    account = account_of(name, "plain")
    make_contract(account, starts_on=DAY + timedelta(days=10))
    plain_use(account, dice, rhythm=2)
    return account


def begins_this_week(name, dice):
    account = account_of(name, "recruit")
    make_contract(account, starts_on=day(4))
    recruiting_use(account, dice, rhythm=2, since=day(30))
    return account


def ends_this_week(name, dice):
    return ordinary("recruit", recruiting_use, rhythm=0, starts=300, days=296)(name, dice)


def merged(name, dice):
    account = ordinary("plain", plain_use, rhythm=2)(name, dice)
    account.merged_into = make_account("Into this one", product=account.product)
    account.save()
    return account


def without_usage(name, dice):
    account = account_of(name, "dark")
    make_contract(account, starts_on=day(320))
    all_records(account, dice)
    return account


ACCOUNTS = {
    "climber": ordinary("recruit", recruiting_use, rhythm=0),
    "faller": ordinary("recruit", recruiting_use, rhythm=1),
    "steady": ordinary("recruit", recruiting_use, rhythm=2, seats=50),
    "returner": ordinary("recruit", recruiting_use, rhythm=3),
    "quiet": ordinary("recruit", recruiting_use, rhythm=4),
    "graduate": graduate,
    "specialist": specialist,
    "side duty": side_duty,
    "never used": never_used,
    "used before": used_before_the_contract,
    "used long ago": used_long_ago,
    "two contracts": two_contracts_with_a_gap,
    "no end date": without_an_end_date,
    "no end date, closed": without_an_end_date_but_closed,
    "closed before start": closed_before_its_start,
    "huge": huge,
    "above a half": just_above_a_half,
    "begins this week": begins_this_week,
    "ends this week": ends_this_week,
    "plain climber": ordinary("plain", plain_use, rhythm=0),
    "plain faller": ordinary("plain", plain_use, rhythm=1),
    "plain returner": ordinary("plain", plain_use, rhythm=3),
    "never came": never_came,
    "several at once": several_contracts_at_once,
    "free": free_of_charge,
    "no rate": paid_in_a_currency_without_rate,
    "not begun": not_begun,
    "merged": merged,
    "partial one": ordinary("partial", partial_use),
    "partial two": ordinary("partial", partial_use, starts=100),
    "dark": without_usage,
}


# What happens later


def add_usage(account, days):
    """Lay usage over what is there, as a later upload does, and leave word for the next night."""
    numbers = series_numbers(account.product, {name for facts in days.values() for name in facts})
    for each, facts in days.items():
        month, _ = UsageMonth.objects.get_or_create(
            account=account, month=each.replace(day=1), defaults={"facts": b""}
        )
        added = pack(
            [numbers[name] for name in facts],
            [each.day] * len(facts),
            [to_scaled(value) for value in facts.values()],
        )
        merged = merge(decode(month.facts), added)
        month.facts = next(merged.batch.blobs())
        month.save()
        UsageDay.objects.get_or_create(product=account.product, day=each)
    FactChange.objects.create(account=account, earliest_day=min(days))


def a_week_happens(accounts):
    """Late usage comes in, history is corrected, people and contracts change."""
    for name in ("plain climber", "plain returner", "several at once"):
        add_usage(
            accounts[name], {day(back): {"logins": 5, "exports": 2} for back in range(7, -1, -1)}
        )
    add_usage(
        accounts["faller"], {day(back): dict.fromkeys(FEATURES, 3) for back in range(260, 200, -1)}
    )
    accounts["climber"].contracts.update(closed_on=day(1))
    make_contact(accounts["steady"], "sponsor", from_on=day(50), to_on=day(3))
    put_in_segments(
        account_ids=[accounts["specialist"].pk],
        segment=Segment.objects.get(key="graduate_season"),
        from_on=day(10),
        by=None,
        reason="spoken with them",
    )
