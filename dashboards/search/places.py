"""Places of the platform found by name: pages, segments, books of CSMs, metrics of the glossary.

There are few enough of them to be compared one by one, in both languages: who thinks of a page in one
finds it from the other.
"""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.access import ObjectKind, Scope, scope_of
from book.selectors import csms_in_sight
from core.search import search_key
from core.wording import localized
from dashboards.glossary import KINDS
from dashboards.rooms import BESIDE, ROOMS, rooms_of
from dashboards.search.hits import Hit
from definitions.models import DefinitionVersion, Kind, VersionState
from segments.models import Segment


def pages_found(text, *, for_user, most) -> list[Hit]:
    """Return the pages that a member may open; all of them where nothing is asked for."""
    rooms = rooms_of(for_user, (*ROOMS, *BESIDE))
    named = ((_in_both(room.word), Hit(room.url, room.icon, room.word)) for room in rooms)
    return _best(text, named, most)


def segments_found(text, *, for_user, most) -> list[Hit]:
    """Return dashboards and journeys of the segments in sight."""
    if scope_of(for_user, ObjectKind.SEGMENT) == Scope.NONE:
        return []
    return _best(text, _segment_pages(for_user), most)


def books_found(text, *, for_user, most) -> list[Hit]:
    """Return the books of the CSMs in sight."""
    url = reverse("book")
    csms = (
        ([csm.name], Hit(f"{url}?csm={csm.pk}", "user-circle", csm.name, _("book of accounts")))
        for csm in csms_in_sight(for_user=for_user)
    )
    return _best(text, csms, most)


def metrics_found(text, *, most) -> list[Hit]:
    """Return the metrics in force, each at its place in the glossary."""
    rows = DefinitionVersion.objects.filter(
        state=VersionState.IN_FORCE, definition__kind=Kind.METRIC
    ).select_related("definition")
    url = reverse("glossary")
    named = (
        (
            [row.name_en, row.name_ja, row.definition.key],
            Hit(
                url=f"{url}#metric-{row.definition.key}",
                icon="ruler-measure",
                name=localized(row, "name"),
                note=KINDS[row.body["kind"]],
            ),
        )
        for row in rows.order_by("definition__key", "pk")
    )
    return _best(text, named, most)


def _segment_pages(user) -> Iterator[tuple[list[str], Hit]]:
    for segment in Segment.objects.visible_to(user):
        names = [segment.name_en, segment.name_ja]
        name = localized(segment, "name")
        for view, icon, word in (
            ("segment", "layout-grid", _("segment dashboard")),
            ("segment_journey", "route", _("success journey")),
        ):
            yield names, Hit(reverse(view, args=[segment.key]), icon, name, word)


def _in_both(word) -> list[str]:
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.append(str(word))
    return found


def _best(text, named: Iterable[tuple[list[str], Hit]], most) -> list[Hit]:
    """Return the hits one of whose names holds the text; those first where one begins with it."""
    key = search_key(text) if text else ""
    ranked = []
    for names, hit in named:
        places = [place for name in names if (place := search_key(name).find(key)) >= 0]
        if places:
            ranked.append((min(places) > 0, hit))
    return [hit for _is_later, hit in sorted(ranked, key=lambda each: each[0])][:most]
