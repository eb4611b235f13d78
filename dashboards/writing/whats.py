"""What a member can write about an account: its word, its form, and the service that takes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from dashboards.writing.forms import (
    ActivityForm,
    NextStepForm,
    NoteForm,
    RequestForm,
    WritingForm,
)
from engagement import services
from engagement.domain.kinds import NOTE
from engagement.models import Activity, NextStep, Request


@dataclass(frozen=True)
class What:
    """One kind of thing to write. `key` stands in URLs, `letter` chooses it, `done` says that it is written.

    `save(form, **who)` writes what a valid form says; `initial(row)` fills the form with what stands.
    """

    key: str
    letter: str
    icon: str
    word: Any
    title: Any
    hint: Any
    done: Any
    form: type[WritingForm]
    save: Callable[..., services.Written]
    initial: Callable[[Any], Mapping[str, Any]]


def _log(form, **who):
    return services.log_activity(**form.values(), next_step=form.next_step(), **who)


def _request(form, **who):
    return services.make_request(**form.values(), **who)


def _next_step(form, **who):
    return services.make_next_step(**form.values(), **who)


def _of_activity(row):
    present = [*filter(None, [row.contact_id]), *row.also_present.values_list("pk", flat=True)]
    names = ("happened_on", "kind", "subject", "body")
    return {name: getattr(row, name) for name in names} | {"present": present}


def _of_request(row):
    names = ("asked_on", "what", "why")
    return {name: getattr(row, name) for name in names} | {"contact": row.contact_id}


def _of_next_step(row):
    return {"what": row.what, "owner": row.owner_id, "due_on": row.due_on}


WHATS: Final = (
    What(
        "activity",
        "a",
        "message",
        _("Activity"),
        _("Log an activity"),
        _("A meeting, a call, a mail: what happened, and what follows."),
        _("The activity is logged."),
        ActivityForm,
        _log,
        _of_activity,
    ),
    What(
        "request",
        "r",
        "bulb",
        _("Request"),
        _("Write down a request"),
        _("What they ask for, and why."),
        _("The request is written down."),
        RequestForm,
        _request,
        _of_request,
    ),
    What(
        "note",
        "n",
        "note",
        _("Note"),
        _("Write a note"),
        _("What you came to know. It does not count as a touch."),
        _("The note is written down."),
        NoteForm,
        _log,
        _of_activity,
    ),
    What(
        "next-step",
        "s",
        "arrow-right",
        _("Next step"),
        _("Plan a next step"),
        _("What is to be done, by whom and by when."),
        _("The next step is planned."),
        NextStepForm,
        _next_step,
        _of_next_step,
    ),
)
BY_KEY: Final = {what.key: what for what in WHATS}


def what_of(row) -> What:
    """Return what a row is an example of."""
    if isinstance(row, Activity):
        return BY_KEY["note" if row.kind == NOTE else "activity"]
    return BY_KEY[{Request: "request", NextStep: "next-step"}[type(row)]]
