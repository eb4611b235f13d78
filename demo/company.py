"""Writing the made-up customers: accounts, contracts, people and what their CSMs think. Bulk, once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np

from accounts.models import (
    Account,
    AccountAlias,
    Company,
    CompanyAlias,
    Contact,
    ContactRoleSpan,
    Contract,
    CsmSpan,
    Product,
    RankSpan,
    RiskJudgement,
    SeatsSpan,
)
from core.models import Role, User
from core.search import search_key
from demo.domain import words
from demo.domain.planted import WORKED_OTHERWISE_DAYS
from demo.domain.plots import Plot
from demo.domain.ranks import feelings
from demo.domain.stories import Story
from demo.domain.terms import people, terms
from demo.made import Champion, Made
from demo.members import of_segment
from health.domain.risk import RiskLevel
from segments.models import RuleSpan, Segment, SegmentSpan
from segments.services import ALWAYS

# Every third account bears a risk level of its CSM's.
JUDGED_EVERY = 3


def write_customers(
    stories: Sequence[Story],
    *,
    product: Product,
    other: Product,
    members: Mapping[str, User],
    first: date,
    as_of: date,
    at: datetime,
    seed: int,
) -> Made:
    """Write companies, accounts, contracts, contacts and what their CSMs think of them."""
    segments = {segment.key: segment for segment in Segment.objects.select_related("team")}
    accounts = _accounts(stories, {False: product, True: other}, members, segments, seed)
    made = Made(product, other, stories, accounts, as_of, first, at, seed)
    made = replace(made, terms=_terms(made))
    _place(made, segments)
    _rank(made)
    _contracts(made)
    made = replace(made, champions=_contacts(made))
    _judgements(made)
    return made


def _accounts(stories, products, members, segments, seed):
    companies = _companies(stories)
    accounts = Account.objects.bulk_create(
        _account(story, companies, products[story.sibling is not None], members, segments, seed)
        for story in stories
    )
    AccountAlias.objects.bulk_create(
        AccountAlias(value=f"A{story.number + 1:04}", account=account)
        for story, account in zip(stories, accounts, strict=True)
    )
    return accounts


def _companies(stories):
    """Return {number of a story: its company}: who uses both products is one company."""
    own = [story for story in stories if story.sibling is None]
    companies = Company.objects.bulk_create(
        Company(name=story.name, search_key=search_key(story.name)) for story in own
    )
    by_number = {each.number: company for each, company in zip(own, companies, strict=True)}
    CompanyAlias.objects.bulk_create(
        CompanyAlias(value=f"K{number + 1:04}", company=company)
        for number, company in by_number.items()
    )
    siblings = {
        each.number: by_number[each.sibling] for each in stories if each.sibling is not None
    }
    return by_number | siblings


def _account(story, companies, product, members, segments, seed):
    rng = np.random.default_rng([seed, story.number, 2])
    csms = of_segment(story.home, Role.CSM)
    is_side_duty = story.segment == "side_duty"
    name = story.name if story.sibling is None else f"{story.name}({product.name})"
    return Account(
        company=companies[story.number],
        product=product,
        name=name,
        search_key=search_key(name),
        plan=story.plan,
        seats=story.seats,
        csm=members[csms[story.csm].key],
        team=segments[story.home].team,
        attributes={
            "full_time_recruiters": 0 if is_side_duty else int(rng.integers(1, 7)),
            "employees": int(story.seats * rng.uniform(6, 30)),
        },
    )


def _place(made, segments):
    """Write the segment and CSM of every account as they have been from its start."""
    SegmentSpan.objects.bulk_create(
        SegmentSpan(
            account=account, segment=segments[story.home], from_on=ALWAYS, reason="demo data"
        )
        for story, account, _ in made.each(0)
    )
    # What the rules have said for two months, so that a move is proposed by the first night.
    since = made.as_of - timedelta(days=WORKED_OTHERWISE_DAYS)
    RuleSpan.objects.bulk_create(
        RuleSpan(account=account, segment_key=story.segment, from_on=since)
        for story, account, _ in made.each(0)
        if story.stands_in
    )
    CsmSpan.objects.bulk_create(
        CsmSpan(account=account, csm=account.csm, from_on=story.starts)
        for story, account, _ in made.each(0)
    )


def _rank(made):
    """Write how the CSM has felt about every account, and feels now."""
    rng = np.random.default_rng([made.seed, len(made.stories), 6])
    felt = feelings(made.stories, as_of=made.as_of, rng=rng)
    spans = []
    for story, account, _ in made.each(0):
        feeling, since = felt[story.number], story.starts
        account.rank = feeling.rank
        if feeling.before:
            since = (story.leaves or made.as_of) - timedelta(days=feeling.changed_ago)
            spans.append(_rank_span(account, feeling.before, story.starts, since))
        spans.append(_rank_span(account, feeling.rank, since, None))
    RankSpan.objects.bulk_create(spans)
    Account.objects.bulk_update(made.accounts, ["rank"], batch_size=500)


def _rank_span(account, rank, from_on, to_on):
    return RankSpan(account=account, rank=rank, from_on=from_on, to_on=to_on, judged_by=account.csm)


def _terms(made):
    return [terms(story, as_of=made.as_of, rng=rng) for story, _, rng in made.each(3)]


def _contracts(made):
    rows, seats = [], []
    for (story, account, _), agreed in zip(made.each(3), made.terms, strict=True):
        for year, term in enumerate(agreed, start=1):
            rows.append(_contract(story, account, year, term))
            seats.append(SeatsSpan(account=account, from_on=term.starts_on, seats=term.seats))
    Contract.objects.bulk_create(rows)
    SeatsSpan.objects.bulk_create(seats)


def _contract(story, account, year, term):
    return Contract(
        account=account,
        external_id=f"C{story.number + 1:04}-{year}",
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        outcome=term.outcome,
        annual_amount=term.annual_amount,
        is_free=story.is_free,
        plan=story.plan,
        seats=term.seats,
    )


def _contacts(made):
    """Write the people at the customers; returns each account's champion."""
    rows, spans, champions = [], [], []
    for story, account, rng in made.each(4):
        for place, person in enumerate(people(story, as_of=made.as_of, rng=rng), start=1):
            contact = Contact(
                account=account,
                external_id=f"P{story.number + 1:04}-{place}",
                name=person.name,
                search_key=search_key(person.name),
                email=f"{person.letters}@a{story.number + 1:04}.example.com",
                title=person.title,
            )
            rows.append(contact)
            spans.append((contact, person))
            if person.role == "champion":
                champions.append(Champion(contact, person.until))
    Contact.objects.bulk_create(rows)
    ContactRoleSpan.objects.bulk_create(
        ContactRoleSpan(contact=contact, role=person.role, from_on=person.since, to_on=person.until)
        for contact, person in spans
    )
    return champions


def _judgements(made):
    RiskJudgement.objects.bulk_create(
        RiskJudgement(
            account=account,
            level=level,
            evidence=evidence,
            judged_on=made.as_of - timedelta(days=days_ago),
            judged_by=account.csm,
        )
        for story, account, rng in made.each(5)
        for level, evidence, days_ago in _judged(story, rng)
    )


def _judged(story, rng):
    """Yield the level that the CSM sees, why, and how many days ago: from the story, not from any rule."""
    if story.mark == "judged_otherwise":
        yield RiskLevel.HIGH, words.JUDGED_HIGH, 4
    elif story.number % JUDGED_EVERY == 0 and not story.mark and not story.leaves:
        felt = story.mood + rng.normal(0, 0.05) - 0.25 * (story.plot is Plot.FADING)
        level = sum(felt < bound for bound in (0.72, 0.5, 0.32))
        yield RiskLevel(level), words.JUDGED[level], int(rng.integers(2, 45))
