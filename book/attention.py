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


def needing(queryset, *, judgements):
    """Leave the accounts that ask for something that the reader may know of."""
    asking = queryset.filter(attention__gt=0)
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


def is_needing(judgements) -> Q:
    """Return the condition of `needing` for counts over a queryset from `with_attention`."""
    return Q(attention__gt=0) if judgements.is_open else Q(attention__gt=0, shown__gt=0)


def signals_of(status, judgements) -> list[Signal]:
    """Return the signals of one account that the reader may know of, the most urgent first."""
    return [
        signal
        for signal in signals_in(status.attention)
        if not (signal.question and judgements.hides(status.pk, signal.question))
    ]
