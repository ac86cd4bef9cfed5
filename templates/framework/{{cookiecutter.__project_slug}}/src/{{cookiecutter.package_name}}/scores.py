"""What a model says of rows, by output, in one form for scikit-learn and for ONNX."""

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import is_classifier

from .frames import plain
from .protocols import Prediction


@dataclass(frozen=True)
class Scores:
    """One output: a value for each row; of a classifier its label, and where it has them the probabilities.

    `probabilities` has a column for each of `classes`.
    """

    values: np.ndarray
    classes: list[Any] | None = None
    probabilities: np.ndarray | None = None

    def take(self, at: int) -> "Scores":
        """Those of one row."""
        chances = None if self.probabilities is None else self.probabilities[[at]]
        return Scores(self.values[[at]], self.classes, chances)

    @property
    def are_labels(self) -> bool:
        return self.classes is not None or self.values.dtype.kind not in "fiu"

    @property
    def measured(self) -> np.ndarray:
        """What is agreed on by number, a column each: the values, or the probabilities of labels that have them."""
        if not self.are_labels:
            return self.values.astype(float)[:, None]
        return np.empty((len(self.values), 0)) if self.probabilities is None else self.probabilities


def model_scores(model: Any, frame: pd.DataFrame) -> list[Scores]:
    """What a fitted scikit-learn model predicts, one item an output."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Found unknown categories", UserWarning)
        values = np.asarray(model.predict(frame))
        chances = model.predict_proba(frame) if is_classifier(model) and hasattr(model, "predict_proba") else None
    values = values.reshape(len(frame), -1)
    if not is_classifier(model):
        return [Scores(values[:, place]) for place in range(values.shape[1])]
    classes = classes_of(model)
    by_output = chances if isinstance(chances, list) else [chances] * len(classes)
    return [
        Scores(values[:, place], own, None if by_output[place] is None else np.asarray(by_output[place], dtype=float))
        for place, own in enumerate(classes)
    ]


def main_scores(scores: Sequence[Scores]) -> np.ndarray | None:
    """The one number a row that a model scores by: of two classes the probability of the second.

    None where a model has several outputs, other than two classes, or labels without probabilities.
    """
    if len(scores) > 1 or (scores[0].classes is not None and len(scores[0].classes) != 2):
        return None
    measured = scores[0].measured
    return measured[:, -1] if measured.shape[1] else None


def classes_of(model: Any) -> list[list[Any]]:
    """The classes of each output of a classifier."""
    classes = model.classes_ if isinstance(model.classes_, list) else [model.classes_]
    return [[plain(label) for label in own] for own in classes]


def predictions(names: Sequence[str], scores: Sequence[Scores]) -> list[Prediction]:
    """Predictions as the scorer answers them: several outputs by name, one as it is."""
    by_output = [single_predictions(of_output) for of_output in scores]
    if len(names) == 1:
        return by_output[0]
    return [dict(zip(names, row, strict=True)) for row in zip(*by_output, strict=True)]


def single_predictions(scores: Scores) -> list[Prediction]:
    values = [plain(value) for value in scores.values]
    if scores.classes is None or scores.probabilities is None:
        return values
    names = [class_name(label) for label in scores.classes]
    return [
        {"label": label, "probabilities": dict(zip(names, map(plain, chances), strict=True))}
        for label, chances in zip(values, scores.probabilities, strict=True)
    ]


def class_name(label: Any) -> str:
    return label if isinstance(label, str) else json.dumps(label)


def scores_of(outputs: Sequence[dict[str, Any]], given: Sequence[Prediction]) -> list[Scores]:
    """The other way: predictions as numbers to compare with; `outputs` as model.json has them."""
    return [
        single_scores(output, [one[output["name"]] if len(outputs) > 1 else one for one in given]) for output in outputs
    ]


def single_scores(output: dict[str, Any], given: Sequence[Prediction]) -> Scores:
    if "probabilities" not in output:
        return Scores(np.array(given))
    classes = output["probabilities"]["labels"]
    chances = [[one["probabilities"][class_name(label)] for label in classes] for one in given]
    return Scores(np.array([one["label"] for one in given]), classes, np.array(chances))
