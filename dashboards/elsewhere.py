"""What other tools kept of an account before us: shown with their names, never mixed with ours."""

from django.utils.translation import gettext as _

from dashboards.entry import Entry
from engagement.models import ForeignStage, ForeignTask


def stages_elsewhere(account_id, until, most):
    rows = ForeignStage.objects.filter(account=account_id, from_on__lte=until)
    for row in rows.order_by("-from_on", "-pk")[:most]:
        kind = _("%(tool)s: stage") % {"tool": row.tool}
        yield Entry(row.from_on, "stairs", kind, row.stage, tone="ink-3")


def tasks_closed(account_id, until, most):
    rows = ForeignTask.objects.filter(account=account_id, closed_on__lte=until)
    for row in rows.order_by("-closed_on", "-pk")[:most]:
        yield _task(row, row.closed_on, "checkbox", _("Task closed"))


def tasks_open(account_id, until, most):
    rows = ForeignTask.objects.filter(account=account_id, due_on__lte=until, closed_on=None)
    for row in rows.order_by("-due_on", "-pk")[:most]:
        yield _task(row, row.due_on, "square", _("Task due"))


def _task(row, on, icon, kind):
    body = " · ".join(filter(None, (row.playbook, row.status)))
    return Entry(on, icon, kind, row.title, row.owner, body, tone="ink-3", tool=row.tool)
