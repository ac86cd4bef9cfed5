"""The artefact of a training: the file that scores, and `model.json` with everything that is known of the model."""

import hashlib
import json
import os
import random
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from . import provenance
from .columns import COLUMNS, EXAMPLES, NAMES, Column
from .dataset import DATA_FILE
from .evaluate import Metric
from .export import OUTPUT, TOLERANCE, OnnxModel, PythonModel, Row, predict

GOLDEN_ROWS = 30


def describe(
    model: Pipeline, features: pd.DataFrame, metrics: Sequence[Metric], exported: OnnxModel | PythonModel
) -> dict[str, Any]:
    """The content of model.json for a fitted model and the file that it became."""
    scores = model.predict(features)
    project = provenance.project()
    return {
        "schema": 1,
        "name": project["name"],
        "version": project["version"],
        "description": project["description"],
        "task": "frequency",
        "runtime": exported.runtime,
        "input": input_schema(features),
        "outputs": [
            {
                "name": OUTPUT,
                "title": "Claim frequency",
                "unit": "claims per policyholder year",
                "onnx": OUTPUT,
            }
        ],
        "examples": [{"title": title, "row": row} for title, row in EXAMPLES],
        "golden": golden(model, features, scale=float(np.std(scores))),
        "quantiles": np.quantile(scores, np.linspace(0, 1, 101)).tolist(),
        "metrics": [asdict(metric) for metric in metrics],
        **runtime_facts(exported),
        "training": {
            "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "rows": len(features),
            "data": provenance.text_digest(DATA_FILE),
            "code": provenance.code_digest(),
            "lock": provenance.text_digest(provenance.LOCK_FILE) if provenance.LOCK_FILE.exists() else None,
            "commit": provenance.commit(),
            **({"graph": exported.graph} if isinstance(exported, OnnxModel) else {}),
            "libraries": provenance.libraries(),
        },
        "files": {exported.file: hashlib.sha256(exported.content).hexdigest()},
    }


def runtime_facts(exported: OnnxModel | PythonModel) -> dict[str, Any]:
    """What is said of the file: how ONNX agreed, or which module of this package serves it and what it may hold."""
    if isinstance(exported, OnnxModel):
        return {"parity": asdict(exported.parity)}
    return {"python": {"module": f"{__package__}.worker", "trusted": exported.trusted}}


def input_schema(features: pd.DataFrame) -> dict[str, Any]:
    """The JSON Schema of one row. Keys that begin with `x-` are read by Bellhop; other readers pass over them."""
    return {
        "type": "object",
        "x-order": NAMES,
        "properties": {column.name: column_schema(column, features[column.name]) for column in COLUMNS},
        "required": NAMES,
    }


def column_schema(column: Column, values: pd.Series) -> dict[str, Any]:
    if column.type == "string":
        observed = {"categories": sorted(values.unique().tolist())}
    else:
        observed = {"minimum": values.min().item(), "maximum": values.max().item()}
    schema = {
        "type": column.type,
        "title": column.title,
        "description": column.description,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "x-unit": column.unit,
        "x-labels": column.labels,
        "x-observed": observed,
        "x-on-unseen": column.on_unseen,
        "x-personal": column.personal or None,
    }
    return {key: value for key, value in schema.items() if value not in (None, "", {})}


def golden(model: Pipeline, features: pd.DataFrame, scale: float) -> dict[str, Any]:
    """Rows with their scores. Each column is drawn for itself, so that no row of the data is published."""
    draw = random.Random(1977)
    values = {name: sorted(features[name].unique().tolist()) for name in NAMES}
    rows: list[Row] = [{name: draw.choice(values[name]) for name in NAMES} for _ in range(GOLDEN_ROWS)]
    scores = predict(model, rows).tolist()
    return {
        "tolerance": TOLERANCE,
        "probability": 1e-6,
        "scale": scale,
        "rows": [{"row": row, "prediction": score} for row, score in zip(rows, scores, strict=True)],
    }


def write(folder: Path, exported: OnnxModel | PythonModel, description: dict[str, Any]) -> None:
    """Writes both files, each by rename and model.json last: a reader sees a whole artefact or knows that it waits.

    The file of the other runtime, which model.json no longer names, goes then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(description, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    replace(folder / exported.file, exported.content)
    replace(folder / "model.json", text.encode())
    for other in {OnnxModel.file, PythonModel.file} - {exported.file}:
        (folder / other).unlink(missing_ok=True)


def replace(file: Path, content: bytes) -> None:
    new = file.with_name(file.name + ".new")
    new.write_bytes(content)
    os.replace(new, file)
