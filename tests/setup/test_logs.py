"""What the log tells: one JSON object a line in production, and nothing of what people typed."""

import json
import logging
import re

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.urls import reverse

from core import ledger, work
from core.log_context import AddContext
from core.models import Role
from core.work import RunKind, StepKind
from cs_platform.logs import JsonLine, logging_settings
from tests.builders import DAY, PASSWORD, make_account, make_user

CANARY = "canary-0451"


class Lines(logging.Handler):
    """Keeps what the production log would have written."""

    def __init__(self):
        super().__init__()
        handler = logging_settings(level="INFO", is_json=True)["handlers"]["stderr"]
        assert handler["filters"] == ["context"]
        self.setFormatter(JsonLine())
        self.texts = []

    def emit(self, record):
        self.texts.append(self.format(record))

    def of(self, name):
        lines = map(json.loads, self.texts)
        return [line for line in lines if line["logger"] == name]


@pytest.fixture
def written():
    lines, root = Lines(), logging.getLogger()
    lines.addFilter(AddContext())
    root.addHandler(lines)
    yield lines
    root.removeHandler(lines)


def told(line, *names):
    return {name: line[name] for name in names}


@pytest.mark.django_db
def test_a_request_is_one_line_with_its_name_and_its_member(client, written):
    user = make_user(Role.OPS)
    client.force_login(user)
    response = client.get("/uploads/?q=canary", headers={"X-Request-ID": "proxy-4711"})
    (line,) = written.of("requests")
    assert response["X-Request-ID"] == "proxy-4711"
    assert line.pop("ms") >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", line.pop("at"))
    assert line.pop("message").startswith("GET /uploads/ 200 ")
    assert line.pop("process") > 0
    assert line == {
        "level": "INFO",
        "logger": "requests",
        "request_id": "proxy-4711",
        "user_id": user.pk,
        "method": "GET",
        "path": "/uploads/",
        "status": 200,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "short", "x" * 65, "a b c d e f", 'x"},{"y":"zzzz'])
def test_a_name_that_could_do_harm_is_replaced(client, written, given):
    response = client.get("/login/", headers={"X-Request-ID": given})
    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])
    (line,) = written.of("requests")
    assert line["request_id"] == response["X-Request-ID"]
    assert "user_id" not in line


@pytest.mark.django_db
def test_the_next_request_carries_nothing_of_the_one_before(client, written):
    client.force_login(make_user(Role.OPS))
    client.get("/uploads/")
    client.logout()
    client.get("/login/")
    first, second = written.of("requests")
    assert first["request_id"] != second["request_id"]
    assert "user_id" not in second


@pytest.mark.django_db
def test_a_probe_that_is_well_leaves_no_line_and_one_that_is_not_does(client, written):
    client.get("/healthz/")
    client.get("/readyz/")
    (line,) = written.of("requests")
    assert told(line, "path", "status") == {"path": "/readyz/", "status": 503}


@pytest.mark.django_db(transaction=True)
def test_a_step_is_one_line_with_its_run(written, monkeypatch):
    def do(task):
        with transaction.atomic():
            task.finish()

    kind = RunKind("logged", queue="light", steps=(StepKind("only", do),))
    monkeypatch.setitem(work._kinds, "logged", kind)
    run, _ = ledger.request_run(kind="logged", business_date=DAY)
    step = run.steps.get()
    ledger.work_step(step.pk)
    (line,) = written.of("core.ledger")
    assert told(line, "run_id", "step_id") == {"run_id": run.pk, "step_id": step.pk}
    assert line["message"] == f"logged 2026-11-22: only done in {line['seconds']} s"


def fail(error):
    try:
        raise error
    except type(error):
        logging.getLogger("app").exception("it failed")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError(f"{CANARY} is no number"), "ValueError"),
        (IntegrityError(f"Key (email)=({CANARY})"), "django.db.utils.IntegrityError"),
        (OSError(28, "No space left on device"), "OSError: [Errno 28] No space left on device"),
        (OperationalError("server closed"), "django.db.utils.OperationalError: server closed"),
    ],
)
def test_an_error_says_its_kind_and_place_and_quotes_nobody(written, error, said):
    fail(error)
    (line,) = written.of("app")
    assert line["error"] == said
    assert line["stack"][-1].endswith(" fail")
    assert CANARY not in "".join(written.texts)


def test_an_error_tells_what_led_to_it(written):
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as first:
            raise RuntimeError(CANARY) from first
    except RuntimeError:
        logging.getLogger("app").exception("it failed")
    (line,) = written.of("app")
    assert line["error"] == "RuntimeError < KeyError"


def test_nothing_that_is_not_named_reaches_a_line(written):
    logging.getLogger("app").warning("seen", extra={"request": CANARY, "data": CANARY, "status": 5})
    (line,) = written.of("app")
    assert line["status"] == 5
    assert CANARY not in "".join(written.texts)


@pytest.mark.django_db
def test_what_a_person_types_is_in_no_line(client, written, monkeypatch):
    make_account(CANARY)
    user = make_user(Role.ADMIN, email=f"{CANARY}@example.com", name=CANARY)
    client.post(reverse("login"), {"username": user.email, "password": f"{CANARY}-wrong"})
    client.post(reverse("login"), {"username": user.email, "password": PASSWORD})
    client.get(f"/accounts/?q={CANARY}")
    client.post("/nights/", {"night": CANARY})
    client.raise_request_exception = False
    monkeypatch.setattr("book.views.render", lambda *_, **__: {}[CANARY])
    assert client.get(f"/accounts/?q={CANARY}").status_code == 500
    assert "KeyError" in written.of("django.request")[-1]["error"]
    assert len(written.of("requests")) == 5
    assert CANARY not in "".join(written.texts)


def test_in_development_a_line_is_for_reading():
    form = logging_settings(level="INFO", is_json=False)["formatters"]["line"]["format"]
    record = logging.LogRecord("app", logging.INFO, "", 0, "seen %s", ("twice",), None)
    assert logging.Formatter(form).format(record).endswith(" INFO app seen twice")
