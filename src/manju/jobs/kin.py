"""Processes that end when the process that started them ends."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from typing import Final

from manju.media.limits import PR_SET_PDEATHSIG

LOOK_S: Final = 0.5
LIBC: Final = ctypes.CDLL(None)  # opened before any fork


def die_with_parent(how: signal.Signals, parent: int) -> None:
    """Get signal `how` when `parent` dies, even by SIGKILL. Call it first thing after a fork.

    Linux does it in the kernel; elsewhere a thread looks twice a second.
    """
    if sys.platform.startswith("linux"):
        LIBC.prctl(PR_SET_PDEATHSIG, how)
        if os.getppid() != parent:  # it died before the line above
            os.kill(os.getpid(), how)
    else:
        threading.Thread(target=_look, args=(how, parent), daemon=True).start()


def _look(how: signal.Signals, parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_S)
    os.kill(os.getpid(), how)
