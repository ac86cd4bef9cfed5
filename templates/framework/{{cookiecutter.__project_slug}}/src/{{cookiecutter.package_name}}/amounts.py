"""Measures of predicted claim counts and amounts. All take one value a row: what happened and what was predicted, both
per unit of weight (claims per policyholder year, cost per claim), and the weight (policyholder years, claims)."""

import numpy as np
import pandas as pd
from sklearn.metrics import auc, d2_tweedie_score, mean_tweedie_deviance

from .sample import EvaluationRefused, Numbers

# The power of the mean that the variance grows with: of a Poisson count, of a Gamma amount, of a normal one.
POWER = {"frequency": 1, "severity": 2, "regression": 0}
FLOOR = 1e-6


def require_actual(actual: Numbers, power: int) -> None:
    """Checks that the deviance of what happened is defined.

    Raises:
        EvaluationRefused: a value is missing, a count is negative or an amount is not above zero.
    """
    if not np.all(np.isfinite(actual)):
        raise EvaluationRefused("The target has values that are no numbers.")
    if power == 1 and np.any(actual < 0):
        raise EvaluationRefused("A claim frequency must be zero or above, and not every one in the data is.")
    if power == 2 and np.any(actual <= 0):
        raise EvaluationRefused("A claim severity must be above zero: leave rows without claims out.")


def with_floor(predicted: Numbers, actual: Numbers, weight: Numbers, power: int) -> Numbers:
    """Predictions with a deviance: one of zero or less counts as a millionth of the mean. Trees predict zeros."""
    if power == 0:
        return predicted
    return np.maximum(predicted, FLOOR * np.average(actual, weights=weight))


def deviance(actual: Numbers, predicted: Numbers, weight: Numbers, power: int) -> float:
    """Mean Tweedie deviance: of a power of 0 the squared error, of 1 Poisson's, of 2 Gamma's. Lower is better."""
    floored = with_floor(predicted, actual, weight, power)
    return float(mean_tweedie_deviance(actual, floored, sample_weight=weight, power=power))


def explained(actual: Numbers, predicted: Numbers, weight: Numbers, power: int) -> float:
    """D2, the share of the deviance from the mean that the prediction explains; 1 is all (Hastie et al. 2015, 3.4)."""
    floored = with_floor(predicted, actual, weight, power)
    return float(d2_tweedie_score(actual, floored, sample_weight=weight, power=power))


def balance(actual: Numbers, predicted: Numbers, weight: Numbers) -> float:
    """Predicted over actual total: 1 where the premiums that follow from the predictions cover the claims."""
    return float(np.sum(predicted * weight) / np.sum(actual * weight))


def lorenz_curve(actual: Numbers, predicted: Numbers, weight: Numbers) -> tuple[Numbers, Numbers]:
    """Cumulated shares of weight and of claims, rows ordered by prediction from the lowest (Frees et al. 2011).

    Rows with the same prediction are one step, so that their order does not count. Both begin at 0 and end at 1.
    """
    order = np.argsort(predicted, kind="stable")
    last = np.append(np.diff(predicted[order]) > 0, True)
    weights = np.cumsum(weight[order])[last]
    claims = np.cumsum((actual * weight)[order])[last]
    return np.append(0, weights / weights[-1]), np.append(0, claims / claims[-1])


def gini(actual: Numbers, predicted: Numbers, weight: Numbers) -> float:
    """Twice the area between the diagonal and the Lorenz curve: 0 says that the order of predictions tells nothing."""
    return float(1 - 2 * auc(*lorenz_curve(actual, predicted, weight)))


def deviance_residuals(actual: Numbers, predicted: Numbers, weight: Numbers, power: int) -> Numbers:
    """Signed square roots of each row's part of the deviance, weighted (McCullagh and Nelder 1989, 2.4.3).

    About normal, with the same spread everywhere, where the model holds.
    """
    mean = with_floor(predicted, actual, weight, power)
    if power == 0:
        unit = (actual - mean) ** 2
    elif power == 1:
        ratio = np.where(actual > 0, actual, 1) / mean
        unit = 2 * (np.where(actual > 0, actual * np.log(ratio), 0) - actual + mean)
    else:
        unit = 2 * ((actual - mean) / mean - np.log(actual / mean))
    return np.asarray(np.sign(actual - mean) * np.sqrt(weight * np.maximum(unit, 0)))


def equal_weight_groups(values: Numbers, weight: Numbers, groups: int) -> Numbers:
    """The group of each row, from 0: rows ordered by value, cut into groups of equal weight.

    Rows with the same value are in one group, so a group may be empty.
    """
    order = np.argsort(values, kind="stable")
    middle = (np.cumsum(weight[order]) - weight[order] / 2) / np.sum(weight)
    position = np.empty(len(values))
    position[order] = middle
    rows = pd.DataFrame({"at": position * weight, "weight": weight}).groupby(values).transform("sum")
    middles = (rows["at"] / rows["weight"]).to_numpy(dtype=float)
    return np.asarray(np.minimum(np.floor(middles * groups), groups - 1))


def actual_and_expected(groups: Numbers, actual: Numbers, predicted: Numbers, weight: Numbers) -> pd.DataFrame:
    """One row a group, in the groups' order: `weight`, and the weighted means `actual` and `expected`."""
    table = pd.DataFrame({"weight": weight, "actual": actual * weight, "expected": predicted * weight})
    sums = table.groupby(groups).sum()
    return sums.assign(actual=sums["actual"] / sums["weight"], expected=sums["expected"] / sums["weight"])
