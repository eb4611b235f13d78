"""Writing the further columns of the accounts file as attributes, each registered with its kind."""

from accounts.models import AttributeDefinition, AttributeType
from intake.domain.attributes import AttributeKind, attribute_value
from intake.notices import Notice


class Attributes:
    """The attributes of one file, and what the registry knows of them.

    `kinds` are those that the file's cells allow. A column without any text says nothing and is
    left alone; one that the registry holds for another kind becomes a text, which may be anything.
    """

    def __init__(self, kinds, filled, revisions):
        self._revisions = revisions
        known = AttributeDefinition.objects.in_bulk(filled, field_name="key")
        self._new = {key: kinds[key] for key in kinds if key in filled and key not in known}
        self._widened = [
            each
            for key, each in known.items()
            if each.type in (AttributeType.NUMBER, AttributeType.DATE) and each.type != kinds[key]
        ]
        self._known = [(key,) for key in known]
        widened = {each.key for each in self._widened}
        self._kinds = self._new | {
            key: AttributeKind.TEXT if key in widened else _kind_of(each)
            for key, each in known.items()
        }

    def laid_over(self, attributes, texts):
        """Return the attributes as they are after a row; an empty cell takes one away."""
        said = {key: attribute_value(texts[key], kind) for key, kind in self._kinds.items()}
        return {key: value for key, value in {**attributes, **said}.items() if value != ""}

    def register(self):
        """Write new attributes and changed kinds to the registry; returns notices."""
        AttributeDefinition.objects.bulk_create(
            AttributeDefinition(key=key, type=kind.value, name_en=key, name_ja=key)
            for key, kind in self._new.items()
        )
        self._keep()
        for each in self._widened:
            each.type = AttributeType.TEXT
            each.save()
        made = {
            "new_attributes": tuple(self._new),
            "widened_attributes": tuple(each.key for each in self._widened),
        }
        return [Notice(code, names) for code, names in made.items() if names]

    def _keep(self):
        """Keep what is made and widened, and on which attributes the file rests."""
        made = (
            ((key,), None, {"type": kind.value, "name_en": key, "name_ja": key, "choices": []})
            for key, kind in self._new.items()
        )
        self._revisions.keep(AttributeDefinition, made)
        self._revisions.keep(
            AttributeDefinition,
            [
                ((each.key,), {"type": each.type}, {"type": AttributeType.TEXT})
                for each in self._widened
            ],
        )
        widened = {(each.key,) for each in self._widened}
        known = [key for key in self._known if key not in widened]
        self._revisions.confirm(AttributeDefinition, known)


def _kind_of(definition):
    is_text = definition.type in (AttributeType.TEXT, AttributeType.CHOICE)
    return AttributeKind.TEXT if is_text else AttributeKind(definition.type)
