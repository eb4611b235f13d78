"""One member of each role in team A, and accounts on either side of the wall."""

from dataclasses import dataclass

from accounts.models import Account
from core.models import Role, User
from tests.builders import make_account, make_run, make_segment, make_status, make_user

STRANGER = "stranger"
NO_ROLE = "no role"


@dataclass(frozen=True)
class World:
    """`members` by role; accounts one's own, a team-mate's and another team's.

    `beside` is one more of the team-mate's, for pages of two.
    """

    members: dict[str, User | None]
    own: dict[str, Account]
    team: Account
    foreign: Account
    beside: Account


def make_world():
    ours, theirs = make_segment("ours").team, make_segment("theirs", order=1).team
    mate = make_user(Role.CSM, name="Team Mate", teams=[ours])
    other = make_user(Role.CSM, name="Other Side", teams=[theirs])
    members = {role.value: make_user(role, name=role.label, teams=[ours]) for role in Role}
    own = {
        role: make_account(f"Own of {role}", csm=member, team=ours)
        for role, member in members.items()
    }
    team = make_account("Of a team-mate", csm=mate, team=ours)
    foreign = make_account("Foreign Foods", csm=other, team=theirs)
    beside = make_account("Of a team-mate, too", csm=mate, team=ours)
    for account in [*own.values(), team, foreign, beside]:
        make_status(account)
    make_run()
    members |= {NO_ROLE: make_user(name="Nobody Yet", teams=[ours]), STRANGER: None}
    return World(members, own, team, foreign, beside)
