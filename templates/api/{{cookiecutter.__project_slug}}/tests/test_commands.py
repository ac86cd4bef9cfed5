"""The commands beside the server."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from {{ cookiecutter.package_name }}.service import EXTENSION


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    """The address of the app at work."""
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_smoke_holds_an_api_to_the_golden_scores(app: Flask, url: str, description: dict[str, Any]) -> None:
    result = app.test_cli_runner().invoke(args=["smoke", url])
    assert result.exit_code == 0, result.output
    assert f"serves {description['name']} {description['version']}" in result.output


def test_smoke_says_which_score_is_another(app: Flask, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = app.extensions[EXTENSION].model
    score = model.score

    def other(rows: Any) -> Any:
        scored = score(rows)
        scored.predictions[-1] = "another"
        return scored

    monkeypatch.setattr(model, "score", other)
    result = app.test_cli_runner().invoke(args=["smoke", url])
    assert result.exit_code == 1
    assert "scores another instead of" in result.output


@pytest.mark.parametrize(
    ("where", "said"),
    [("http://127.0.0.1:9/", "does not answer"), ("file:///etc/passwd", "http://"), ("ftp://host", "http://")],
)
def test_smoke_says_what_is_not_there(app: Flask, where: str, said: str) -> None:
    result = app.test_cli_runner().invoke(args=["smoke", where])
    assert result.exit_code == 1
    assert said in result.output


def test_smoke_refuses_another_version(app: Flask, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("{{ cookiecutter.package_name }}.smoke.loaded_model", lambda: Other())
    result = app.test_cli_runner().invoke(args=["smoke", url])
    assert result.exit_code == 1
    assert "instead of other 9.9.9" in result.output


class Other:
    name = {"name": "other", "version": "9.9.9"}  # noqa: RUF012
    digest = "sha256:0"


def test_the_documentation_is_saved_as_files(app: Flask, description: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / "public"
    result = app.test_cli_runner().invoke(args=["save-docs", str(folder)])
    assert result.exit_code == 0, result.output
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert all(column in page for column in description["input"]["x-order"])
    for file in ("openapi.json", "schema", "examples"):
        assert f'href="./{file}"' in page
        assert json.loads((folder / file).read_text(encoding="utf-8"))
    assert "/health/ready" not in page.split("Everything else")[1]
