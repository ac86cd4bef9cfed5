"""Whether two ways to score agree, on rows as a caller sends them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .columns import Column, Row
from .frames import rows_of
from .scores import Scores

# Two scores agree where |a - b| <= TOLERANCE * max(|b|, scale), two probabilities where |a - b| <= PROBABILITY.
TOLERANCE = 1e-5
PROBABILITY = 1e-6
MOST_ROWS = 100_000


@dataclass(frozen=True)
class Parity:
    """How the exported model agreed with scikit-learn.

    `worst` is the largest difference: |a - b| / max(|b|, scale) of scores, |a - b| of probabilities, with `tolerance`
    as its bound. Labels must be equal.
    """

    rows: int
    probes: int
    worst: float
    tolerance: float
    beyond: int


def differences(scored: Sequence[Scores], expected: Sequence[Scores], scale: float) -> np.ndarray:
    """How far apart the scores of each row are, over all outputs; infinite for another label or what is no number."""
    worst = np.zeros(len(expected[0].values))
    for one, other in zip(scored, expected, strict=True):
        wrong = np.zeros(len(worst), bool)
        if other.are_labels:
            wrong = one.values.astype(object) != other.values.astype(object)
        allowed = np.maximum(np.abs(other.measured), scale) if not other.are_labels else 1.0
        apart = np.abs(one.measured - other.measured) / allowed
        by_row = np.nan_to_num(apart, nan=np.inf).max(axis=1, initial=0.0)
        worst = np.maximum(worst, np.where(wrong, np.inf, by_row))
    return worst


def tolerance_of(expected: Sequence[Scores]) -> float:
    return PROBABILITY if expected[0].are_labels else TOLERANCE


def spread(expected: Sequence[Scores]) -> float:
    """The standard deviation of the scores, below which a difference does not shrink with the score; 1 for labels."""
    return 1.0 if expected[0].are_labels else float(np.std([scores.values for scores in expected]))


def parity_rows(features: pd.DataFrame, columns: Sequence[Column], most: int = MOST_ROWS) -> list[Row]:
    """All rows, or a sample of `most` and the rows that hold the extremes of the numeric columns."""
    if len(features) > most:
        numbers = features.select_dtypes("number")
        extremes = features.loc[[*numbers.idxmin(), *numbers.idxmax()]]
        features = pd.concat([features.sample(most, random_state=0), extremes])
    return rows_of(features, columns)


def probe_rows(features: pd.DataFrame, columns: Sequence[Column]) -> Iterator[Row]:
    """Rows that training did not see: an unknown category, null where it may be, each bound of a number and beyond."""
    usual = rows_of(features.head(1), columns)[0]
    unknown: Row = {column.name: "not in the training data" for column in columns if column.type == "string"}
    for column in columns:
        if column.nullable:
            yield usual | {column.name: None}
        if column.type == "string":
            yield usual | {column.name: unknown[column.name]}
        elif column.type == "boolean":
            yield from (usual | {column.name: value} for value in (False, True))
        elif column.type == "date":
            yield from (usual | {column.name: value} for value in ("1900-01-01", "2000-02-29", "2099-12-31"))
        else:
            yield from (usual | {column.name: value} for value in numbers_around(features[column.name], column))
    yield usual | unknown


def numbers_around(values: pd.Series, column: Column) -> Iterator[float]:
    lowest, highest = values.min().item(), values.max().item()
    if column.type == "integer":
        lowest, highest = int(lowest), int(highest)
    width = highest - lowest + 1
    for value in (lowest - width, lowest - 1, lowest, highest, highest + 1, highest + width):
        if within(value, column.minimum, column.maximum):
            yield value


def within(value: float, minimum: float | None, maximum: float | None) -> bool:
    return (-math.inf if minimum is None else minimum) <= value <= (math.inf if maximum is None else maximum)
