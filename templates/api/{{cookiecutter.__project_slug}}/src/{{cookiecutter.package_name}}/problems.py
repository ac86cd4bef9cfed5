"""Errors as application/problem+json (RFC 9457), with the request id."""

import time
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from .json_log import log_failure

CODES = {404: "not-found", 405: "method-not-allowed", 413: "body-too-large"}

# Most of a body that is read only to be thrown away, and for how long.
MOST_DISCARDED = 64 * 1024 * 1024
DISCARD_SECONDS = 5
CHUNK = 64 * 1024


class Problem(Exception):
    """A refusal. Its texts reach the caller: no path and no stack belongs in them."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        errors: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        # Stable, for programs: the last part of the problem's type.
        self.code = code
        self.detail = detail
        self.errors = errors or []
        self.headers = headers or {}


def answer(problem: Problem) -> Response:
    discard_body()
    response = jsonify(
        type=f"urn:problem:{problem.code}",
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        detail=problem.detail,
        request_id=g.request_id,
        errors=problem.errors,
    )
    response.status_code = problem.status
    response.content_type = "application/problem+json"
    response.headers.update(problem.headers)
    return response


def discard_body() -> None:
    """Reads what is left of a body, within bounds: a client that is still sending would see a reset, not the answer."""
    is_bounded = request.content_length is not None or request.environ.get("wsgi.input_terminated")
    if g.get("body_read") or not is_bounded:
        return
    left = MOST_DISCARDED if request.content_length is None else min(request.content_length, MOST_DISCARDED)
    end = time.monotonic() + DISCARD_SECONDS
    while left > 0 and time.monotonic() < end:
        chunk = request.environ["wsgi.input"].read(min(left, CHUNK))
        if not chunk:
            return
        left -= len(chunk)


def from_http(error: HTTPException) -> Problem:
    """What Flask itself refuses."""
    status = error.code or 500
    headers = {}
    detail = "The request cannot be understood."
    if isinstance(error, MethodNotAllowed):
        headers = {"Allow": ", ".join(sorted(error.valid_methods or []))}
        detail = f"This path takes {headers['Allow']} only."
    elif isinstance(error, RequestEntityTooLarge):
        limit = current_app.config["MAX_CONTENT_LENGTH"] / 1024 / 1024
        detail = f"The body is larger than {limit:g} MB; send the rows in several requests."
    elif status == 404:
        detail = "There is nothing at this path; GET /openapi.json lists what there is."
    return Problem(status, CODES.get(status, "bad-request"), detail, headers=headers)


def install(app: Flask) -> None:
    @app.errorhandler(Problem)
    def refuse(error: Problem) -> Response:
        return answer(error)

    @app.errorhandler(HTTPException)
    def refuse_http(error: HTTPException) -> Response:
        return answer(from_http(error))

    @app.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        log_failure(error)
        return answer(Problem(500, "internal", "The API failed on this request; its log has the cause."))
