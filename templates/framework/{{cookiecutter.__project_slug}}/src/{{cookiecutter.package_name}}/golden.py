"""Golden rows: rows whose scores are published with the model, so that whoever serves it can check itself."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from .columns import Column, Row, Scalar
from .frames import frame_of, plain
from .parity import PROBABILITY, TOLERANCE, spread
from .project import ModelProject
from .scores import model_scores, predictions

GOLDEN_ROWS = 30
# Of an integer column with more values than this, a golden row holds any number of the range.
MOST_VALUES = 50


def golden(project: ModelProject, model: Any, features: pd.DataFrame) -> dict[str, Any]:
    """Rows with their scores, and how closely they are to be met."""
    rows = synthetic_rows(project.columns, features)
    scored = predictions(
        [output.name for output in project.outputs], model_scores(model, frame_of(rows, project.columns))
    )
    return {
        "tolerance": TOLERANCE,
        "probability": PROBABILITY,
        "scale": spread(model_scores(model, features)),
        "rows": [{"row": row, "prediction": prediction} for row, prediction in zip(rows, scored, strict=True)],
    }


def synthetic_rows(columns: Sequence[Column], features: pd.DataFrame, count: int = GOLDEN_ROWS) -> list[Row]:
    """Rows whose every column is drawn for itself, within what training saw: no row of the data is among them."""
    draw = random.Random(1977)
    draws = [(column, features[column.name].dropna(), features[column.name].isna().any()) for column in columns]
    return [
        {column.name: drawn(draw, column, values, nullable=missing) for column, values, missing in draws}
        for _ in range(count)
    ]


def drawn(draw: random.Random, column: Column, values: pd.Series, *, nullable: bool) -> Scalar:
    if nullable and draw.random() < 0.2:
        return None
    if column.type == "date":
        first, last = date.fromisoformat(values.min()), date.fromisoformat(values.max())
        return (first + timedelta(days=draw.randrange((last - first).days + 1))).isoformat()
    if column.type == "number":
        return round(draw.uniform(plain(values.min()), plain(values.max())), 4)
    different = sorted(values.unique().tolist())
    if column.type == "integer" and len(different) > MOST_VALUES:
        return draw.randint(int(different[0]), int(different[-1]))
    chosen: Scalar = plain(draw.choice(different), column.kind)
    return chosen
