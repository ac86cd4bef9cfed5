"""How gunicorn serves the API: `gunicorn` in this folder finds this file."""

import mmap
import os
import shutil
import signal
import sys
import tempfile
from itertools import count
from types import FrameType
from typing import Any

from gunicorn.glogging import Logger

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "src"))

wsgi_app = "{{ cookiecutter.package_name }}.app:create_app()"
bind = os.environ.get("BIND", "127.0.0.1:8000")
# WEB_CONCURRENCY, which gunicorn itself reads, says how many processes there are.
worker_class = "gthread"
# In memory, so that the file system of a container may be read-only.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
threads = 4
keepalive = 30
# Workers are replaced now and then, each at another time, so that no leak grows without end.
max_requests = int(os.environ.get("MAX_REQUESTS", "50000"))
max_requests_jitter = max_requests // 10
# Requests that run when the server ends have so many seconds.
graceful_timeout = 20
# Nothing here is controlled by a socket, which two servers of one user would quarrel over.
control_socket_disable = True


class Log(Logger):  # type: ignore[misc]
    """What gunicorn says of itself. It would put together a line about each request, too, which the app writes."""

    def access(self, *_request: Any) -> None: ...


logger_class = Log
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "{{ cookiecutter.package_name }}.json_log.JsonFormatter"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stdout"}},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["stdout"], "propagate": False}},
    "root": {"level": "WARNING", "handlers": ["stdout"]},
}

# After SIGTERM the server goes on accepting for so many seconds, not ready any more, so that the proxy before it has
# time to send callers elsewhere.
DRAIN_SECONDS = int(os.environ.get("DRAIN_SECONDS", "5"))

# One byte that all processes see: 1 once the server drains.
draining = mmap.mmap(-1, 1)


# The numbers of all processes, for /metrics. prometheus_client reads the variable when it is imported, which is later.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="metrics-", dir=worker_tmp_dir)


def pre_fork(server: Any, worker: Any) -> None:
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in count() if place not in taken)


def post_fork(server: Any, worker: Any) -> None:
    from prometheus_client import values

    # A worker goes on with the files of the one whose place it takes: nothing that was counted is lost when a worker
    # ends, and there are never more files than places.
    values.ValueClass = values.MultiProcessValue(lambda: worker.place)  # type: ignore[no-untyped-call]


def when_ready(server: Any) -> None:
    end = signal.getsignal(signal.SIGTERM)
    assert callable(end), "gunicorn handles SIGTERM"

    def drain(_signal: int, _frame: FrameType | None) -> None:
        if draining[0]:
            return
        draining[0] = 1
        server.log.info("Draining for %s s", DRAIN_SECONDS)
        signal.signal(signal.SIGALRM, lambda _signal, frame: end(signal.SIGTERM, frame))
        signal.setitimer(signal.ITIMER_REAL, max(DRAIN_SECONDS, 0.001))

    signal.signal(signal.SIGTERM, drain)


def on_exit(server: Any) -> None:
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def post_worker_init(worker: Any) -> None:
    worker.wsgi.extensions["service"].is_draining = lambda: draining[0] == 1
