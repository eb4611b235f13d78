"""The styleguide shows every component there is, in at least one state."""

import pytest
from django.urls import reverse

from core.models import Role
from dashboards.styleguide import COMPONENTS
from tests.builders import make_user

pytestmark = pytest.mark.django_db


def test_every_component_is_shown_with_what_it_takes(client):
    client.force_login(make_user(Role.OPS))
    shown = client.get(reverse("styleguide")).context["components"]
    assert [each.name for each in shown] == sorted(path.stem for path in COMPONENTS.glob("*.html"))
    assert [each.name for each in shown if not each.comment or not any(each.states)] == []
