"""Transformers for pipelines that scikit-learn lacks, each with its ONNX graph."""

from typing import Any, Self

import numpy as np
import pandas as pd
from onnx import TensorProto
from skl2onnx import update_registered_converter
from skl2onnx.common.data_types import DoubleTensorType
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

# The first operators that split texts.
OPSET = 20
# From the first of March of the year 0 to 1970-01-01, less the one day that a month's first day counts.
EPOCH = -719469


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


class Graph:
    """Adds nodes to the graph that the converter builds, each by what it computes."""

    def __init__(self, scope: Any, container: Any) -> None:
        self.scope = scope
        self.container = container

    def node(self, kind: str, *given: str, outputs: int = 1, **attributes: Any) -> str:
        """A further node; gives the name of its first output."""
        names = [self.scope.get_unique_variable_name(kind.lower()) for _ in range(outputs)]
        name = self.scope.get_unique_operator_name(kind)
        self.container.add_node(kind, list(given), names, name=name, op_version=OPSET, **attributes)
        return str(names[0])

    def number(self, value: float) -> str:
        return self.constant(TensorProto.DOUBLE, [float(value)])

    def constant(self, kind: int, values: list[Any]) -> str:
        name = str(self.scope.get_unique_variable_name("constant"))
        self.container.add_initializer(name, kind, [len(values)], values)
        return name

    def whole_times(self, value: str, factor: float) -> str:
        """How many whole `factor`s are in a number."""
        return self.node("Floor", self.node("Div", value, self.number(factor)))

    def sum(self, first: str, *others: str) -> str:
        for other in others:
            first = self.node("Add", first, other)
        return first


def convert_days(scope: Any, operator: Any, container: Any) -> None:
    """Splits each text at its hyphens and counts days by the Gregorian calendar.

    Years begin in March there, so that a leap day is the last one: the days before a month, counted from 0, are then
    floor((153 * month + 2) / 5), those before a year 365 * year + floor(year / 4) - floor(year / 100) +
    floor(year / 400).
    """
    graph = Graph(scope, container)
    columns = [column.full_name for column in operator.inputs]
    texts = columns[0] if len(columns) == 1 else graph.node("Concat", *columns, axis=1)
    missing = graph.node("Equal", texts, graph.constant(TensorProto.STRING, [b""]))
    texts = graph.node("Where", missing, graph.constant(TensorProto.STRING, [b"nan-nan-nan"]), texts)
    parts = graph.node("StringSplit", texts, outputs=2, delimiter="-")
    numbers = graph.node("Cast", parts, to=TensorProto.DOUBLE)
    year, month, day = (
        graph.node("Gather", numbers, graph.constant(TensorProto.INT64, [place]), axis=2) for place in range(3)
    )
    early = graph.node("LessOrEqual", month, graph.number(2))
    year = graph.node("Sub", year, graph.node("Where", early, graph.number(1), graph.number(0)))
    month = graph.node("Add", month, graph.node("Where", early, graph.number(9), graph.number(-3)))
    fifths = graph.node("Add", graph.node("Mul", month, graph.number(153)), graph.number(2))
    leap_years = graph.node(
        "Sub", graph.sum(graph.whole_times(year, 4), graph.whole_times(year, 400)), graph.whole_times(year, 100)
    )
    total = graph.sum(
        graph.node("Mul", year, graph.number(365)),
        leap_years,
        graph.whole_times(fifths, 5),
        day,
        graph.number(EPOCH),
    )
    by_row = graph.node("Squeeze", total, graph.constant(TensorProto.INT64, [2]))
    if isinstance(operator.raw_operator, DaysBetween):
        first, last = (
            graph.node("Gather", by_row, graph.constant(TensorProto.INT64, [place]), axis=1) for place in range(2)
        )
        by_row = graph.node("Sub", last, first)
    container.add_node(
        "Identity", [by_row], [operator.outputs[0].full_name], name=scope.get_unique_operator_name("Days")
    )


def shape_of_days(operator: Any) -> None:
    width = 1 if isinstance(operator.raw_operator, DaysBetween) else operator.raw_operator.n_features_in_
    operator.outputs[0].type = DoubleTensorType([None, width])


for transformer in (DayNumber, DaysBetween):
    update_registered_converter(transformer, f"Framework{transformer.__name__}", shape_of_days, convert_days)
