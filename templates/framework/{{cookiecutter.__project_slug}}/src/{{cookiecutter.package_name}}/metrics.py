"""Measures of how well a model fits."""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import auc


@dataclass(frozen=True)
class Metric:
    name: str
    title: str
    value: float


def gini(actual: np.ndarray, predicted: np.ndarray, weight: np.ndarray) -> float:
    """Twice the area between the diagonal and the Lorenz curve of the actual sum, rows ordered by prediction."""
    order = np.argsort(predicted, kind="stable")
    weights = np.cumsum(weight[order])
    sums = np.cumsum((actual * weight)[order])
    lorenz = auc(np.append(0, weights / weights[-1]), np.append(0, sums / sums[-1]))
    return float(1 - 2 * lorenz)
