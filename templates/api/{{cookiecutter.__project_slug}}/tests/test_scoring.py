"""The model of the package answers over HTTP as it did when it was trained."""

from typing import Any

from flask.testing import FlaskClient

from {{ cookiecutter.package_name }}.predictions import disagreement


def test_the_golden_rows_give_their_scores(client: FlaskClient, description: dict[str, Any]) -> None:
    golden = description["golden"]
    answer = client.post("/predict", json={"rows": [item["row"] for item in golden["rows"]]})
    assert answer.status_code == 200, answer.text
    predictions = answer.json["predictions"]
    for prediction, item in zip(predictions, golden["rows"], strict=True):
        assert disagreement(prediction, item["prediction"], golden) is None


def test_the_examples_score_as_they_come(client: FlaskClient, description: dict[str, Any]) -> None:
    for example in client.get("/examples").json["examples"]:
        answer = client.post("/predict", json={"rows": example["rows"]}, headers={"X-Request-ID": "mine"})
        assert answer.status_code == 200, answer.text
        assert answer.json["model"] == {"name": description["name"], "version": description["version"]}
        assert answer.json["request_id"] == "mine"
        assert answer.json["warnings"] == []
        assert len(answer.json["predictions"]) == len(example["rows"])


def test_a_row_scores_alone_as_in_a_batch(client: FlaskClient, description: dict[str, Any]) -> None:
    golden = description["golden"]
    rows = [item["row"] for item in golden["rows"]]
    batch = client.post("/predict", json={"rows": rows}).json["predictions"]
    for row, prediction in zip(rows, batch, strict=True):
        alone = client.post("/predict", json={"rows": [row]}).json["predictions"]
        assert disagreement(alone[0], prediction, golden) is None


def test_a_column_that_the_model_lacks_is_a_warning(client: FlaskClient, description: dict[str, Any]) -> None:
    row = description["golden"]["rows"][0]["row"]
    answer = client.post("/predict", json={"rows": [row | {"no column of any model": 1}]})
    assert answer.status_code == 200
    assert [warning["column"] for warning in answer.json["warnings"]] == ["no column of any model"]
