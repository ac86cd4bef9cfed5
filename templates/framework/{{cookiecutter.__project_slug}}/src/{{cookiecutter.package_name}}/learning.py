"""Whether more data would help: the loss by the number of rows that a model is fitted on."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .judge import Judge
from .sample import SEED, Indices, Numbers, Sample, divide

FOLDS = 3
SHARES = (0.1, 0.325, 0.55, 0.775, 1.0)
ROWS = 20_000

Fit = Callable[[Sample], Any]


@dataclass(frozen=True)
class LearningCurve:
    """The loss on the rows fitted on and on the others, both of shape [sizes, folds]. Lower is better."""

    sizes: Indices
    fitted: Numbers
    others: Numbers


def learning_curve(judge: Judge, fit: Fit, sample: Sample, by_label: bool) -> LearningCurve:
    """Fits the model on a tenth to all of two thirds of the rows, and judges it on the last third, three times.

    A size at which the model cannot be fitted or judged, as when a category is not in so few rows, is left out.
    """
    sample = sample.at_most(ROWS)
    fold_of = divide(sample, FOLDS, by_label)
    draw = np.random.default_rng(SEED)
    order = draw.permutation(len(sample))
    smallest = int(np.bincount(fold_of[order]).min())
    sizes, fitted, others = [], [], []
    for size in sorted({round(share * (len(sample) - smallest - FOLDS)) for share in SHARES}):
        losses = []
        for fold in range(FOLDS):
            rows = order[fold_of[order] != fold][:size]
            losses.append(losses_of(judge, fit, sample.take(rows), sample.take(fold_of == fold)))
        if np.all(np.isfinite(losses)):
            sizes.append(size)
            fitted.append([loss for loss, _ in losses])
            others.append([loss for _, loss in losses])
    return LearningCurve(np.array(sizes, dtype=np.intp), np.array(fitted), np.array(others))


def losses_of(judge: Judge, fit: Fit, rows: Sample, others: Sample) -> tuple[float, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Of few rows: categories that are new, and solvers that do not converge.
        try:
            model = fit(rows)
            return (
                judge.loss(rows.actual, judge.predict(model, rows.features), rows.weight),
                judge.loss(others.actual, judge.predict(model, others.features), others.weight),
            )
        except (ValueError, IndexError, FloatingPointError):
            return float("nan"), float("nan")
