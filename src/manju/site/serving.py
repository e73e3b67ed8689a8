"""The web server of one installation: gunicorn with threads, ended with its parent, short goodbyes."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from gunicorn.app.base import BaseApplication

from manju.jobs.kin import die_with_parent

THREADS = 8
REQUEST_S = 120
GOODBYE_S = 3


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn configured from code; `host` and `port` are where it listens."""

    def __init__(self, host: str, port: int, processes: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        self._settings: dict[str, Any] = {
            "bind": f"{shown}:{port}", "workers": processes, "threads": THREADS, "worker_class": "gthread",
            "timeout": REQUEST_S, "graceful_timeout": GOODBYE_S, "keepalive": 5, "loglevel": "warning",
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None, "preload_app": False,  # noqa: S108, PTH112
            "control_socket_disable": True,
        }  # fmt: skip
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:  # a WSGI application
        from manju.site.wsgi import application

        return application


if __name__ == "__main__":
    die_with_parent(signal.SIGTERM, int(sys.argv[4]))
    Server(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])).run()
