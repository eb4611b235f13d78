"""What merging two accounts means for the files that name them and for the findings about them."""

from django.utils.translation import gettext as _

from accounts.merge_parts import Part
from accounts.merging import rows_moved
from accounts.models import AccountAlias, Contract
from core.calendar import business_date
from core.wording import listed
from intake.models import LOADED_STATES, DataFinding, FindingState, RootCause, Upload
from intake.notices import MERGED_IDS

_WAITING = (FindingState.OPEN, FindingState.TAKEN)


class Findings(Part):
    """What was found about the merged account is over; the pair itself was one customer entered twice."""

    models = (DataFinding,)

    def move(self, pair, journal):
        for name in ("account", "other_account"):
            for finding in DataFinding.objects.filter(**{name: pair.merged}, state__in=_WAITING):
                journal.change(
                    finding,
                    state=FindingState.MENDED,
                    root_cause=RootCause.DOUBLE,
                    closed_on=pair.on,
                )


def uploads_since(merge):
    """Say which uploads brought rows under an id that was the merged account's: nobody can tell
    those rows from the master's own any more.
    """
    ids = _ids_moved(merge)
    for upload in Upload.objects.filter(finished_at__gt=merge.merged_at, state__in=LOADED_STATES):
        named = [name for name in _named(upload) if ids & {(upload.source, name), (None, name)}]
        if named:
            yield _(
                "“%(file)s” of %(day)s brought rows under %(ids)s after the merge. Undo that upload "
                "first."
            ) % {
                "file": upload.file_name,
                "day": business_date(upload.finished_at).isoformat(),
                "ids": listed(named),
            }


def _ids_moved(merge):
    """Return (source, id) of the ids that moved, and (None, id) of contracts, which are of no source."""
    aliases = AccountAlias.objects.filter(pk__among=rows_moved(merge, AccountAlias))
    contracts = Contract.objects.filter(pk__among=rows_moved(merge, Contract))
    found = set(aliases.values_list("source", "value"))
    return found | {(None, value) for value in contracts.values_list("external_id", flat=True)}


def _named(upload):
    """Return the merged ids that an upload named in its verdict."""
    findings = upload.verdict.get("findings", [])
    return [name for each in findings if each["code"] == MERGED_IDS for name in each["names"]]
