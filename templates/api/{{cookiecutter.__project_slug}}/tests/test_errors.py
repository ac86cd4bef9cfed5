"""What is refused, and what is said of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from answers import assert_problem
from flask import Flask
from flask.testing import FlaskClient

from {{ cookiecutter.package_name }}.app import create_app
from {{ cookiecutter.package_name }}.service import EXTENSION
from {{ cookiecutter.package_name }}.settings import Settings, SettingsError


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "not-json"),
        ("{", "not-json"),
        ("[" * 100_000, "not-json"),
        ('{"rows": [{"a": NaN}]}', "not-json"),
        (b'{"rows": ["\xff"]}', "not-json"),
        ("[]", "no-rows"),
        ("null", "no-rows"),
        ('{"row": []}', "no-rows"),
        ('{"rows": {}}', "rows-invalid"),
        ('{"rows": []}', "rows-invalid"),
        ('{"rows": [1]}', "rows-invalid"),
    ],
)
def test_a_body_without_rows(client: FlaskClient, body: str | bytes, code: str) -> None:
    assert_problem(client.post("/predict", data=body, content_type="application/json"), 400, code)


def test_every_problem_of_the_rows_is_listed_up_to_twenty(client: FlaskClient, description: dict[str, Any]) -> None:
    good = description["golden"]["rows"][0]["row"]
    name = description["input"]["x-order"][0]
    rows = [good] + [good | {name: []}] * 30
    problem = assert_problem(client.post("/predict", json={"rows": rows}), 400, "rows-invalid")
    assert [(error["row"], error["column"]) for error in problem["errors"]] == [(n, name) for n in range(1, 21)]
    assert problem["errors"][0]["got"] == "a list of 0"


@pytest.mark.parametrize("content_type", ["text/plain", "application/json; charset=latin-1", ""])
def test_another_type_than_json(client: FlaskClient, content_type: str) -> None:
    answer = client.post("/predict", data="{}", content_type=content_type)
    assert_problem(answer, 415, "unsupported-media-type")


def test_other_paths_and_methods(client: FlaskClient) -> None:
    assert_problem(client.get("/nothing"), 404, "not-found")
    assert_problem(client.get("/predict/"), 404, "not-found")
    answer = client.get("/predict")
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["Allow"] == "POST"
    assert client.options("/schema").headers["Allow"] == "GET, HEAD"


def test_a_body_beyond_the_limit() -> None:
    client = create_app(Settings(max_body_bytes=1024)).test_client()
    body = json.dumps({"rows": [{"a": "x" * 2000}]})
    assert_problem(client.post("/predict", data=body, content_type="application/json"), 413, "body-too-large")


def test_a_key_is_asked_for_where_there_is_one(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("open sesame\n")
    client = create_app(Settings.from_environment({"API_KEY_FILE": str(file)})).test_client()
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").status_code == 200
    for given in ("", "Bearer", "Bearer open", "Basic open sesame", "Bearer æ"):
        answer = client.get("/schema", headers={"Authorization": given.encode().decode("latin-1")})
        assert_problem(answer, 401, "unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert client.get("/schema", headers={"Authorization": "Bearer open sesame"}).status_code == 200
    document = client.get("/openapi.json", headers={"Authorization": "bearer open sesame"}).json
    assert document["security"] == [{"key": []}]


@pytest.mark.parametrize("environment", [{"MAX_BODY_MB": "much"}, {"MAX_BODY_MB": "0"}, {"API_KEY_FILE": "nowhere"}])
def test_a_setting_that_cannot_be_used_is_named(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=next(iter(environment))):
        Settings.from_environment(environment)


def test_a_setting_that_cannot_be_used_is_told_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: list[dict[str, Any]]
) -> None:
    features = {"url": "sqlite://", "query": "SELECT :key", "password_secret": "lost"}
    (tmp_path / "sources.json").write_text(json.dumps({"schema": 1, "features": features}))
    monkeypatch.setenv("DATASOURCES_FILE", str(tmp_path / "sources.json"))
    monkeypatch.setenv("SECRETS_DIR", str(tmp_path))
    with pytest.raises(SettingsError):
        create_app()
    assert [line["message"] for line in lines] == ["Settings refused"]
    assert lines[0]["reason"].startswith(f"DATASOURCES_FILE: the secret lost cannot be read; put it into {tmp_path}")


def test_the_log_has_a_line_a_request_and_no_value(
    client: FlaskClient, description: dict[str, Any], lines: list[dict[str, Any]]
) -> None:
    lines.clear()
    row = description["golden"]["rows"][0]["row"]
    headers = {"X-Request-ID": "logged"}
    client.post("/predict?secret", json={"rows": [row | {"secret": "secret"}]}, headers=headers)
    client.post("/predict", json={"rows": ["secret"]})
    client.get("/secret")
    assert [(line["route"], line["status"], line["rows"]) for line in lines] == [
        ("/predict", 200, 1),
        ("/predict", 400, None),
        (None, 404, None),
    ]
    assert lines[0]["request_id"] == "logged"
    assert lines[0]["model"]["version"] == description["version"]
    assert lines[0]["milliseconds"] >= 0
    assert "secret" not in json.dumps(lines)


def test_the_log_tells_where_a_request_failed_without_the_words_of_the_error(
    app: Flask, lines: list[dict[str, Any]]
) -> None:
    def fail(rows: Any) -> None:
        raise ValueError("secret of a row")

    app.extensions[EXTENSION].model.score = fail
    lines.clear()
    problem = assert_problem(app.test_client().post("/predict", json={"rows": [{}]}), 500, "internal")
    failed, request = lines
    assert (failed["error"], failed["request_id"]) == ("ValueError", problem["request_id"])
    assert any(place.endswith(" fail") for place in failed["places"])
    assert request["status"] == 500
    assert "secret" not in json.dumps([problem, lines])
