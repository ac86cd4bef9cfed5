"""What the model goes by: the columns of a row, and the features that it makes of them."""

from typing import Any

import numpy as np
import pandas as pd
from sklearn.inspection import permutation_importance

from .judge import Judge
from .sample import SEED, Sample

ROWS = 10_000
REPEATS = 5


def column_importance(judge: Judge, model: Any, held_out: Sample) -> pd.DataFrame:
    """How much the loss grows when a column is shuffled (Breiman 2001), on rows that the model was not fitted on.

    One row a column, the most important first: its `column`, the `mean` of five shuffles and their `deviation`.
    """
    sample = held_out.at_most(ROWS)
    found = permutation_importance(
        model,
        sample.features,
        sample.actual,
        scoring=judge.score,
        n_repeats=REPEATS,
        random_state=SEED,
        sample_weight=sample.weight,
    )
    table = pd.DataFrame(
        {
            "column": sample.features.columns,
            "mean": found["importances_mean"],
            "deviation": found["importances_std"],
        }
    )
    return table.sort_values("mean", ascending=False, kind="stable", ignore_index=True)


def feature_importance(model: Any) -> tuple[str, pd.DataFrame] | None:
    """What a fitted pipeline says of its own features, and the word for it: "Coefficient" or "Importance".

    One row a feature, the greatest first: `feature` and `value`. None where the last step says nothing, has more than
    one output, or the steps before it do not name their features.
    """
    pipeline = getattr(model, "best_estimator_", model)
    steps = getattr(pipeline, "steps", [("", pipeline)])
    last = steps[-1][1]
    word = "Coefficient" if hasattr(last, "coef_") else "Importance"
    values = np.atleast_2d(getattr(last, "coef_", getattr(last, "feature_importances_", np.empty((0, 0)))))
    if values.shape[0] != 1:
        return None
    try:
        names = pipeline[:-1].get_feature_names_out() if len(steps) > 1 else last.feature_names_in_
    except (AttributeError, ValueError):
        return None
    table = pd.DataFrame({"feature": names, "value": values[0]})
    return word, table.sort_values("value", key=np.abs, ascending=False, kind="stable", ignore_index=True)
