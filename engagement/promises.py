"""Writing what was promised to a customer; each change with its audit event."""

from uuid import uuid4

from django.db import transaction

from core import audit
from engagement.models import Promise

_FIELDS = ("promised_on", "expected", "metric", "baseline", "target", "due_on")
# Ids that a file brings never begin like this.
_OWN = "own:"


@transaction.atomic
def make_promise(*, account, by, **values) -> Promise:
    """Write down a result that was promised to an account; `values` by the fields of `Promise`."""
    made = Promise.objects.create(
        account=account, external_id=f"{_OWN}{uuid4()}", made_by=by, **values
    )
    _record("make_promise", made, by, {name: values.get(name) for name in _FIELDS})
    return made


@transaction.atomic
def change_promise(*, promise, by, **values) -> None:
    """Change what is given; the same again writes nothing."""
    stored = Promise.objects.select_for_update().get(pk=promise.pk)
    before = {name: getattr(stored, name) for name in values}
    if before == values:
        return
    for name, value in values.items():
        setattr(stored, name, value)
    stored.save(update_fields=list(values))
    _record("change_promise", stored, by, {"before": before, "after": values})


@transaction.atomic
def remove_promise(*, promise, by) -> None:
    """Take a promise away; gone already, it changes nothing."""
    stored = Promise.objects.select_for_update().filter(pk=promise.pk).first()
    if stored is None:
        return
    _record("remove_promise", stored, by, {name: getattr(stored, name) for name in _FIELDS})
    stored.delete()


def _record(verb, promise, by, detail):
    audit.record(
        actor=by,
        verb=verb,
        object_kind="account",
        object_id=promise.account_id,
        detail={"promise": promise.external_id, **detail},
    )
