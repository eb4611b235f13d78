"""Searching everywhere: what is found, in what order, and what a member is not shown."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.models import AccountAlias, AttributeDefinition, Contact
from core.models import Role
from core.search import search_key
from health.domain.scorecard import Band
from segments.models import Segment
from tests.builders import DAY, make_account, make_contact, make_seal, make_status, make_user

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())


@pytest.fixture
def member(client):
    user = make_user(Role.CSM, name="Ken Sato")
    client.force_login(user)
    return user


def groups(client, text, **more):
    response = client.get(reverse("search"), {"q": text}, **more)
    return {group.key: group.hits for group in response.context["groups"]}


def names(client, text, key="accounts"):
    return [hit.name for hit in groups(client, text).get(key, [])]


@pytest.mark.parametrize(
    "text", ["あおば", "アオバ", "ｱｵﾊﾞ", "株式会社アオバ", "あおば 物流", "物流", "ブツリュウ"]
)
def test_an_account_is_found_in_any_width_and_kana(client, member, text):
    make_account("株式会社アオバ物流", csm=member, attributes={"フリガナ": "アオバブツリュウ"})
    make_account("Kita Foods", csm=member)
    AttributeDefinition.objects.create(key="フリガナ", type="text", name_en="k", name_ja="k")
    # The reading is found from its beginning, the name from anywhere within.
    assert names(client, text) == ([] if text == "ブツリュウ" else ["株式会社アオバ物流"])


@pytest.mark.parametrize("text", ["あおば", "ｱｵﾊﾞﾌﾞﾂ", "アオバぶつりゅう"])
def test_an_account_is_found_by_how_its_name_is_read(client, member, text):
    make_account("青葉物流", csm=member, attributes={"読み仮名": "アオバブツリュウ"})
    make_account(
        "青空食品", csm=member, attributes={"読み仮名": "あおぞらしょくひん", "x": "あおば"}
    )
    AttributeDefinition.objects.create(key="読み仮名", type="text", name_en="k", name_ja="k")
    AttributeDefinition.objects.create(key="x", type="text", name_en="x", name_ja="x")
    assert names(client, text) == ["青葉物流"]


def test_what_begins_with_the_text_stands_before_what_holds_it(client, member):
    for name in ("Grand Aoba", "Aoba Trading", "Aoba", "Kita Foods"):
        make_account(name, csm=member)
    assert names(client, "aoba") == ["Aoba", "Aoba Trading", "Grand Aoba"]


def test_a_running_contract_stands_before_one_that_ended(client, member):
    make_status(make_account("Aoba A", csm=member), is_running=False)
    make_status(make_account("Aoba B", csm=member), is_running=True)
    found = groups(client, "aoba")["accounts"]
    assert [(hit.name, str(hit.pill)) for hit in found] == [
        ("Aoba B", ""),
        ("Aoba A", "contract ended"),
    ]


def test_an_id_is_found_whole_first_and_from_its_beginning(client, member):
    for name, value in (("One", "C-0012"), ("Two", "C-001"), ("Three", "XC-001")):
        AccountAlias.objects.create(account=make_account(name, csm=member), value=value)
    assert names(client, "Ｃ-001") == ["Two", "One"]
    assert names(client, "c-001") == ["Two", "One"]
    assert names(client, "C-") == []


def test_a_person_is_found_by_name_and_by_email_and_leads_to_their_account(client, member):
    account = make_account(csm=member)
    stays = make_contact(account, "champion", name="森 花子", email="hana@example.com")
    gone = make_contact(account, "sponsor", name="小森 葉子", to_on=DAY - timedelta(days=3))
    people = groups(client, "森花")["people"]
    assert [(hit.name, hit.url) for hit in people] == [
        ("森 花子", f"{reverse('account', args=[account.pk])}#person-{stays.pk}")
    ]
    assert names(client, "HANA@", "people") == ["森 花子"]
    both = groups(client, "森")["people"]
    assert [(hit.name, str(hit.pill)) for hit in both] == [("森 花子", ""), ("小森 葉子", "left")]
    assert gone.name == "小森 葉子"


def test_a_member_finds_nothing_of_accounts_out_of_sight(client, member):
    other = make_account("Aoba", csm=make_user(Role.CSM, name="Aoba Taro"))
    make_contact(other, "champion", name="Aoba Hana", email="aoba@example.com")
    AccountAlias.objects.create(account=other, value="aoba-1")
    assert groups(client, "aoba") == {}
    assert groups(client, "aoba-1") == {}


def test_a_merged_account_is_not_found(client, member):
    account = make_account("Aoba", csm=member)
    merged = make_account("Aoba Old", csm=member, merged_into=account)
    make_contact(merged, "champion", name="Aoba Hana")
    assert names(client, "aoba") == ["Aoba"]
    assert "people" not in groups(client, "aoba")


def test_a_sealed_score_is_not_shown(client, member):
    account = make_account("Aoba", csm=member)
    make_status(account, band=Band.AT_RISK)
    (shown,) = groups(client, "aoba")["accounts"]
    assert (shown.sign.key, shown.is_sealed) == ("at_risk", False)
    make_seal(member, account, "score")
    (sealed,) = groups(client, "aoba")["accounts"]
    assert (sealed.sign, sealed.is_sealed) == (None, True)


@pytest.mark.parametrize(("text", "language"), [("契約更新", "en"), ("renewals", "ja")])
def test_a_page_is_found_in_either_language(client, member, text, language):
    member.language = language
    member.save()
    client.cookies["django_language"] = language
    assert [hit.url for hit in groups(client, text)["pages"]] == [reverse("renewals")]


def test_a_page_that_a_member_may_not_open_is_not_found(client, member):
    assert "pages" not in groups(client, "uploads")
    client.force_login(make_user(Role.OPS))
    assert [hit.url for hit in groups(client, "uploads")["pages"]] == [reverse("uploads")]


def test_segments_in_sight_are_found_with_their_journeys(client, member):
    segment = Segment.objects.get(key="side_duty")
    assert "segments" not in groups(client, segment.name_ja)
    member.teams.add(segment.team)
    assert [hit.url for hit in groups(client, segment.name_ja)["segments"]] == [
        reverse("segment", args=["side_duty"]),
        reverse("segment_journey", args=["side_duty"]),
    ]


def test_a_metric_leads_to_its_place_in_the_glossary(client, member):
    urls = [hit.url for hit in groups(client, "アクティビティスコア")["metrics"]]
    assert urls == [f"{reverse('glossary')}#metric-activity_score"]


def test_the_book_of_a_csm_in_sight_is_found_by_name(client, member):
    assert [hit.url for hit in groups(client, "ken")["books"]] == [
        f"{reverse('book')}?csm={member.pk}"
    ]


def test_nothing_asked_for_gives_the_pages_and_nothing_found_says_so(client, member):
    assert list(groups(client, " ")) == ["pages"]
    assert "Nothing is called “zzz”." in client.get("/search/?q=zzz").content.decode()


@pytest.mark.parametrize("text", ["\x00", "%", "_", "'", "株式会社", "あ" * 300, "<b>"])
def test_any_text_is_searched_for_as_it_stands(client, member, text):
    make_account("Aoba", csm=member)
    assert client.get(reverse("search"), {"q": text}).status_code == 200
    assert names(client, text) == []


def test_a_fragment_holds_few_of_a_kind_and_the_page_more(client, member):
    for number in range(40):
        make_account(f"Aoba {number:02}", csm=member)
    assert len(groups(client, "aoba")["accounts"]) == 30
    assert len(groups(client, "aoba", headers={"HX-Request": "true"})["accounts"]) == 6


def test_searching_takes_as_many_queries_however_much_is_found(
    client, member, django_assert_num_queries
):
    for number in range(8):
        account = make_account(f"Aoba {number}", csm=member)
        make_status(account)
        make_contact(account, "champion", name=f"Aoba {number}")
    with django_assert_num_queries(BASELINE["search"]):
        assert len(groups(client, "aoba", headers={"HX-Request": "true"})["people"]) == 6


def test_a_contact_can_be_found_as_soon_as_the_row_is_written():
    contact = make_contact(make_account(), "user", name="森 花子")
    assert Contact.objects.get(search_key=search_key("森花子")) == contact
