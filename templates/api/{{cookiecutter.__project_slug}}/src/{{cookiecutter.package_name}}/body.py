"""Reads the body of a request for scores."""

import json
import math
import time
from typing import Any

from flask import Request, g
from werkzeug.exceptions import ClientDisconnected

from .problems import CHUNK, Problem
from .service import service

# Up to so many digits an integer is read as one; longer ones are rounded as JSON readers do.
EXACT_DIGITS = 15


def rows_of(request: Request) -> Any:
    """What the body holds as `rows`.

    Raises:
        Problem: 400 for a body that has no `rows`, and what `json_of` raises.
    """
    body = json_of(request)
    if not isinstance(body, dict) or "rows" not in body:
        raise Problem(400, "no-rows", 'The body must be an object with a list "rows".')
    return body["rows"]


def json_of(request: Request) -> Any:
    """What the body holds.

    Raises:
        Problem: 415 for another type than JSON in UTF-8, 408 for a body that is too slow, 400 for one that is no JSON.
        RequestEntityTooLarge: the body is beyond the limit.
    """
    parameters = request.mimetype_params
    is_utf8 = parameters.get("charset", "utf-8").lower() == "utf-8" and set(parameters) <= {"charset"}
    if request.mimetype != "application/json" or not is_utf8:
        raise Problem(415, "unsupported-media-type", "The body must be application/json in UTF-8.")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Problem(415, "unsupported-media-type", "The body must come without a content-encoding.")
    content = read(request)
    g.body_read = True
    return parse(content)


def read(request: Request) -> bytes:
    """The whole body, unless its sender is so slow that others would wait for a thread."""
    seconds = service().settings.body_seconds
    until = time.monotonic() + seconds
    # Under gunicorn the connection is in the environment; a read of it waits no longer than that.
    connection = request.environ.get("gunicorn.socket")
    chunks: list[bytes] = []
    missing = request.content_length
    try:
        while (left := until - time.monotonic()) > 0:
            if connection is not None:
                connection.settimeout(left)
            chunk = request.stream.read(CHUNK)
            chunks.append(chunk)
            missing = None if missing is None else missing - len(chunk)
            if not chunk or missing == 0:
                return b"".join(chunks)
    except ClientDisconnected:
        # Which a read that takes too long is called, too.
        if time.monotonic() < until:
            raise
    finally:
        if connection is not None:
            connection.settimeout(None)
    g.body_read = True
    raise Problem(408, "body-too-slow", f"The body did not arrive within {seconds:g} s.")


def parse(content: bytes) -> Any:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise not_json("The body is not UTF-8.") from error
    try:
        return DECODER.decode(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise not_json(f"The body is not valid JSON at {place}.") from error
    except RecursionError as error:
        raise not_json("The body is nested too deeply.") from error


def integer(text: str) -> int | float:
    """An integer of JSON as other readers have it, which know 64-bit floating-point numbers only."""
    if len(text) <= EXACT_DIGITS:
        return int(text)
    rounded = float(text)
    return int(rounded) if math.isfinite(rounded) and abs(rounded) < 1e21 else rounded


def refuse_constant(name: str) -> Any:
    raise not_json(f"The body is not valid JSON: JSON has no {name}; a missing value is null.")


def not_json(detail: str) -> Problem:
    return Problem(400, "not-json", detail)


DECODER = json.JSONDecoder(parse_int=integer, parse_constant=refuse_constant)
