"""`flask save-requests` writes the rows of the model package into `requests/`, with what is expected of the answers.

A file is the body of a request, too: `rows` is all that `POST /predict` reads of it.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask import Flask

from .model import Model
from .routes import loaded_model

FOLDER = Path("requests")


def install(app: Flask) -> None:
    @app.cli.command("save-requests")
    def save() -> None:
        """Write the examples and golden rows of the model package into requests/."""
        FOLDER.mkdir(exist_ok=True)
        for name, request in saved_requests(loaded_model()):
            file = FOLDER / f"{name}.request.json"
            file.write_text(json.dumps(request, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            click.echo(file.as_posix())


def saved_requests(model: Model) -> Iterator[tuple[str, dict[str, Any]]]:
    """Names of files and their contents: each example scores without a warning, golden rows give their scores."""
    for example in model.description["examples"]:
        expected = {"status": 200, "values": [{"path": "$.warnings", "equals": []}]}
        name = "-".join(re.findall(r"\w+", example["title"].lower()))
        yield name, {"schema": 1, "name": example["title"], "rows": [example["row"]], "expect": expected}
    golden = model.description["golden"]
    values = [
        {"path": f"$.predictions[{index}]", "equals": item["prediction"], "tolerance": tolerance(item, golden)}
        for index, item in enumerate(golden["rows"])
    ]
    if values:
        rows = [item["row"] for item in golden["rows"]]
        expect = {"status": 200, "values": values}
        yield "golden-rows", {"schema": 1, "name": "Golden rows", "rows": rows, "expect": expect}


def tolerance(item: dict[str, Any], golden: dict[str, Any]) -> dict[str, float]:
    """How far an answer may be from the golden one; beside a label stand probabilities, which have their own bound."""
    if isinstance(item["prediction"], dict) and "probabilities" in item["prediction"]:
        return {"absolute": golden["probability"]}
    return {"relative": golden["tolerance"], "absolute": golden["tolerance"] * golden["scale"]}
