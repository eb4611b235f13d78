"""What stands around every page: where one can go, how fresh the facts are, how the page looks."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.access import ObjectKind, Scope, scope_of
from core.views import chosen_theme
from dashboards.rooms import rooms_of
from demo.doors import IS_DEMO, doors
from demo.tour import tour_at
from nightly.selectors import freshness


class Shell:
    """Read lazily, so that pages without a frame ask nothing of the database."""

    def __init__(self, request):
        self._request = request

    @cached_property
    def rooms(self):
        match = self._request.resolver_match
        here = match.view_name if match else ""
        return [
            {
                "url": room.url,
                "word": room.word,
                "icon": room.icon,
                "key": room.key,
                "is_here": here == room.view or here in room.views,
                "is_ops": room.is_ops,
            }
            for room in rooms_of(self._request.user)
        ]

    @cached_property
    def doors(self):
        return doors()

    @property
    def is_demo(self):
        return not settings.IS_PRODUCTION and self._request.session.get(IS_DEMO, False)

    @cached_property
    def tour(self):
        number = self._request.GET.get("tour", "")
        return tour_at(self._request.user, number) if number else None

    @cached_property
    def may_search(self):
        return self._may(ObjectKind.ACCOUNT)

    @cached_property
    def freshness(self):
        return freshness()

    @cached_property
    def freshness_url(self):
        return reverse("quality") + "#freshness" if self._may(ObjectKind.QUALITY) else ""

    def _may(self, kind):
        return scope_of(self._request.user, kind) != Scope.NONE


def shell(request):
    """Context processor: `shell` and `theme` for base.html."""
    return {"shell": Shell(request), "theme": chosen_theme(request)}
