"""The rows that a model is judged on, and how they are divided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

HELD_OUT = 4  # One row of so many is held out.
FEWEST_ROWS = 40
SEED = 0


class EvaluationRefused(Exception):
    """The data cannot be evaluated; the message says why."""


@dataclass(frozen=True)
class Sample:
    """Rows with what happened in each and how much each counts.

    `actual` holds numbers for a regression and labels for a classifier. `weight` is in the unit of the data, such as
    policyholder years or claims; it is above zero.
    """

    features: pd.DataFrame
    actual: npt.NDArray[Any]
    weight: Numbers

    def __len__(self) -> int:
        return len(self.features)

    def take(self, rows: npt.NDArray[Any]) -> "Sample":
        """The rows of a mask or of positions."""
        return Sample(self.features.iloc[np.arange(len(self))[rows]], self.actual[rows], self.weight[rows])

    def at_most(self, rows: int) -> "Sample":
        """This sample, or so many of its rows, drawn with a fixed seed."""
        if len(self) <= rows:
            return self
        return self.take(np.sort(np.random.default_rng(SEED).choice(len(self), rows, replace=False)))


def sample_of(features: pd.DataFrame, actual: Sequence[Any], weight: Sequence[float] | None = None) -> Sample:
    """The rows that count: those with a weight above zero. Without weights each row counts one.

    Raises:
        EvaluationRefused: a weight is missing or negative, or too few rows are left.
    """
    weights = np.ones(len(features)) if weight is None else np.asarray(weight, dtype=float)
    if not np.all(weights >= 0):  # Nor is NaN.
        raise EvaluationRefused("A weight must be zero or above, and not every one in the data is.")
    every = Sample(features, np.asarray(actual), weights)
    counted = every.take(weights > 0)
    if len(counted) < FEWEST_ROWS:
        raise EvaluationRefused(f"An evaluation needs {FEWEST_ROWS} rows that count; the data has {len(counted)}.")
    return counted


def divide(sample: Sample, parts: int, by_label: bool) -> Indices:
    """The part, from 0, that each row belongs to.

    Rows are ordered by weight, with `by_label` within their label, and each `parts` neighbours are dealt to the parts
    by chance, with a fixed seed. So every part has nearly the same weight, and the same share of every label.
    """
    draw = np.random.default_rng(SEED)
    labels = np.unique(sample.actual, return_inverse=True)[1] if by_label else np.zeros(len(sample))
    order = np.lexsort((draw.permutation(len(sample)), sample.weight, labels))
    blocks = -(-len(sample) // parts)
    dealt = draw.permuted(np.tile(np.arange(parts), (blocks, 1)), axis=1).ravel()
    part = np.empty(len(sample), dtype=np.intp)
    part[order] = dealt[: len(sample)]
    return part


def split(sample: Sample, by_label: bool) -> tuple[Sample, Sample]:
    """The rows to fit on, and the rows held out, one of four.

    Raises:
        EvaluationRefused: a label is too rare to be in both parts.
    """
    held_out = divide(sample, HELD_OUT, by_label) == 0
    fitted, held = sample.take(~held_out), sample.take(held_out)
    if by_label and len(np.unique(fitted.actual)) * len(np.unique(held.actual)) < len(np.unique(sample.actual)) ** 2:
        raise EvaluationRefused(f"Each label needs {HELD_OUT} rows at least, so that some of them can be held out.")
    return fitted, held


def share(values: npt.ArrayLike, weight: Numbers) -> float:
    """The weighted mean of values, as a plain number."""
    return float(np.average(np.asarray(values, dtype=float), weights=weight))
