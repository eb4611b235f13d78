"""Ask the web server of this container whether it lives, as the proxy in front of it would.

    python tools/probe.py [port]

Exit status 0 where /healthz/ answers 200. Starts in a twentieth of a second, without Django.
"""

import http.client
import os
import sys

PATIENCE_SECONDS = 4


def main(arguments):
    port = int(arguments[0]) if arguments else 8000
    try:
        status = ask(port)
    except OSError as error:
        sys.exit("no answer: " + str(error))
    if status != http.client.OK:
        sys.exit("answered " + str(status))


def ask(port):
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    connection.request("GET", "/healthz/", headers={"Host": host, "X-Forwarded-Proto": "https"})
    return connection.getresponse().status


if __name__ == "__main__":
    main(sys.argv[1:])
