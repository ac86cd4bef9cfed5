"""One JSON object a line on standard output. No line holds a value of a row, so none holds personal data."""

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime

from flask import g

LOGGER = logging.getLogger(__package__)


class JsonFormatter(logging.Formatter):
    """Writes time, level, message and what a record has as `fields`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line |= described(record.exc_info[1])
        return json.dumps(line)


def configure() -> None:
    """Sends the lines of this package to standard output; once, however many apps are made."""
    if not LOGGER.handlers:
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(JsonFormatter())
        LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False


def log(message: str, fields: Mapping[str, object], level: int = logging.INFO) -> None:
    # LOGGER.log would look up the line of code that logs, for each request, and nobody reads it.
    LOGGER.handle(LOGGER.makeRecord(LOGGER.name, level, "", 0, message, (), None, extra={"fields": fields}))


def log_failure(error: BaseException, **more: object) -> None:
    log("Request failed", {"request_id": g.request_id, **more, **described(error)}, logging.ERROR)


def described(error: BaseException) -> dict[str, object]:
    """The kind of an error and where it arose, down to its cause; not its words, which may hold a value of a row."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    cause = {"cause": described(error.__cause__)} if error.__cause__ else {}
    return {"error": type(error).__name__, "places": places[-10:], **cause}
