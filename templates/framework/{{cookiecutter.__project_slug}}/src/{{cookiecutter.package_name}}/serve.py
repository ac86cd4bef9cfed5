"""Scores rows with the model of a skops file, for `worker.py`."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import is_classifier

from .frames import series
from .skops_file import read_model


class Scorer:
    """A loaded model. `outputs` gives name and type of each of its outputs."""

    def __init__(self, load: Mapping[str, Any], content: bytes) -> None:
        """`load` names the columns with their kinds, the outputs, and the types that the file may hold."""
        self.model = read_model(content, load["trusted"])
        self.kinds: dict[str, str] = {column["name"]: column["kind"] for column in load["columns"]}
        # One output or several: each has its place in what the model predicts.
        self.values: list[str] = [output["value"] for output in load["outputs"]]
        self.probabilities = {
            output["probabilities"]: place
            for place, output in enumerate(load["outputs"])
            if output["probabilities"] is not None
        }
        self.outputs = [{"name": name, "type": self.type_of(place)} for place, name in enumerate(self.values)]
        self.outputs += [{"name": name, "type": "float64"} for name in self.probabilities]

    def score(self, columns: Mapping[str, Any], fetches: Sequence[str]) -> dict[str, np.ndarray]:
        """The outputs in `fetches`: one value for each row, or one probability for each row and class."""
        frame = pd.DataFrame({name: series(columns[name], kind) for name, kind in self.kinds.items()})
        scored: dict[str, np.ndarray] = {}
        if any(name in fetches for name in self.values):
            predicted = np.asarray(self.model.predict(frame)).reshape(len(frame), len(self.values))
            for place, name in enumerate(self.values):
                scored[name] = typed(predicted[:, place], self.type_of(place))
        if any(name in fetches for name in self.probabilities):
            chances = self.model.predict_proba(frame)
            for name, place in self.probabilities.items():
                of_output = chances[place] if isinstance(chances, list) else chances
                scored[name] = np.asarray(of_output, dtype=float)
        return {name: scored[name] for name in fetches}

    def type_of(self, place: int) -> str:
        """The type of the values that the model predicts: those of a classifier are its classes."""
        if not is_classifier(self.model):
            return "float64"
        classes = self.model.classes_
        kind = np.asarray(classes[place] if isinstance(classes, list) else classes).dtype.kind
        return {"b": "bool", "i": "int64", "u": "int64", "f": "float64"}.get(kind, "string")


def typed(values: np.ndarray, type_name: str) -> np.ndarray:
    if type_name == "string":
        return values.astype(object)
    return values.astype({"bool": bool, "int64": np.int64, "float64": np.float64}[type_name])
