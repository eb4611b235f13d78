"""The people at a customer that was entered twice: who is on both sides is one person."""

from django.utils.translation import gettext_lazy as _

from accounts.merge_names import met_key
from accounts.merge_parts import Foreseen, Met, Part
from accounts.merge_rows import SHOWN_MET, rename_apart
from accounts.models import Contact, ContactRoleSpan
from core.search import search_key


class People(Part):
    """Contacts move, under ids apart. One with an e-mail of the master's contact is that contact, and so
    is one with its id and name: what they did follows them.

    Where only the merged account knew them in some role, they keep it.
    """

    name = _("People")
    models = (Contact,)

    def count(self, account):
        return Contact.objects.filter(account=account).count()

    def foresee(self, pair):
        moving, met = _split(pair)
        shown = [Met("", _said(kept), _said(other)) for kept, other in met[:SHOWN_MET]]
        return Foreseen(self.name, moves=len(moving), met=shown, met_count=len(met))

    def move(self, pair, journal):
        moving, met = _split(pair)
        rows = [contact.pk for contact in moving]
        rename_apart(Contact, moving, pair, journal)
        journal.repoint(Contact, "account_id", rows, was=pair.merged.pk, to=pair.master.pk)
        for kept, other in met:
            journal.meet(Contact, met_key(other.external_id), kept.external_id)
            _move_roles(kept, other, journal)
            _move_deeds(kept, other, journal)
            journal.remove(other)
        spans = ContactRoleSpan.objects.filter(contact__among=[*rows, *(k.pk for k, _ in met)])
        journal.see(spans.values_list("from_on", flat=True))


def _said(contact):
    return " · ".join(filter(None, (contact.name, contact.email, contact.external_id)))


def _split(pair):
    """Return the merged account's contacts that move, and (master's, other) of those both have."""
    mine, by_mail = {}, {}
    for contact in Contact.objects.filter(account=pair.master).order_by("pk"):
        mine[contact.external_id] = contact
        by_mail.setdefault(contact.email.casefold(), contact)
    by_mail.pop("", None)
    moving, met = [], []
    for contact in Contact.objects.filter(account=pair.merged).order_by("pk"):
        same = by_mail.get(contact.email.casefold()) or _of_one_name(mine, contact)
        met.append((same, contact)) if same else moving.append(contact)
    return moving, met


def _of_one_name(mine, contact):
    """Return the master's contact of that id, where nothing says that it is another person."""
    same = mine.get(contact.external_id)
    is_other = same is None or (same.email and contact.email)
    return None if is_other or search_key(same.name) != search_key(contact.name) else same


def _move_roles(kept, other, journal):
    """Roles that the master's contact never had move; the rest of the other's are remembered."""
    held = set(ContactRoleSpan.objects.filter(contact=kept).values_list("role", flat=True))
    moving = []
    for span in ContactRoleSpan.objects.filter(contact=other).order_by("pk"):
        if span.role in held:
            journal.remove(span)
        else:
            moving.append(span.pk)
    journal.repoint(ContactRoleSpan, "contact_id", moving, was=other.pk, to=kept.pk)


def _move_deeds(kept, other, journal):
    """Have all that tells of the other contact tell of the master's."""
    for model, field in _naming_contacts():
        rows = list(model.objects.filter(**{field: other.pk}).values_list("pk", flat=True))
        journal.repoint(model, field, rows, was=other.pk, to=kept.pk)


def _naming_contacts():
    """Give the tables that name contacts, whichever app they are of, each with its column."""
    for relation in Contact._meta.get_fields(include_hidden=True):
        is_foreign = relation.auto_created and relation.is_relation
        if is_foreign and relation.related_model is not ContactRoleSpan:
            yield relation.related_model, relation.field.attname
