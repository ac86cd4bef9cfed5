"""The id of each request, and one line in the log about it."""

import re
import time
from uuid import uuid4

from flask import Flask, Response, g, request

from .json_log import log
from .metrics import OTHER, REQUESTS
from .service import service

FIT = re.compile(r"[\w.:+/=-]{1,128}", re.ASCII)


def install(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.started = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if FIT.fullmatch(given) else str(uuid4())

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.request_id
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        model, rule = service().model, request.url_rule
        route = rule.rule if rule else None
        seconds = time.perf_counter() - g.started
        name, version = model.name.values() if model else ("", "")
        REQUESTS.labels(name, version, route or OTHER, response.status_code).observe(seconds)
        fields = {
            "request_id": g.request_id,
            # The route, not the path: a caller may write anything into a path.
            "route": route,
            "status": response.status_code,
            "milliseconds": round(seconds * 1000, 3),
            "model": model.name if model else None,
            "rows": g.get("rows"),
        }
        log("Request", fields)
        return response
