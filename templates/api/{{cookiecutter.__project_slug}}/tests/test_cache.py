"""The cache changes nothing but how often the model is asked."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from {{ cookiecutter.package_name }}.app import create_app
from {{ cookiecutter.package_name }}.cache import MOST_ROWS, Cache, MemoryStore, parsed
from {{ cookiecutter.package_name }}.columns import columns_of
from {{ cookiecutter.package_name }}.service import EXTENSION
from {{ cookiecutter.package_name }}.settings import CacheSettings, Settings, SettingsError


def counted(app: Flask) -> list[int]:
    """The number of rows of each run of the model from now on."""
    model = app.extensions[EXTENSION].model
    runs: list[int] = []
    run: Callable[..., Any] = model.runtime.run

    def count(columns: dict[str, list[Any]]) -> Any:
        runs.append(len(next(iter(columns.values()))))
        return run(columns)

    model.runtime.run = count
    return runs


def test_the_same_rows_are_scored_once(description: dict[str, Any]) -> None:
    app = create_app(Settings(cache=CacheSettings(kind="memory")))
    runs, client = counted(app), app.test_client()
    rows = [item["row"] for item in description["golden"]["rows"]]
    first, again = (client.post("/predict", json={"rows": rows}) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json["predictions"] == first.json["predictions"]
    assert runs == [len(rows)]
    client.post("/predict", json={"rows": rows[:1]})
    assert runs == [len(rows), 1]


def test_warnings_and_problems_are_told_each_time(description: dict[str, Any]) -> None:
    app = create_app(Settings(cache=CacheSettings(kind="memory")))
    client = app.test_client()
    row = description["golden"]["rows"][0]["row"]
    assert client.post("/predict", json={"rows": [row]}).json["warnings"] == []
    for _ in range(2):
        answer = client.post("/predict", json={"rows": [row | {"no column of any model": 1}]})
        assert [warning["column"] for warning in answer.json["warnings"]] == ["no column of any model"]
        assert client.post("/predict", json={"rows": [{}]}).status_code == 400


def test_a_batch_goes_past_the_cache(description: dict[str, Any]) -> None:
    app = create_app(Settings(cache=CacheSettings(kind="memory")))
    runs, client = counted(app), app.test_client()
    rows = [description["golden"]["rows"][0]["row"]] * (MOST_ROWS + 1)
    for _ in range(2):
        assert client.post("/predict", json={"rows": rows}).status_code == 200
    assert runs == [len(rows), len(rows)]


def test_the_key_of_an_entry_depends_on_model_values_and_secret(description: dict[str, Any]) -> None:
    columns = columns_of(description["input"])
    row = {column.name: [description["golden"]["rows"][0]["row"].get(column.name)] for column in columns}

    def name(key: bytes = b"key", digest: str = "1", **changes: Any) -> str:
        return Cache(MemoryStore(1, 1), key, digest, columns).name(row | changes)

    assert name() == name()
    column = columns[0].name
    others = {name(key=b"other"), name(digest="2"), name(**{column: [None]}), name(**{column: row[column] * 2})}
    assert len(others | {name()}) == 5


def test_entries_end_with_their_time_and_the_least_used_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("{{ cookiecutter.package_name }}.cache.time.monotonic", lambda: now)
    store = MemoryStore(seconds=10, entries=2)
    store.put("a", b"1")
    store.put("b", b"2")
    assert store.get("a") == b"1"
    store.put("c", b"3")
    assert (store.get("a"), store.get("b"), store.get("c")) == (b"1", None, b"3")
    now = 110.0
    assert store.get("a") is None


@pytest.mark.parametrize("content", [None, b"", b"{", b"{}", b"[]", b"[1, 2]"])
def test_an_entry_that_is_none_is_passed_over(content: bytes | None) -> None:
    assert parsed(content, 1) is None


def test_a_redis_that_is_away_fails_no_request(
    description: dict[str, Any], lines: list[dict[str, Any]], tmp_path: Path
) -> None:
    key = tmp_path / "key"
    key.write_text("a key that nobody guesses")
    with socket.socket() as taken:
        # Bound, and never listening: nobody answers there.
        taken.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
        app = create_app(Settings.from_environment({"CACHE": url, "CACHE_KEY_FILE": str(key)}))
        runs, client = counted(app), app.test_client()
        lines.clear()
        rows = [description["golden"]["rows"][0]["row"]]
        for _ in range(3):
            assert client.post("/predict", json={"rows": rows}).status_code == 200
    assert runs == [1, 1, 1]
    # It is left alone for a while, and the log is not filled with it.
    assert [line["message"] for line in lines].count("Cache failed") == 1


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"CACHE": "disk"}, "CACHE must be"),
        ({"CACHE": "redis://:secret@cache"}, "CACHE_PASSWORD_FILE"),
        ({"CACHE": "redis://cache"}, "CACHE_KEY_FILE"),
        ({"CACHE": "memory", "CACHE_SECONDS": "0"}, "CACHE_SECONDS"),
        ({"CACHE": "memory", "CACHE_ENTRIES": "many"}, "CACHE_ENTRIES"),
        ({"CACHE_KEY_FILE": __file__ + ".lost"}, "CACHE_KEY_FILE"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said) as refused:
        Settings.from_environment(environment)
    assert "secret" not in str(refused.value).replace("CACHE_", "")


def test_a_key_that_could_be_guessed_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("short")
    with pytest.raises(SettingsError, match="CACHE_KEY_FILE"):
        Settings.from_environment({"CACHE_KEY_FILE": str(file)})
