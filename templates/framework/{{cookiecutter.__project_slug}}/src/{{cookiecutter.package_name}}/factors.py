"""One column as a factor: its levels, and how the predictions differ between them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .amounts import equal_weight_groups
from .columns import Column
from .sample import Indices, Numbers, Sample

MOST_LEVELS = 15
RANGES = 10
RELATIVITY_ROWS = 2_000
MISSING = "missing"


@dataclass(frozen=True)
class Levels:
    """The levels of a column: the number of each row's, and by that number its label and a value that stands for it.

    The value is of the column itself, of a range the one in its middle; None for missing values and for "others".
    """

    of_row: Indices
    labels: list[str]
    values: list[Any]


def levels_of(values: pd.Series, weight: Numbers, column: Column) -> Levels:
    """A number or date with many values in ranges of about equal weight; else each value, the rare ones together."""
    missing = values.isna().to_numpy()
    known = values[~missing]
    is_number = column.type in ("number", "integer", "date")
    if is_number and known.nunique() > MOST_LEVELS:
        of_known, names, stand_ins = ranges(known, weight[~missing], column.type == "date")
    else:
        of_known, names, stand_ins = categories(known, weight[~missing], column.labels)
    of_row = np.full(len(values), len(names), dtype=np.intp)
    of_row[~missing] = of_known
    if missing.any():
        names, stand_ins = [*names, MISSING], [*stand_ins, None]
    return Levels(of_row, names, stand_ins)


def ranges(known: pd.Series, weight: Numbers, is_date: bool) -> tuple[Indices, list[str], list[Any]]:
    on_scale = pd.to_datetime(known).astype("int64") if is_date else known.astype("float64")
    groups = np.unique(equal_weight_groups(on_scale.to_numpy(dtype=float), weight, RANGES), return_inverse=True)[1]
    names, middles = [], []
    for group in range(groups.max() + 1):
        part = known.iloc[np.argsort(on_scale.to_numpy(), kind="stable")[np.sort(groups) == group]]
        names.append(f"{short(part.iloc[0])} to {short(part.iloc[-1])}")
        middles.append(part.iloc[len(part) // 2])
    return groups, names, middles


def categories(known: pd.Series, weight: Numbers, labels: Mapping[str, str]) -> tuple[Indices, list[str], list[Any]]:
    by_weight = pd.Series(weight, index=known.index).groupby(known.to_numpy()).sum()
    kept = by_weight
    if len(by_weight) > MOST_LEVELS:
        kept = by_weight.sort_values(ascending=False, kind="stable").head(MOST_LEVELS - 1)
    values = sorted(kept.index, key=natural)
    number = {value: position for position, value in enumerate(values)}
    of_known = np.array([number.get(value, len(values)) for value in known], dtype=np.intp)
    names = [labels.get(str(value), short(value)) for value in values]
    if len(kept) == len(by_weight):
        return of_known, names, values
    return of_known, [*names, f"{len(by_weight) - len(kept)} others"], [*values, None]


def natural(value: Any) -> tuple[float, str]:
    """Sorts "9" before "10", and numbers before words."""
    try:
        return float(value), ""
    except ValueError:
        return float("inf"), str(value)


def short(value: Any) -> str:
    """A value as people write it, a number with four digits that count."""
    if not isinstance(value, float):  # Which NumPy's doubles are.
        return str(value)
    return f"{value:.4g}" if abs(value) < 10_000 else f"{value:.0f}"


def relativities(
    predict: Callable[[pd.DataFrame], Numbers], sample: Sample, column: str, levels: Levels, base: int
) -> Numbers:
    """The mean prediction with every row at a level, over that with every row at the base level.

    It is the partial dependence (Friedman 2001, 8.2) as a ratio. Of a model with a log link and no interaction of the
    column it is the factor of its tariff, the exponential of the coefficients' difference. NaN for a level that no
    single value stands for.
    """
    rows = sample.at_most(RELATIVITY_ROWS)
    means = np.full(len(levels.labels), np.nan)
    for number, value in enumerate(levels.values):
        if value is None and levels.labels[number] != MISSING:
            continue
        same = pd.Series([value] * len(rows), index=rows.features.index)
        at_level = rows.features.assign(**{column: same.astype(rows.features[column].dtype)})
        means[number] = np.average(predict(at_level), weights=rows.weight)
    return np.asarray(means / means[base])
