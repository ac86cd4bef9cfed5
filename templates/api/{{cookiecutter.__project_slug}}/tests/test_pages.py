"""What the API says of itself."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from {{ cookiecutter.package_name }}.app import create_app
from {{ cookiecutter.package_name }}.artefact import ModelRefused
from {{ cookiecutter.package_name }}.service import EXTENSION
from {{ cookiecutter.package_name }}.settings import Settings


def test_the_schema_is_that_of_the_model(client: FlaskClient, description: dict[str, Any]) -> None:
    assert client.get("/schema").json == description["input"]


def test_the_description_has_every_route_and_the_columns(app: Flask, description: dict[str, Any]) -> None:
    document = app.test_client().get("/openapi.json").json
    routes = {rule.rule.replace("<", "{").replace(">", "}") for rule in app.url_map.iter_rules()}
    assert set(document["paths"]) == routes
    assert document["components"]["schemas"]["Row"] == description["input"]
    assert document["servers"] == [{"url": "."}]


def test_the_page_shows_every_column_without_scripts(client: FlaskClient, description: dict[str, Any]) -> None:
    page = client.get("/docs")
    assert "<script" not in page.text
    assert "src=" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for column in description["input"]["x-order"]:
        assert column in page.text


@pytest.mark.parametrize(
    ("given", "expected"),
    [("/test/claims", "/test/claims"), ("/test/", "/test"), ("//elsewhere", "."), ("/../x", "."), ("x", ".")],
)
def test_a_prefix_that_a_proxy_took_off_is_put_back(client: FlaskClient, given: str, expected: str) -> None:
    headers = {"X-Forwarded-Prefix": given}
    assert client.get("/openapi.json", headers=headers).json["servers"] == [{"url": expected}]
    assert f'href="{expected}/schema"' in client.get("/docs", headers=headers).text


def test_ready_names_the_model_and_the_build(description: dict[str, Any]) -> None:
    app = create_app(Settings(build_version="1.2.3", build_commit="abc"))
    answer = app.test_client().get("/health/ready")
    assert answer.status_code == 200
    assert answer.json["status"] == "ready"
    assert answer.json["model"]["version"] == description["version"]
    assert answer.json["model"]["digest"].startswith("sha256:")
    assert answer.json["build"] == {"version": "1.2.3", "commit": "abc"}


def test_a_server_that_ends_is_live_and_not_ready(app: Flask) -> None:
    app.extensions[EXTENSION].is_draining = lambda: True
    client = app.test_client()
    assert client.get("/health/live").status_code == 200
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json["status"]) == (503, "stopping")


def test_without_a_model_it_is_live_and_says_why_it_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise ModelRefused("The package is not installed.")

    monkeypatch.setattr("{{ cookiecutter.package_name }}.service.installed_artefact", refuse)
    client = create_app(Settings()).test_client()
    assert client.get("/health/live").status_code == 200
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json["status"]) == (503, "failed")
    assert answer.json["reason"] == "The package is not installed."
    for path in ("/schema", "/examples", "/openapi.json", "/docs"):
        assert client.get(path).status_code == 503
    refused = client.post("/predict", json={"rows": [{}]})
    assert (refused.status_code, refused.json["type"]) == (503, "urn:problem:no-model")
