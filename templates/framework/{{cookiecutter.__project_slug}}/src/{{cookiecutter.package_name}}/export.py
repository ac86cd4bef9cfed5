"""From scikit-learn to files that score, with the proof that they give the same scores."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .columns import Output, Row
from .frames import frame_of
from .onnx_graphs import Graph, to_onnx
from .onnx_scores import OnnxSession, onnx_scores
from .parity import Parity, differences, parity_rows, probe_rows, spread, tolerance_of
from .project import ModelProject
from .scores import Scores, classes_of, model_scores, predictions
from .skops_file import read_model, write_model

LADDER: tuple[Graph, ...] = ("mixed", "float", "double")
# The worst rows of a graph that does not agree. They may be of real people: git ignores the file.
WORST_FILE = "parity-worst.json"
WORST_ROWS = 20


class TrainingRefused(Exception):
    """The model must not replace the one that is there; the message says why."""


class NotInOnnx(Exception):
    """No ONNX graph gives the model's scores; the message says why not."""


@dataclass(frozen=True)
class OnnxModel:
    """The model as an ONNX file, which numbers its graph takes, its outputs, and how it agrees with scikit-learn."""

    content: bytes
    graph: Graph
    outputs: list[dict[str, Any]]
    parity: Parity
    file = "model.onnx"


@dataclass(frozen=True)
class SkopsModel:
    """The model as a skops file, with the types in it that are to be trusted: scikit-learn itself scores it."""

    content: bytes
    trusted: list[str]
    file = "model.skops"


@dataclass(frozen=True)
class Exported:
    """What a model became. Without `onnx` the project's own Python scores it; `refusal` says why that is so."""

    onnx: OnnxModel | None
    skops: SkopsModel | None
    refusal: str = ""

    @property
    def runtime(self) -> str:
        return "python" if self.onnx is None else "onnx"

    @property
    def files(self) -> list[OnnxModel | SkopsModel]:
        return [file for file in (self.onnx, self.skops) if file is not None]


def export(project: ModelProject, model: Any, features: pd.DataFrame, kept: SkopsModel | None = None) -> Exported:
    """The fitted model as ONNX where that agrees, and as skops where that can hold it; `kept` is what it was read from.

    Raises:
        TrainingRefused: neither gives the scores of the model.
    """
    onnx, refusal = None, ""
    try:
        onnx = export_onnx(project, model, features)
    except NotInOnnx as error:
        refusal = str(error)
    try:
        skops = kept or export_skops(project, model, features)
    except TrainingRefused:
        if onnx is None:
            raise
        skops = None
    return Exported(onnx, skops, refusal)


def export_onnx(project: ModelProject, model: Any, features: pd.DataFrame) -> OnnxModel:
    """The fitted model as ONNX: the first graph of the ladder that agrees with scikit-learn.

    Both score rows as a caller sends them: all rows of the training data (a sample and the extremes of more than
    100,000) and probes.

    Raises:
        NotInOnnx: no graph agrees on every row; the message says how each failed.
    """
    rows = parity_rows(features, project.columns)
    probes = list(probe_rows(features, project.columns))
    expected = model_scores(model, frame_of(rows + probes, project.columns))
    scale, tolerance = spread(expected), tolerance_of(expected)
    refusals = []
    for graph in LADDER:
        try:
            content = to_onnx(model, graph, project.columns, features)
            session = OnnxSession(content)
            outputs = describe_outputs(project.outputs, model, session.outputs)
            scored = onnx_scores(session, outputs, rows + probes)
            apart = differences(scored, expected, scale)
        except Exception as error:  # The converter and the runtime each have many kinds of their own.
            refusals.append(f"The {graph} graph cannot be used: {first_line(error)}")
            continue
        beyond = int((apart > tolerance).sum())
        if beyond == 0:
            (project.root / WORST_FILE).unlink(missing_ok=True)
            return OnnxModel(content, graph, outputs, Parity(len(rows), len(probes), float(apart.max()), tolerance, 0))
        refusals.append(
            f"The {graph} graph: {beyond:,} of {len(apart):,} rows are beyond the tolerance {tolerance:g}."
            f" The worst are in {WORST_FILE}."
        )
        write_worst(project, rows + probes, apart, scored, expected)
    raise NotInOnnx("ONNX does not give the scores of scikit-learn.\n" + "\n".join(refusals))


def export_skops(project: ModelProject, model: Any, features: pd.DataFrame) -> SkopsModel:
    """The fitted model as a skops file, read back and found to give the same scores.

    Raises:
        TrainingRefused: skops cannot hold the model, such as one with a lambda in it.
    """
    frame = frame_of(parity_rows(features, project.columns), project.columns)
    try:
        content, trusted = write_model(model)
        scored = model_scores(read_model(content, trusted), frame)
    except Exception as error:  # skops has no kind of its own for what it cannot write or read back.
        raise TrainingRefused(f"The model cannot be published: skops does not hold it either ({error}).") from error
    if differences(scored, model_scores(model, frame), scale=1.0).any():
        raise TrainingRefused("The model cannot be published: read back from its skops file it scores otherwise.")
    return SkopsModel(content, trusted)


def describe_outputs(outputs: Sequence[Output], model: Any, names: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """The outputs as model.json has them; `names` are those of a graph, without one they are the outputs' own."""
    described = []
    for place, output in enumerate(outputs):
        one: dict[str, Any] = {"name": output.name, "title": output.title}
        if output.unit:
            one["unit"] = output.unit
        one["onnx"] = output.name if names is None else names[0]
        if names is not None and len(outputs) > 1:
            one["column"] = place
        described.append(one)
    if not hasattr(model, "predict_proba"):
        return described
    classes = classes_of(model)
    if names is not None and (len(names) != 2 or len(classes) > 1):
        raise NotInOnnx("the graph has no tensor of probabilities for each output")
    for one, labels in zip(described, classes, strict=True):
        probabilities = f"{one['name']}_probabilities" if names is None else names[1]
        one["probabilities"] = {"onnx": probabilities, "labels": labels}
    return described


def write_worst(
    project: ModelProject,
    rows: Sequence[Row],
    apart: np.ndarray,
    scored: Sequence[Scores],
    expected: Sequence[Scores],
) -> None:
    """The rows that are furthest apart, for the eyes of this machine alone."""
    worst = np.argsort(-apart)[:WORST_ROWS]
    names = [output.name for output in project.outputs]
    onnx, python = predictions(names, scored), predictions(names, expected)
    listed = [{"row": rows[at], "onnx": onnx[at], "scikit-learn": python[at]} for at in worst]
    text = "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in listed) + "\n]\n"
    (project.root / WORST_FILE).write_text(text, encoding="utf-8")


def first_line(error: Exception) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
