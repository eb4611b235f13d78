"""The moves between segments that wait for a manager."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from core.calendar import business_date
from segments.forms import DecisionForm
from segments.models import SegmentProposal
from segments.selectors import open_moves
from segments.services import decide_proposal


@requires(ObjectKind.SEGMENT)
@require_safe
def moves(request):
    """Show the open moves from and to the segments a member may see."""
    return render(request, "segments/moves.html", {"moves": open_moves(for_user=request.user)})


@requires(ObjectKind.SEGMENT_MOVE)
@require_POST
def decide_move(request, proposal_id):
    """Accept or decline a proposed move; one already decided is left as it is."""
    form = DecisionForm(request.POST)
    if not SegmentProposal.objects.decidable_by(request.user).filter(pk=proposal_id).exists():
        raise Http404
    if not form.is_valid():
        return HttpResponse(status=422)
    today = business_date(timezone.now())
    move = decide_proposal(
        proposal_id=proposal_id, is_accepted=form.is_accepted, by=request.user, on=today
    )
    messages.success(
        request,
        _("%(account)s: %(state)s.") % {"account": move.account, "state": move.get_state_display()},
    )
    return HttpResponseRedirect(reverse("segment_moves"))
