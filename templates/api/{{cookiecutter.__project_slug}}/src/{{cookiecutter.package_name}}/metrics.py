"""Numbers for Prometheus. No label comes from a request.

Under gunicorn each process keeps its numbers in files of PROMETHEUS_MULTIPROC_DIR; whichever is asked adds them up.
"""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

LATENCIES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
# What stands for a path that is none of the routes, and for columns that the model lacks.
OTHER = "(other)"

REGISTRY = CollectorRegistry()
REQUESTS = Histogram(
    "api_request_seconds",
    "Requests and how long they took.",
    ("model", "version", "route", "code"),
    buckets=LATENCIES,
    registry=REGISTRY,
)
ROWS = Counter("api_rows", "Rows that were scored.", ("model", "version"), registry=REGISTRY)
WARNINGS = Counter("api_warnings", "Values that scored with a warning, by column.", ("column",), registry=REGISTRY)
CACHE = Counter("api_cache", "Requests that asked the cache, by what came of it.", ("result",), registry=REGISTRY)
DATA_SOURCE = Counter("api_data_source", "Keys that were looked up, by what came.", ("result",), registry=REGISTRY)
MODEL = Gauge(
    "api_model_info",
    "1 for the model that is served.",
    ("model", "version", "digest"),
    multiprocess_mode="max",
    registry=REGISTRY,
)


def exposition() -> bytes:
    """Everything, as Prometheus reads it."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
