{% if cookiecutter.__sample == 'frequency' -%}
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
{%- elif cookiecutter.__sample == 'severity' -%}
"""The model: a Gamma regression of the amount of a claim on one-hot factors."""

from sklearn.linear_model import GammaRegressor
from sklearn.pipeline import Pipeline

from .features import build_features


def build_model() -> Pipeline:
    """An unfitted pipeline from the columns of a row to the expected amount of a claim, in kronor.

    Fit it with the number of claims as weights: the mean of many claims says more than a single one.

    There is no penalty (`alpha=0`), so that factors are measured by the data alone. The design then must have full
    rank, which is why each factor drops its baseline. The Newton solver reaches the optimum in a handful of steps.
    """
    regressor = GammaRegressor(alpha=0, solver="newton-cholesky", tol=1e-8)
    return Pipeline([("features", build_features()), ("regressor", regressor)])
{%- elif cookiecutter.__sample -%}
"""The model: boosted trees that tell who renews."""

from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import Pipeline

from .features import build_features


def build_model() -> Pipeline:
    """An unfitted pipeline from the columns of a row to "renews" or "leaves", with probabilities.

    Few and small trees, slowly learned: three thousand policies do not bear more.
    """
    trees = HistGradientBoostingClassifier(max_iter=60, max_leaf_nodes=6, learning_rate=0.06, random_state=0)
    return Pipeline([("features", build_features()), ("classifier", trees)])
{%- elif cookiecutter.task == 'classification' -%}
"""The model: to begin with, a logistic regression."""

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from .features import build_features


def build_model() -> Pipeline:
    """An unfitted pipeline from the columns of a row to a class, with probabilities."""
    return Pipeline([("features", build_features()), ("classifier", LogisticRegression(max_iter=1000))])
{%- else -%}
{%- set regressor = 'PoissonRegressor' if cookiecutter.task == 'frequency' else 'GammaRegressor' -%}
"""The model: to begin with, a {{ 'Poisson' if cookiecutter.task == 'frequency' else 'Gamma' }} regression."""

from sklearn.linear_model import {{ regressor }}
from sklearn.pipeline import Pipeline

from .features import build_features


def build_model() -> Pipeline:
    """An unfitted pipeline from the columns of a row to the expected {{ 'number of claims' if cookiecutter.task == 'frequency' else 'amount of a claim' }}.

    The penalty is small, since the default of 1 levels nearly all differences.
    """
    regressor = {{ regressor }}(alpha=1e-6, solver="newton-cholesky")
    return Pipeline([("features", build_features()), ("regressor", regressor)])
{%- endif %}
