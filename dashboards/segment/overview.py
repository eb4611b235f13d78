"""The segments side by side, read for one member."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.access import ObjectKind, Scope, scope_of
from book.comparing import comparisons, kept_comparisons
from book.query import UNCLASSIFIED
from book.verdicts import BANDS, STAGES
from core.formats import whole
from core.wording import localized
from dashboards.figures import Figure, Note, Part, shares
from dashboards.segment.adoption import FeatureLine, adoption
from dashboards.segment.counts import Standing, standings, together
from dashboards.segment.deviations import DeviationLine, deviations_of, side_by_side
from dashboards.segment.flow import flow
from dashboards.segment.lists import Lists
from dashboards.segment.nights import Chosen, counts_on
from dashboards.segment.numbers import figures
from dashboards.segment.then import night_of, standings_of
from metrics.selectors import key_features
from segments.models import Segment

# Of more accounts on the two nights together, only what the night kept is compared: a segment's own
# page reads any pair.
MOST_COMPARED = 50_000


@dataclass(frozen=True)
class Column:
    """One segment: `segment` is None for the unclassified, `figures` empty where nobody is in it."""

    segment: Segment | None
    name: Any
    url: str
    figures: list[Figure]
    bands: list[Part]
    stages: list[Part]
    sealed: int


@dataclass(frozen=True)
class Overview:
    """`adopters` names the columns of `adoption`, `columns` those of `deviations` but the unclassified."""

    columns: list[Column]
    adopters: list[str]
    adoption: list[FeatureLine]
    deviations: list[DeviationLine]
    is_compared: bool = True

    @property
    def segments(self) -> list[Column]:
        return [column for column in self.columns if column.segment]


def overview(*, for_user, judgements, chosen: Chosen) -> Overview:
    """Return a column for each segment the member may see, and one for the unclassified in sight."""
    return _Reading(for_user, judgements, chosen).overview()


class _Reading:
    """What the columns share, read once."""

    def __init__(self, for_user, judgements, chosen):
        self.for_user, self.judgements, self.chosen = for_user, judgements, chosen
        self.segments = list(Segment.objects.visible_to(for_user).select_related("manager"))
        self.features = key_features()
        self.keys = [segment.key for segment in self.segments]
        if scope_of(for_user, ObjectKind.ACCOUNT) == Scope.ALL:
            # Others see those of their CSMs: the list knows them, what a night kept does not.
            self.keys.append("")
        self.found = self._now() if chosen.is_latest else self._then()
        nights = [chosen.since] if chosen.since else []
        self.counts = counts_on(nights=nights, judgements=judgements, segment_keys=self.keys)
        self.compared = self._compared() if chosen.since else {}

    def overview(self):
        columns = [self._column(segment) for segment in self.segments]
        if "" in self.found:
            columns.append(self._column(None))
        inhabited = [segment for segment in self.segments if segment.key in self.found]
        return Overview(
            columns,
            [localized(segment, "name") for segment in inhabited],
            adoption(
                features=self.features,
                standings={self._lists(each): self.found[each.key] for each in inhabited},
            ),
            side_by_side(deviations_of([segment.key for segment in self.segments])),
            is_compared=bool(self.compared) or not self.chosen.since,
        )

    def _now(self) -> Mapping[str, Standing]:
        found = standings(
            for_user=self.for_user,
            judgements=self.judgements,
            as_of=self.chosen.as_of,
            by="segment__key",
            features=[feature.key for feature in self.features],
        )
        return {key or "": standing for key, standing in found.items()}

    def _then(self) -> Mapping[str, Standing]:
        nights = {
            key: night_of(
                segment_key=key,
                night=self.chosen.as_of,
                judgements=self.judgements,
                features=self.features,
            )
            for key in self.keys
        }
        found = {
            key: together(standings_of(read, features=self.features).values())
            for key, read in nights.items()
        }
        return {key: standing for key, standing in found.items() if standing}

    def _compared(self):
        nights = {"as_of": self.chosen.as_of, "since": self.chosen.since}
        read = kept_comparisons if self._is_large() else comparisons
        return read(segment_keys=self.keys, judgements=self.judgements, **nights)

    def _is_large(self):
        then = sum(counts.accounts for counts in self.counts.values())
        now = sum(standing.counts.accounts for standing in self.found.values())
        return then + now > MOST_COMPARED

    def _lists(self, segment):
        key = segment.key if segment else UNCLASSIFIED
        return Lists(key, self.chosen.as_of, self.chosen.is_latest, self.chosen.since)

    def _column(self, segment):
        key = segment.key if segment else ""
        standing, lists = self.found.get(key), self._lists(segment)
        counts = standing.counts if standing else None
        return Column(
            segment=segment,
            name=localized(segment, "name") if segment else _("Unclassified, to be checked"),
            url=lists.now(),
            figures=self._figures(key, standing, lists) if standing else [],
            bands=_laid_out(BANDS, counts.bands, "band", lists) if counts else [],
            stages=_laid_out(STAGES, counts.stages, "stage", lists) if counts else [],
            sealed=max(standing.sealed.values(), default=0) if standing else 0,
        )

    def _figures(self, key, standing, lists):
        then = self.counts.get((self.chosen.since, key))
        compared = self.compared.get(key)
        if compared is None:
            return figures(standing, then, lists, None)
        shown = figures(standing, then, lists, compared.split)
        # The unclassified have no page of their own that could explain it.
        if not key:
            shown[-1] = replace(shown[-1], url="")
        return [*shown, _stage_ups(flow("stage", compared.moves["stage"], lists=lists))]


def _stage_ups(found):
    text = _("%(n)s back a stage") % {"n": whole(found.down.accounts)}
    down = Note(text, found.down.url if found.down.accounts else "")
    url = found.up.url if found.up.accounts else ""
    return Figure(_("Stage-ups"), whole(found.up.accounts), url, notes=(down,))


def _laid_out(signs, by_level, question, lists):
    return shares(
        (sign, by_level[sign.level], lists.standing(question, sign.key)) for sign in signs
    )
