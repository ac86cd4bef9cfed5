"""The interface that every model project keeps. The names are those of ml_tooling, so that its users know their way."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias, runtime_checkable

import pandas as pd

from .columns import Row, Scalar

Target: TypeAlias = pd.Series | pd.DataFrame
# Features, target and, where rows do not count alike, their weights.
TrainingData: TypeAlias = tuple[pd.DataFrame, Target, pd.Series | None]
# A number, or label and probabilities of a classifier; several outputs come by name.
Prediction: TypeAlias = Any


@runtime_checkable
class Dataset(Protocol):
    """Where a model's data comes from."""

    def load_training_data(self) -> TrainingData:
        """Features in the columns' order, the target, and the weight of each row or None where all count alike."""
        ...

    def load_prediction_data(self, key: str) -> pd.DataFrame:
        """The features of one thing to score, as a frame of one row.

        Raises:
            KeyError: there is nothing by this key.
        """
        ...


@runtime_checkable
class Model(Protocol):
    """A trained model, asked by features or by key."""

    def score(self, rows: Sequence[Row]) -> list[Prediction]:
        """One prediction a row."""
        ...

    def make_prediction(self, dataset: Dataset, key: str, overrides: Mapping[str, Scalar] | None = None) -> Prediction:
        """The prediction for what the dataset knows by `key`, some of its features replaced by `overrides`."""
        ...
