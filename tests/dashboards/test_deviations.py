"""A segment's own rules are told beside the common ones, and only where they differ."""

import json

import pytest
from django.conf import settings
from django.utils import translation

from dashboards.segment.deviations import deviations
from definitions.files import read_shipped
from definitions.models import Kind
from definitions.services import put_in_force
from tests.builders import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def stages_of(segment_key):
    found = [each for each in deviations(segment_key) if str(each.kind) == "Stage"]
    return [(each.name, each.common, each.own) for each in found]


@pytest.fixture
def recruiting():
    path = settings.BASE_DIR / "stages" / "shipped" / "recruiting.json"
    shipped = read_shipped(path, kind=Kind.STAGES, key="stages")
    return {"kind": shipped.kind, "key": shipped.key, "texts": shipped.texts, "body": shipped.body}


def test_a_longer_grace_is_told_to_the_segment_that_has_it(recruiting):
    put_in_force(**recruiting, product=make_product())
    assert stages_of("graduate_season") == [("Days of grace before a fall", "28", "240")]
    assert stages_of("multi_site") == []


def test_conditions_of_its_own_are_told_stage_by_stage(recruiting):
    body = json.loads(json.dumps(recruiting["body"]))
    conditions = [{"metric": "activity_score", "operator": ">=", "value": 50}]
    body["overrides"] = {"multi_site": {"stages": {"active": {"conditions": conditions}}}}
    put_in_force(**{**recruiting, "body": body}, product=make_product())
    ((name, common, own),) = stages_of("multi_site")
    assert (name, own) == ("Active", "Activity score ≥ 50")
    assert common.startswith("Activity score ≥ 60")
