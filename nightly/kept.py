"""What nights keep of an account, and would keep anew: nothing of it is said by a person or a file."""

from book.models import AccountStatus
from metrics.models import AccountNight
from nightly.models import Quarantine
from segments.models import ProposalState, RuleSpan, SegmentProposal, SegmentSpan
from segments.services import FIRST_PLACEMENT
from stages.models import PathPoint, StageSpan

# With the condition under which a row is the night's own.
KEPT = {
    AccountNight: {},
    AccountStatus: {},
    StageSpan: {},
    PathPoint: {},
    RuleSpan: {},
    SegmentSpan: {"reason": FIRST_PLACEMENT},
    SegmentProposal: {"state__in": [ProposalState.OPEN, ProposalState.WITHDRAWN]},
    Quarantine: {},
}
