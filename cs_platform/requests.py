"""A name for every request, and a line in the log when it was answered."""

import logging
import re
import time
import uuid

from django.contrib.auth import SESSION_KEY

from core.log_context import add_to_log_context, log_context

log = logging.getLogger("requests")
# Taken over from a proxy where it is harmless in a log.
NAME = re.compile(r"[A-Za-z0-9-]{8,64}")
# Asked every few seconds for ever: only a bad answer is worth a line.
PROBES = ("/healthz/", "/readyz/", "/metrics/")


class RequestLogMiddleware:
    """Outermost of all: it sees what every other has made of an answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        name = given if NAME.fullmatch(given) else uuid.uuid4().hex
        began = time.perf_counter()
        with log_context(request_id=name):
            response = self.get_response(request)
            _tell(request, response.status_code, ms=round(1000 * (time.perf_counter() - began)))
        response["X-Request-ID"] = name
        return response

    def process_view(self, request, view, args, kwargs):
        """Name the member once the session is read; asking for more would cost a query."""
        if member := request.session.get(SESSION_KEY):
            add_to_log_context(user_id=int(member))


def _tell(request, status, *, ms):
    if request.path in PROBES and status == 200:
        return
    told = {"method": request.method, "path": request.path, "status": status, "ms": ms}
    log.info("%(method)s %(path)s %(status)s %(ms)s ms", told, extra=told)
