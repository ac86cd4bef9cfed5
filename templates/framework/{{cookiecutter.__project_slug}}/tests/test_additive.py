"""Which models say that they add up, and that shares then give the score of every row back."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingRegressor, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import (
    ElasticNet,
    GammaRegressor,
    LinearRegression,
    LogisticRegression,
    PoissonRegressor,
    Ridge,
    TweedieRegressor,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    OneHotEncoder,
    PolynomialFeatures,
    SplineTransformer,
    StandardScaler,
)

from {{ cookiecutter.package_name }}.additive import additive, typical
from {{ cookiecutter.package_name }}.columns import Column, Output
from {{ cookiecutter.package_name }}.frames import frame_of, rows_of
from {{ cookiecutter.package_name }}.golden import synthetic_rows
from {{ cookiecutter.package_name }}.transformers import DayNumber, DaysBetween

SCALE, MEDIAN = StandardScaler(), SimpleImputer(strategy="median")


def factors(number=SCALE, value=None):
    """Every column by itself, each in its own way."""
    return ColumnTransformer(
        [
            ("age", number, ["age"]),
            ("zone", OneHotEncoder(handle_unknown="ignore", sparse_output=False), ["zone"]),
            ("since", make_pipeline(DayNumber(), MEDIAN, StandardScaler()), ["since"]),
            ("garage", "passthrough", ["garage"]),
            ("value", value or SimpleImputer(strategy="median", add_indicator=True), ["value"]),
        ]
    )


def linear(estimator, **ways):
    return make_pipeline(factors(**ways), estimator)


LOGISTIC = LogisticRegression(max_iter=500)
ADDITIVE = {
    "linear": (linear(LinearRegression()), "identity"),
    "ridge on splines": (linear(Ridge(), number=SplineTransformer(n_knots=4)), "identity"),
    "elastic net on bins": (linear(ElasticNet(0.01), number=KBinsDiscretizer(4, encode="onehot-dense")), "identity"),
    "poisson": (linear(PoissonRegressor()), "log"),
    "gamma": (linear(GammaRegressor()), "log"),
    "tweedie": (linear(TweedieRegressor(power=1.5)), "log"),
    "tweedie without a power": (linear(TweedieRegressor(power=0)), "identity"),
    "the logarithm of what is predicted": (
        TransformedTargetRegressor(linear(Ridge()), func=np.log, inverse_func=np.exp),
        "log",
    ),
    "trees of one split": (
        linear(HistGradientBoostingRegressor(loss="poisson", max_leaf_nodes=2, max_iter=30)),
        "log",
    ),
    "logistic": (linear(LOGISTIC), "logit"),
}
NOT_ADDITIVE = {
    "products of numbers": make_pipeline(factors(), PolynomialFeatures(2), LinearRegression()),
    "boosted trees": linear(GradientBoostingRegressor(n_estimators=20, random_state=0)),
    "boosted trees with a log link": linear(HistGradientBoostingRegressor(loss="poisson", max_iter=20)),
    "a forest": linear(RandomForestClassifier(10, random_state=0)),
    "the logarithm of one and what is predicted": TransformedTargetRegressor(
        linear(Ridge()), func=np.log1p, inverse_func=np.expm1
    ),
    "labels without much to say": DummyClassifier(strategy="most_frequent"),
}


@pytest.fixture
def data(project):
    X, _, years = project.dataset.load_training_data()
    noise = np.random.default_rng(7).normal(0, 0.3, len(X))
    amount = np.exp(1 + 0.02 * X["age"] - 0.5 * (X["zone"] == "city") + 0.1 * X["value"].fillna(4) + noise)
    return X, amount, years


def fitted(pipeline, data):
    X, y, _ = data
    is_classifier = hasattr(pipeline, "predict_proba")
    return pipeline.fit(X, np.where(y > y.median(), "high", "low") if is_classifier else y)


def task_of(project, model):
    return replace(project, task="classification" if hasattr(model, "predict_proba") else "regression")


@pytest.mark.parametrize("name", ADDITIVE)
def test_shares_give_the_linear_predictor_back(name, project, data):
    pipeline, link = ADDITIVE[name]
    model = fitted(pipeline, data)
    said = additive(task_of(project, model), model, data)
    assert said["link"] == link
    rows = [*rows_of(data[0], project.columns), *synthetic_rows(project.columns, data[0])]
    start = predictor(model, link, [said["base"]], project)[0]
    shares = [
        predictor(model, link, [said["base"] | {column: row[column]} for row in rows], project) - start
        for column in project.names
    ]
    assert start + np.sum(shares, axis=0) == pytest.approx(predictor(model, link, rows, project), rel=1e-9, abs=1e-9)


def predictor(model, link, rows, project):
    """What scikit-learn itself calls the linear predictor, where it has a name for it."""
    frame = frame_of(rows, project.columns)
    if link == "logit":
        return model.decision_function(frame)
    return np.log(model.predict(frame)) if link == "log" else model.predict(frame)


@pytest.mark.parametrize("name", NOT_ADDITIVE)
def test_nothing_is_said_of(name, project, data):
    model = fitted(NOT_ADDITIVE[name], data)
    assert additive(task_of(project, model), model, data) is None


def test_an_interaction_that_few_rows_have_is_found(project, data):
    """Two columns that only together, in one row of four hundred, change the score."""
    X, y, weight = data
    alone = X.assign(age=np.arange(len(X)) % 40 + 18, value=np.arange(len(X)) % 10.0)

    def both(frame):
        return frame[["age"]].assign(both=(frame["age"] == 57) & (frame["value"] == 9) & (frame["garage"]))

    model = make_pipeline(FunctionTransformer(both), LinearRegression()).fit(alone, y)
    assert model[-1].coef_[1] != 0
    assert additive(project, model, (alone, y, weight)) is None


def test_a_difference_of_dates_adds_up_unless_one_is_missing(project, data):
    X, y, weight = data
    columns = [Column(name, "date", name) for name in ("start", "end")]
    dates = pd.DataFrame({"start": X["since"].fillna("2010-05-17"), "end": ["2024-01-31", "2025-02-28"] * 200})
    model = make_pipeline(DaysBetween(), MEDIAN, LinearRegression()).fit(dates, y)
    said = additive(replace(project, columns=columns), model, (dates, y, weight))
    assert said["link"] == "identity"
    nullable = [replace(column, nullable=True) for column in columns]
    assert additive(replace(project, columns=nullable), model, (dates, y, weight)) is None


def test_several_outputs_and_classes_have_no_single_score(project, data):
    X, y, _ = data
    several = make_pipeline(factors(), LinearRegression()).fit(X, np.column_stack([y, 2 * y]))
    outputs = (Output("claims", "Claims"), Output("cost", "Cost"))
    assert additive(replace(project, outputs=outputs), several, data) is None
    classes = make_pipeline(factors(), LOGISTIC).fit(X, np.digitize(y, [4, 8]))
    assert additive(replace(project, task="classification"), classes, data) is None


def test_the_base_row_is_typical_by_weight_and_of_nobody(project, data):
    X, _, _ = data
    heavy = pd.Series(np.where(X["zone"] == "country", 10.0, 1.0))
    model = fitted(linear(LinearRegression()), data)
    base = additive(project, model, (X, data[1], heavy))["base"]
    assert base["zone"] == "country"
    assert base["since"].endswith("-01") or base["since"] == "2001-02-28"
    assert X["age"].min() <= base["age"] <= X["age"].max()
    assert isinstance(base["garage"], bool)
    assert rows_of(frame_of([base], project.columns), project.columns) == [base]


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("number", [0.5, 1.23456, 9], 1.23),
        ("number", [2.0171, 2.0171, 2.0159], 2.0171),
        ("integer", [1, 7, 7, 7], 7),
        ("integer", [20_189, 20_231, 20_457], 20_200),
        ("integer", [3.0, np.nan, 3.0], 3),
        ("date", ["2020-03-14", "2020-05-09", "2021-01-01"], "2020-05-01"),
        ("date", ["2020-03-14", "2020-03-20"], "2020-03-14"),
        ("boolean", [True, np.nan, True, False], True),
        ("string", ["b", "a", "b"], "b"),
        ("string", ["b", "a"], "a"),
        ("number", [np.nan], None),
    ],
)
def test_a_typical_value_is_rounded_within_what_training_saw(kind, values, expected):
    found = typical(Column("one", kind, "One"), pd.Series(values), np.ones(len(values)))
    assert found == expected
    assert isinstance(found, type(expected))
