"""Which columns a list shows, what stands in them, what they add up to, and the same as a file."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import AttributeDefinition
from accounts.selectors import judgements_for
from book.cells import book_lines
from book.columns import columns_named, every_column, shown_columns
from book.query import BookQuery
from book.selectors import reader_on, segments_in_order
from book.services import choose_columns
from book.totals import book_totals
from core.csv_out import CP932, UTF_8, csv_in_pieces
from core.exact import SCALE
from core.models import AuditEvent, Role
from tests.book.test_filters import keep
from tests.builders import (
    DAY,
    make_account,
    make_run,
    make_seal,
    make_segment,
    make_status,
    make_user,
)

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())
SHIPPED = ["name", "stage", "band", "score", "trend", "risk", "judged", "arr", "ends", "use", "csm"]
METRIC = "metric.activity_score"


@pytest.fixture
def member(client):
    make_run()
    user = make_user(Role.CSM, teams=[make_segment("multi_site", name_en="Multi-site").team])
    client.force_login(user)
    return user


def status(name="Aoba", *, csm=None, figures=None, **fields):
    attributes = fields.pop("attributes", {})
    line = make_status(make_account(name, csm=csm, rank="S", attributes=attributes), **fields)
    keep(line, figures or {})
    return line


def keys(user, *asked):
    return [column.key for column in shown_columns(BookQuery(columns=asked), for_user=user)]


def texts(user, line, *asked):
    columns = shown_columns(BookQuery(columns=asked), for_user=user)
    (shown,) = book_lines(
        [line],
        columns=columns,
        judgements=judgements_for(user),
        reader=reader_on(DAY, segments=segments_in_order()),
    )
    return [cell.text for cell in shown.cells]


def totals(user, *asked):
    found = book_totals(
        for_user=user,
        judgements=judgements_for(user),
        query=BookQuery(),
        as_of=DAY,
        columns=columns_named(asked).values(),
    )
    return [(str(c.name), c.is_sum, c.words, c.accounts) for c in found.columns]


# Which columns


def test_an_address_goes_before_what_a_member_chose_and_that_before_what_is_shipped(member):
    assert keys(member) == SHIPPED
    choose_columns(by=member, columns=("arr", "stage"))
    assert keys(member) == ["name", "arr", "stage"]
    assert keys(member, "score", METRIC) == ["name", "score", METRIC]
    choose_columns(by=member, columns=())
    assert keys(member) == SHIPPED
    events = AuditEvent.objects.filter(verb="choose_columns").values_list("detail", flat=True)
    assert [event["columns"] for event in events] == [["arr", "stage"], []]


def test_every_column_that_is_offered_can_be_shown(member):
    AttributeDefinition.objects.create(key="area", type="text", name_en="Area", name_ja="地域")
    offered = [column.key for _group, column in every_column()]
    assert len(offered) == len(set(offered))
    assert {"rank", "touch", METRIC, "attribute.area"} <= set(offered)
    line = status(csm=member)
    for key in offered:
        assert len(texts(member, line, key)) == 1, key


def test_columns_are_chosen_moved_kept_and_put_back(client, member):
    url = reverse("book_columns")
    moved = client.post(url, {"column": ["arr", "stage"], "up": "stage", "list": "score=..60"})
    assert [column.key for column in moved.context["drawer"].chosen] == ["stage", "arr"]
    assert keys(member) == SHIPPED
    kept = client.post(
        url, {"column": ["stage", "arr", "colour", "attribute.\0"], "list": "score=..60"}
    )
    assert kept["Location"] == f"{reverse('book')}?score=..60&columns=stage,arr"
    assert keys(member) == ["name", "stage", "arr"]
    back = client.post(url, {"reset": "1", "list": "score=..60&columns=stage"})
    assert back["Location"] == f"{reverse('book')}?score=..60"
    assert keys(member) == SHIPPED


@pytest.mark.parametrize("key", ["name", "segment", METRIC, "rank", "touch", "attribute.area"])
def test_a_list_is_sorted_by_any_column_the_unknown_last_either_way(client, member, key):
    AttributeDefinition.objects.create(key="area", type="text", name_en="Area", name_ja="地域")
    first, second = make_segment("multi_site", order=1), make_segment("other", order=2)
    held = {"latest_touch_on": DAY, "rank": "A", "segment": first}
    status("A", csm=member, figures={METRIC: 1}, attributes={"area": "East"}, **held)
    held = {"latest_touch_on": DAY - timedelta(9), "rank": "B", "segment": second}
    status("B", csm=member, figures={METRIC: 2}, attributes={"area": "West"}, **held)
    status("C", csm=member)
    for sort, names in ((key, ["A", "B", "C"]), (f"-{key}", ["B", "A", "C"])):
        if sort == "-name":
            names = ["C", "B", "A"]
        page = client.get(reverse("book"), {"sort": sort})
        shown = [line.row.name for line in page.context["lines"]]
        assert shown == names, sort


def test_ranks_stand_from_the_best_to_the_worst_or_back_the_unknown_last(client, member):
    for rank in ("B", "", "S", "C", "A"):
        status(rank or "None", csm=member, rank=rank)
    for sort, names in (("rank", "S A B C None"), ("-rank", "C B A S None")):
        page = client.get(reverse("book"), {"sort": sort})
        assert [line.row.name for line in page.context["lines"]] == names.split(), sort


@pytest.mark.parametrize("sort", ["attribute.staff", "-attribute.staff", "metric.seat_share"])
def test_a_list_can_be_sorted_by_what_no_night_has_kept_yet(client, member, sort):
    AttributeDefinition.objects.create(key="staff", type="number", name_en="Staff", name_ja="人数")
    status("A", csm=member)
    status("B", csm=member)
    page = client.get(reverse("book"), {"sort": sort, "columns": "attribute.staff"})
    assert [line.row.name for line in page.context["lines"]] == ["A", "B"]


# What stands in them


def test_cells_say_values_in_their_units_and_lead_to_what_lies_behind(client, member):
    line = status(
        csm=member,
        rank="S",
        plan="Pro",
        latest_touch_on=DAY - timedelta(days=41),
        figures={METRIC: 625_000, "metric.seat_share": 5 * SCALE},
    )
    asked = ("rank", "plan", "touch", METRIC, "metric.seat_share", "metric.idle_days", "steps")
    assert texts(member, line, *asked) == ["S", "Pro", "41 d ago", "62.5", "5%", "–", "–"]
    page = client.get(reverse("book"), {"columns": METRIC}).content.decode()
    assert reverse("explain", args=[line.pk, "metric/activity_score"]) in page


@pytest.mark.parametrize(
    ("question", "key", "fields"),
    [
        ("score", "change_7", {"score_change_7": -500}),
        ("stage", "steps", {"steps_to_next": 3}),
        ("rank", "rank", {"rank": "C"}),
    ],
)
def test_a_sealed_value_stands_in_no_cell_no_total_and_no_file(
    client, member, question, key, fields
):
    line = status(csm=member, **fields)
    make_seal(member, line.account, question)
    assert texts(member, line, key) == [""]
    assert totals(member, key) == []
    row = rows(client.get(reverse("book_file", args=["csv"]), {"columns": key}))[1]
    assert row[2] == "sealed"


@pytest.mark.parametrize("count", [1, 30])
def test_chosen_columns_cost_as_many_queries_however_many_rows(
    client, member, django_assert_num_queries, count
):
    for number in range(count):
        status(f"Account {number}", csm=member, figures={METRIC: number})
    address = {"columns": f"{METRIC},metric.seat_share,branch,plan,rank", "sort": f"-{METRIC}"}
    client.get(reverse("book"), address)
    with django_assert_num_queries(BASELINE["book_columns_chosen"]):
        client.get(reverse("book"), address)


# What they add up to


def test_columns_add_up_to_a_sum_or_a_mean_of_what_is_known_and_seen(member):
    for number, score in enumerate((5_000, 6_000, 9_000)):
        figures = {METRIC: (40 + number) * SCALE, "metric.open_tickets": 3 * SCALE}
        line = status(f"A {number}", csm=member, score=score, figures=figures)
    status("None", csm=member, score=None, band=0)
    status("Foreign", score=100, figures={METRIC: 900 * SCALE})
    make_seal(member, line.account, "score")
    assert totals(member, "score", METRIC, "metric.open_tickets", "arr", "csm") == [
        ("Score", False, "55", 2),
        ("Activity score", False, "41", 3),
        ("Open tickets", True, "9", 3),
    ]


# The file


def rows(answer):
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_the_file_holds_what_the_page_shows_in_its_order_and_columns(client, member):
    for number in range(60):
        status(f"A {number:02}", csm=member, score=number * 100, figures={METRIC: number * SCALE})
    status("Foreign", score=900)
    asked = {"score": "5..", "sort": f"-{METRIC}", "columns": f"score,{METRIC},ends"}
    pages = [client.get(reverse("book"), {**asked, "page": page}) for page in (1, 2)]
    shown = [line.row.name for page in pages for line in page.context["lines"]]
    head, *found = rows(client.get(reverse("book_file", args=["csv"]), asked))
    assert [row[0] for row in found] == shown
    assert len(shown) == 55
    assert head == [
        *("Account", "Segment", "Score", "Change over 28 days", "Activity score"),
        *("Contract ends", "Days left"),
    ]
    ends = DAY + timedelta(days=63)
    assert found[0] == ["A 59", "", "59", "-18", "59", ends.isoformat(), "63"]


def test_the_shipped_columns_fill_a_line_of_the_file(client, member):
    segment = make_segment("multi_site")
    line = status("=HYPERLINK(1)", csm=member, segment=segment, judged_risk=1)
    line.is_risk_disputed = True
    line.save()
    answer = client.get(reverse("book_file", args=["csv"]))
    assert answer["Content-Disposition"] == 'attachment; filename="accounts-2026-11-22.csv"'
    head, row = rows(answer)
    assert dict(zip(head, row, strict=True)) == {
        **{"Account": "'=HYPERLINK(1)", "Segment": "Multi site", "Stage": "Onboard"},
        **{"Days in stage": "96", "Health": "Caution", "Score": "41"},
        **{"Change over 28 days": "-18", "Risk": "Medium", "Reasons": "Silent for a month"},
        **{"CSM sees": "Low", "Differs": "yes", "ARR (JPY)": "4800000", "Free of charge": "no"},
        **{"Contract ends": "2027-01-24", "Days left": "63", "Latest use": "2026-11-10"},
        **{"CSM": "Olivia Ops"},
    }


def test_who_took_a_list_out_is_kept(client, member):
    status(csm=member)
    client.get(reverse("book_file", args=["csv"]), {"score": "..60", "columns": "stage"})
    event = AuditEvent.objects.get(verb="export")
    assert (event.actor, event.detail) == (
        member,
        {
            **{"form": "csv", "query": "score=..60&columns=stage", "columns": ["name", "stage"]},
            **{"accounts": 1, "as_of": "2026-11-22"},
        },
    )


def test_a_form_that_does_not_exist_is_not_found(client, member):
    assert client.get(reverse("book_file", args=["pdf"])).status_code == 404
    assert not AuditEvent.objects.filter(verb="export").exists()


def test_heads_are_in_the_language_of_the_reader(client, member):
    member.language = "ja"
    member.save()
    with translation.override("ja"):
        answer = client.get(
            reverse("book_file", args=["csv"]), {"columns": "ends,rank"}, HTTP_ACCEPT_LANGUAGE="ja"
        )
        head = rows(answer)[0]
    assert head[-1] in ("ランク", "Rank")


def test_an_excel_file_holds_numbers_as_numbers_and_days_as_days(client, member):
    status("=1+1", csm=member, figures={METRIC: 625_000})
    answer = client.get(reverse("book_file", args=["xlsx"]), {"columns": f"ends,{METRIC},rank"})
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<t>=1+1</t>" in sheet
    assert "<v>62.5</v>" in sheet
    # Days since 1899-12-30, as Excel counts.
    assert f"<v>{(DAY + timedelta(days=63)).toordinal() - 693_594}</v>" in sheet


def test_pieces_of_csv_join_to_one_file_in_either_encoding():
    lines = [["名前", "ARR"], *[[f"髙島屋〜{n}", n] for n in range(1_200)], ["😀 Pro", None]]
    pieces = list(csv_in_pieces(lines, encoding=UTF_8))
    assert len(pieces) == 4
    assert b"".join(pieces).decode("utf-8-sig").splitlines()[1] == "髙島屋〜0,0"
    found = b"".join(csv_in_pieces(lines, encoding=CP932)).decode("cp932").splitlines()
    assert (found[1], found[-1]) == ("髙島屋～0,0", "〓 Pro,")
