"""The model: a Poisson regression of the claim frequency on one-hot factors."""

from sklearn.compose import ColumnTransformer
from sklearn.linear_model import PoissonRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

# The level of each factor with the most policyholder years. It gets no coefficient of its own: the others are measured
# against it, and a level that training did not see scores as it does.
BASELINE = {"Kilometres": "1", "Zone": "4", "Make": "9", "Bonus": 7}


def build_model() -> Pipeline:
    """An unfitted pipeline from the columns of a row to claims per policyholder year.

    Fit it with the policyholder years as `regressor__sample_weight`.

    There is no penalty (`alpha=0`): with one, the predicted claims no longer add up to the claims that happened, and
    the default of 1 levels nearly all differences between cells. Without it the design must have full rank, which is
    why each factor drops its baseline. The Newton solver reaches the optimum of such a model in a handful of steps.
    """
    texts = ["Kilometres", "Zone", "Make"]
    features = ColumnTransformer(
        [
            ("texts", one_hot(texts), texts),
            ("bonus", one_hot(["Bonus"]), ["Bonus"]),
        ]
    )
    regressor = PoissonRegressor(alpha=0, solver="newton-cholesky", tol=1e-8)
    return Pipeline([("features", features), ("regressor", regressor)])


def one_hot(columns: list[str]) -> OneHotEncoder:
    baseline = [BASELINE[column] for column in columns]
    return OneHotEncoder(drop=baseline, handle_unknown="ignore", sparse_output=False)
