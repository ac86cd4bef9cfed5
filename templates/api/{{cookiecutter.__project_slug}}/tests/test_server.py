"""The API as gunicorn serves it: several processes, their numbers, and how they end."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no gunicorn")

ROOT = Path(__file__).parent.parent
# Libraries may take long to be imported where much else is going on.
PATIENCE = 120.0


class Server:
    def __init__(self, **environment: str) -> None:
        self.port = free_port()
        settings = {"BIND": f"127.0.0.1:{self.port}", "DRAIN_SECONDS": "0", **environment}
        path = os.pathsep.join(sys.path)
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 (closed when the server has ended)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn"],
            cwd=ROOT,
            env={**os.environ, **settings, "PYTHONPATH": path},
            stdout=self.log,
        )

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def workers(self) -> int:
        """How many have been started up to now."""
        return os.pread(self.log.fileno(), 1_000_000, 0).count(b"Booting worker")

    def has_drained(self) -> bool:
        """Whether it accepts nobody any more, and finishes what runs."""
        return b"Handling signal: term" in os.pread(self.log.fileno(), 1_000_000, 0)

    def ready(self) -> bool:
        with suppress(OSError):
            return self.ask("GET", "/health/ready")[0] == 200
        return False

    def started(self) -> bool:
        """Whether it is ready; it never will be once it has ended or refused its model."""
        assert self.process.poll() is None, "The server has ended."
        with suppress(OSError):
            status, answer = self.ask("GET", "/health/ready")
            assert json.loads(answer)["status"] != "failed", answer
            return status == 200
        return False


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "It did not come in time."
        time.sleep(0.02)


@contextmanager
def running(**environment: str) -> Iterator[Server]:
    server = Server(**environment)
    try:
        until(server.started)
        yield server
    finally:
        server.process.terminate()
        server.process.wait(PATIENCE)
        server.log.close()


class Callers:
    """Callers who ask without a pause, each with one connection for as long as the server keeps it open."""

    def __init__(self, server: Server, row: dict[str, Any], count: int = 4) -> None:
        self.server, self.body = server, json.dumps({"rows": [row]})
        self.statuses: list[int] = []
        self.lost: list[str] = []
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.run) for _ in range(count)]

    def __enter__(self) -> "Callers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def run(self) -> None:
        connection: HTTPConnection | None = None
        while not self.ended.is_set():
            connection = connection or HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
            try:
                connection.request("POST", "/predict", self.body, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                answer.read()
                self.statuses.append(answer.status)
                if answer.will_close:
                    connection.close()
                    connection = None
            except (OSError, HTTPException) as error:
                self.lost.append(repr(error))
                return
        if connection:
            connection.close()


def head(length: int) -> bytes:
    lines = ["POST /predict HTTP/1.1", "Host: x", "Content-Type: application/json", f"Content-Length: {length}", "", ""]
    return "\r\n".join(lines).encode()


@pytest.fixture
def row(description: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = description["golden"]["rows"][0]["row"]
    return found


def test_no_request_is_lost_and_nothing_uncounted_while_workers_are_replaced(row: dict[str, Any]) -> None:
    with running(WEB_CONCURRENCY="2", MAX_REQUESTS="30") as server:
        with Callers(server, row) as callers:
            until(lambda: server.workers() > 4 or callers.lost != [])
        assert callers.lost == []
        assert set(callers.statuses) == {200}
        text = server.ask("GET", "/metrics")[1].decode()
    counts = [line for line in text.splitlines() if line.startswith("api_request_seconds_count")]
    counted = sum(float(line.rpartition(" ")[2]) for line in counts if 'route="/predict"' in line)
    assert counted == len(callers.statuses)


def test_told_to_end_it_goes_on_accepting_and_finishes_what_runs(row: dict[str, Any]) -> None:
    with running(DRAIN_SECONDS="4") as server:
        with Callers(server, row) as callers:
            until(lambda: len(callers.statuses) > 20)
            server.process.send_signal(signal.SIGTERM)
            # As a proxy does: it asks whether the server is ready, and sends its callers elsewhere when it is not.
            until(lambda: not server.ready())
            before = len(callers.statuses)
            until(lambda: len(callers.statuses) > before + 4 or callers.lost != [])
        assert server.ask("GET", "/health/live")[0] == 200
        assert callers.lost == []
        assert set(callers.statuses) == {200}
        assert server.process.wait(PATIENCE) == 0


def test_a_request_that_has_begun_is_answered_after_the_drain(row: dict[str, Any]) -> None:
    with running() as server:
        body = json.dumps({"rows": [row]}).encode()
        with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as connection:
            connection.sendall(head(len(body)) + body[:10])
            # Its worker has it once it has answered another one that came later.
            assert server.ask("GET", "/health/live")[0] == 200
            server.process.send_signal(signal.SIGTERM)
            # Nobody asks meanwhile: who connects just when it stops accepting waits until it has ended.
            until(server.has_drained)
            connection.sendall(body[10:])
            assert connection.recv(64).startswith(b"HTTP/1.1 200")
        assert server.process.wait(PATIENCE) == 0


def test_a_body_that_is_too_slow_keeps_no_thread() -> None:
    with running(BODY_SECONDS="0.2") as server, socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(head(100) + b"{")
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"urn:problem:body-too-slow" in answer


def test_a_worker_that_is_killed_leaves_its_numbers(row: dict[str, Any]) -> None:
    def counted() -> float:
        lines = server.ask("GET", "/metrics")[1].decode().splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("api_rows_total"))

    with running() as server:
        server.ask("POST", "/predict", {"rows": [row]})
        assert counted() == 1
        (worker,) = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
        os.kill(int(worker), signal.SIGKILL)
        until(server.ready)
        server.ask("POST", "/predict", {"rows": [row]})
        assert counted() == 2
