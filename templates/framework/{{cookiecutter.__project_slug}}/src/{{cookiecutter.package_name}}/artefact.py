"""The artefact of a training: the files that score, and `model.json` with everything that is known of the model."""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from . import provenance
from .additive import additive
from .export import Exported, OnnxModel, SkopsModel, describe_outputs
from .golden import golden
from .metrics import Metric
from .project import ModelProject
from .protocols import TrainingData
from .schema import input_schema
from .scores import main_scores, model_scores

DESCRIPTION = "model.json"


def describe(
    project: ModelProject, model: Any, data: TrainingData, metrics: Sequence[Metric], exported: Exported
) -> dict[str, Any]:
    """The content of model.json for a fitted model and the files that it became."""
    features = data[0]
    table = provenance.project_table(project)
    shares = additive(project, model, data)
    return {
        "schema": 1,
        "name": table["name"],
        "version": table["version"],
        "description": table["description"],
        "task": project.task,
        "runtime": exported.runtime,
        **runtime_facts(exported),
        "input": input_schema(project.columns, features),
        "outputs": exported.onnx.outputs if exported.onnx else describe_outputs(project.outputs, model),
        "examples": [{"title": example.title, "row": example.row} for example in project.examples],
        "golden": golden(project, model, features),
        **quantiles(model_scores(model, features)),
        **({"additive": shares} if shares else {}),
        "metrics": [metric.content() for metric in metrics],
        **({"parity": asdict(exported.onnx.parity)} if exported.onnx else {}),
        "training": {
            "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "rows": len(features),
            "data": provenance.data_digest(data),
            "code": provenance.code_digest(project),
            "lock": provenance.lock_digest(project),
            "commit": provenance.commit(project),
            **({"graph": exported.onnx.graph} if exported.onnx else {}),
            "libraries": provenance.libraries(),
        },
        "files": {file.file: hashlib.sha256(file.content).hexdigest() for file in exported.files},
    }


def runtime_facts(exported: Exported) -> dict[str, Any]:
    """Of a skops file, which module serves it and which types it may hold."""
    if exported.skops is None:
        return {}
    return {"python": {"module": f"{__package__}.worker", "trusted": exported.skops.trusted}}


def quantiles(scores: Sequence[Any]) -> dict[str, Any]:
    """The training scores at 101 equally spaced probabilities, of a model with one number to score by."""
    values = main_scores(scores)
    return {} if values is None else {"quantiles": np.quantile(values, np.linspace(0, 1, 101)).tolist()}


def write(folder: Path, exported: Exported, description: dict[str, Any]) -> None:
    """Writes all files, each by rename and model.json last: a reader sees a whole artefact or knows that it waits.

    A file of the training before, which model.json no longer names, goes then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(description, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    for file in exported.files:
        replace(folder / file.file, file.content)
    replace(folder / DESCRIPTION, text.encode())
    for other in {OnnxModel.file, SkopsModel.file} - {file.file for file in exported.files}:
        (folder / other).unlink(missing_ok=True)


def replace(file: Path, content: bytes) -> None:
    new = file.with_name(file.name + ".new")
    new.write_bytes(content)
    os.replace(new, file)
