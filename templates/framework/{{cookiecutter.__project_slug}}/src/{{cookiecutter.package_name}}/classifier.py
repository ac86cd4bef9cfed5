"""Measures of a classifier. Probabilities have a column for each of `labels`, in that order; each row its weight."""

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score, log_loss, roc_auc_score

from .amounts import actual_and_expected, equal_weight_groups
from .sample import Numbers

CALIBRATION_GROUPS = 10


def one_hot(actual: npt.NDArray[Any], labels: npt.NDArray[Any]) -> Numbers:
    """1 in the column of each row's label, else 0."""
    return np.asarray(actual[:, None] == labels[None, :], dtype=float)


def judged(labels: npt.NDArray[Any]) -> list[int]:
    """The columns that say something: of two labels the second, the positive one; else each."""
    return [1] if len(labels) == 2 else list(range(len(labels)))


def loss(actual: npt.NDArray[Any], probabilities: Numbers, weight: Numbers, labels: npt.NDArray[Any]) -> float:
    """Log loss: minus the mean log of the probability that was given to what happened. Lower is better."""
    return float(log_loss(actual, probabilities, sample_weight=weight, labels=labels))


def explained(actual: npt.NDArray[Any], probabilities: Numbers, weight: Numbers, labels: npt.NDArray[Any]) -> float:
    """D2, the share of the log loss of the labels' mere shares that the prediction explains; 1 is all."""
    shares = np.average(one_hot(actual, labels), axis=0, weights=weight)
    constant = np.tile(shares, (len(actual), 1))
    return 1 - loss(actual, probabilities, weight, labels) / loss(actual, constant, weight, labels)


def brier(actual: npt.NDArray[Any], probabilities: Numbers, weight: Numbers, labels: npt.NDArray[Any]) -> float:
    """Mean squared error of the probabilities (Brier 1950); of two labels that of the positive one. Lower is better."""
    columns = judged(labels)
    errors = (probabilities - one_hot(actual, labels))[:, columns] ** 2
    return float(np.average(errors.sum(axis=1), weights=weight))


def roc_area(actual: npt.NDArray[Any], probabilities: Numbers, weight: Numbers, labels: npt.NDArray[Any]) -> float:
    """Area under the ROC curve, of more than two labels the mean of each against the others."""
    hits = one_hot(actual, labels)
    return mean_of([roc_auc_score(hits[:, k], probabilities[:, k], sample_weight=weight) for k in judged(labels)])


def precision_area(
    actual: npt.NDArray[Any], probabilities: Numbers, weight: Numbers, labels: npt.NDArray[Any]
) -> float:
    """Average precision, the area under the precision-recall curve; of more labels the mean of each."""
    hits = one_hot(actual, labels)
    areas = [average_precision_score(hits[:, k], probabilities[:, k], sample_weight=weight) for k in judged(labels)]
    return mean_of(areas)


def calibration(hits: Numbers, probability: Numbers, weight: Numbers) -> Any:
    """Actual and expected share of one label, in ten groups of equal weight by its probability, as a frame."""
    groups = equal_weight_groups(probability, weight, CALIBRATION_GROUPS)
    return actual_and_expected(groups, hits, probability, weight)


def calibration_error(
    actual: npt.NDArray[Any], probabilities: Numbers, weight: Numbers, labels: npt.NDArray[Any]
) -> float:
    """Mean distance between the actual and the expected share in a group (Naeini et al. 2015), in groups of equal
    weight. Lower is better."""
    hits = one_hot(actual, labels)
    errors = []
    for k in judged(labels):
        groups = calibration(hits[:, k], probabilities[:, k], weight)
        errors.append(np.average(np.abs(groups["actual"] - groups["expected"]), weights=groups["weight"]))
    return mean_of(errors)


def mean_of(values: list[Any]) -> float:
    return float(np.mean(values))
