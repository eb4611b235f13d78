"""What serves the demo starts together and ends together, however the end comes."""

import http.cookiejar
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import pytest
from django.conf import settings

from demo import serving
from demo.serving import NotServedError, serve

ANSWERING = """
import http.server, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *words): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
"""
WAITING = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def children(monkeypatch):
    """Collect what is started."""
    started, start = [], serving._start
    monkeypatch.setattr(
        serving, "_start", lambda command: started.append(start(command)) or started[-1]
    )
    return started


def stand_ins(monkeypatch, worker, *, web=ANSWERING):
    monkeypatch.setattr(
        serving,
        "commands",
        lambda port: {
            "web server": [sys.executable, "-c", web, str(port)],
            "worker": [sys.executable, "-c", worker],
        },
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_end_stops_all_that_was_started(number, port, children, monkeypatch):
    stand_ins(monkeypatch, WAITING)
    announced = []

    def answer(address):
        announced.append(address)
        assert all(child.poll() is None for child in children)
        os.kill(os.getpid(), number)

    before = signal.getsignal(number)
    serve(port, announce=answer)
    assert announced == [f"http://127.0.0.1:{port}/"]
    assert len(children) == 2
    assert all(child.poll() is not None for child in children)
    assert signal.getsignal(number) == before


def test_a_part_that_ends_by_itself_ends_the_rest(port, children, monkeypatch):
    stand_ins(monkeypatch, "import sys, time; time.sleep(1); sys.exit(3)")
    with pytest.raises(NotServedError, match=r"The worker ended by itself \(status 3\)"):
        serve(port, announce=lambda address: None)
    assert all(child.poll() is not None for child in children)


def test_pages_that_never_answer_are_given_up(port, children, monkeypatch):
    stand_ins(monkeypatch, WAITING, web=WAITING)
    monkeypatch.setattr(serving, "STARTS_WITHIN_SECONDS", 0.5)
    with pytest.raises(NotServedError, match="did not answer"):
        serve(port, announce=pytest.fail)
    assert all(child.poll() is not None for child in children)


def test_a_part_that_does_not_listen_is_ended_by_force(port, children, monkeypatch):
    stand_ins(monkeypatch, DEAF)
    monkeypatch.setattr(serving, "STOPS_WITHIN_SECONDS", 0.5)
    time_to_listen_not = 1.0

    def answer(address):
        time.sleep(time_to_listen_not)
        os.kill(os.getpid(), signal.SIGINT)

    serve(port, announce=answer)
    assert children[1].returncode == -signal.SIGKILL


@pytest.mark.long
def test_one_command_builds_serves_logs_in_runs_a_night_and_leaves_nothing_behind(port, tmp_path):
    log = tmp_path / "log"
    environment = {
        **{key: text for key, text in os.environ.items() if not key.startswith(("CS_", "DJANGO_"))},
        **{"DATA_DIR": str(tmp_path), "DATABASE_URL": "", "PORT": str(port)},
        **{"CELERY_BROKER_URL": "filesystem://"},
    }
    with log.open("w") as output:
        demo = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--accounts", "24"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        address = f"http://127.0.0.1:{port}/"
        wait_for(lambda: f"Open {address}" in log.read_text(), log)
        site = Site(address)
        database = sqlite3.connect(tmp_path / "db.sqlite3", timeout=30)
        (night,) = database.execute("SELECT max(business_date) FROM core_run").fetchone()
        assert "/nights/" in site.post("nights/", night=night).geturl()
        asked = "SELECT state FROM core_run WHERE kind = 'nightly' AND round = 2"
        wait_for(lambda: database.execute(asked).fetchone() == ("done",), log)
    finally:
        demo.send_signal(signal.SIGINT)
        assert demo.wait(timeout=60) == 0
    assert not serving.is_taken(port)


def wait_for(look, log, *, seconds=120):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.2)
    raise TimeoutError(log.read_text())


class Site:
    """A browser that is logged in as ops."""

    def __init__(self, base):
        self.base = base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.post("demo/enter/", on="login/", member="ops")

    def post(self, path, *, on="", **fields):
        page = self.opener.open(self.base + (on or path)).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
        body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        return self.opener.open(self.base + path, body)
