"""Scores rows with ONNX Runtime, as Bellhop's scorer and any other runtime do."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnxruntime

from .columns import Row
from .scores import Scores

TYPES: dict[str, Any] = {"tensor(double)": np.float64, "tensor(float)": np.float32}


class OnnxSession:
    """A loaded ONNX file."""

    def __init__(self, content: bytes) -> None:
        self.session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
        self.inputs = {taken.name: taken.type for taken in self.session.get_inputs()}
        self.outputs = [given.name for given in self.session.get_outputs()]

    def run(self, rows: Sequence[Row]) -> dict[str, Any]:
        """The graph's outputs by name. A null is the empty text or NaN, as the scorer has it."""
        feeds = {name: tensor([row.get(name) for row in rows], kind) for name, kind in self.inputs.items()}
        return dict(zip(self.outputs, self.session.run(self.outputs, feeds), strict=True))


def tensor(values: Sequence[Any], kind: str) -> np.ndarray:
    if kind == "tensor(string)":
        return np.array([["" if value is None else value] for value in values], np.object_)
    return np.array([[np.nan if value is None else value] for value in values], TYPES[kind])


def onnx_scores(session: OnnxSession, outputs: Sequence[dict[str, Any]], rows: Sequence[Row]) -> list[Scores]:
    """What a graph says of rows; `outputs` as model.json has them."""
    given = session.run(rows)
    return [output_scores(output, given) for output in outputs]


def output_scores(output: dict[str, Any], given: dict[str, Any]) -> Scores:
    values = np.asarray(given[output["onnx"]])
    values = values[:, output["column"]] if "column" in output else values.ravel()
    described = output.get("probabilities")
    if described is None:
        return Scores(values)
    classes = described["labels"]
    if all(isinstance(label, bool) for label in classes):
        values = values.astype(bool)
    return Scores(values, classes, np.asarray(given[described["onnx"]], dtype=float))
