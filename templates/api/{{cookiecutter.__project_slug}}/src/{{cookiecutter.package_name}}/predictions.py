"""From the outputs of a model to the predictions of an answer, and whether they agree with the golden ones."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .columns import is_number
from .validation import LARGEST_INTEGER, Findings
from .words import as_text, not_finite

Outputs = Mapping[str, npt.NDArray[Any]]
Prediction = Any

NO_FINITE_NUMBER = "the model gives no finite number for this row"


def predictions_of(described: Sequence[dict[str, Any]], outputs: Outputs, findings: Findings) -> list[Prediction]:
    """One prediction a row: a value; a classifier's label with its probabilities; several outputs by their names.

    JSON has no NaN and no infinity: such a value is null, with a warning.
    """
    by_output = [values_of(output, outputs, findings) for output in described]
    if len(by_output) == 1:
        return by_output[0]
    names = [output["name"] for output in described]
    return [dict(zip(names, values, strict=True)) for values in zip(*by_output, strict=True)]


def values_of(output: dict[str, Any], outputs: Outputs, findings: Findings) -> list[Prediction]:
    values = column_of(outputs[output["onnx"]], output.get("column"))
    for row, value in enumerate(values):
        if isinstance(value, float) and not math.isfinite(value):
            findings.warn(row, output["name"], not_finite(value), NO_FINITE_NUMBER)
            values[row] = None
        elif isinstance(value, int) and abs(value) > LARGEST_INTEGER:
            values[row] = str(value)  # JSON readers would round it.
    if "probabilities" not in output:
        return values
    labels = output["probabilities"]["labels"]
    names = [as_text(label) for label in labels]
    chances = chances_of(outputs[output["probabilities"]["onnx"]], len(values), len(labels))
    return [
        {"label": as_label(value, labels), "probabilities": dict(zip(names, row, strict=True))}
        for value, row in zip(values, chances, strict=True)
    ]


def column_of(values: npt.NDArray[Any], column: int | None) -> list[Any]:
    """The values of an output of one a row, or of one column of several."""
    table = values.reshape(len(values), -1)
    return list(table[:, column or 0].tolist())


def chances_of(values: npt.NDArray[Any], rows: int, labels: int) -> list[list[float | None]]:
    """One probability a label. Where two labels have one probability a row, it is the second's."""
    table = values.reshape(rows, -1)
    if labels == 2 and table.shape[1] == 1:
        table = np.concatenate([1 - table, table], axis=1)
    return [[chance if math.isfinite(chance) else None for chance in row] for row in table.tolist()]


def as_label(value: Any, labels: Sequence[Any]) -> Any:
    """The label as model.json has it: that of a boolean comes out of a model as 0 or 1."""
    return next((label for label in labels if label == value), value)


def disagreement(scored: Prediction, golden: Prediction, bounds: Mapping[str, Any]) -> str | None:
    """What disagrees, in words: beyond `tolerance` * max(|golden|, `scale`), or `probability` of a probability."""
    if is_number(scored) and is_number(golden):
        allowed = bounds["tolerance"] * max(abs(golden), bounds["scale"])
        return None if abs(scored - golden) <= allowed else f"scores {scored} instead of {golden}"
    if not isinstance(scored, dict) or not isinstance(golden, dict):
        return None if scored == golden else f"scores {scored} instead of {golden}"
    if scored.keys() != golden.keys():
        return f"scores {', '.join(scored)} instead of {', '.join(golden)}"
    for name in scored:
        chances = name == "probabilities" and isinstance(scored[name], dict)
        inner = {**bounds, "tolerance": bounds["probability"], "scale": 1} if chances else bounds
        found = disagreement(scored[name], golden[name], inner)
        if found is not None:
            return f'"{name}" {found}'
    return None
