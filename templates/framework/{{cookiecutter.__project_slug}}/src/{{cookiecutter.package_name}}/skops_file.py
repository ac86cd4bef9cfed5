"""The model as a skops file: what ONNX cannot express is published so. No pickle is ever written or read."""

from collections.abc import Sequence
from typing import Any

from skops.io import dumps, get_untrusted_types, loads


class TypesNotTrusted(Exception):
    """The file needs types that nobody said to trust: it was not made by the training that `model.json` tells of."""


def write_model(model: Any) -> tuple[bytes, list[str]]:
    """A fitted model as a skops file, and the types in it that skops does not trust by itself.

    They are such as a function of this project. `model.json` records them, so that whoever reviews the artefact sees
    what loading it will run, and loading takes these and no others.
    """
    content = dumps(model)
    return content, sorted(get_untrusted_types(data=content))


def read_model(content: bytes, trusted: Sequence[str]) -> Any:
    """The model of a skops file.

    Raises:
        TypesNotTrusted: it holds types that are neither in `trusted` nor known to skops as safe.
    """
    unknown = sorted(set(get_untrusted_types(data=content)) - set(trusted))
    if unknown:
        raise TypesNotTrusted(", ".join(unknown))
    return loads(content, trusted=list(trusted))
