"""Accounts and the people there, found by name, by the reading of a name, by an id or by an e-mail.

Each way is one query that an index answers or that stops at the first few rows; the better way goes
first, and the next is tried only while rows are wanting.
"""

import re
import unicodedata
from functools import reduce
from itertools import islice
from operator import or_
from typing import NamedTuple

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Account, AccountAlias, AttributeDefinition, Contact
from accounts.querysets import seen_by
from book.models import AccountStatus
from book.verdicts import band_sign
from core.search import search_key
from core.wording import localized
from dashboards.search.hits import Hit

# What house files call the column that says how a name is read.
_READINGS = {
    "ふりがな",
    "よみ",
    "よみがな",
    "読み",
    "読みがな",
    "読み仮名",
    "かな",
    "かな名",
    "kana",
}
_READINGS |= {"furigana", "reading", "name kana", "kana name"}
_ALL_KANA = re.compile(r"[ぁ-ゖー]+")
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
# Rows that one way may give: enough for those whose contract runs to stand before others.
_CANDIDATES = 50
# People that are put in order by name: of more, those who came first.
_PUT_IN_ORDER = 1_000
# With fewer letters an address or an id says nothing.
_LEAST_LETTERS = 3


class Sight(NamedTuple):
    """Which accounts a member may see, as a condition on them and on rows that hang on one."""

    account: Q
    of_account: Q


def accounts_found(text, *, for_user, judgements, most) -> list[Hit]:
    """Return the accounts in sight that a text names, at most `most`; running contracts go first."""
    # Who may be seen is asked for once, not by each way.
    sight = Sight(seen_by(for_user), seen_by(for_user, to_account="account__"))
    found = {}
    for tier, way in enumerate((_exactly, _named, _read, _known_as, _containing)):
        if len(found) < most:
            for pk, name in way(sight, text)[:_CANDIDATES]:
                found.setdefault(pk, (tier, name))
    return _account_hits(found, judgements, most)


def contacts_found(text, *, for_user, as_of, most) -> list[Hit]:
    """Return the people at accounts in sight that a text names, by name or by e-mail."""
    seen, found = Contact.objects.visible_to(for_user), {}
    for way in (_people_named, _people_written_to, _people_containing):
        if len(found) < most:
            rows = way(seen, text).filter(account__merged_into=None).select_related("account")
            for row in rows.prefetch_related("role_spans")[:most]:
                found.setdefault(row.pk, row)
    return [_contact_hit(row, as_of) for row in islice(found.values(), most)]


def _exactly(sight, text):
    return _by_id(sight, Q(value=_plain(text)))


def _known_as(sight, text):
    """Find by the beginning of an id, in the case in which it was typed or in capitals or small."""
    value = _plain(text)
    if len(value) < _LEAST_LETTERS or not value.isascii():
        return []
    forms = {value, value.upper(), value.lower()}
    return _by_id(sight, reduce(or_, (Q(value__begins=form) for form in sorted(forms))))


def _by_id(sight, condition):
    aliases = AccountAlias.objects.filter(condition, sight.of_account, account__merged_into=None)
    return aliases.order_by("value", "pk").values_list("account", "account__name")


def _named(sight, text):
    return _in_sight(sight, Q(search_key__begins=search_key(text)))


def _containing(sight, text):
    return _in_sight(sight, Q(search_key__contains=search_key(text)))


def _read(sight, text):
    """Find by how a name is read, where the house keeps that and kana were typed."""
    key = search_key(text)
    if not _ALL_KANA.fullmatch(key):
        return []
    keys = AttributeDefinition.objects.values_list("key", flat=True)
    attributes = [each for each in keys if _folded(each) in _READINGS]
    if not attributes:
        return []
    beginnings = {
        f"beginning_{place}": Left(KeyTextTransform(attribute, "attributes"), len(key))
        for place, attribute in enumerate(attributes)
    }
    # A reading is taken out of its account once, in whichever kana it is kept.
    forms = [key, key.translate(_TO_KATAKANA)]
    is_read_so = reduce(or_, (Q(**{f"{name}__in": forms}) for name in beginnings))
    return _in_sight(sight, is_read_so, **beginnings)


def _in_sight(sight, condition, **more):
    seen = Account.objects.filter(sight.account).standing().annotate(**more).filter(condition)
    return seen.order_by("search_key", "pk").values_list("pk", "name")


def _people_named(seen, text):
    return seen.filter(search_key__begins=search_key(text)).order_by("search_key", "pk")


def _people_containing(seen, text):
    """No name holds a figure: ids and addresses need not be looked for in all of them.

    They are put in order once they are found: it takes longer to read all people in the order of their
    names.
    """
    if re.search(r"[\d@]", text):
        return seen.none()
    found = seen.filter(search_key__contains=search_key(text)).order_by("pk")
    first = list(found.values_list("pk", flat=True)[:_PUT_IN_ORDER])
    return seen.filter(pk__among=first).order_by("search_key", "pk")


def _people_written_to(seen, text):
    value = _plain(text)
    if len(value) < _LEAST_LETTERS or not value.isascii():
        return seen.none()
    forms = (Q(email__begins=form) for form in sorted({value, value.lower()}))
    return seen.filter(reduce(or_, forms)).order_by("email", "pk")


def _plain(text):
    return unicodedata.normalize("NFKC", text).strip()


def _folded(attribute):
    katakana = range(0x30A1, 0x30F7)
    return _plain(attribute).lower().translate({code: code - 0x60 for code in katakana})


def _account_hits(found, judgements, most):
    statuses = AccountStatus.objects.filter(pk__among=found).select_related("segment", "csm")
    lines = {status.pk: status for status in statuses}

    def rank(pk):
        line = lines.get(pk)
        return found[pk][0], line is not None and not line.is_running

    best = islice(sorted(found, key=rank), most)
    return [_account_hit(pk, found[pk][1], lines.get(pk), judgements) for pk in best]


def _account_hit(pk, name, line, judgements):
    is_sealed = line is not None and judgements.hides(pk, "score")
    return Hit(
        url=reverse("account", args=[pk]),
        icon="building",
        name=name,
        note=_standing(line) if line else _("not judged yet"),
        pill=_("contract ended") if line and not line.is_running else "",
        sign=band_sign(line.band) if line and line.is_running and not is_sealed else None,
        is_sealed=is_sealed,
    )


def _standing(line):
    segment = localized(line.segment, "name") if line.segment else _("Unclassified, to be checked")
    return " · ".join(filter(None, (segment, line.csm.name if line.csm else _("no CSM"))))


def _contact_hit(contact, as_of):
    spans = contact.role_spans.all()
    is_gone = bool(spans) and all(span.to_on and span.to_on <= as_of for span in spans)
    return Hit(
        url=f"{reverse('account', args=[contact.account_id])}#person-{contact.pk}",
        icon="user",
        name=contact.name or contact.email,
        note=" · ".join(filter(None, (contact.account.name, contact.title))),
        pill=_("left") if is_gone else "",
    )
