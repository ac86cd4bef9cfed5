"""How well predictions fit, in the measures that claim frequencies are judged by."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from sklearn.metrics import auc, d2_tweedie_score, mean_poisson_deviance


@dataclass(frozen=True)
class Metric:
    name: str
    title: str
    value: float


def evaluate(actual: ArrayLike, predicted: ArrayLike, weight: ArrayLike) -> list[Metric]:
    """Metrics of predicted against actual frequencies, each row weighted by its policyholder years."""
    actual, predicted, weight = (np.asarray(values, dtype=float) for values in (actual, predicted, weight))
    claims = np.sum(actual * weight)
    deviance = mean_poisson_deviance(actual, predicted, sample_weight=weight)
    explained = d2_tweedie_score(actual, predicted, sample_weight=weight, power=1)
    return [
        Metric("frequency", "Mean claim frequency", float(claims / np.sum(weight))),
        Metric("balance", "Predicted claims / actual claims", float(np.sum(predicted * weight) / claims)),
        Metric("deviance", "Mean Poisson deviance", float(deviance)),
        Metric("d2", "Share of deviance explained (D2)", float(explained)),
        Metric("gini", "Gini coefficient", gini(actual, predicted, weight)),
    ]


def gini(actual: np.ndarray, predicted: np.ndarray, weight: np.ndarray) -> float:
    """Twice the area between the diagonal and the Lorenz curve of claims, cells ordered by prediction."""
    order = np.argsort(predicted, kind="stable")
    years = np.cumsum(weight[order])
    claims = np.cumsum((actual * weight)[order])
    lorenz = auc(np.append(0, years / years[-1]), np.append(0, claims / claims[-1]))
    return float(1 - 2 * lorenz)
