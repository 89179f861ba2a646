"""What Granian's worker processes load: the application, in a process group of their own, bound to their server.

A terminal sends Ctrl-C to a whole group. Granian's main process passes it on by itself, and a worker that hears it
twice never ends; so the workers leave the terminal's group before they begin. And a worker whose server was killed
would go on holding the port with nobody to look after it; so the system is asked to end it, too.
"""

from __future__ import annotations

import ctypes
import os
import signal
from contextlib import suppress

from gongkai.config.wsgi import application

__all__ = ["application"]

_SET_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of prctl(2), Linux only."""


def _leave_the_terminals_group() -> None:
    with suppress(OSError):  # a leader of its session has left it already
        os.setpgid(0, 0)


def _end_with_the_server() -> None:
    server = os.getppid()
    with suppress(OSError, AttributeError):  # other systems have no such request
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != server:  # it died before the request was made
        os._exit(1)


_leave_the_terminals_group()
_end_with_the_server()
