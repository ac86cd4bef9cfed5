"""Measures of how well a model fits, by what it predicts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, auc, d2_tweedie_score, log_loss, mean_tweedie_deviance, r2_score

from .protocols import TrainingData

# Of the Tweedie deviance: Poisson for numbers of claims, Gamma for their amounts.
POWERS = {"frequency": 1, "severity": 2}


@dataclass(frozen=True)
class Metric:
    name: str
    title: str
    value: float


def measures(task: str, model: Any, data: TrainingData) -> list[Metric]:
    """The measures of a task, each row by its weight. A model of several outputs has none."""
    X, y, weight = data
    if np.ndim(y) > 1:
        return []
    weights = np.ones(len(X)) if weight is None else np.asarray(weight, dtype=float)
    if task == "classification":
        return of_classes(model, X, np.asarray(y), weights)
    measure = of_claims if task in POWERS else of_numbers
    return measure(task, np.asarray(y, dtype=float), np.asarray(model.predict(X)), weights)


def of_claims(task: str, actual: np.ndarray, predicted: np.ndarray, weight: np.ndarray) -> list[Metric]:
    total, power = np.sum(actual * weight), POWERS[task]
    deviance = mean_tweedie_deviance(actual, predicted, sample_weight=weight, power=power)
    explained = d2_tweedie_score(actual, predicted, sample_weight=weight, power=power)
    return [
        Metric(task, f"Mean claim {task}", float(total / np.sum(weight))),
        Metric("balance", "Predicted / actual", float(np.sum(predicted * weight) / total)),
        Metric("deviance", f"Mean {'Poisson' if power == 1 else 'Gamma'} deviance", float(deviance)),
        Metric("d2", "Share of deviance explained (D2)", float(explained)),
        Metric("gini", "Gini coefficient", gini(actual, predicted, weight)),
    ]


def of_numbers(task: str, actual: np.ndarray, predicted: np.ndarray, weight: np.ndarray) -> list[Metric]:
    rmse = np.sqrt(np.average((actual - predicted) ** 2, weights=weight))
    return [
        Metric("rmse", "Root mean squared error", float(rmse)),
        Metric("r2", "Share of variance explained (R2)", float(r2_score(actual, predicted, sample_weight=weight))),
    ]


def of_classes(model: Any, X: Any, actual: np.ndarray, weight: np.ndarray) -> list[Metric]:
    accuracy = accuracy_score(actual, model.predict(X), sample_weight=weight)
    found = [Metric("accuracy", "Share of labels that are right", float(accuracy))]
    if hasattr(model, "predict_proba"):
        chances = model.predict_proba(X)
        loss = log_loss(actual, chances, sample_weight=weight, labels=model.classes_)
        found.append(Metric("log_loss", "Log loss", float(loss)))
        if len(model.classes_) == 2:
            is_second = (actual == model.classes_[1]).astype(float)
            found.append(Metric("gini", "Gini coefficient", gini(is_second, chances[:, 1], weight)))
    return found


def gini(actual: np.ndarray, predicted: np.ndarray, weight: np.ndarray) -> float:
    """Twice the area between the diagonal and the Lorenz curve of the actual sum, rows ordered by prediction."""
    order = np.argsort(predicted, kind="stable")
    weights = np.cumsum(weight[order])
    sums = np.cumsum((actual * weight)[order])
    lorenz = auc(np.append(0, weights / weights[-1]), np.append(0, sums / sums[-1]))
    return float(1 - 2 * lorenz)
