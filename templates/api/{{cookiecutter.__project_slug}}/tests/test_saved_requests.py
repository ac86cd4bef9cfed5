"""The requests that are saved hold for the API that saved them."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask


def test_the_rows_of_the_package_are_saved_and_score(
    app: Flask, description: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = app.test_cli_runner().invoke(args=["save-requests"])
    assert result.exit_code == 0, result.output
    files = sorted((tmp_path / "requests").glob("*.request.json"))
    assert len(files) == len(description["examples"]) + 1
    for file in files:
        saved = json.loads(file.read_text(encoding="utf-8"))
        answer = app.test_client().post("/predict", data=file.read_bytes(), content_type="application/json")
        assert answer.status_code == saved["expect"]["status"]
        assert len(answer.json["predictions"]) == len(saved["rows"])
