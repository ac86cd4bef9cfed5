"""Reads the file that describes the data source of features. Secrets stand in it by name only."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

# The newest format of the file that this code reads.
NEWEST_SCHEMA = 1
SECRETS = "/run/secrets"


class SourceInvalid(Exception):
    """The file cannot be used. The message says why, without a value of a secret."""


@dataclass(frozen=True)
class Source:
    """Where the features of a key come from: `query` gives one row for the parameter `key`."""

    url: URL
    query: str
    key: Literal["text", "integer"] = "text"
    timeout_seconds: float = 2
    connections: int = 4


def features_source(file: str | None, secrets: str | None) -> Source | None:
    """What the file says of `features`; None where there is no file, or where it says nothing of it.

    Raises:
        SourceInvalid: the file cannot be read, is of a newer format, or does not describe a data source.
    """
    if not file:
        return None
    try:
        document = json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceInvalid(f"{file} is no file with JSON that can be read.") from error
    schema = document.get("schema") if isinstance(document, dict) else None
    if not isinstance(schema, int) or schema > NEWEST_SCHEMA:
        raise SourceInvalid(f"the file has the format {schema}, this API reads formats up to {NEWEST_SCHEMA}.")
    described = document.get("features")
    return None if described is None else source(described, Path(secrets or SECRETS))


def source(described: Any, secrets: Path) -> Source:
    if not isinstance(described, dict):
        raise SourceInvalid('"features" must be an object.')
    url = address(described)
    if "password_secret" in described:
        url = url.set(password=secret(text(described, "password_secret"), secrets))
    key = described.get("key", Source.key)
    if key not in ("text", "integer"):
        raise SourceInvalid('"features.key" must be "text" or "integer".')
    query = text(described, "query")
    if ":key" not in query:
        raise SourceInvalid('"features.query" must hold the parameter :key.')
    return Source(
        url=url,
        query=query,
        key=key,
        timeout_seconds=number(described, "timeout_seconds", Source.timeout_seconds, 60),
        connections=int(number(described, "connections", Source.connections, 100)),
    )


def address(described: dict[str, Any]) -> URL:
    try:
        url = make_url(text(described, "url"))
    except (ArgumentError, ValueError) as error:
        raise SourceInvalid('"features.url" is no address such as postgresql://user@host/database.') from error
    if url.password is not None:
        raise SourceInvalid('"features.url" holds a password; name a secret as "password_secret" instead.')
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def text(described: dict[str, Any], name: str) -> str:
    value = described.get(name)
    if not isinstance(value, str) or not value:
        raise SourceInvalid(f'"features.{name}" must be a text.')
    return value


def number(described: dict[str, Any], name: str, default: float, most: float) -> float:
    value = described.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= most:
        raise SourceInvalid(f'"features.{name}" must be a number above 0, at most {most:g}.')
    return float(value)


def secret(name: str, folder: Path) -> str:
    if Path(name).name != name:
        raise SourceInvalid('"features.password_secret" must be the name of a secret, not a path.')
    try:
        return (folder / name).read_text().strip()
    except (OSError, ValueError) as error:
        hint = f"put it into {folder} as a file of that name, or another folder into SECRETS_DIR"
        raise SourceInvalid(f"the secret {name} cannot be read; {hint}.") from error
