"""`flask save-docs FOLDER` writes the documentation as files, for a server of files such as GitLab Pages.

It tells of scores by key, too: the data source is configured where the API runs.
"""

import json
from pathlib import Path

import click
from flask import Flask

from . import openapi
from .routes import docs_page, examples_of, loaded_model
from .service import service


def install(app: Flask) -> None:
    @app.cli.command("save-docs")
    @click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
    def save(folder: Path) -> None:
        """Write the page, the OpenAPI document, the schema and the examples into FOLDER."""
        model = loaded_model()
        documents = {
            "openapi.json": openapi.document(model, ".", service().settings, has_keys=True),
            "schema": model.description["input"],
            "examples": {"examples": examples_of(model)},
        }
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_text(docs_page(model, nonce="", is_file=True), encoding="utf-8")
        for name, document in documents.items():
            (folder / name).write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        click.echo((folder / "index.html").as_posix())
