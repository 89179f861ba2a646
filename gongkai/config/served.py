"""What Granian's worker processes load: the application, in a process group of their own.

A terminal sends Ctrl-C to a whole group. Granian's main process passes it on by itself, and a worker that hears it
twice never ends; so the workers leave the terminal's group before they begin.
"""

from __future__ import annotations

import os
from contextlib import suppress

from gongkai.config.wsgi import application

__all__ = ["application"]

with suppress(OSError):  # a leader of its session has left it already
    os.setpgid(0, 0)
