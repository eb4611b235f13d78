"""What holds for every page in a real browser: nothing refused by the policy, nothing inaccessible."""

import pytest

from core.models import Role, Run
from intake.models import PickedFile, Pickup, Upload
from tests.browsing import breaches, faults
from tests.builders import make_finding, make_merge, make_proposal, make_round, make_user
from tools.pages import addresses

pytestmark = pytest.mark.browser


@pytest.fixture
def urls(company):
    """Every page there is, by the resolver: a new one asks here for its arguments."""
    upload = Upload.objects.create(
        dataset="accounts",
        file_name="accounts.csv",
        sha256="0" * 64,
        size_bytes=5_000,
        state="partial",
        refused_rows_file="x.csv",
        verdict={
            "counts": {"new": 3, "changed": 1, "unchanged": 0, "refused": 1},
            "findings": [{"code": "full_width", "column": "seats", "count": 2, "lines": [3, 4]}],
            "refusals": [
                {"line": 2, "column": "name", "code": "required", "message": "", "params": {}}
            ],
        },
    )
    make_proposal(company["busy"], to="graduate_season", current="side_duty")
    objects = {
        "account_id": company["silent"].pk,
        "run_id": Run.objects.filter(kind="nightly").first().pk,
        "finding_id": make_finding(company["silent"]).pk,
        "upload_id": upload.pk,
        "pickup_id": _pickup(upload).pk,
        "segment_key": "side_duty",
        "round_id": make_round().pk,
        "other_id": company["busy"].pk,
        "merge_id": make_merge(company["busy"]).pk,
    }
    return [address for view, address in addresses(objects) if view != "login"]


def _pickup(upload):
    """A pick-up with a file that was taken, one that waits, and a trouble."""
    trouble = {"code": "closed_file", "params": {"name": "b.csv", "reason": "Permission denied"}}
    pickup = Pickup.objects.create(place="crm/accounts", dataset="accounts", trouble=trouble)
    at = {"seen_at": upload.created_at}
    PickedFile.objects.create(
        pickup=pickup, name="a.csv", mark="1", upload=upload, picked_at=upload.created_at, **at
    )
    PickedFile.objects.create(pickup=pickup, name="b.csv", mark="1", **at)
    return pickup


def visit(page, address):
    """Open a page and wait for what comes after it."""
    page.goto(address)
    if page.locator(".chart, [hx-trigger~=load]").count():
        page.wait_for_load_state("networkidle")


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("ja", "dark")])
def test_no_page_breaches_the_policy_or_shuts_anyone_out(
    urls, log_in, page, live_server, language, theme
):
    member = make_user(Role.ADMIN, Role.CSM, name="Ada Admin", language=language)
    page.context.add_cookies([{"name": "theme", "value": theme, "url": live_server.url}])
    page.goto(f"{live_server.url}/login/")
    found = [f"/login/ {fault}" for fault in faults(page)]
    log_in(member)
    for url in urls:
        visit(page, live_server.url + url)
        found += [f"{url} {each}" for each in breaches(page) + faults(page)]
    assert found == []


def test_every_page_fits_its_window_and_loads_no_charts_for_nothing(
    urls, log_in, page, live_server
):
    log_in(make_user(Role.ADMIN, Role.CSM, name="Ada Admin"))
    found = []
    for url in urls:
        visit(page, live_server.url + url)
        for width in (1024, 390):
            page.set_viewport_size({"width": width, "height": 900})
            actual = page.evaluate("document.documentElement.scrollWidth")
            if actual > width:
                found.append(f"{url} is {actual} wide at {width}")
        if page.locator("script[src*=echarts]").count() and not page.locator(".chart").count():
            found.append(f"{url} loads the charts and shows none")
    assert found == []
