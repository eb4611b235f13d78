"""How a member's session begins, whichever door they come by."""

from django.contrib.auth import login
from django.db import transaction

from core import audit

BACKEND = "django.contrib.auth.backends.ModelBackend"


@transaction.atomic
def log_in(request, member, *, door):
    """Begin a session of `member`, with its audit event; `door` names how they proved who they are."""
    login(request, member, backend=BACKEND)
    audit.record(
        actor=member,
        verb="log_in",
        object_kind="member",
        object_id=member.pk,
        detail={"door": door},
    )
