"""Between the rows that a caller sends and the frames that scikit-learn takes."""

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from .columns import Column, Row


def series(values: Any, kind: str) -> pd.Series:
    """A column as training read it, whatever the rows that happen to be scored together: a null is NaN."""
    values = [np.nan if value is None else value for value in values]
    if kind == "string":
        return pd.Series(values, dtype=pd.Series([""]).dtype)
    missing = any(value != value for value in values)
    if kind == "boolean":
        whole = [value if value != value else bool(value) for value in values]
        return pd.Series(whole, dtype=object if missing else bool)
    return pd.Series(values, dtype="int64" if kind == "integer" and not missing else "float64")


def frame_of(rows: Sequence[Row], columns: Sequence[Column]) -> pd.DataFrame:
    """Rows as a frame; a column that a row leaves out is null there."""
    values = {column.name: [row.get(column.name) for row in rows] for column in columns}
    return pd.DataFrame({column.name: series(values[column.name], column.kind) for column in columns})


def rows_of(frame: pd.DataFrame, columns: Sequence[Column]) -> list[Row]:
    """The rows of a frame as a caller would send them."""
    values = [[plain(value, column.kind) for value in frame[column.name]] for column in columns]
    names = [column.name for column in columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]


def plain(value: Any, kind: str = "") -> Any:
    """A value as JSON has it: null where it is missing, and an integer whole also where the column has nulls."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value != value:
        return None
    if isinstance(value, datetime.date):
        return value.strftime("%Y-%m-%d")
    if kind == "boolean":
        return bool(value)
    return int(value) if kind == "integer" else value
