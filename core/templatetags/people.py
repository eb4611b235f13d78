"""How members are shown in small."""

from django import template

from core.models import Role

register = template.Library()


@register.filter
def initials(name):
    """Return two letters of a Latin name, or the first sign of a Japanese one."""
    parts = name.split()
    if not parts:
        return "?"
    if not name.isascii():
        return parts[0][0]
    return "".join(part[0] for part in (parts[0], *parts[1:][-1:])).upper()


@register.filter
def role_names(member):
    """Return the names of a member's roles, in the order in which roles are declared."""
    return [role.label for role in Role if role in member.roles]
