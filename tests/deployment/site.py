"""The services of docker-compose.yml as plain processes: its commands, its settings, no containers."""

import http.client
import json
import os
import secrets
import shlex
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlencode

from tests.deployment import image
from tests.deployment.compose import filled_in
from tests.faults.database import Database
from tests.faults.processes import free_port, wait_until

HOST = "success.example"
SECRETS = {
    name: secrets.token_urlsafe(48)
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "METRICS_TOKEN")
}
LAST_WORDS = "\nworker: Warm shutdown (MainProcess)\n"
STARTS_WITHIN = 60
STOPS_WITHIN = 30
# What the machine decides: where servers listen. All else is as the file says.
NAMES = ("database:5432", "broker:6379")


class Site:
    """One deployment below `folder`; `services` are its running processes by name."""

    def __init__(self, folder, *, database_url):
        self.folder, self.database = Path(folder), Database(database_url)
        self.app = self.folder / "app"
        # The image's user has none.
        self.home = self.folder / "home"
        self.app.mkdir()
        image.lay_out(self.app)
        (self.folder / "data").mkdir(mode=0o700)
        self.plan = filled_in({**SECRETS, "ALLOWED_HOSTS": HOST})["services"]
        self.port, self.broker_port = free_port(), free_port()
        self.services = {}

    # --- Processes ---

    def environment(self, name):
        broker = f"redis://:{SECRETS['REDIS_PASSWORD']}@127.0.0.1:{self.broker_port}/0"
        here = {"DATABASE_URL": self.database.url, "CELERY_BROKER_URL": broker}
        places = {"DATA_DIR": str(self.folder / "data"), "TMPDIR": str(self.folder / "data")}
        return {
            "PATH": f"{image.BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.home),
            "HOSTNAME": socket.gethostname(),
            # Tests may run as root, which the image never does.
            "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
            **image.environment(),
            **self.plan[name].get("environment", {}),
            **(here | places if name not in ("broker", "database") else {}),
        }

    def start(self, name, *more):
        """Start a service by the command of the file, with `more` words at its end."""
        command = [*self.plan[name]["command"], *map(str, more)]
        with self.log(name).open("wb") as log:
            self.services[name] = subprocess.Popen(
                command,
                cwd=self.app,
                env=self.environment(name),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_broker(self):
        """Start Redis by the script of the file, told where to listen and to keep its log."""
        shell, option, script = self.plan["broker"]["command"]
        where = f"--bind 127.0.0.1 --port {self.broker_port} --dir {shlex.quote(str(self.folder))}"
        self.plan["broker"]["command"] = [
            shell,
            option,
            script.replace(" <<END", f" {where} <<END"),
        ]
        self.start("broker")
        test = self.plan["broker"]["healthcheck"]["test"][1]
        asks = test.replace("redis-cli", f"redis-cli -p {self.broker_port}")
        wait_until(
            lambda: self._succeeds("broker", ["sh", "-c", asks]), seconds=10, what="the broker"
        )

    def run(self, name, *command, stdin=None, **environment):
        """Run a command to its end in the place of a service; returns the finished process."""
        return subprocess.run(
            list(map(str, command or self.plan[name]["command"])),
            cwd=self.app,
            env=self.environment(name) | environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def is_healthy(self, name):
        """Do the health check of the file."""
        kind, *test = self.plan[name]["healthcheck"]["test"]
        if name == "web":
            test.append(str(self.port))
        return self._succeeds(name, ["sh", "-c", *test] if kind == "CMD-SHELL" else test)

    def _succeeds(self, name, command):
        return self.run(name, *command).returncode == 0

    def wait_healthy(self, name):
        wait_until(
            lambda: self.is_healthy(name), seconds=STARTS_WITHIN, every=1, what=f"{name} healthy"
        )

    def stop(self, name):
        """Ask for an orderly end, as the engine does, and return the exit status."""
        service = self.services.pop(name)
        service.terminate()
        return service.wait(timeout=STOPS_WITHIN)

    def end(self):
        """Leave nothing behind, whatever happened."""
        for service in self.services.values():
            if service.poll() is None:
                os.killpg(service.pid, 9)
                service.wait()

    def log(self, name):
        return self.folder / f"{name}.log"

    def lines(self, name):
        """Return the log of a service, but for what Celery says past every log when it is told to end."""
        written = self.log(name).read_text().replace(LAST_WORDS, "")
        return [json.loads(line) for line in written.splitlines()]

    # --- Speaking with it as the proxy does ---

    def ask(self, path, *, method="GET", form=None, **headers):
        """Return (status, headers, body) of a request that came in over TLS."""
        given = {"Host": HOST, "X-Forwarded-Proto": "https", **headers}
        if form is not None:
            given["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, urlencode(form) if form else None, given)
        answer = connection.getresponse()
        body = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, answer.headers, body


class Browser:
    """Keeps cookies and sends the token of the form, as a member's browser does."""

    def __init__(self, site):
        self.site, self.cookies = site, {}

    def get(self, path):
        return self._ask(path)

    def post(self, path, **form):
        form["csrfmiddlewaretoken"] = self.cookies["__Host-csrf"]
        return self._ask(path, method="POST", form=form, Referer=f"https://{HOST}{path}")

    def _ask(self, path, **request):
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        status, headers, body = self.site.ask(path, **request, Cookie=cookie)
        for each in headers.get_all("Set-Cookie") or ():
            name, _, rest = each.partition("=")
            assert "Secure" in rest
            self.cookies[name] = rest.partition(";")[0]
        return status, headers, body
