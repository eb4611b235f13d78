"""Writing what the demo's members wrote down: notes, requests and next steps. Bulk, once."""

from datetime import timedelta

from demo.domain.voice import lived
from demo.domain.written import next_steps, notes, requests
from demo.made import Made
from engagement.domain.kinds import NOTE
from engagement.models import Activity, NextStep, Request
from engagement.services import own_id


def write_written(made: Made) -> None:
    """Write what each CSM wrote about the own accounts, as if on the day it tells of."""
    _write_notes(made)
    _write_requests(made)
    _write_next_steps(made)


def _write_notes(made):
    Activity.objects.bulk_create(
        Activity(
            external_id=own_id(each.token),
            happened_on=each.on,
            kind=NOTE,
            subject=each.subject,
            body=each.body,
            member=account.csm,
            **_by(made, account, each.on),
        )
        for story, account, span, rng in _lives(made, 17)
        for each in notes(story, span, rng)
    )


def _write_requests(made):
    champions = {each.contact.account_id: each for each in made.champions}
    Request.objects.bulk_create(
        Request(
            asked_on=each.on,
            what=each.what,
            why=each.why,
            contact=champions[account.pk].on(each.on),
            token=each.token,
            **_by(made, account, each.on),
        )
        for story, account, span, rng in _lives(made, 18)
        for each in requests(story, span, rng)
    )


def _write_next_steps(made):
    NextStep.objects.bulk_create(
        NextStep(
            what=each.what,
            owner=account.csm,
            due_on=each.due_on,
            done_on=each.done_on,
            done_by=account.csm if each.done_on else None,
            token=each.token,
            **_by(made, account, each.made_on),
        )
        for story, account, span, rng in _lives(made, 19)
        for each in next_steps(story, span, as_of=made.as_of, rng=rng)
    )


def _lives(made, stream):
    for story, account, rng in made.each(stream):
        yield story, account, lived(story, as_of=made.as_of), rng


def _by(made, account, on):
    made_at = made.at - timedelta(days=(made.as_of - on).days)
    return {"account": account, "made_by": account.csm, "made_at": made_at}
