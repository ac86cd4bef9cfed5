"""Rows of the training data with what happened in each, for whoever wants to ask the model about them."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from .frames import plain, rows_of
from .project import ModelProject

Ranges: TypeAlias = Sequence[tuple[int, int]]
"""Rows by their numbers in the data, from 1: the first and the last of each range."""


def data_rows(project: ModelProject, count: int, seed: int, only: Ranges | None = None) -> dict[str, Any]:
    """So many rows of the training data, drawn with a seed, in the order of the data; all where it has no more.

    `only` names the rows instead; those that the data does not have are left out.

    `shareable` says whether rows may be stored and shown to others. Those of real persons may not, so that a dataset
    has to say so itself, with an attribute `shareable = True`.
    """
    X, y, _ = project.dataset.load_training_data()
    drawn = drawn_places(len(X), count, seed) if only is None else named_places(len(X), only)
    rows = rows_of(X.iloc[drawn], project.columns)
    actual = actual_values(y.iloc[drawn])
    return {
        "of": len(X),
        "shareable": getattr(project.dataset, "shareable", False) is True,
        "rows": [
            {"number": int(place) + 1, "row": row, "actual": happened}
            for place, row, happened in zip(drawn, rows, actual, strict=True)
        ],
    }


def drawn_places(length: int, count: int, seed: int) -> npt.NDArray[np.intp]:
    return np.sort(np.random.default_rng(seed).choice(length, min(count, length), replace=False))


def named_places(length: int, ranges: Ranges) -> npt.NDArray[np.intp]:
    numbers = np.arange(1, length + 1)
    return np.flatnonzero(np.any([(first <= numbers) & (numbers <= last) for first, last in ranges], axis=0))


def actual_values(y: pd.Series | pd.DataFrame) -> list[Any]:
    """What happened in each row: a value, or of a model with several outputs one by the name of each."""
    if isinstance(y, pd.Series):
        return [plain(value) for value in y]
    return [
        dict(zip(map(str, y.columns), map(plain, values), strict=True))
        for values in y.itertuples(index=False, name=None)
    ]
