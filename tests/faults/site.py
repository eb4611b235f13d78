"""The whole platform as plain processes on servers of its own: web, worker, scheduler."""

import http.client
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from unittest import mock

import psutil
from celery import Celery

from tests.faults.database import Database
from tests.faults.processes import ROOT, Process, free_port, wait_until

QUEUES = "nightly,upload,light"
# A child for each of the two processors that CI has.
CHILDREN = 2
STARTS_WITHIN = 60
# What the processes of pytest itself are told must not reach those under test.
_NOT_OURS = ("CS_", "DJANGO_", "TEST_", "DATABASE_", "CELERY_", "DATA_DIR", "PYTEST", "FAULT_")


class Site:
    """One database and one broker with the processes that serve them."""

    def __init__(self, *, folder, database_url, broker_url, **environment):
        self.folder = Path(folder)
        self.folder.mkdir(exist_ok=True)
        self.database = Database(database_url)
        self.broker_url, self.chosen = broker_url, environment
        self.environment = {
            **{key: text for key, text in os.environ.items() if not key.startswith(_NOT_OURS)},
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": database_url,
            "CELERY_BROKER_URL": broker_url,
            "CELERY_TASK_ALWAYS_EAGER": "0",
            "DATA_DIR": str(self.folder / "data"),
            "DEBUG": "0",
            **environment,
        }
        self.worker = self.web = None
        self.schedulers = []
        self.port = free_port()

    # --- Processes ---

    def run(self, *arguments, **environment):
        """Run a Python module or manage.py to its end; raises when it fails."""
        done = subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{arguments} ended with {done.returncode}: {done.stderr[-4000:]}")
        return done.stdout.strip()

    def start_worker(self, **environment):
        command = ["-m", "celery", "-A", "cs_platform", "worker", "-c", CHILDREN, "-Q", QUEUES]
        self.worker = self._start("worker", [*command, "--loglevel", "INFO"], environment)
        wait_until(self.children, seconds=STARTS_WITHIN, what="the worker's children")

    @property
    def worker_log(self):
        return self.folder / "worker.log"

    def start_scheduler(self, name="beat", **environment):
        command = ["-m", "celery", "-A", "cs_platform", "beat", "--pidfile=", "--schedule"]
        command += [self.folder / f"{name}-schedule", "--loglevel", "INFO"]
        self.schedulers.append(self._start(name, command, environment))

    def start_web(self, **environment):
        command = ["-m", "gunicorn", "cs_platform.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        self.web = self._start("web", [*command, "--threads", 4, "--timeout", 60], environment)
        wait_until(
            lambda: self.get("/login/") == 200, seconds=STARTS_WITHIN, every=0.3, what="the web"
        )

    def _start(self, name, command, environment):
        return Process(
            [sys.executable, *command],
            log=self.folder / f"{name}.log",
            environment=self.environment | environment,
        )

    def children(self):
        """Return the worker's pool processes; none while it is starting."""
        whole = psutil.Process(self.worker.pid).children() if self.worker.is_alive else []
        return whole if len(whole) >= CHILDREN else []

    def stop(self):
        """End what was started here; each process by its own group."""
        for process in [*self.schedulers, self.worker, self.web]:
            if process:
                process.kill_group()
        self.worker, self.web, self.schedulers = None, None, []

    # --- Speaking with it ---

    def get(self, path):
        return self._ask(urllib.request.Request(f"http://127.0.0.1:{self.port}{path}"))

    def post(self, path):
        """Return the status of a POST; 0 when nobody answers."""
        return self._ask(
            urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method="POST")
        )

    def send(self, path, content):
        """POST bytes; returns the status, 0 when nobody answers, and the answer as JSON or None."""
        address = f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(address, data=content, method="POST")
        answers = []
        status = self._ask(request, answers.append)
        return status, json.loads(answers[0]) if status == 200 else None

    def _ask(self, request, hear=lambda answer: None):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 own address
                hear(answer.read())
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except (OSError, http.client.HTTPException):
            return 0

    def steps_held(self):
        """Return {process id: step id} of what the worker's children are at, as the worker says."""
        # Celery prefers the environment to what it is told, and pytest's names a broker of its own.
        told = mock.patch.dict(os.environ, {"CELERY_BROKER_URL": self.broker_url})
        with told, Celery() as app:
            replies = app.control.inspect(timeout=5, limit=1).active() or {}
        return {
            task["worker_pid"]: task["args"][0]
            for tasks in replies.values()
            for task in tasks
            if task["name"] == "core.tasks.work"
        }
