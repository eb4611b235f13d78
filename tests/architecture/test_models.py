"""Tables point the way imports do: string references escape the import linter, not this."""

import pytest
from django.apps import apps
from django.conf import settings

# From the ground up, as in pyproject.toml; one number each, equal where neither knows the other.
HEIGHTS = {
    "core": 0,
    "accounts": 1,
    "engagement": 2,
    "definitions": 3,
    "intake": 4,
    "metrics": 4,
    "segments": 5,
    "health": 6,
    "stages": 7,
    "book": 8,
    "nightly": 9,
    "dashboards": 10,
    "demo": 11,
}
OWN_MODELS = [model for model in apps.get_models() if model._meta.app_label in settings.OWN_APPS]


def test_every_app_has_its_height():
    assert sorted(HEIGHTS) == sorted(settings.OWN_APPS)


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_links_point_down_or_stay_in_the_app(model):
    height = HEIGHTS[model._meta.app_label]
    for field in model._meta.get_fields():
        if field.is_relation and not field.auto_created and field.related_model:
            target = field.related_model._meta.app_label
            is_within = target == model._meta.app_label
            assert is_within or HEIGHTS[target] < height, f"{field} points up"
