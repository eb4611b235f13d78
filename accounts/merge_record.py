"""The master's record, field by field: each may be taken from the account that is merged into it."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from accounts.merge_parts import Field
from accounts.models import AttributeDefinition, CsmSpan, Question, RankSpan, SeatsSpan
from core.wording import localized

ATTRIBUTE = "attribute:"


def record_fields(pair):
    """Give the fields of an account that may be chosen, its attributes after the rest."""
    yield Field("name", _("Account name"), lambda account: account.name, _take_name)
    yield Field(
        "company", _("Company"), lambda account: account.company.name, _taking("company_id")
    )
    yield Field("branch", _("Branch"), lambda account: account.branch, _taking("branch"))
    yield Field("plan", _("Plan"), lambda account: account.plan, _taking("plan"))
    yield Field("seats", _("Seats"), _seats, partial(_take_span, SeatsSpan, "seats"))
    yield Field("csm", _("CSM"), _csm, partial(_take_span, CsmSpan, "csm_id"))
    yield Field(
        "rank",
        _("Rank"),
        lambda account: account.rank,
        partial(_take_span, RankSpan, "rank"),
        question=Question.RANK,
    )
    yield from _attributes(pair)


def _attributes(pair):
    keys = pair.master.attributes.keys() | pair.merged.attributes.keys()
    known = {each.key: each for each in AttributeDefinition.objects.filter(key__in=keys)}
    for key in sorted(keys):
        name = localized(known[key], "name") if key in known else key
        yield Field(
            ATTRIBUTE + key,
            name,
            lambda account, key=key: str(account.attributes.get(key) or ""),
            partial(_take_attribute, key),
        )


def _seats(account):
    return "" if account.seats is None else str(account.seats)


def _csm(account):
    return str(account.csm) if account.csm else ""


def _taking(column):
    def take(pair, journal):
        journal.change(pair.master, **{column: getattr(pair.merged, column)})

    return take


def _take_name(pair, journal):
    journal.change(pair.master, name=pair.merged.name, search_key=pair.merged.search_key)


def _take_attribute(key, pair, journal):
    attributes = {**pair.master.attributes, key: pair.merged.attributes.get(key, "")}
    journal.change(pair.master, group="attributes", attributes=attributes)
    journal.see([pair.on])


def _take_span(model, column, pair, journal):
    """Take what holds today, and go on with its history from the day of the merge.

    What the master never had holds from the day on which the merged account had it.
    """
    spans = model.objects.filter(account=pair.master)
    before = model.objects.filter(account=pair.merged, to_on=None).order_by("from_on").last()
    from_on = pair.on if spans.exists() or before is None else before.from_on
    for span in spans.filter(to_on=None).order_by("pk"):
        if span.from_on < from_on:
            journal.change(span, group=column, to_on=from_on)
        else:
            journal.remove(span, group=column)
    value = getattr(pair.merged, column)
    if value not in (None, ""):
        new = model(account=pair.master, from_on=from_on, **{column: value})
        if hasattr(before, "judged_by_id"):
            new.judged_by_id = before.judged_by_id
        journal.add(new, group=column)
    journal.change(pair.master, group=column, **{column: value})
    journal.see([from_on])
