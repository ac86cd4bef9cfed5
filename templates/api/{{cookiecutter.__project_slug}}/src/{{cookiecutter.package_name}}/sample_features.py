"""`flask sample-features` makes the data source that datasources.json names, of the rows in the model package."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click
from flask import Flask

from .columns import Column, Row
from .routes import loaded_model

FILE = Path("data/features.sqlite")
TYPES = {"number": "REAL", "integer": "INTEGER", "boolean": "INTEGER", "string": "TEXT"}


def install(app: Flask) -> None:
    @app.cli.command("sample-features")
    def sample() -> None:
        """Write the examples and golden rows of the model package into data/features.sqlite, with keys from 1."""
        model = loaded_model()
        described = model.description
        rows = [item["row"] for item in described["examples"] + described["golden"]["rows"]]
        FILE.parent.mkdir(exist_ok=True)
        write(FILE, model.validator.columns, rows)
        click.echo(f"{FILE.as_posix()}: the keys 1 to {len(rows)}")


def write(file: Path, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """Makes the file anew, with a table `features` whose column `sample_key` counts from 1."""
    file.unlink(missing_ok=True)
    definitions = ", ".join(f"{quoted(column.name)} {TYPES[column.kind]}" for column in columns)
    places = ", ".join("?" for _ in range(len(columns) + 1))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(f"CREATE TABLE features (sample_key TEXT PRIMARY KEY, {definitions})")
        connection.executemany(
            f"INSERT INTO features VALUES ({places})",
            [[str(key), *(row.get(column.name) for column in columns)] for key, row in enumerate(rows, 1)],
        )


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
