"""The book of accounts as pages: parts, fragments, a fixed number of queries."""

import json
import re
from pathlib import Path

import pytest
from django.urls import reverse

from core.models import Role
from tests.builders import make_account, make_run, make_seal, make_segment, make_status, make_user

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def member(client):
    make_run()
    user = make_user(Role.CSM, teams=[make_segment().team])
    client.force_login(user)
    return user


def fill(user, count):
    for number in range(count):
        account = make_account(f"Account {number:03}", csm=user)
        make_status(account, segment=user.teams.get().segments.get())


@pytest.mark.parametrize("count", [1, 40])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    client, member, django_assert_num_queries, count
):
    fill(member, count)
    client.get(reverse("book"))
    with django_assert_num_queries(BASELINE["book"]):
        client.get(reverse("book"))
    with django_assert_num_queries(BASELINE["book_totals"]):
        client.get(reverse("book_totals"), headers=FRAGMENT)


def test_the_csms_to_filter_by_are_read_once_their_filter_opens_or_one_is_chosen(client, member):
    fill(member, 1)
    page = client.get(reverse("book"), {"sort": "name"}).content.decode()
    assert f'hx-get="{reverse("book_filter")}?sort=name&amp;new-field=csm"' in page
    assert 'name="csm"' not in page
    page = client.get(reverse("book"), {"csm": member.pk}).content.decode()
    assert f'<input type="checkbox" name="csm" value="{member.pk}" checked>' in page


def without_tokens(content):
    """Leave out what is different in every answer on purpose."""
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", content.decode())


def text_of(client, headers=None):
    return without_tokens(client.get(reverse("book"), headers=headers or {}).content)


def test_page_and_fragments_come_from_the_same_parts(client, member):
    fill(member, 2)
    whole = text_of(client)
    page = text_of(client, {**FRAGMENT, "HX-Target": "page"})
    rows = text_of(client, {**FRAGMENT, "HX-Target": "book"})
    assert page.strip() in whole
    results, tabs = rows.split('<div id="views"')
    assert results.strip() in page
    assert tabs.replace(' hx-swap-oob="true"', "").strip() in page
    assert "<html" not in page


def test_going_back_in_the_browser_gets_the_whole_page(client, member):
    headers = {**FRAGMENT, "HX-History-Restore-Request": "true"}
    assert "<html" in client.get(reverse("book"), headers=headers).content.decode()


def test_every_filter_in_force_is_a_chip_with_its_way_out(client, member):
    fill(member, 1)
    page = client.get(reverse("book"), {"band": "at_risk", "mine": "1", "q": "account"})
    chips = [(str(chip.word), str(chip.value), chip.remove_url) for chip in page.context["chips"]]
    assert chips == [
        ("Name contains", "account", "?mine=1&band=at_risk"),
        ("CSM", "me", "?q=account&band=at_risk"),
        ("Health", "At risk", "?q=account&mine=1"),
    ]


def test_an_empty_list_says_why_and_what_to_do(client, member):
    assert "No accounts yet" in client.get(reverse("book")).content.decode()
    fill(member, 1)
    page = client.get(reverse("book"), {"q": "nothing like it"}).content.decode()
    assert "No account fits" in page
    assert "Clear all filters" in page


def test_an_address_that_is_not_understood_says_so(client, member):
    fill(member, 1)
    page = client.get(reverse("book"), {"band": "purple"}).content.decode()
    assert "was not understood" in page
    assert "Account 000" in page


def test_a_sealed_score_leaves_no_trace_in_the_page(client, member):
    fill(member, 3)
    status = member.book.get(name="Account 001").status
    make_seal(member, status.account, "score")
    bodies = []
    for values in ({"score": 7_777, "band": 3}, {"score": 1_111, "band": 1}):
        type(status).objects.filter(pk=status.pk).update(**values)
        for url in (reverse("book"), reverse("book_totals")):
            answer = client.get(url, headers={**FRAGMENT, "HX-Target": "book"})
            bodies.append(without_tokens(answer.content))
    assert bodies[:2] == bodies[2:]


def test_what_people_wrote_is_escaped_in_every_cell(client, member):
    csm = make_user(Role.CSM, name="<i>Ken</i>", teams=[member.teams.get()])
    name = '<b>"Aoba" & co</b>'
    make_status(make_account(name, csm=csm), risk_reasons=["<u>silent</u>"])
    answer = client.get(reverse("book")).content.decode()
    shown = "&lt;b&gt;&quot;Aoba&quot; &amp; co&lt;/b&gt;"
    assert answer.count(f'title="{shown}">{shown}</a>') == 1
    assert answer.count(f'aria-label="Select {shown}"') == 1
    assert '<td class="csm-cell clip from-xl">&lt;i&gt;Ken&lt;/i&gt;</td>' in answer
    assert "<span>&lt;u&gt;silent&lt;/u&gt;</span>" in answer
