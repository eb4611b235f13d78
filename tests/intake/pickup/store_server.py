"""A small S3-compatible store on the loopback: listing and reading, nothing is checked or kept."""

import hashlib
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

WRITTEN = "2026-11-22T00:00:00.000Z"
A_PAGE = 2


@dataclass
class Store:
    """What lies in the one bucket `feeds`, by key; every path that was asked for; how it misbehaves."""

    endpoint: str
    objects: dict[str, bytes] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    is_closed: bool = False
    is_mute: bool = False
    cut_at: int | None = None


@contextmanager
def serving():
    """Serve a store for the length of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            """Say nothing."""

        def do_GET(self):
            answer(self, store)

        do_PUT = do_POST = do_DELETE = do_GET  # noqa: N815 names that the library calls

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    store = Store(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answer(request, store):
    address = urlsplit(request.path)
    store.asked.append(f"{request.command} {request.path}")
    bucket, _, key = unquote(address.path).lstrip("/").partition("/")
    if store.is_mute:
        time.sleep(2)
    if store.is_closed or request.command != "GET":
        say(request, 403, error("AccessDenied"))
    elif bucket != "feeds":
        say(request, 404, error("NoSuchBucket"))
    elif not key:
        say(request, 200, listing(store, parse_qs(address.query)))
    elif key not in store.objects:
        say(request, 404, error("NoSuchKey"))
    elif request.headers.get("If-Match") not in (None, tag(store.objects[key])):
        say(request, 412, error("PreconditionFailed"))
    else:
        say(request, 200, store.objects[key], tag=tag(store.objects[key]), cut_at=store.cut_at)


def listing(store, asked):
    prefix, delimiter = asked.get("prefix", [""])[0], asked["delimiter"][0]
    keys = sorted(
        key
        for key in store.objects
        if key.startswith(prefix) and delimiter not in key.removeprefix(prefix)
    )
    begin = int(asked.get("continuation-token", ["0"])[0])
    page, more = keys[begin : begin + A_PAGE], keys[begin + A_PAGE :]
    entries = "".join(
        f"<Contents><Key>{escape(key)}</Key><ETag>{escape(tag(store.objects[key]))}</ETag>"
        f"<Size>{len(store.objects[key])}</Size>"
        f"<LastModified>{store.written.get(key, WRITTEN)}</LastModified></Contents>"
        for key in page
    )
    token = f"<NextContinuationToken>{begin + A_PAGE}</NextContinuationToken>" if more else ""
    return (
        f"<ListBucketResult><Name>feeds</Name><IsTruncated>{str(bool(more)).lower()}</IsTruncated>"
        f"{token}{entries}</ListBucketResult>"
    ).encode()


def error(code):
    return f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()


def tag(content):
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


def say(request, status, content, *, tag="", cut_at=None):
    request.send_response(status)
    request.send_header("Content-Length", str(len(content)))
    if tag:
        request.send_header("ETag", tag)
    request.end_headers()
    request.wfile.write(content[:cut_at])
    if cut_at is not None:
        request.close_connection = True
