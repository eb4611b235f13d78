"""Versions are read once in a process, and a number that came to mean another version is read anew."""

from datetime import timedelta

import pytest

from definitions.models import DefinitionVersion, Kind
from definitions.selectors import versions_in_force

pytestmark = pytest.mark.django_db


def test_a_version_is_read_once(django_assert_num_queries):
    first = versions_in_force(kind=Kind.RISK)
    with django_assert_num_queries(1):
        assert versions_in_force(kind=Kind.RISK) == first


def test_a_number_written_at_another_instant_is_another_version():
    (key, version), *_ = versions_in_force(kind=Kind.RISK).items()
    rewritten = DefinitionVersion.objects.filter(pk=version.pk)
    rewritten.update(name_en="Anew", created_at=version.created_at + timedelta(seconds=1))
    assert versions_in_force(kind=Kind.RISK)[key].name_en == "Anew"
