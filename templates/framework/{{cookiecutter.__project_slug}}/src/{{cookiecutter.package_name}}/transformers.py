"""Transformers for pipelines that scikit-learn lacks; `transformer_graphs.py` has the ONNX graph of each.

So they are imported where no converter is installed: an API with the runtime scikit-learn, say.
"""

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data


class DayNumber(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Dates, texts such as "1977-12-31", as days since 1970-01-01; a date that is missing is NaN."""

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learns nothing but the columns."""
        validate_data(self, X, dtype=None, ensure_all_finite=False)
        return self

    def transform(self, X: Any) -> np.ndarray:
        """[rows, columns] of texts to [rows, columns] of numbers."""
        check_is_fitted(self, "n_features_in_")
        return days(X)

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """The columns' own names."""
        names = getattr(self, "feature_names_in_", input_features)
        return np.asarray(names, dtype=object)


class DaysBetween(DayNumber):
    """Days from the first of two columns of dates to the second, NaN where one is missing."""

    def transform(self, X: Any) -> np.ndarray:
        """[rows, 2] of texts to [rows, 1] of numbers."""
        first, last = super().transform(X).T
        return np.asarray(last - first)[:, None]

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """One name for both: first_to_last."""
        return np.asarray(["_to_".join(super().get_feature_names_out(input_features))], dtype=object)


def days(X: Any) -> np.ndarray:
    frame = pd.DataFrame(X)
    columns = [pd.to_datetime(frame[name], format="%Y-%m-%d").to_numpy("datetime64[D]") for name in frame]
    return np.column_stack([(column - np.datetime64("1970-01-01")) / np.timedelta64(1, "D") for column in columns])
