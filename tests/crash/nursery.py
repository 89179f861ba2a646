"""A server that is quickly dead and quickly back: a parent loads Django once and forks children that serve.

Run as a program. Prints the port and the address of the form; then, for each line on standard input, kills the
child with SIGKILL wherever it is, forks the next one and prints its process id. The parent holds the listening
socket, so nobody has to wait for a port.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from socketserver import ThreadingMixIn
from typing import Any, NoReturn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django


class Server(ThreadingMixIn, WSGIServer):
    """One thread per request on a socket that is listening already."""

    daemon_threads = True

    def __init__(self, listening: socket.socket, application: Any) -> None:
        super().__init__(("127.0.0.1", 0), Quiet, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.server_name, self.server_port = "127.0.0.1", listening.getsockname()[1]
        self.setup_environ()
        self.set_app(application)


class Quiet(WSGIRequestHandler):
    """Says nothing of requests."""

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """Nothing."""


def prepare() -> tuple[str, Any]:
    """A district in a migrated database that is empty; the address of the office's form and the application."""
    django.setup()
    from django.db import connections
    from django.test import Client

    from gongkai.config.wsgi import application
    from tests.factories import make_district
    from tests.portal.filled import ANSWERS

    place = f"/apply/{make_district().office.code}/"
    # A child begins with templates compiled and modules loaded, so that it lives long enough to be of use.
    citizen = Client()
    assert citizen.get(place).status_code == 200
    assert citizen.post(place, {**ANSWERS, "step": "review"}, follow=True).status_code == 200
    assert citizen.get("/receipt/").status_code == 200
    connections.close_all()
    return place, application


def child(listening: socket.socket, application: Any) -> int:
    """Fork a server."""
    key = os.fork()
    if key == 0:
        serve(listening, application)
    return key


def serve(listening: socket.socket, application: Any) -> NoReturn:
    """Serve until killed."""
    sys.stdin.close()
    try:
        Server(listening, application).serve_forever()
    finally:
        os._exit(1)


def main() -> None:
    """Kill and fork until standard input ends."""
    place, application = prepare()
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    print(json.dumps({"port": listening.getsockname()[1], "place": place}), flush=True)
    serving = child(listening, application)
    for _ in sys.stdin:
        os.kill(serving, signal.SIGKILL)
        _, status = os.waitpid(serving, 0)
        if not os.WIFSIGNALED(status):
            sys.exit("the server had ended by itself")
        serving = child(listening, application)
        print(serving, flush=True)
    os.kill(serving, signal.SIGKILL)


if __name__ == "__main__":
    main()
