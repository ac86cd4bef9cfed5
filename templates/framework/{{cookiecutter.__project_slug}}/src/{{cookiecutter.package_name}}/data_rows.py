"""Rows of the training data with what happened in each, for whoever wants to ask the model about them."""

from typing import Any

import numpy as np
import pandas as pd

from .frames import plain, rows_of
from .project import ModelProject


def data_rows(project: ModelProject, count: int, seed: int) -> dict[str, Any]:
    """So many rows of the training data, drawn with a seed, in the order of the data; all where it has no more.

    `shareable` says whether rows may be stored and shown to others. Those of real persons may not, so that a dataset
    has to say so itself, with an attribute `shareable = True`.
    """
    X, y, _ = project.dataset.load_training_data()
    drawn = np.sort(np.random.default_rng(seed).choice(len(X), min(count, len(X)), replace=False))
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


def actual_values(y: pd.Series | pd.DataFrame) -> list[Any]:
    """What happened in each row: a value, or of a model with several outputs one by the name of each."""
    if isinstance(y, pd.Series):
        return [plain(value) for value in y]
    return [
        dict(zip(map(str, y.columns), map(plain, values), strict=True))
        for values in y.itertuples(index=False, name=None)
    ]
