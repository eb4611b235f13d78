"""The mail about a place that cannot be looked into: once, until it can again."""

from django.utils import translation
from django.utils.translation import gettext as _

from core import outbox
from intake.letters import link, readers
from intake.pickup.troubles import in_words
from intake.selectors import dataset_name


def tell_of_trouble(pickup, *, at):
    """Post the mails about what stands against the look at the instant `at`."""
    for address, language in readers(pickup.mail_to, pickup.set_by):
        with translation.override(language):
            outbox.post(
                about=f"pickup-{pickup.pk}-{at:%Y%m%dT%H%M%S}",
                to=address,
                subject=_("Nothing can be picked up from %(place)s") % {"place": pickup.place},
                body=_body(pickup),
            )


def _body(pickup):
    dataset = {"dataset": dataset_name(pickup.dataset), "source": pickup.source}
    lines = [
        pickup.place,
        _("%(dataset)s, source %(source)s") % dataset,
        "",
        in_words(pickup.trouble, _),
        _("You are told again only if it works in between."),
        "",
        link("pickup", pickup.pk),
    ]
    return "\n".join([*lines, ""])
