"""Keeps predictions for a while, so that the same rows are not scored again."""

import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any, Protocol

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from .columns import Column, Scalar
from .json_log import log
from .metrics import CACHE
from .predictions import Prediction
from .settings import CacheSettings

# Larger requests are batches: they seldom come twice, and would push everything else out.
MOST_ROWS = 100
# A Redis answers sooner, or scoring is the quicker way.
REDIS_SECONDS = 0.1
# So long a Redis that failed is not asked again: each request would wait for it.
PAUSE_SECONDS = 5.0


class Store(Protocol):
    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, value: bytes) -> None: ...


class MemoryStore:
    """The entries of this process; the one that was used least recently goes first."""

    def __init__(self, seconds: float, entries: int) -> None:
        self.seconds, self.most = seconds, entries
        self.entries: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self.lock = Lock()

    def get(self, key: str) -> bytes | None:
        with self.lock:
            until, value = self.entries.get(key, (0.0, b""))
            if until <= time.monotonic():
                self.entries.pop(key, None)
                return None
            self.entries.move_to_end(key)
            return value

    def put(self, key: str, value: bytes) -> None:
        with self.lock:
            self.entries[key] = (time.monotonic() + self.seconds, value)
            self.entries.move_to_end(key)
            if len(self.entries) > self.most:
                self.entries.popitem(last=False)


class RedisStore:
    """The entries of all processes. Where the Redis fails it is left alone for a while, and everything is scored."""

    def __init__(self, settings: CacheSettings) -> None:
        self.seconds = settings.seconds
        self.paused_until = 0.0
        self.client = redis.Redis.from_url(
            settings.url,
            password=settings.password,
            socket_timeout=REDIS_SECONDS,
            socket_connect_timeout=REDIS_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )

    def get(self, key: str) -> bytes | None:
        found = self.ask(lambda: self.client.get(key))
        return found if isinstance(found, bytes) else None

    def put(self, key: str, value: bytes) -> None:
        self.ask(lambda: self.client.set(key, value, ex=self.seconds))

    def ask(self, question: Any) -> Any:
        if time.monotonic() < self.paused_until:
            return None
        try:
            return question()
        except redis.RedisError as error:
            self.paused_until = time.monotonic() + PAUSE_SECONDS
            CACHE.labels("failed").inc()
            log("Cache failed", {"error": type(error).__name__, "pause_seconds": PAUSE_SECONDS})
            return None


class Cache:
    """Predictions by model and rows.

    The keys of entries are keyed hashes (BLAKE2b): whoever reads the store cannot try which rows they belong to.
    """

    def __init__(self, store: Store, key: bytes, digest: str, columns: Sequence[Column]) -> None:
        self.store = store
        self.key = hashlib.blake2b(key).digest()
        self.digest = digest
        self.numbers = {column.name for column in columns if column.kind == "number"}

    def get(self, rows: Mapping[str, Sequence[Scalar]], count: int) -> tuple[str, list[Prediction] | None]:
        """The key of an entry, and what is kept there for so many rows."""
        key = self.name(rows)
        found = parsed(self.store.get(key), count)
        CACHE.labels("miss" if found is None else "hit").inc()
        return key, found

    def put(self, key: str, predictions: list[Prediction]) -> None:
        self.store.put(key, json.dumps(predictions, separators=(",", ":")).encode())

    def name(self, rows: Mapping[str, Sequence[Scalar]]) -> str:
        """The same for the same values, however a request wrote them: 1 and 1.0 are one number."""
        values = {
            name: [float(value) if name in self.numbers and value is not None else value for value in column]
            for name, column in rows.items()
        }
        content = json.dumps([self.digest, values], separators=(",", ":")).encode()
        return f"prediction:{hashlib.blake2b(content, key=self.key, digest_size=32).hexdigest()}"


def parsed(content: bytes | None, count: int) -> list[Prediction] | None:
    """What an entry holds; None where it is not so many predictions."""
    try:
        found = None if content is None else json.loads(content)
    except ValueError:
        return None
    return found if isinstance(found, list) and len(found) == count else None


def store_of(settings: CacheSettings) -> Store | None:
    if settings.kind == "none":
        return None
    return RedisStore(settings) if settings.kind == "redis" else MemoryStore(settings.seconds, settings.entries)
