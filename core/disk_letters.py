"""The mail about disks that are nearly full: once a day to each of those who run the platform."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import outbox
from core.calendar import business_date
from core.disks import REMEDY, low_disks
from core.formats import file_size
from core.models import Role, User


def tell_of_low_disks(at):
    """Post today's mails where a disk is nearly full at the instant `at`."""
    if low := low_disks():
        _tell(low, business_date(at))


@transaction.atomic
def _tell(low, day):
    least = min(disk.free_bytes for disk in low)
    readers = User.objects.filter(is_active=True, user_roles__role__in=(Role.OPS, Role.ADMIN))
    for reader in readers.distinct():
        with translation.override(reader.language):
            outbox.post(
                about=f"disk-{day:%Y%m%d}",
                to=reader.email,
                subject=_("A disk is nearly full: %(free)s left") % {"free": file_size(least)},
                body=_body(low),
            )


def _body(low):
    lines = [*(f"- {disk.describe()}" for disk in low), "", str(REMEDY), "", settings.SITE_URL]
    return "\n".join([*lines, ""])
