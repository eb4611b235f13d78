"""What accounts ask for, as one member may know it: a signal that rests on a sealed judgement is none."""

from django.db.models import Case, F, IntegerField, Q, Value, When

from book.domain.attention import EVERY_SIGNAL, Signal, Urgency, hidden_by, least_of, signals_in


def with_attention(queryset, *, judgements):
    """Give each row of a queryset of AccountStatus `shown`: its signals without the sealed ones."""
    shown = F("attention")
    for question, ids in sorted(judgements.sealed.items()):
        open_bits = EVERY_SIGNAL - hidden_by(question)
        shown = Case(
            When(pk__in=ids, then=shown.bitand(open_bits)),
            default=shown,
            output_field=IntegerField(),
        )
    return queryset.alias(shown=shown)


def needing(queryset, *, judgements, away=()):
    """Leave the accounts that ask for something that the reader may know of.

    `away` holds the ids of those that the reader has put away (see `book.putting_away`).
    """
    asking = queryset.filter(attention__gt=0)
    if away:
        asking = asking.exclude(pk__in=away)
    if judgements.is_open:
        return asking.alias(shown=F("attention"))
    return with_attention(asking, judgements=judgements).filter(shown__gt=0)


def most_urgent_first(queryset):
    """Sort a queryset from `needing`: by urgency, then by revenue, ties by id."""
    levels = sorted(Urgency, reverse=True)
    urgency = Case(
        *(When(shown__gte=least_of(level), then=Value(level.value)) for level in levels),
        output_field=IntegerField(),
    )
    return queryset.order_by(urgency.desc(), F("arr").desc(nulls_last=True), "pk")


def is_needing(judgements, away=()) -> Q:
    """Return the condition of `needing` for counts over a queryset from `with_attention`."""
    asks = Q(attention__gt=0) if judgements.is_open else Q(attention__gt=0, shown__gt=0)
    return asks & ~Q(pk__in=away) if away else asks


def shown_bits(account_id, attention, judgements) -> int:
    """Return the signals of one account that the reader may know of, as bits."""
    for question in judgements.sealed:
        if judgements.hides(account_id, question):
            attention &= ~hidden_by(question)
    return attention


def signals_of(status, judgements) -> list[Signal]:
    """Return the signals of one account that the reader may know of, the most urgent first."""
    return list(signals_in(shown_bits(status.pk, status.attention, judgements)))


def has_moved(judgements, way) -> Q:
    """Return the condition that band or stage "fell" or "rose" since the night read before.

    An unknown band (0) is neither, and what is sealed has not moved.
    """
    lookup = {"fell": "lt", "rose": "gt"}[way]
    is_known = Q(band__gt=0, band_before__gt=0)
    band = Q(**{f"band__{lookup}": F("band_before")}) & is_known
    stage = Q(**{f"stage__{lookup}": F("stage_before")})
    return (band & _open(judgements, "score")) | (stage & _open(judgements, "stage"))


def _open(judgements, question):
    sealed = judgements.sealed.get(question)
    return ~Q(pk__in=sealed) if sealed else Q()
