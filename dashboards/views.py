"""What explains the platform itself: the glossary, the styleguide, the figures for a monitor."""

from secrets import compare_digest

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from book.selectors import segments_in_order
from core.wording import localized
from dashboards.day import monitoring as monitor
from dashboards.glossary import Glossary
from dashboards.styleguide import components
from stages.selectors import finished_rounds


@requires(ObjectKind.GLOSSARY)
@require_safe
def glossary(request):
    """Show every rule in force, in words and numbers."""
    names = {segment.key: localized(segment, "name") for segment in segments_in_order()}
    rules = Glossary(segment_names=names)
    shown = {
        "scorecards": rules.scorecards(),
        "risks": rules.risks(),
        "stages": rules.stages(),
        "rounds": finished_rounds(),
        "journeys": rules.journeys(),
        "segments": rules.segments(),
        "metrics": rules.metrics(),
    }
    return render(request, "dashboards/glossary.html", shown)


@requires(ObjectKind.STYLEGUIDE)
@require_safe
def styleguide(request):
    """Show every page component in its states."""
    return render(request, "dashboards/styleguide.html", {"components": components(request)})


@never_cache
def monitoring(request):
    """Give the platform's own figures to a monitor that knows the token; without a token there is no page."""
    if request.method != "GET" or not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    told = monitor.as_text(monitor.figures(at=timezone.now()))
    return HttpResponse(told, content_type=monitor.CONTENT_TYPE)
