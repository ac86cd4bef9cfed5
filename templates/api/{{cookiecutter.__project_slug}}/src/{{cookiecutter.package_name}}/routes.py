"""The routes of the API."""

import re
import secrets
from typing import Any

from flask import Blueprint, Response, g, jsonify, make_response, render_template, request
from prometheus_client import CONTENT_TYPE_LATEST

from . import by_key, openapi
from .body import json_of, rows_of
from .metrics import OTHER, ROWS, WARNINGS, exposition
from .model import Model, Scored
from .problems import Problem
from .service import service
from .words import expectation, observation

blueprint = Blueprint("api", __name__)
# The route that only an API with a data source has.
by_key_blueprint = Blueprint("by_key", __name__)

PREFIX = re.compile(r"(?:/[\w.~-]+)+/?", re.ASCII)


@blueprint.post("/predict")
def predict() -> Response:
    """Scores the rows of the body: one prediction a row, in order."""
    model = loaded_model()
    scored = model.score(rows_of(request))
    findings = scored.findings
    if findings.problems:
        count = len(findings.problems)
        detail = f"The rows have {count} problem{'' if count == 1 else 's'}; see errors."
        raise Problem(400, "rows-invalid", detail, findings.problems)
    return answer(model, scored)


@by_key_blueprint.post("/predict/<key>")
def predict_by_key(key: str) -> Response:
    """Scores the row that the data source has for a key, with what the body overrides of it."""
    model, source = loaded_model(), service().features
    assert source is not None, "The route is there with a data source only."
    has_body = request.content_length or "Transfer-Encoding" in request.headers
    asked = by_key.asked(json_of(request) if has_body else {})
    fetched = by_key.fetch(source, key, model.validator.columns)
    scored = model.score([fetched | asked.overrides])
    if scored.findings.problems:
        raise by_key.refusal(scored.findings.problems, fetched, asked.overrides)
    if not asked.wants_features:
        return answer(model, scored)
    return answer(model, scored, features=by_key.features_used(model.validator.columns, fetched, asked.overrides))


def answer(model: Model, scored: Scored, **more: Any) -> Response:
    findings = scored.findings
    g.rows = len(scored.predictions)
    ROWS.labels(*model.name.values()).inc(g.rows)
    for warning in findings.warnings:
        WARNINGS.labels(warning["column"] if warning["column"] in model.validator.names else OTHER).inc()
    if findings.more_warnings:
        more["more_warnings"] = findings.more_warnings
    return jsonify(
        model=model.name,
        request_id=g.request_id,
        predictions=scored.predictions,
        warnings=findings.warnings,
        **more,
    )


@blueprint.get("/schema")
def schema() -> Response:
    """The JSON Schema of one row."""
    return jsonify(loaded_model().description["input"])


@blueprint.get("/examples")
def examples() -> Response:
    """Rows that score, ready to be sent."""
    return jsonify(examples=examples_of(loaded_model()))


@blueprint.get("/openapi.json")
def openapi_document() -> Response:
    """The description of this API, with the model's own columns."""
    settings = service().settings
    return jsonify(openapi.document(loaded_model(), prefix() or ".", settings, settings.features is not None))


@blueprint.get("/docs")
def docs() -> Response:
    """The documentation, as a page that needs no script and no internet."""
    nonce = secrets.token_urlsafe(16)
    address = f"{request.scheme}://{request.host}{prefix()}"
    response = make_response(docs_page(loaded_model(), nonce, address=address, base=prefix() or "."))
    policy = f"default-src 'none'; style-src 'nonce-{nonce}'; frame-ancestors 'none'"
    response.headers["Content-Security-Policy"] = policy
    return response


@blueprint.get("/metrics")
def metrics() -> Response:
    """Numbers for Prometheus."""
    return Response(exposition(), content_type=CONTENT_TYPE_LATEST)


@blueprint.get("/health/live")
def live() -> Response:
    """Whether the API runs."""
    return jsonify(status="live")


@blueprint.get("/health/ready")
def ready() -> Response:
    """Whether the model answers: it is loaded and gave its golden scores. Not while the server is about to end."""
    current = service()
    status = "stopping" if current.is_draining() else "ready" if current.model else "failed"
    model = {"model": current.model.name | {"digest": current.model.digest}} if current.model else {}
    build = {"commit": current.settings.build_commit, "version": current.settings.build_version}
    reason = {"reason": current.refusal} if current.refusal else {}
    response = jsonify(status=status, **model, build=build, **reason)
    response.status_code = 200 if status == "ready" else 503
    return response


def loaded_model() -> Model:
    model = service().model
    if model is None:
        raise Problem(503, "no-model", "No model is loaded; GET /health/ready says why.")
    return model


def docs_page(model: Model, nonce: str, address: str = "", base: str = ".", is_file: bool = False) -> str:
    return render_template(
        "docs.html",
        model=model.description,
        columns=[(column, expectation(column), observation(column)) for column in model.validator.columns],
        examples=examples_of(model),
        address=address,
        base=base,
        has_keys=is_file or service().features is not None,
        needs_key=service().settings.api_key is not None,
        nonce=nonce,
        is_file=is_file,
    )


def examples_of(model: Model) -> list[dict[str, Any]]:
    return [{"title": example["title"], "rows": [example["row"]]} for example in model.description["examples"]]


def prefix() -> str:
    """What a proxy took off the front of the path, from X-Forwarded-Prefix; empty where there is none."""
    given = request.headers.get("X-Forwarded-Prefix", "")
    if len(given) > 200 or not PREFIX.fullmatch(given) or any(part in (".", "..") for part in given.split("/")):
        return ""
    return given.rstrip("/")
