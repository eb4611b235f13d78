"""Taking in a member: one of us who logs in."""

from django.db import transaction

from core import audit
from core.models import User, UserRole


@transaction.atomic
def add_member(*, email, name, roles, password, by=None):
    """Make a member with these roles and return them. Raises IntegrityError where the e-mail is taken."""
    member = User.objects.create_user(email=email, name=name, password=password)
    UserRole.objects.bulk_create(UserRole(user=member, role=role) for role in sorted(set(roles)))
    audit.record(
        actor=by,
        verb="add_member",
        object_kind="user",
        object_id=member.pk,
        detail={"roles": sorted(set(roles))},
    )
    return member
