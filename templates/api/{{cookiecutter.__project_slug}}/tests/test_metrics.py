"""What Prometheus is told."""

from typing import Any

from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from {{ cookiecutter.package_name }}.metrics import OTHER


def samples(client: FlaskClient) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def test_requests_are_counted_by_route_and_status(client: FlaskClient, description: dict[str, Any]) -> None:
    def count(route: str, code: int) -> float:
        labels = {"model": description["name"], "version": description["version"], "route": route, "code": str(code)}
        return samples(client).get(("api_request_seconds_count", frozenset(labels.items())), 0)

    before = [count("/predict", 200), count("/predict", 400), count(OTHER, 404)]
    client.post("/predict", json={"rows": [description["golden"]["rows"][0]["row"]]})
    client.post("/predict", json={"rows": []})
    client.get("/nothing")
    after = [count("/predict", 200), count("/predict", 400), count(OTHER, 404)]
    assert [late - early for early, late in zip(before, after, strict=True)] == [1, 1, 1]


def test_the_model_that_is_served_is_named(client: FlaskClient, description: dict[str, Any]) -> None:
    models = [dict(labels) for name, labels in samples(client) if name == "api_model_info"]
    assert {"model": description["name"], "version": description["version"]}.items() <= models[-1].items()


def test_no_label_comes_from_a_request(client: FlaskClient, description: dict[str, Any]) -> None:
    row = description["golden"]["rows"][0]["row"]
    client.post("/predict?made-up", json={"rows": [row | {"made-up": 1}]}, headers={"X-Request-ID": "made-up"})
    client.post("/predict/made-up")
    client.get("/made-up")
    assert "made-up" not in client.get("/metrics").text
    assert samples(client)["api_warnings_total", frozenset({("column", OTHER)})] >= 1
