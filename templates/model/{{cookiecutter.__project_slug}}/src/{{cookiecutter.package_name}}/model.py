"""The model: a Poisson regression of the claim frequency on one-hot factors."""

from sklearn.linear_model import PoissonRegressor
from sklearn.pipeline import Pipeline

from .features import build_features


def build_model() -> Pipeline:
    """An unfitted pipeline from the columns of a row to claims per policyholder year.

    Fit it with the policyholder years as weights.

    There is no penalty (`alpha=0`): with one, the predicted claims no longer add up to the claims that happened, and
    the default of 1 levels nearly all differences between cells. Without it the design must have full rank, which is
    why each factor drops its baseline. The Newton solver reaches the optimum of such a model in a handful of steps.
    """
    regressor = PoissonRegressor(alpha=0, solver="newton-cholesky", tol=1e-8)
    return Pipeline([("features", build_features()), ("regressor", regressor)])
