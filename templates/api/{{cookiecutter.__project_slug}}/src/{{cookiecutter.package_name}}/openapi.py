"""The description of the API, OpenAPI 3.1, with the model's own columns and its first example."""

from typing import Any

from .model import Model
from .settings import Settings

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
COUNT: Json = {"type": "integer", "minimum": 0}


def document(model: Model, base: str, settings: Settings, has_keys: bool) -> Json:
    """`base` is the URL in front of the paths: relative to the document, or a path.

    `has_keys` says whether there is a data source to score by key with.
    """
    described = model.description
    components: Json = {"schemas": schemas(model)}
    document: Json = {
        "openapi": "3.1.0",
        "info": {
            "title": described["name"],
            "version": described["version"],
            "description": described.get("description", f"Scores of {described['name']}."),
        },
        "servers": [{"url": base}],
        "paths": paths(model, settings, has_keys),
        "components": components,
    }
    if settings.api_key is not None:
        components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"key": []}]
    return document


def paths(model: Model, settings: Settings, has_keys: bool) -> Json:
    limit = f"{settings.max_body_bytes / 1024 / 1024:g} MB"
    rows = [example["row"] for example in model.description["examples"][:1]]
    example = {"example": {"rows": rows}} if rows else {}
    predict = {
        "operationId": "predict",
        "summary": "Score rows",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": ref("PredictRequest"), **example}},
        },
        "responses": {
            "200": answer("One prediction a row, in order", ref("PredictResponse")),
            "400": problem("The body is not JSON, or rows are invalid: every problem up to twenty"),
            "408": problem("The body took too long"),
            "413": problem(f"The body is larger than {limit}"),
            "415": problem("The body is not application/json"),
            "503": problem("No model is loaded"),
        },
    }
    readiness = {
        "operationId": "ready",
        "summary": "Whether the model answers",
        "security": [],
        "responses": {
            "200": answer("The model answers", ref("Readiness")),
            "503": answer("No model answers, and why", ref("Readiness")),
        },
    }
    live = {
        "operationId": "live",
        "summary": "Whether the API runs",
        "security": [],
        "responses": {"200": answer("It runs", properties(status={"const": "live"}))},
    }
    docs = {"description": "The page", "content": {"text/html": {"schema": TEXT}}}
    by_key = {
        "operationId": "predictByKey",
        "summary": "Score the row that the data source has for a key",
        "parameters": [{"name": "key", "in": "path", "required": True, "schema": TEXT}],
        "requestBody": {"content": {"application/json": {"schema": ref("KeyRequest")}}},
        "responses": {
            "200": answer("A list of one prediction, and on request the features used", ref("KeyResponse")),
            "400": problem("The body is not what it should be, or its overrides are invalid"),
            "404": problem("The data source has nothing for this key"),
            "408": problem("The body took too long"),
            "413": problem(f"The body is larger than {limit}"),
            "415": problem("The body is not application/json"),
            "502": problem("The data source failed, or its features are invalid"),
            "503": problem("No model is loaded"),
            "504": problem("The data source took too long"),
        },
    }
    return {
        "/predict": {"post": predict},
        **({"/predict/{key}": {"post": by_key}} if has_keys else {}),
        "/schema": get("schema", "The JSON Schema of one row", {"type": "object"}),
        "/examples": get("examples", "Rows that score, ready to be sent", ref("ExamplesResponse")),
        "/openapi.json": get("openapi", "This document", {"type": "object"}),
        "/docs": {
            "get": {
                "operationId": "docs",
                "summary": "The documentation as a page",
                "responses": {"200": docs, "503": problem("No model is loaded")},
            }
        },
        "/metrics": {
            "get": {
                "operationId": "metrics",
                "summary": "Numbers for Prometheus",
                "responses": {"200": {"description": "The numbers", "content": {"text/plain": {"schema": TEXT}}}},
            }
        },
        "/health/live": {"get": live},
        "/health/ready": {"get": readiness},
    }


def schemas(model: Model) -> Json:
    described = model.description
    model_name = properties(name=TEXT, version=TEXT)
    return {
        "Row": described["input"],
        "PredictRequest": properties(rows={"type": "array", "minItems": 1, "items": ref("Row")}),
        "PredictResponse": properties(
            optional={"more_warnings": COUNT},
            model=ref("ModelName"),
            request_id=TEXT,
            predictions={"type": "array", "items": ref("Prediction")},
            warnings={"type": "array", "items": ref("RowWarning")},
        ),
        "KeyRequest": properties(
            optional={"overrides": {"type": "object"}, "features": {"type": "boolean", "default": False}},
        )
        | {"additionalProperties": False},
        "KeyResponse": {
            "allOf": [ref("PredictResponse")],
            "properties": {"features": {"type": "object", "additionalProperties": ref("Feature")}},
        },
        "Feature": properties(**{"value": {}, "from": {"enum": ["datasource", "override"]}}),
        "Prediction": prediction_schema(described["outputs"], described.get("task")),
        "ModelName": model_name,
        "RowWarning": properties(row=COUNT, column=TEXT, got={}, observed=TEXT),
        "RowProblem": properties(optional={"row": COUNT, "column": TEXT}, got={}, expected=TEXT),
        "Problem": properties(
            type={"type": "string", "format": "uri"},
            title=TEXT,
            status={"type": "integer"},
            detail=TEXT,
            request_id=TEXT,
            errors={"type": "array", "items": ref("RowProblem")},
        ),
        "ExamplesResponse": properties(
            examples={
                "type": "array",
                "items": properties(title=TEXT, rows={"type": "array", "items": ref("Row")}),
            }
        ),
        "Readiness": properties(
            optional={"model": properties(name=TEXT, version=TEXT, digest=TEXT), "reason": TEXT},
            status={"enum": ["ready", "failed", "stopping"]},
            build=properties(commit={"type": ["string", "null"]}, version=TEXT),
        ),
    }


def prediction_schema(outputs: list[Json], task: str | None) -> Json:
    """One output is given as it is, several by their names."""
    if len(outputs) == 1:
        return output_schema(outputs[0], task)
    return properties(**{output["name"]: output_schema(output, task) for output in outputs})


def output_schema(output: Json, task: str | None) -> Json:
    words = {key: output[name] for key, name in (("title", "title"), ("x-unit", "unit")) if name in output}
    if "probabilities" not in output:
        # Null where the model gives no finite number; a classifier without probabilities gives labels of any type.
        return words if task == "classification" else words | {"type": ["number", "string", "boolean", "null"]}
    labels = output["probabilities"]["labels"]
    chance = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
    chances = {"type": "object", "additionalProperties": chance}
    return words | properties(label={"enum": labels}, probabilities=chances)


def properties(optional: Json | None = None, **required: Json) -> Json:
    return {"type": "object", "properties": required | (optional or {}), "required": list(required)}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def answer(description: str, schema: Json) -> Json:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def problem(description: str) -> Json:
    return {"description": description, "content": {"application/problem+json": {"schema": ref("Problem")}}}


def get(operation_id: str, summary: str, schema: Json) -> Json:
    responses = {"200": answer(summary, schema), "503": problem("No model is loaded")}
    return {"get": {"operationId": operation_id, "summary": summary, "responses": responses}}
