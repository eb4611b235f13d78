"""A member who logs in and sends files by the page itself, without a browser."""

import http.cookiejar
import re
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from urllib.parse import urlencode

from tests.faults.processes import ROOT

PASSWORD = "a long and plain password"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Member:
    """Somebody of ops on a site whose web is running."""

    def __init__(self, site, email="olivia@example.com"):
        self.port, self.email = site.port, email
        subprocess.run(
            [sys.executable, "manage.py", "add_member", email, "Olivia", "--role", "ops"],
            cwd=ROOT,
            env=site.environment,
            input=f"{PASSWORD}\n",
            text=True,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def log_in(self):
        fields = {"username": self.email, "password": PASSWORD, **self._token("/login/")}
        status, _ = self._ask("/login/", urlencode(fields).encode())
        assert status == 200, f"the login was answered with {status}"

    def see(self, path):
        """Return (status, text) of a page."""
        return self._ask(path)

    def upload(self, content, *, dataset="usage", name="usage.csv"):
        """Send a file by the form; returns (status, text) of the page that follows."""
        boundary = uuid.uuid4().hex
        fields = {**self._token("/uploads/"), "dataset": dataset, "source": "main"}
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        file = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"'
        head = "".join([*parts, file, "\r\nContent-Type: text/csv\r\n\r\n"]).encode()
        body = head + content + f"\r\n--{boundary}--\r\n".encode()
        return self._ask("/uploads/", body, f"multipart/form-data; boundary={boundary}")

    def _token(self, path):
        return {"csrfmiddlewaretoken": TOKEN.search(self._ask(path)[1])[1]}

    def _ask(self, path, body=None, kind="application/x-www-form-urlencoded"):
        headers = {"Content-Type": kind} if body else {}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, headers)
        try:
            with self._opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
