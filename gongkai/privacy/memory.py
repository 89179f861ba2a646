"""What a process that holds keys and opened personal data does about its own memory (ASVS 8.3.6).

Python copies strings as it likes and gives no hold on them, so nothing here pretends to overwrite. What is done is
that the memory does not leave the process: no core file is written, and on Linux nobody but root may read the memory
of the process or attach to it. Swap is the operator's (docs/operators/install.md).
"""

from __future__ import annotations

import ctypes
import resource
import sys

_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4


def keep_in() -> None:
    """Write no core file of this process and let nobody but root look into it. Core files stay off in the processes
    that it starts. Called by everything that serves or works; safe to call again."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def kept_in() -> bool:
    """Whether this process keeps its memory to itself."""
    no_core = resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
    return no_core and (sys.platform != "linux" or ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) == 0)
