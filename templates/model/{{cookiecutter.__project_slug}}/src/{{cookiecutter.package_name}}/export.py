"""From scikit-learn to a file that scores, with the proof that both give the same scores."""

import math
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import onnxruntime
import pandas as pd
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, StringTensorType
from sklearn.pipeline import Pipeline

from .columns import COLUMNS, NAMES
from .skops_file import read_model, write_model

Row = dict[str, Any]
Graph = Literal["mixed", "float"]

OUTPUT = "frequency"
TOLERANCE = 1e-5
MOST_ROWS = 100_000


class TrainingRefused(Exception):
    """The model must not replace the one that is there; the message says why."""


class NotInOnnx(Exception):
    """No ONNX graph gives the model's scores; the message says why not."""


@dataclass(frozen=True)
class Parity:
    """How ONNX agreed with scikit-learn: `worst` is the largest |onnx - sklearn| / max(|sklearn|, scale)."""

    rows: int
    probes: int
    worst: float
    tolerance: float
    beyond: int


@dataclass(frozen=True)
class OnnxModel:
    """The model as an ONNX file, which numbers its graph takes, and how it agrees with scikit-learn."""

    content: bytes
    graph: Graph
    parity: Parity
    file = "model.onnx"
    runtime = "onnx"


@dataclass(frozen=True)
class PythonModel:
    """The model as a skops file, with the types in it that are to be trusted: this package's own Python scores it."""

    content: bytes
    trusted: list[str]
    file = "model.skops"
    runtime = "python"


def export_onnx(model: Pipeline, features: pd.DataFrame) -> OnnxModel:
    """The fitted model as ONNX.

    Both score the rows as a caller sends them: all rows of the training data (a sample and the extremes of more than
    100,000) and probes. A graph that takes doubles comes first. "mixed" says that it goes on in single precision after
    the one-hot encoding, which is how the converter writes it.

    Raises:
        NotInOnnx: no graph agrees on every row; the message holds the worst rows.
    """
    rows = parity_rows(features)
    probes = list(probe_rows(features))
    expected = predict(model, rows + probes)
    scale = float(np.std(model.predict(features)))
    refusals = []
    for graph in ("mixed", "float"):
        try:
            onnx = to_onnx(model, graph)
            scored = score(onnx, rows + probes)
        except Exception as error:  # The converter and the runtime each have many kinds of their own.
            refusals.append(f"The {graph} graph cannot be used: {error}")
            continue
        errors = np.abs(scored - expected) / np.maximum(np.abs(expected), scale)
        beyond = ~(errors <= TOLERANCE)  # Not `>`: a score that is not a number is beyond, too.
        if not beyond.any():
            parity = Parity(len(rows), len(probes), float(errors.max()), TOLERANCE, beyond=0)
            return OnnxModel(onnx, graph, parity)
        refusals.append(disagreement(graph, rows + probes, scored, expected, errors, int(beyond.sum())))
    raise NotInOnnx("ONNX does not give the scores of scikit-learn.\n" + "\n".join(refusals))


def export_python(model: Pipeline, features: pd.DataFrame) -> PythonModel:
    """The fitted model as a skops file, read back and found to give the same scores.

    Raises:
        TrainingRefused: skops cannot hold the model, such as one with a lambda in it.
    """
    rows = parity_rows(features)
    try:
        content, trusted = write_model(model)
        scores = predict(read_model(content, trusted), rows)
    except Exception as error:  # skops has no kind of its own for what it cannot write or read back.
        raise TrainingRefused(f"The model cannot be published: skops does not hold it either ({error}).") from error
    if not np.array_equal(scores, predict(model, rows), equal_nan=True):
        raise TrainingRefused("The model cannot be published: read back from its skops file it scores otherwise.")
    return PythonModel(content, trusted)


def to_onnx(model: Pipeline, graph: Graph) -> bytes:
    """The ONNX file of a fitted model: one input of shape [rows, 1] for each column, texts as strings."""
    number = DoubleTensorType if graph == "mixed" else FloatTensorType
    types = {"string": StringTensorType, "integer": number, "number": number}
    inputs = [(column.name, types[column.type]([None, 1])) for column in COLUMNS]
    outputs = [(OUTPUT, number([None, 1]))]
    converted = convert_sklearn(model, name="model", initial_types=inputs, final_types=outputs)
    return bytes(converted.SerializeToString())


def score(onnx: bytes, rows: Sequence[Row]) -> np.ndarray:
    """The scores that ONNX gives to rows."""
    session = onnxruntime.InferenceSession(onnx, providers=["CPUExecutionProvider"])
    types = {"tensor(string)": np.dtype(object), "tensor(double)": np.dtype(np.float64)}
    tensors = {
        taken.name: np.array([[row[taken.name]] for row in rows], types.get(taken.type, np.dtype(np.float32)))
        for taken in session.get_inputs()
    }
    return np.asarray(session.run([OUTPUT], tensors)[0], dtype=float).ravel()


def predict(model: Pipeline, rows: Sequence[Row]) -> np.ndarray:
    """The scores that scikit-learn gives to rows."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Found unknown categories", UserWarning)
        return np.asarray(model.predict(pd.DataFrame(list(rows), columns=NAMES)))


def parity_rows(features: pd.DataFrame, most: int = MOST_ROWS) -> list[Row]:
    """All rows, or a sample of `most` and the rows that hold the extremes of the numeric columns."""
    if len(features) > most:
        numbers = features.select_dtypes("number")
        extremes = features.loc[[*numbers.idxmin(), *numbers.idxmax()]]
        features = pd.concat([features.sample(most, random_state=0), extremes])
    rows: list[Row] = features.to_dict("records")
    return rows


def probe_rows(features: pd.DataFrame) -> Iterator[Row]:
    """Rows that training did not see: an unknown category, and a number at each bound and beyond it."""
    usual = features.iloc[0].to_dict()
    for column in COLUMNS:
        if column.type == "string":
            yield usual | {column.name: "not in the training data"}
            continue
        lowest, highest = features[column.name].min().item(), features[column.name].max().item()
        width = highest - lowest + 1
        for value in (lowest - width, lowest - 1, lowest, highest, highest + 1, highest + width):
            if within(value, column.minimum, column.maximum):
                yield usual | {column.name: value}
    yield usual | {column.name: "not in the training data" for column in COLUMNS if column.type == "string"}


def within(value: float, minimum: float | None, maximum: float | None) -> bool:
    return (-math.inf if minimum is None else minimum) <= value <= (math.inf if maximum is None else maximum)


def disagreement(
    graph: Graph,
    rows: Sequence[Row],
    scored: np.ndarray,
    expected: np.ndarray,
    errors: np.ndarray,
    beyond: int,
) -> str:
    lines = [f"The {graph} graph: {beyond:,} of {len(rows):,} rows are beyond the tolerance {TOLERANCE:g}. The worst:"]
    for index in np.argsort(-np.nan_to_num(errors, nan=np.inf))[:5]:
        lines.append(f"  {rows[index]}: ONNX {scored[index]:.6g}, scikit-learn {expected[index]:.6g}")
    return "\n".join(lines)
