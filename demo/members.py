"""The demo's own members: who they are and what they may. None has a password."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.models import Team
from core.models import Role, User, UserRole
from segments.models import Segment


@dataclass(frozen=True)
class Member:
    """One of us; `segments` names those whose teams they belong to."""

    key: str
    name: str
    role: Role
    segments: Sequence[str] = ()

    @property
    def email(self) -> str:
        return f"{self.key}@example.com"


MEMBERS: Sequence[Member] = (
    Member("csm", "佐藤 遥", Role.CSM, ["graduate_season"]),
    Member("csm2", "高橋 蓮", Role.CSM, ["multi_site"]),
    Member("csm3", "伊藤 さくら", Role.CSM, ["specialist_agents"]),
    Member("csm4", "渡辺 颯太", Role.CSM, ["side_duty"]),
    Member("csm5", "大西 悠斗", Role.CSM, ["graduate_season"]),
    Member("csm6", "村田 美月", Role.CSM, ["multi_site"]),
    Member("csm7", "上野 航", Role.CSM, ["specialist_agents"]),
    Member("csm8", "片山 詩織", Role.CSM, ["side_duty"]),
    Member("csm9", "平野 智也", Role.CSM, ["graduate_season"]),
    Member("csm10", "関 菜摘", Role.CSM, ["multi_site"]),
    Member("csm11", "菊地 陽向", Role.CSM, ["specialist_agents"]),
    Member("csm12", "久保 奈緒", Role.CSM, ["side_duty"]),
    Member("manager", "中村 理恵", Role.MANAGER, ["graduate_season"]),
    Member("manager2", "小林 剛", Role.MANAGER, ["multi_site"]),
    Member("manager3", "石原 真紀", Role.MANAGER, ["specialist_agents"]),
    Member("manager4", "野口 健司", Role.MANAGER, ["side_duty"]),
    Member("head", "山本 智美", Role.CS_HEAD),
    Member("ops", "加藤 学", Role.OPS),
    Member("renewal", "吉田 純一", Role.RENEWAL_REP),
    Member("cre", "松本 葵", Role.CRE),
    Member("marketing", "井上 直子", Role.MARKETING),
    Member("admin", "清水 徹", Role.ADMIN),
)
# Partners of every segment, by role.
PARTNERS = {"ops_partner": Role.OPS, "marketing_partner": Role.MARKETING}


def write_members() -> dict[str, User]:
    """Write all members with their roles and teams, without a password; returns them by key."""
    users = User.objects.bulk_create(
        User(email=each.email, name=each.name, password=make_password(None)) for each in MEMBERS
    )
    by_key = {each.key: user for each, user in zip(MEMBERS, users, strict=True)}
    UserRole.objects.bulk_create(
        UserRole(user=by_key[each.key], role=each.role) for each in MEMBERS
    )
    teams = {team.key: team for team in Team.objects.all()}
    for each in MEMBERS:
        by_key[each.key].teams.set([teams[key] for key in each.segments])
    for segment in Segment.objects.all():
        _staff(segment, by_key)
    return by_key


def _staff(segment, by_key):
    segment.manager = by_key[of_segment(segment.key, Role.MANAGER)[0].key]
    for field, role in PARTNERS.items():
        setattr(segment, field, next(by_key[m.key] for m in MEMBERS if m.role == role))
    segment.save(update_fields=["manager", *PARTNERS])


def of_segment(segment: str, role: Role) -> list[Member]:
    return [each for each in MEMBERS if each.role == role and segment in each.segments]
