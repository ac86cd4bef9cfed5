"""Fitting with weights, whatever the estimator."""

from typing import Any

import pandas as pd
from sklearn.pipeline import Pipeline

from .protocols import Target


def fit(model: Any, X: pd.DataFrame, y: Target, weight: pd.Series | None) -> Any:
    """The model, fitted; of a pipeline, the last step takes the weights."""
    if weight is None:
        return model.fit(X, y)
    name = f"{model.steps[-1][0]}__sample_weight" if isinstance(model, Pipeline) else "sample_weight"
    return model.fit(X, y, **{name: weight})
