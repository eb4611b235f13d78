"""The demo's doors: whom a visitor may enter as with one click. Production has none of this."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.models import Role, User
from demo.members import MEMBERS, Member
from demo.selectors import is_demo

# Kept with the session, so that no page asks the database whether its figures are made up.
IS_DEMO = "is_demo"

# What each role opens the platform for.
AIMS: Mapping[Role, str] = {
    Role.CSM: _("Sees what changed overnight, and does the next right thing"),
    Role.MANAGER: _("Leads a segment team: its health, stages and renewals"),
    Role.CS_HEAD: _("Has all segments side by side"),
    Role.OPS: _("Brings data in and watches the nights"),
    Role.RENEWAL_REP: _("Works through the renewals at risk"),
    Role.CRE: _("Turns what customers say into problems worth solving"),
    Role.MARKETING: _("Reaches many customers at once"),
    Role.ADMIN: _("May see and do everything"),
}


@dataclass(frozen=True)
class Door:
    """One button of the login page: in as this member."""

    key: str
    name: str
    role: str
    aim: str


def doors() -> Sequence[Door]:
    """Return one door for each role, in the roles' order; none in production or outside a demo."""
    if settings.IS_PRODUCTION or not is_demo():
        return ()
    first: Mapping[Role, Member] = {each.role: each for each in reversed(MEMBERS)}
    return [
        Door(first[role].key, first[role].name, role.label, AIMS[role])
        for role in Role
        if role in first
    ]


def member_behind(key: str) -> User | None:
    """Return whom the door of this key leads in as; None where there is no such door."""
    if key not in {door.key for door in doors()}:
        return None
    email = next(each.email for each in MEMBERS if each.key == key)
    return User.objects.filter(email=email, is_active=True).first()
