"""Who may see what: one table of roles, kinds of object and scopes, and the gate to computed judgements."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property

from core.models import Role


class Scope(IntEnum):
    """How far a member's sight reaches; the widest of their roles counts."""

    NONE = 0
    OWN = 1
    TEAM = 2
    ALL = 3


class ObjectKind(StrEnum):
    ACCOUNT = "account"
    ACCOUNT_EDIT = "account_edit"
    # What others wrote about an account: changing it. Writing is for all who see the account.
    STORY = "story"
    SEGMENT = "segment"
    SEGMENT_MOVE = "segment_move"
    GOAL = "goal"
    MERGE = "merge"
    RENEWAL = "renewal"
    UPLOAD = "upload"
    QUALITY = "quality"
    NIGHT = "night"
    GLOSSARY = "glossary"
    STYLEGUIDE = "styleguide"


_EVERYTHING = dict.fromkeys(ObjectKind, Scope.ALL)
_READER = {
    ObjectKind.ACCOUNT: Scope.ALL,
    ObjectKind.SEGMENT: Scope.ALL,
    ObjectKind.GLOSSARY: Scope.ALL,
}

SCOPES: Mapping[str, Mapping[ObjectKind, Scope]] = {
    Role.CSM: {
        ObjectKind.ACCOUNT: Scope.TEAM,
        ObjectKind.ACCOUNT_EDIT: Scope.OWN,
        ObjectKind.SEGMENT: Scope.TEAM,
        ObjectKind.RENEWAL: Scope.TEAM,
        ObjectKind.QUALITY: Scope.TEAM,
        ObjectKind.GLOSSARY: Scope.ALL,
    },
    Role.MANAGER: {
        ObjectKind.ACCOUNT: Scope.TEAM,
        ObjectKind.ACCOUNT_EDIT: Scope.TEAM,
        ObjectKind.STORY: Scope.TEAM,
        ObjectKind.SEGMENT: Scope.TEAM,
        ObjectKind.SEGMENT_MOVE: Scope.TEAM,
        ObjectKind.GOAL: Scope.TEAM,
        ObjectKind.MERGE: Scope.TEAM,
        ObjectKind.RENEWAL: Scope.TEAM,
        ObjectKind.QUALITY: Scope.TEAM,
        ObjectKind.GLOSSARY: Scope.ALL,
    },
    Role.CS_HEAD: {
        **_READER,
        ObjectKind.ACCOUNT_EDIT: Scope.ALL,
        ObjectKind.STORY: Scope.ALL,
        ObjectKind.SEGMENT_MOVE: Scope.ALL,
        ObjectKind.GOAL: Scope.ALL,
        ObjectKind.RENEWAL: Scope.ALL,
        ObjectKind.QUALITY: Scope.ALL,
        ObjectKind.NIGHT: Scope.ALL,
    },
    Role.OPS: _EVERYTHING,
    Role.RENEWAL_REP: {**_READER, ObjectKind.RENEWAL: Scope.ALL},
    Role.CRE: _READER,
    Role.MARKETING: _READER,
    Role.ADMIN: _EVERYTHING,
}


def scope_of(user, kind):
    """Return the widest `Scope` that any role of `user` gives over `kind`; NONE for outsiders."""
    if not user.is_authenticated or not user.is_active:
        return Scope.NONE
    return max((SCOPES[role].get(kind, Scope.NONE) for role in user.roles), default=Scope.NONE)


@dataclass(frozen=True)
class Judgements:
    """Which computed judgements are hidden from one member: the only way to read any of them.

    `sealed` maps a question (score, stage, risk, rank) to the ids of the accounts it is sealed for.
    A sealed value shows as None, matches no filter, sorts last and enters no count.
    """

    sealed: Mapping[str, frozenset[int]]

    @cached_property
    def is_open(self):
        return not any(self.sealed.values())

    def hides(self, account_id, question):
        return account_id in self.sealed.get(question, frozenset())

    def unsealed(self, queryset, question, *, account_field="account_id"):
        """Leave out of `queryset` the rows whose `question` is sealed: for filters and counts on it."""
        ids = self.sealed.get(question)
        return queryset.exclude(**{f"{account_field}__in": ids}) if ids else queryset
