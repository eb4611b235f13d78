"""What came of blind classification."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from accounts.selectors import judgements_for
from stages.round_page import round_page
from stages.selectors import round_result


@requires(ObjectKind.GLOSSARY)
@require_safe
def classification_round(request, round_id):
    """Show how far people and the stages agreed in a finished round."""
    judgements = judgements_for(request.user)
    result = round_result(round_id=round_id, for_user=request.user, judgements=judgements)
    if result is None:
        raise Http404
    shown = {"result": result, "page": round_page(result)}
    return render(request, "stages/round.html", shown)
