"""Every field that there is: those declared, the metrics in force, and the attributes of accounts."""

from django.db.models import CharField, F, Func, Value

from accounts.models import AttributeDefinition, AttributeType
from book.fields.declared import ATTRIBUTES, FIELDS, METRICS, STATIC, YES_OR_NO_FIGURE, Field
from book.fields.kinds import Choice, Option, Text
from book.fields.ranged import PACKED_DAY, PACKED_NUMBER, figure_kind
from book.figures import ATTRIBUTE, METRIC, figure_at, places_of
from core.wording import localized
from metrics.selectors import texts_of_any_product

_PACKED = {AttributeType.NUMBER: PACKED_NUMBER, AttributeType.DATE: PACKED_DAY}


class AttributeText(Func):
    """An attribute as text, whatever signs its key holds."""

    output_field = CharField()

    def __init__(self, key, **extra):
        super().__init__(F("account__attributes"), Value(key), **extra)

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" ->> ")

    def as_sqlite(self, compiler, connection, **context):
        column, key = self.source_expressions
        sql, values = compiler.compile(column)
        path = '$."' + key.value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return f"JSON_EXTRACT({sql}, %s)", [*values, path]


def every_field() -> list[Field]:
    """Return all fields in the reader's language, in the order in which they are offered."""
    return [
        *FIELDS,
        *_metrics(texts_of_any_product()),
        *_attributes(AttributeDefinition.objects.all()),
    ]


def fields_named(keys) -> dict[str, Field]:
    """Return the fields of these keys; unknown keys are left out, and nothing is read for declared ones."""
    # PostgreSQL takes no NUL in what it is asked for.
    keys = [key for key in keys if "\0" not in key]
    found = {key: STATIC[key] for key in keys if key in STATIC}
    metrics = {key.removeprefix(METRIC) for key in keys if key.startswith(METRIC)}
    attributes = [key.removeprefix(ATTRIBUTE) for key in keys if key.startswith(ATTRIBUTE)]
    if metrics:
        found |= {field.key: field for field in _metrics(texts_of_any_product(metrics))}
    if attributes:
        known = AttributeDefinition.objects.filter(key__in=attributes)
        found |= {field.key: field for field in _attributes(known)}
    return found


def _metrics(texts):
    places = places_of([METRIC + key for key in texts])
    for text in sorted(texts.values(), key=lambda text: text.name):
        key = METRIC + text.key
        is_flag = text.unit == "flag"
        yield Field(
            key,
            text.name,
            YES_OR_NO_FIGURE if is_flag else figure_kind(text.unit),
            figure_at(places.get(key)),
            METRICS,
            explains=text.key,
            words=text.words,
            is_packed=True,
        )


def _attributes(definitions):
    definitions = list(definitions)
    places = places_of([ATTRIBUTE + each.key for each in definitions])
    for each in sorted(definitions, key=lambda each: localized(each, "name")):
        key = ATTRIBUTE + each.key
        packed = _PACKED.get(each.type)
        source = figure_at(places.get(key)) if packed else AttributeText(each.key)
        name, kind = localized(each, "name"), packed or _kind(each)
        yield Field(key, name, kind, source, ATTRIBUTES, is_packed=bool(packed))


def _kind(definition):
    if definition.type == AttributeType.CHOICE:
        options = [Option(choice, choice, choice) for choice in map(str, definition.choices)]
        return Choice(lambda: options, empty="", are_open=True)
    return Text()
