"""The glossary shows every rule in force, and what it says is what is judged by."""

import json
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from core.models import Role
from dashboards.glossary import Glossary
from definitions.models import DefinitionVersion, Kind, VersionState
from metrics.domain.definition import MetricDefinition
from metrics.sources import source_in_words
from tests.builders import make_product, make_user

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())


@pytest.fixture
def glossary():
    with translation.override("en"):
        yield Glossary(segment_names={"graduate_season": "Graduate-season hirers"})


def test_every_metric_in_force_stands_once_with_all_its_words(glossary):
    entries = [entry for _, group in glossary.metrics() for entry in group]
    in_force = DefinitionVersion.objects.filter(
        definition__kind=Kind.METRIC, state=VersionState.IN_FORCE
    )
    assert len(entries) == in_force.count() >= 25
    assert all(e.name and e.words and e.source.words and e.unit and e.direction for e in entries)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_source_can_be_said_in_both_languages(language):
    with translation.override(language):
        for version in DefinitionVersion.objects.filter(definition__kind=Kind.METRIC):
            definition = MetricDefinition.from_body("key", version.body)
            assert "%(" not in source_in_words(definition.source, {}).words


def test_the_weights_shown_sum_to_a_hundred(glossary):
    for book in glossary.scorecards():
        weights = [m["weight"] for group in book.parts["groups"] for m in group["measures"]]
        assert sum(float(weight.removesuffix("%")) for weight in weights) == 100


def test_a_segment_with_rules_of_its_own_has_its_own_part(glossary):
    assert [book.segment for book in glossary.scorecards()] == ["", "Graduate-season hirers"]


def test_thresholds_read_as_people_write_them(glossary):
    common = glossary.stages()[0].parts["stages"]
    assert [clause.options[0][1:] for clause in common[1].clauses] == [
        ("Activity score", "≥ 25"),
        ("Active days in 28 days", "≥ 5 days"),
    ]


def test_a_metric_names_what_rests_on_it(glossary):
    entries = {entry.key: entry for _, group in glossary.metrics() for entry in group}
    assert "Health score" in entries["active_days_28"].used_by


def test_every_metric_linked_from_a_rule_has_its_anchor(client):
    client.force_login(make_user(Role.CSM))
    html = client.get(reverse("glossary")).content.decode()
    linked = {part.split('"')[0] for part in html.split('href="#metric-')[1:]}
    anchors = {part.split('"')[0] for part in html.split('id="metric-')[1:]}
    assert linked
    assert linked <= anchors


def test_the_number_of_queries_is_fixed(client, django_assert_num_queries):
    client.force_login(make_user(Role.CSM))
    make_product()
    client.get(reverse("glossary"))
    with django_assert_num_queries(BASELINE["glossary"]):
        client.get(reverse("glossary"))
