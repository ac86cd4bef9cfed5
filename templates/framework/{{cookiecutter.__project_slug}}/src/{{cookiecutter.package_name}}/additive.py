"""Whether a model adds up: whether each column has a share in a score that does not depend on the other columns.

A linear model does, in its link, whatever the pipeline makes of single columns: scales, one-hot factors, splines. It is
found out by asking the model, so that nothing here has to know transformers and estimators one by one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from .columns import Column, Row, Scalar
from .frames import frame_of, plain
from .golden import synthetic_rows
from .parity import parity_rows, probe_rows
from .project import ModelProject
from .protocols import TrainingData
from .sample import Numbers
from .scores import main_scores, model_scores

# A score is taken to be this exact: relative to itself or to the spread of all; a probability as it is.
PRECISION = 1e-9
MOST_ROWS = 5_000
# Where the link of more rows is infinite, as that of a probability of 1, nothing is proven.
FEWEST_FINITE = 0.5


@dataclass(frozen=True)
class Link:
    """The scale on which shares add up, and how far it moves when a score moves by one."""

    of: Callable[[Numbers], Numbers]
    slope: Callable[[Numbers], Numbers]


IDENTITY = {"identity": Link(lambda score: score, np.ones_like)}
LOG = {"log": Link(np.log, lambda score: 1 / score)}
LOGIT = {"logit": Link(lambda score: np.log(score / (1 - score)), lambda score: 1 / (score * (1 - score)))}


@dataclass(frozen=True)
class Asked:
    """What a model says of a base row, of rows, and of the base row with each single value of a row.

    `own` is [rows], `single` is [rows, columns]; `precision` is how exact the scores are, in the same shape each.
    """

    base: Numbers
    own: Numbers
    single: Numbers
    scale: float | None

    def precision(self, scores: Numbers) -> Numbers:
        relative = 1.0 if self.scale is None else np.maximum(np.abs(scores), self.scale)
        return PRECISION * relative * np.ones_like(scores)


def additive(project: ModelProject, model: Any, data: TrainingData) -> dict[str, Any] | None:
    """The link in which the model adds up, and the base row that shares are measured against.

    The share of a column in a row is then link(base row with the row's value in that column) - link(base row), and all
    shares together are link(row) - link(base row). That is found to hold on drawn rows, on the training data (a sample
    and the extremes of more than 5,000 rows) and on probes.

    None for a model with several outputs or more than two classes, and for one that does not add up.
    """
    features, _, weight = data
    base = typical_row(project.columns, features, weight)
    trained = model_scores(model, features)
    scores = main_scores(trained)
    if scores is None:
        return None
    is_probability = trained[0].are_labels
    scale = None if is_probability else float(np.std(scores))
    links = LOGIT if is_probability else IDENTITY | LOG
    # The few drawn rows tell nearly every model that does not add up.
    few = synthetic_rows(project.columns, features)
    many = [*parity_rows(features, project.columns, MOST_ROWS), *probe_rows(features, project.columns)]
    for rows in (few, many):
        asked = ask(project.columns, model, base, rows, scale)
        links = {name: link for name, link in links.items() if adds_up(link, asked)}
        if not links:
            return None
    return {"link": next(iter(links)), "base": base}


def ask(columns: Sequence[Column], model: Any, base: Row, rows: Sequence[Row], scale: float | None) -> Asked:
    """Asks for each different value of a column once, one column at a time: a frame of all would be as wide as long."""

    def scores(asked: Sequence[Row]) -> Numbers:
        found = main_scores(model_scores(model, frame_of(asked, columns)))
        assert found is not None  # The outputs of a model are the same for all rows.
        return found

    single = np.empty((len(rows), len(columns)))
    for at, column in enumerate(columns):
        values = [row.get(column.name) for row in rows]
        different = list(dict.fromkeys(values))
        place = {value: number for number, value in enumerate(different)}
        by_value = scores([base | {column.name: value} for value in different])
        single[:, at] = by_value[[place[value] for value in values]]
    return Asked(scores([base]), scores(rows), single, scale)


def adds_up(link: Link, asked: Asked) -> bool:
    """Whether shares add up in each row, as far as the precision of the scores can tell."""
    with np.errstate(all="ignore"):
        others = asked.single.shape[1] - 1
        rest = link.of(asked.own) + others * link.of(asked.base) - link.of(asked.single).sum(axis=1)
        own, base, single = (
            link.slope(scores) * asked.precision(scores) for scores in (asked.own, asked.base, asked.single)
        )
        allowed = own + others * base + single.sum(axis=1)
    known = np.isfinite(rest) & np.isfinite(allowed)
    return bool(known.mean() >= FEWEST_FINITE and (np.abs(rest[known]) <= allowed[known]).all())


def typical_row(columns: Sequence[Column], features: pd.DataFrame, weight: pd.Series | None) -> Row:
    """A row of medians and most frequent values, by the weight of the rows.

    Each column is looked at by itself, and numbers and dates are rounded, so that it tells of nobody.
    """
    weights = np.ones(len(features)) if weight is None else weight.to_numpy(dtype=float)
    return {column.name: typical(column, features[column.name], weights) for column in columns}


def typical(column: Column, values: pd.Series, weight: Numbers) -> Scalar:
    known = values.notna().to_numpy()
    if not known.any():
        return None
    weights = pd.Series(weight[known]).groupby(values[known].to_numpy()).sum().sort_index()
    if column.type in ("string", "boolean"):
        most: Scalar = plain(weights.idxmax(), column.kind)
        return most
    median = weights.index[np.searchsorted(weights.cumsum(), weights.sum() / 2)]
    if column.type == "date":
        return max(date.fromisoformat(median).replace(day=1).isoformat(), str(weights.index[0]))
    rounded: Scalar = plain(np.clip(float(f"{median:.3g}"), weights.index[0], weights.index[-1]), column.kind)
    return rounded
