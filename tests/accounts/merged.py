"""One customer entered twice, with everything that hangs on an account, on both sides."""

from datetime import timedelta

from accounts.models import (
    AccountAlias,
    AttributeDefinition,
    Contact,
    CsmSpan,
    RankSpan,
    RiskJudgement,
    Seal,
    SeatsSpan,
)
from core.models import Role
from engagement.models import (
    Activity,
    Attendance,
    ContentView,
    Event,
    FactChange,
    ForeignScore,
    ForeignStage,
    ForeignTask,
    Milestone,
    NpsInvitation,
    Promise,
    Ticket,
)
from segments.models import Segment
from tests.builders import (
    DAY,
    make_account,
    make_contact,
    make_contract,
    make_proposal,
    make_usage,
    make_user,
    place_in_segment,
)


def ago(days):
    return DAY - timedelta(days=days)


def make_twice():
    """Write (master, merged): 株式会社みなと設備 with id A-1 and ㈱みなと設備 with id A-2."""
    sato, suzuki = make_user(Role.CSM, name="Sato"), make_user(Role.CSM, name="Suzuki")
    AttributeDefinition.objects.create(key="area", type="text", name_en="Area", name_ja="地域")
    master = make_account("株式会社みなと設備", csm=sato, seats=100, plan="Pro")
    merged = make_account(
        "㈱みなと設備", csm=suzuki, seats=120, branch="本店", attributes={"area": "East"}
    )
    for account, value in ((master, "A-1"), (merged, "A-2")):
        AccountAlias.objects.create(value=value, account=account)
        CsmSpan.objects.create(account=account, csm=account.csm, from_on=ago(200))
        SeatsSpan.objects.create(account=account, seats=account.seats, from_on=ago(200))
    _usage(master, merged)
    _people(master, merged)
    _deeds(master, merged)
    _judgements(master, merged)
    return master, merged


def _usage(master, merged):
    make_usage(master, {ago(3): {"posts": 5}, ago(2): {"posts": 7}})
    make_usage(merged, {ago(2): {"posts": 9, "mails": 1}, ago(1): {"posts": 2}})
    make_usage(merged, {ago(60): {"posts": 4}})
    make_contract(master, starts_on=ago(300))
    make_contract(merged, starts_on=ago(100))


def _people(master, merged):
    """On both sides: Mori by e-mail, Hara by id; only the merged account knows Noda."""
    make_contact(master, "champion", name="Mori", email="mori@minato.example")
    mori = make_contact(merged, "sponsor", name="Mori Hana", email="MORI@minato.example")
    for account in (master, merged):
        hara = Contact.objects.create(account=account, external_id="c-1", name="Hara")
        hara.role_spans.create(role="user", from_on=ago(90))
    make_contact(merged, "user", name="Noda")
    Activity.objects.create(
        account=merged, external_id="t-9", happened_on=ago(8), kind="call", contact=mori
    )


def _deeds(master, merged):
    event = Event.objects.create(external_id="e-1", name="User group", held_on=ago(20))
    for account, own in ((master, "m"), (merged, "o")):
        for key in ("both", own):
            named = {"account": account, "external_id": key}
            Activity.objects.create(happened_on=ago(9), kind="meeting", **named)
            NpsInvitation.objects.create(invited_on=ago(40), **named)
            Ticket.objects.create(opened_on=ago(50), subject=f"{own} asks", **named)
            ContentView.objects.create(viewed_on=ago(5), content="guide", **named)
            Promise.objects.create(promised_on=ago(90), expected=f"{own} hires", **named)
            Milestone.objects.create(account=account, key=key, reached_on=ago(70))
            told = {"account": account, "tool": f"Other {key}"}
            ForeignScore.objects.create(scored_on=ago(30), score=50, **told)
            ForeignStage.objects.create(from_on=ago(30), stage="Adopting", **told)
            ForeignTask.objects.create(external_id=key, title="Call them", **told)
    Attendance.objects.create(event=event, account=master, status="attended", attendees=2)
    Attendance.objects.create(event=event, account=merged, status="declined")
    FactChange.objects.create(account=merged, earliest_day=ago(1))


def _judgements(master, merged):
    RankSpan.objects.create(account=merged, rank="A", from_on=ago(15), judged_by=merged.csm)
    merged.rank = "A"
    merged.save()
    for account in (master, merged):
        RiskJudgement.objects.create(
            account=account, level=1, evidence="They said so", judged_on=ago(12)
        )
    place_in_segment(master, Segment.objects.get(key="side_duty"))
    place_in_segment(merged, Segment.objects.get(key="multi_site"))
    make_proposal(merged, to="side_duty", current="multi_site")
    Seal.objects.create(
        user=master.csm, account=merged, question="stage", until="2099-01-01T00:00:00Z"
    )
