"""How a model of a task is asked and judged: the one place where a regression and a classifier differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import precision_score, recall_score

from . import amounts, classifier
from .metrics import Metric
from .sample import Numbers, Sample

Task = Literal["frequency", "severity", "regression", "classification"]


@dataclass(frozen=True)
class Judge:
    """`predict` gives a number a row, or a classifier's probabilities; `loss` is the weighted mean, lower is better."""

    loss_title: str
    predict: Callable[[Any, pd.DataFrame], Numbers]
    loss: Callable[[npt.NDArray[Any], Numbers, Numbers], float]

    def score(self, model: Any, features: pd.DataFrame, actual: Sequence[Any], sample_weight: Any = None) -> float:
        """Minus the loss, as scikit-learn asks a scorer."""
        return -self.loss(np.asarray(actual), self.predict(model, features), np.asarray(sample_weight, dtype=float))


LOSS_TITLES = {
    "frequency": "Mean Poisson deviance",
    "severity": "Mean Gamma deviance",
    "regression": "Mean squared error",
}


def predict_numbers(model: Any, features: pd.DataFrame) -> Numbers:
    return np.asarray(model.predict(features), dtype=float)


def predict_probabilities(model: Any, features: pd.DataFrame) -> Numbers:
    return np.asarray(model.predict_proba(features), dtype=float)


def judge_of(task: Task, labels: npt.NDArray[Any]) -> Judge:
    """@param labels: a classifier's, in the order of its probabilities; empty for another task."""
    if task == "classification":
        return Judge(
            "Log loss",
            predict_probabilities,
            lambda actual, predicted, weight: classifier.loss(actual, predicted, weight, labels),
        )
    power = amounts.POWER[task]
    return Judge(
        LOSS_TITLES[task],
        predict_numbers,
        lambda actual, predicted, weight: amounts.deviance(actual, predicted, weight, power),
    )


def amount_metrics(task: Task, target: str, held_out: Sample, predicted: Numbers) -> list[Metric]:
    """The measures of a claim count, a claim amount or another number, on rows that the model was not fitted on."""
    power = amounts.POWER[task]
    rows = (held_out.actual, predicted, held_out.weight)
    found = [
        Metric("mean", f"Mean {lower_first(target)}", float(np.average(held_out.actual, weights=held_out.weight))),
        Metric("balance_held_out", "Predicted / actual on held out rows", amounts.balance(*rows), "one"),
        Metric("deviance", LOSS_TITLES[task], amounts.deviance(*rows, power), "lower"),
        Metric("d2", "Share of deviance explained (D2)", amounts.explained(*rows, power), "higher"),
    ]
    if np.all(held_out.actual >= 0):
        found.append(Metric("gini", "Gini coefficient", amounts.gini(*rows), "higher"))
    return found


def class_metrics(
    held_out: Sample, probabilities: Numbers, decided: npt.NDArray[Any], labels: npt.NDArray[Any]
) -> list[Metric]:
    """The measures of a classifier, on rows that the model was not fitted on.

    Args:
        decided: the label that the model gives to each row, by its decision threshold.
    """
    rows = (held_out.actual, probabilities, held_out.weight, labels)
    found = [
        Metric("log_loss", "Log loss", classifier.loss(*rows), "lower"),
        Metric("d2", "Share of log loss explained (D2)", classifier.explained(*rows), "higher"),
        Metric("brier", "Brier score", classifier.brier(*rows), "lower"),
        Metric("roc_auc", "Area under the ROC curve", classifier.roc_area(*rows), "higher"),
        Metric("average_precision", "Average precision", classifier.precision_area(*rows), "higher"),
        Metric("calibration_error", "Calibration error", classifier.calibration_error(*rows), "lower"),
    ]
    if len(labels) == 2:
        hits = classifier.one_hot(held_out.actual, labels)[:, 1]
        balance = amounts.balance(hits, probabilities[:, 1], held_out.weight)
        found.insert(0, Metric("mean", f'Share of "{labels[1]}"', float(np.average(hits, weights=held_out.weight))))
        found.insert(1, Metric("balance_held_out", "Predicted / actual on held out rows", balance, "one"))
        scored = {"pos_label": labels[1], "sample_weight": held_out.weight, "zero_division": 0}
        precision = precision_score(held_out.actual, decided, **scored)
        recall = recall_score(held_out.actual, decided, **scored)
        found.append(Metric("precision", f'Precision of "{labels[1]}"', float(precision), "higher"))
        found.append(Metric("recall", f'Recall of "{labels[1]}"', float(recall), "higher"))
    return found


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
