"""The artefact in the installed model package: model.json and the file that scores."""

import hashlib
import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

MODEL_PACKAGE = "{{ cookiecutter.__model_module }}"
DESCRIPTION = "model.json"
# The newest format of model.json that this code reads.
NEWEST_SCHEMA = 1
KEYS = ("name", "version", "input", "outputs", "examples", "golden", "files")


class ModelRefused(Exception):
    """The model cannot be served. The message says why, names no path and reaches whoever asks for readiness."""


class Artefact:
    """`description` is the content of model.json; `digest` names the model."""

    def __init__(self, folder: Traversable) -> None:
        text = read(folder, DESCRIPTION)
        self.description: dict[str, Any] = parse(text)
        self.digest = f"sha256:{sha256(text)}"
        self.folder = folder

    def content(self, file: str) -> bytes:
        """The file that scores, checked against its digest in model.json."""
        name, version = self.description["name"], self.description["version"]
        if file not in self.description["files"]:
            raise ModelRefused(f"{name} {version} has no {file}; it has {', '.join(self.description['files'])}.")
        content = read(self.folder, file)
        if sha256(content) != self.description["files"][file]:
            raise ModelRefused(f"{file} is not the file that {DESCRIPTION} describes. Install the package again.")
        return content


def installed_artefact() -> Artefact:
    """The artefact of the model package.

    Raises:
        ModelRefused: the package is not installed, holds no artefact, or one of a newer format.
    """
    try:
        folder = files(MODEL_PACKAGE) / "artefacts"
    except ModuleNotFoundError as error:
        raise ModelRefused(f"The package {MODEL_PACKAGE} is not installed.") from error
    return Artefact(folder)


def read(folder: Traversable, file: str) -> bytes:
    try:
        return (folder / file).read_bytes()
    except OSError as error:
        raise ModelRefused(f"The package {MODEL_PACKAGE} has no artefacts/{file} that can be read.") from error


def parse(text: bytes) -> dict[str, Any]:
    try:
        description = json.loads(text)
        schema = description["schema"]
    except (ValueError, TypeError, KeyError) as error:
        raise ModelRefused(f"{DESCRIPTION} of {MODEL_PACKAGE} is not what training writes.") from error
    if not isinstance(schema, int) or schema > NEWEST_SCHEMA:
        raise ModelRefused(
            f"{DESCRIPTION} of {MODEL_PACKAGE} has the format {schema}, this API reads formats up to {NEWEST_SCHEMA}."
        )
    missing = [key for key in KEYS if key not in description]
    if missing:
        raise ModelRefused(f"{DESCRIPTION} of {MODEL_PACKAGE} lacks {', '.join(missing)}.")
    return dict(description)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
