"""The model as a skops file: what ONNX cannot express is published so. No pickle is ever written or read."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from skops.io import dumps, get_untrusted_types, loads

# What the file's description calls the module of a type and of a function.
MODULE_KEYS = ("__module__", "module_path")


class TypesNotTrusted(Exception):
    """The file needs types that nobody said to trust: it was not made by the training that `model.json` tells of."""


def write_model(model: Any) -> tuple[bytes, list[str]]:
    """A fitted model as a skops file, and the types in it that skops does not trust by itself.

    They are such as a function of this project. `model.json` records them, so that whoever reviews the artefact sees
    what loading it will run, and loading takes these and no others. The file names the framework's own modules
    relatively, such as ".transformers": it stays the same wherever the framework lies.
    """
    content = dumps(model)
    return renamed(content, f"{__package__}.", "."), sorted(get_untrusted_types(data=content))


def read_model(content: bytes, trusted: Sequence[str]) -> Any:
    """The model of a skops file.

    Raises:
        TypesNotTrusted: it holds types that are neither in `trusted` nor known to skops as safe.
    """
    content = renamed(content, ".", f"{__package__}.")
    unknown = sorted(set(get_untrusted_types(data=content)) - set(trusted))
    if unknown:
        raise TypesNotTrusted(", ".join(unknown))
    return loads(content, trusted=list(trusted))


def renamed(content: bytes, before: str, after: str) -> bytes:
    """A skops file whose modules that begin with `before` begin with `after` instead.

    It is a zip archive, and the modules stand in the JSON of its schema.json, as skops writes it.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(made, "w") as archive:
        for item in given.infolist():
            data = given.read(item)
            if item.filename == "schema.json":
                for key in MODULE_KEYS:
                    data = data.replace(f'"{key}": "{before}'.encode(), f'"{key}": "{after}'.encode())
            archive.writestr(item, data)
    return made.getvalue()
