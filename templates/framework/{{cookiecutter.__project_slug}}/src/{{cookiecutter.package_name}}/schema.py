"""The input schema of model.json: what a row may hold, and what training saw."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from .columns import Column
from .frames import plain


def input_schema(columns: Sequence[Column], features: pd.DataFrame) -> dict[str, Any]:
    """The JSON Schema of one row. Keys that begin with `x-` are read by Bellhop; other readers pass over them."""
    return {
        "type": "object",
        "x-order": [column.name for column in columns],
        "properties": {column.name: column_schema(column, features[column.name]) for column in columns},
        "required": [column.name for column in columns if not column.nullable],
    }


def column_schema(column: Column, values: pd.Series) -> dict[str, Any]:
    schema = {
        "type": [column.kind, "null"] if column.nullable else column.kind,
        "format": "date" if column.type == "date" else None,
        "title": column.title,
        "description": column.description,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "x-unit": column.unit,
        "x-labels": dict(column.labels),
        "x-observed": observed(column, values.dropna()),
        "x-on-unseen": column.on_unseen,
        "x-personal": column.personal or None,
    }
    return {key: value for key, value in schema.items() if value not in (None, "", {})}


def observed(column: Column, values: pd.Series) -> dict[str, Any]:
    """What training saw: the range of a number, the categories of a text. Of a date, nothing that warns."""
    if column.type in ("number", "integer") and len(values):
        return {"minimum": plain(values.min(), column.kind), "maximum": plain(values.max(), column.kind)}
    if column.type == "string":
        return {"categories": sorted(values.unique().tolist())}
    return {}
