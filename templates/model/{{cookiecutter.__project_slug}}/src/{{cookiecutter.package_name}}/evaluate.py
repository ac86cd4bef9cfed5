"""How well predictions fit, in the measures that claim frequencies are judged by."""

from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import d2_tweedie_score, mean_poisson_deviance

from .framework.metrics import Metric, gini


def evaluate(model: Any, X: pd.DataFrame, y: pd.Series, weight: pd.Series) -> list[Metric]:
    """Metrics of a fitted model, each row weighted by its policyholder years."""
    predicted, actual, years = model.predict(X), np.asarray(y, dtype=float), np.asarray(weight, dtype=float)
    claims = np.sum(actual * years)
    return [
        Metric("frequency", "Mean claim frequency", float(claims / np.sum(years))),
        Metric("balance", "Predicted claims / actual claims", float(np.sum(predicted * years) / claims)),
        Metric("deviance", "Mean Poisson deviance", mean_poisson_deviance(actual, predicted, sample_weight=years)),
        Metric(
            "d2", "Share of deviance explained (D2)", d2_tweedie_score(actual, predicted, sample_weight=years, power=1)
        ),
        Metric("gini", "Gini coefficient", gini(actual, predicted, years)),
    ]
