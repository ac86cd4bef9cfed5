"""Scores by key: the features come from a data source, here a file of SQLite."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from answers import assert_problem
from flask import Flask
from flask.testing import FlaskClient

from {{ cookiecutter.package_name }}.app import create_app
from {{ cookiecutter.package_name }}.columns import columns_of
from {{ cookiecutter.package_name }}.predictions import disagreement
from {{ cookiecutter.package_name }}.sample_features import quoted, write
from {{ cookiecutter.package_name }}.service import EXTENSION
from {{ cookiecutter.package_name }}.settings import Settings, SettingsError

QUERY = "SELECT * FROM features WHERE sample_key = :key"
Change = Callable[[str], None]


@pytest.fixture
def database(tmp_path: Path, description: dict[str, Any]) -> Path:
    """The golden rows, with keys from 1."""
    file = tmp_path / "features.sqlite"
    write(file, columns_of(description["input"]), [item["row"] for item in description["golden"]["rows"]])
    return file


@pytest.fixture
def change(database: Path) -> Change:
    def run(statement: str) -> None:
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute(statement)

    return run


def settings(database: Path, **changes: Any) -> Settings:
    features = {"url": f"sqlite:///{database}", "query": QUERY, **changes}
    file = database.parent / "datasources.json"
    file.write_text(json.dumps({"schema": 1, "features": features}))
    environment = {"DATASOURCES_FILE": str(file), "SECRETS_DIR": str(database.parent)}
    return Settings.from_environment(environment)


@pytest.fixture
def by_key(database: Path) -> FlaskClient:
    return create_app(settings(database)).test_client()


def test_each_key_gives_the_score_of_its_row(by_key: FlaskClient, description: dict[str, Any]) -> None:
    golden = description["golden"]
    for key, item in enumerate(golden["rows"], 1):
        answer = by_key.post(f"/predict/{key}", headers={"X-Request-ID": "mine"})
        assert answer.status_code == 200, answer.text
        assert set(answer.json) == {"model", "request_id", "predictions", "warnings"}
        assert answer.json["request_id"] == "mine"
        (prediction,) = answer.json["predictions"]
        assert disagreement(prediction, item["prediction"], golden) is None


def test_the_features_used_are_told_on_request_with_where_they_came_from(
    by_key: FlaskClient, description: dict[str, Any]
) -> None:
    golden = description["golden"]
    row, other = golden["rows"][0]["row"], golden["rows"][1]
    body = {"overrides": other["row"], "features": True}
    answer = by_key.post("/predict/1", json=body)
    assert answer.status_code == 200, answer.text
    assert disagreement(answer.json["predictions"][0], other["prediction"], golden) is None
    assert answer.json["features"] == {
        name: {"value": value, "from": "override"} for name, value in other["row"].items()
    }
    plain = by_key.post("/predict/1", json={"features": True})
    assert {name: used["value"] for name, used in plain.json["features"].items()} == row
    assert {used["from"] for used in plain.json["features"].values()} == {"datasource"}


def test_a_column_that_the_model_lacks_is_a_warning_of_an_override_only(by_key: FlaskClient, change: Change) -> None:
    change("ALTER TABLE features ADD COLUMN of_no_interest TEXT")
    assert by_key.post("/predict/1").json["warnings"] == []
    answer = by_key.post("/predict/1", json={"overrides": {"no column of any model": 1}})
    assert [warning["column"] for warning in answer.json["warnings"]] == ["no column of any model"]


@pytest.mark.parametrize("key", ["nobody", "1'--", "%00", "x" * 300, "1 OR 1=1"])
def test_a_key_that_does_not_exist(by_key: FlaskClient, key: str) -> None:
    problem = assert_problem(by_key.post(f"/predict/{key}"), 404, "key-unknown")
    assert problem["detail"].startswith("The data source has nothing for this key.")


def test_a_key_that_is_no_number_where_keys_are_numbers(database: Path) -> None:
    client = create_app(settings(database, key="integer")).test_client()
    assert_problem(client.post("/predict/one"), 404, "key-unknown")
    assert client.post("/predict/1").status_code == 200


@pytest.mark.parametrize("body", [[], 1, {"rows": []}, {"overrides": []}, {"features": "yes"}])
def test_a_body_that_is_something_else(by_key: FlaskClient, body: Any) -> None:
    assert_problem(by_key.post("/predict/1", json=body), 400, "body-invalid")


def test_an_override_that_is_invalid_is_the_callers(by_key: FlaskClient, description: dict[str, Any]) -> None:
    name = description["input"]["x-order"][0]
    problem = assert_problem(by_key.post("/predict/1", json={"overrides": {name: []}}), 400, "rows-invalid")
    assert [(error["column"], error["got"]) for error in problem["errors"]] == [(name, "a list of 0")]


def test_features_that_are_invalid_are_the_data_sources(
    by_key: FlaskClient, change: Change, description: dict[str, Any]
) -> None:
    numbers = [column.name for column in columns_of(description["input"]) if column.kind in ("number", "integer")]
    name = numbers[0]
    change(f"UPDATE features SET {quoted(name)} = 'abc' WHERE sample_key = '1'")
    problem = assert_problem(by_key.post("/predict/1"), 502, "features-invalid")
    assert [error["column"] for error in problem["errors"]] == [name]
    override = {name: description["golden"]["rows"][0]["row"][name]}
    assert by_key.post("/predict/1", json={"overrides": override}).status_code == 200


def test_a_required_column_that_the_data_source_lacks_is_to_be_overridden(
    by_key: FlaskClient, change: Change, description: dict[str, Any]
) -> None:
    name = description["input"]["required"][0]
    change(f"ALTER TABLE features DROP COLUMN {quoted(name)}")
    problem = assert_problem(by_key.post("/predict/1"), 400, "rows-invalid")
    assert problem["detail"].startswith("Neither the data source nor the overrides have all that the model needs")
    assert [error["column"] for error in problem["errors"]] == [name]
    override = {name: description["golden"]["rows"][0]["row"][name]}
    assert by_key.post("/predict/1", json={"overrides": override}).status_code == 200


def test_without_a_data_source_there_is_no_such_route(client: FlaskClient, by_key: FlaskClient) -> None:
    problem = assert_problem(client.post("/predict/1"), 404, "not-found")
    assert "/openapi.json" in problem["detail"]
    assert "/predict/{key}" not in client.get("/openapi.json").json["paths"]
    assert "/predict/KEY" not in client.get("/docs").text
    assert "/predict/{key}" in by_key.get("/openapi.json").json["paths"]
    assert "/predict/KEY" in by_key.get("/docs").text


def test_a_data_source_that_is_broken_fails_no_other_request(
    by_key: FlaskClient, database: Path, description: dict[str, Any], lines: list[dict[str, Any]]
) -> None:
    database.write_bytes(b"this is no database" * 100)
    problem = assert_problem(by_key.post("/predict/1"), 502, "data-source-failed")
    assert problem["detail"].startswith("The data source failed on this key; the log of the API says why.")
    assert (lines[0]["data_source"], lines[0]["cause"]["error"]) == ("SQLITE_NOTADB", "DatabaseError")
    rows = [description["golden"]["rows"][0]["row"]]
    assert by_key.post("/predict", json={"rows": rows}).status_code == 200
    assert by_key.get("/health/ready").status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * FROM lost WHERE sample_key = :key", "no such table: lost"),
        ("SELECT lost FROM features WHERE sample_key = :key", "no such column: lost"),
        ("SELEC * FROM features WHERE sample_key = :key", 'near "SELEC": syntax error'),
    ],
)
def test_a_query_that_is_wrong_is_told_in_the_log(
    database: Path, lines: list[dict[str, Any]], query: str, said: str
) -> None:
    client = create_app(settings(database, query=query)).test_client()
    problem = assert_problem(client.post("/predict/secret"), 502, "data-source-failed")
    assert problem["detail"].startswith("The data source does not take the query of the API")
    assert [line["data_source"] for line in lines if line["level"] == "error"] == [said]
    assert "secret" not in json.dumps(lines)


def test_a_data_source_that_is_not_there_is_told_in_the_log(database: Path, lines: list[dict[str, Any]]) -> None:
    url = f"sqlite:///file:{database}.lost?mode=ro&uri=true"
    client = create_app(settings(database, url=url)).test_client()
    problem = assert_problem(client.post("/predict/1"), 502, "data-source-failed")
    assert problem["detail"].startswith("The API cannot connect to its data source")
    assert [line["data_source"] for line in lines if line["level"] == "error"] == ["unable to open database file"]


def test_a_key_with_several_rows_is_the_fault_of_the_query(database: Path) -> None:
    query = "SELECT * FROM features WHERE :key IS NOT NULL"
    client = create_app(settings(database, query=query)).test_client()
    assert_problem(client.post("/predict/1"), 502, "data-source-failed")


def test_a_data_source_that_takes_too_long(database: Path) -> None:
    # It counts until it is told to end.
    query = (
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 3000000) "
        "SELECT n AS key FROM numbers WHERE n < 0 AND :key IS NOT NULL"
    )
    client = create_app(settings(database, query=query, timeout_seconds=0.05)).test_client()
    problem = assert_problem(client.post("/predict/1"), 504, "data-source-timeout")
    assert problem["detail"].startswith("The data source did not answer within 0.05 s.")


def test_the_key_is_in_no_line_of_the_log(app: Flask, by_key: FlaskClient, lines: list[dict[str, Any]]) -> None:
    by_key.post("/predict/somebody")
    assert lines[-1]["route"] == "/predict/<key>"
    assert "somebody" not in json.dumps(lines)


def test_a_secret_comes_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "policies").write_text("open sesame\n")
    url = "postgresql://scorer@policies.example/policies"
    found = settings(tmp_path / "none", url=url, password_secret="policies").features
    assert found is not None
    assert found.url.password == "open sesame"
    assert "open sesame" not in repr(found)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"url": "postgresql://scorer:secret@host/db"}, "holds a password"),
        ({"url": "nothing"}, "no address"),
        ({"url": "nosuch://host/db"}, 'no driver for "nosuch"'),
        ({"query": "SELECT 1"}, "parameter :key"),
        ({"password_secret": "../key"}, "not a path"),
        ({"password_secret": "lost"}, "secret lost"),
        ({"timeout_seconds": 0}, "timeout_seconds"),
        ({"connections": True}, "connections"),
        ({"key": "uuid"}, '"text" or "integer"'),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_at_the_start(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said) as refused:
        create_app(settings(tmp_path / "none", **changes))
    assert str(refused.value).startswith("DATASOURCES_FILE")
    assert "scorer:secret" not in str(refused.value)


@pytest.mark.parametrize("content", ["", "[]", '{"schema": 2, "features": {}}', '{"schema": 1, "features": []}'])
def test_a_file_of_another_format_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "datasources.json"
    file.write_text(content)
    with pytest.raises(SettingsError, match="DATASOURCES_FILE"):
        Settings.from_environment({"DATASOURCES_FILE": str(file)})


def test_a_file_without_features_is_no_data_source(tmp_path: Path) -> None:
    file = tmp_path / "datasources.json"
    file.write_text('{"schema": 1}')
    assert Settings.from_environment({"DATASOURCES_FILE": str(file)}).features is None


def test_the_sample_serves_the_rows_of_the_package(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = Path("datasources.json").resolve()
    monkeypatch.chdir(tmp_path)
    result = app.test_cli_runner().invoke(args=["sample-features"])
    assert result.exit_code == 0, result.output
    client = create_app(Settings.from_environment({"DATASOURCES_FILE": str(sample)})).test_client()
    assert client.post("/predict/1").status_code == 200
    assert app.extensions[EXTENSION].features is None
