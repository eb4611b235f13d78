"""The churn-risk list as a file: the same lines in the same order, as a spreadsheet takes them."""

from datetime import date

from django.utils.translation import gettext as _

from book.rows import reason_words
from book.verdicts import BANDS, RISKS, STAGES, shown_score
from core.csv_out import DefusedWriter
from core.wording import listed, localized
from segments.models import Segment

# Excel takes a file for UTF-8 only when it begins with this mark.
_MARK = "\ufeff"
_FIELDS = (
    *("pk", "name", "segment_id", "plan", "csm__name", "ends_on", "arr", "is_free", "risk"),
    *("judged_risk", "is_risk_disputed", "risk_reasons", "stage", "band", "score"),
    "latest_touch_on",
)


def write_csv(file, renewals, *, judgements, words, as_of: date):
    """Write a queryset of AccountStatus: days as 2027-01-31, money as a number.

    `words` gives the texts of risk rules by segment and rule. A year of 100,000 accounts is some
    50,000 lines, so every text that comes again is put together once.
    """
    file.write(_MARK)
    writer = DefusedWriter(file)
    writer.write(_heads())
    texts = _Texts(words)
    for row in renewals.values_list(*_FIELDS, named=True).iterator(chunk_size=2_000):
        writer.write(_cells(row, judgements, texts, as_of))


def _heads():
    return [
        *(_("Account"), _("Segment"), _("Plan"), _("CSM"), _("Contract ends"), _("Days left")),
        *(_("ARR (JPY)"), _("Free of charge"), _("Risk"), _("CSM sees"), _("Differs")),
        *(_("Reasons"), _("Stage"), _("Health"), _("Score"), _("Latest touch")),
    ]


class _Texts:
    """The words of one file, in the reader's language."""

    def __init__(self, words):
        self.words = words
        self.segments = Segment.objects.in_bulk()
        self.names = {pk: localized(each, "name") for pk, each in self.segments.items()}
        self.risk, self.stage, self.band = (
            {None: "", **{sign.level: str(sign.word) for sign in signs}}
            for signs in (RISKS, STAGES, BANDS)
        )
        self.yes, self.sealed = _("yes"), _("sealed")
        self._reasons = {}

    def reasons(self, segment_id, keys):
        asked = segment_id, *keys
        if asked not in self._reasons:
            key = self.segments[segment_id].key if segment_id else ""
            own = self.words.get(key, self.words.get("", {}))
            self._reasons[asked] = listed(reason_words(each, own) for each in keys)
        return self._reasons[asked]


def _cells(row, judgements, texts, as_of):
    return [
        row.name,
        texts.names.get(row.segment_id, ""),
        row.plan,
        row.csm__name or "",
        row.ends_on,
        (row.ends_on - as_of).days,
        row.arr,
        texts.yes if row.is_free else "",
        *_of_risk(row, judgements.hides(row.pk, "risk"), texts),
        texts.sealed if judgements.hides(row.pk, "stage") else texts.stage[row.stage],
        *_of_score(row, judgements.hides(row.pk, "score"), texts),
        row.latest_touch_on,
    ]


def _of_risk(row, is_sealed, texts):
    if is_sealed:
        return [texts.sealed, texts.sealed, "", ""]
    return [
        texts.risk[row.risk],
        texts.risk[row.judged_risk],
        texts.yes if row.is_risk_disputed else "",
        texts.reasons(row.segment_id, row.risk_reasons),
    ]


def _of_score(row, is_sealed, texts):
    if is_sealed:
        return [texts.sealed, ""]
    return [texts.band[row.band], shown_score(row.score)]
