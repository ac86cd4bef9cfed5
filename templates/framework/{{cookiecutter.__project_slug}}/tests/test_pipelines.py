"""Which pipelines ONNX serves: each gives scikit-learn's scores, or is refused with the reason. None is silently wrong.

Rows that neither training nor export saw decide, and they are compared here without the framework's own parity.
"""

import re
import warnings
from dataclasses import replace

import numpy as np
import onnxruntime
import pandas as pd
import pytest
from sklearn import ensemble, linear_model, preprocessing, svm
from sklearn.base import is_classifier
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.isotonic import IsotonicRegression
from sklearn.kernel_ridge import KernelRidge
from sklearn.model_selection import FixedThresholdClassifier, GridSearchCV, TunedThresholdClassifierCV
from sklearn.multioutput import MultiOutputClassifier, MultiOutputRegressor, RegressorChain
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from {{ cookiecutter.package_name }}.columns import Column, Output
from {{ cookiecutter.package_name }}.export import export
from {{ cookiecutter.package_name }}.skops_file import read_model

NUMBERS = ["age", "power", "garage"]
COLUMNS = (
    Column("age", "integer", "Age", minimum=18, maximum=99),
    Column("power", "number", "Power", unit="kW"),
    Column("garage", "boolean", "Garage"),
    Column("value", "number", "Value", nullable=True),
    Column("zone", "string", "Zone"),
    Column("fuel", "string", "Fuel", nullable=True),
)


def drivers(rows, seed, zones=("city", "country", "suburb")):
    """Numbers, integers, booleans and texts; a tenth of the values and of the fuels is missing."""
    draw = np.random.default_rng(seed)
    fuel = draw.choice(["petrol", "diesel", "électrique", "?"], rows, p=[0.4, 0.3, 0.2, 0.1])
    return pd.DataFrame(
        {
            "age": draw.integers(18, 90, rows),
            "power": draw.uniform(30, 200, rows).round(1),
            "garage": draw.random(rows) < 0.5,
            "value": np.where(draw.random(rows) < 0.1, np.nan, draw.lognormal(2, 1, rows).round(2)),
            "zone": draw.choice(zones, rows),
            "fuel": pd.Series(fuel, dtype="str").replace("?", np.nan),
        }
    ).astype({"zone": "str"})


SEEN = drivers(600, seed=1)
# Among them a zone that training did not see.
FRESH = drivers(20_000, seed=2, zones=("city", "country", "suburb", "island"))


def amount(frame):
    risk = 0.01 * frame["power"] + 0.4 * (frame["zone"] == "city") - 0.02 * (frame["age"] - 40)
    risk += 0.1 * np.log(frame["value"].fillna(10)) + 0.3 * frame["garage"]
    return np.exp(risk + np.random.default_rng(3).normal(0, 0.2, len(frame))).to_numpy()


def count(frame):
    return np.floor(amount(frame))


def two_amounts(frame):
    return np.column_stack([amount(frame), np.sqrt(amount(frame))])


def yes_or_no(frame):
    return np.where(amount(frame) > np.median(amount(frame)), "yes", "no")


def one_of_three(frame):
    return np.digitize(amount(frame), np.quantile(amount(frame), [0.3, 0.7])) * 10


def true_or_false(frame):
    return yes_or_no(frame) == "yes"


def two_labels(frame):
    return np.column_stack([yes_or_no(frame) == "yes", one_of_three(frame)]).astype(int)


def numbers(*steps):
    """A pipeline on the numbers that are never missing."""
    return make_pipeline(ColumnTransformer([("numbers", "passthrough", NUMBERS)]), *steps)


def columns(numbers, zone, last, value="passthrough", fuel=None):
    """A pipeline on all columns: what becomes of the numbers, of the texts, and of those that are missing at times."""
    parts = [("value", value, ["value"]), ("fuel", fuel or ORDINAL, ["fuel"])]
    return make_pipeline(ColumnTransformer([("numbers", numbers, NUMBERS), ("zone", zone, ["zone"]), *parts]), last)


def as_it_is(values):
    return values


FOREST = ensemble.RandomForestRegressor(15, max_depth=5, random_state=0)
POISSON_TREES = ensemble.HistGradientBoostingRegressor(loss="poisson", max_iter=30)
LOGISTIC = linear_model.LogisticRegression(max_iter=500)
SHALLOW = DecisionTreeClassifier(max_depth=3, random_state=0)
SCALE, MEDIAN = preprocessing.StandardScaler(), SimpleImputer(strategy="median")
MOST_FREQUENT = SimpleImputer(strategy="most_frequent")
ONE_HOT = preprocessing.OneHotEncoder(handle_unknown="ignore", sparse_output=False)
ORDINAL = preprocessing.OrdinalEncoder(
    handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-1, dtype=float
)

# Name: the pipeline and what it predicts.
AGREE = {
    "linear": (numbers(SCALE, linear_model.LinearRegression()), amount),
    "elastic net": (numbers(linear_model.ElasticNet(alpha=0.01)), amount),
    "huber": (numbers(SCALE, linear_model.HuberRegressor()), amount),
    "polynomial ridge": (numbers(SCALE, preprocessing.PolynomialFeatures(2), linear_model.Ridge()), amount),
    "poisson regression": (numbers(SCALE, linear_model.PoissonRegressor()), count),
    "gamma regression": (numbers(SCALE, linear_model.GammaRegressor()), amount),
    "tweedie regression": (numbers(SCALE, linear_model.TweedieRegressor(power=1.5)), amount),
    "selected by score": (numbers(SelectKBest(f_regression, k=2), linear_model.LinearRegression()), amount),
    "principal components": (numbers(SCALE, PCA(2), LOGISTIC), yes_or_no),
    "neural network": (numbers(SCALE, MLPRegressor(hidden_layer_sizes=(6,), max_iter=150, random_state=0)), amount),
    "support vectors": (numbers(SCALE, svm.SVR()), amount),
    "tree": (numbers(DecisionTreeRegressor(max_depth=6, random_state=0)), amount),
    "random forest": (numbers(FOREST), amount),
    "extra trees": (numbers(ensemble.ExtraTreesRegressor(15, max_depth=5, random_state=0)), amount),
    "boosting": (numbers(ensemble.GradientBoostingRegressor(n_estimators=30, random_state=0)), amount),
    "histogram boosting": (numbers(ensemble.HistGradientBoostingRegressor(max_iter=30)), amount),
    "histogram boosting, Poisson": (numbers(POISSON_TREES), count),
    "histogram boosting, Gamma": (
        numbers(ensemble.HistGradientBoostingRegressor(loss="gamma", max_iter=30)),
        amount,
    ),
    "histogram boosting, found by a grid": (
        numbers(GridSearchCV(POISSON_TREES, {"max_leaf_nodes": [4, 8]}, cv=2)),
        count,
    ),
    "histogram boosting, Poisson, for each of two": (numbers(MultiOutputRegressor(POISSON_TREES)), two_amounts),
    "voting with Poisson trees": (
        numbers(ensemble.VotingRegressor([("trees", POISSON_TREES), ("line", linear_model.Ridge())])),
        count,
    ),
    "bagging": (numbers(ensemble.BaggingRegressor(DecisionTreeRegressor(max_depth=3), 5, random_state=0)), amount),
    "voting of regressors": (
        numbers(
            ensemble.VotingRegressor([("line", linear_model.LinearRegression()), ("ridge", linear_model.Ridge(9))])
        ),
        amount,
    ),
    "stacking of regressors": (
        numbers(ensemble.StackingRegressor([("line", linear_model.LinearRegression()), ("trees", FOREST)], cv=2)),
        amount,
    ),
    "two outputs, linear": (numbers(linear_model.Ridge()), two_amounts),
    "two outputs, forest": (numbers(FOREST), two_amounts),
    "two outputs, a boosting each": (
        numbers(MultiOutputRegressor(ensemble.GradientBoostingRegressor(n_estimators=9, random_state=0))),
        two_amounts,
    ),
    "logistic regression": (numbers(SCALE, LOGISTIC), yes_or_no),
    "logistic regression, three classes": (numbers(SCALE, LOGISTIC), one_of_three),
    "logistic regression, true or false": (numbers(SCALE, LOGISTIC), true_or_false),
    "discriminant analysis": (numbers(SCALE, LinearDiscriminantAnalysis()), one_of_three),
    "labels without probabilities": (numbers(SCALE, svm.LinearSVC()), yes_or_no),
    "forest, three classes": (
        numbers(ensemble.RandomForestClassifier(15, max_depth=5, random_state=0)),
        one_of_three,
    ),
    "boosting of classes": (numbers(ensemble.GradientBoostingClassifier(n_estimators=15, random_state=0)), yes_or_no),
    "histogram boosting, three classes": (
        numbers(ensemble.HistGradientBoostingClassifier(max_iter=15)),
        one_of_three,
    ),
    "adaptive boosting": (numbers(ensemble.AdaBoostClassifier(n_estimators=5, random_state=0)), yes_or_no),
    "stacking of classifiers": (
        numbers(SCALE, ensemble.StackingClassifier([("logistic", LOGISTIC), ("tree", SHALLOW)], cv=2)),
        yes_or_no,
    ),
    "calibrated by a sigmoid": (numbers(SCALE, CalibratedClassifierCV(svm.LinearSVC(), cv=2)), yes_or_no),
    "calibrated trees": (numbers(CalibratedClassifierCV(SHALLOW, cv=2)), yes_or_no),
    "all columns, logistic": (columns(SCALE, ONE_HOT, LOGISTIC, value=make_pipeline(MEDIAN, SCALE)), yes_or_no),
    "all columns, Poisson": (columns(SCALE, ONE_HOT, linear_model.PoissonRegressor(), value=MEDIAN), count),
    "all columns, forest": (columns("passthrough", ONE_HOT, FOREST, value=MEDIAN), amount),
    "all columns, histogram boosting": (
        columns("passthrough", ONE_HOT, ensemble.HistGradientBoostingClassifier(max_iter=15)),
        true_or_false,
    ),
    "all columns, Poisson trees": (columns("passthrough", ONE_HOT, POISSON_TREES), count),
    "all columns, whether it is missing": (
        columns(SCALE, ONE_HOT, linear_model.Ridge(), value=SimpleImputer(add_indicator=True)),
        amount,
    ),
    "all columns, texts by number": (columns("passthrough", ORDINAL, POISSON_TREES), count),
}

# Name: the pipeline, what it predicts, and a part of the reason that is told.
REFUSED = {
    "splines": (numbers(preprocessing.SplineTransformer(), linear_model.Ridge()), amount, "Spline"),
    "a function": (numbers(preprocessing.FunctionTransformer(as_it_is), FOREST), amount, "FunctionTransformer"),
    "the logarithm of what is predicted": (
        numbers(TransformedTargetRegressor(linear_model.Ridge(), func=np.log, inverse_func=np.exp)),
        amount,
        "TransformedTargetRegressor",
    ),
    "voting by probability": (
        numbers(ensemble.VotingClassifier([("line", LOGISTIC), ("tree", SHALLOW)], voting="soft")),
        yes_or_no,
        "flatten_transform",
    ),
    "one output after the other": (numbers(RegressorChain(linear_model.Ridge())), two_amounts, "RegressorChain"),
    "a kernel": (numbers(SCALE, KernelRidge()), amount, "KernelRidge"),
    "splits by category": (
        columns("passthrough", ORDINAL, ensemble.HistGradientBoostingRegressor(categorical_features=[3, 5])),
        amount,
        "categorical_features",
    ),
    "splits between a value and none": (
        columns("passthrough", ONE_HOT, ensemble.RandomForestRegressor(20, random_state=0)),
        amount,
        "between a value and none",
    ),
    "trees of both precisions": (
        numbers(ensemble.VotingRegressor([("histogram", POISSON_TREES), ("forest", FOREST)])),
        count,
        "in double precision, the other trees beside it in single",
    ),
    "calibrated by steps": (
        numbers(SCALE, CalibratedClassifierCV(LOGISTIC, method="isotonic", cv=2)),
        yes_or_no,
        "beyond the tolerance",
    ),
    "decided at a threshold": (
        numbers(SCALE, FixedThresholdClassifier(LOGISTIC, threshold=0.3)),
        yes_or_no,
        "FixedThresholdClassifier",
    ),
    "decided at a threshold that was tuned": (
        numbers(SCALE, TunedThresholdClassifierCV(LOGISTIC, cv=2)),
        yes_or_no,
        "beyond the tolerance",
    ),
    "two labels": (
        numbers(SCALE, MultiOutputClassifier(LOGISTIC)),
        two_labels,
        "no tensor of probabilities for each output",
    ),
    "neighbours that fill": (
        columns(SCALE, ONE_HOT, linear_model.Ridge(), value=KNNImputer(add_indicator=True)),
        amount,
        "KNNImputer|tolerance",
    ),
    "texts that are filled": (
        columns("passthrough", ONE_HOT, FOREST, value=MEDIAN, fuel=make_pipeline(MOST_FREQUENT, ONE_HOT)),
        amount,
        "missing values are string",
    ),
    "a column for each text and for none": (
        columns("passthrough", ONE_HOT, linear_model.Ridge(), value=MEDIAN, fuel=ONE_HOT),
        amount,
        "beyond the tolerance",
    ),
    "steps of a curve": (
        numbers(SelectKBest(f_regression, k=1), IsotonicRegression()),
        amount,
        "IsotonicRegression",
    ),
}


@pytest.mark.parametrize("name", AGREE)
def test_onnx_gives_the_scores_of(name, project):
    pipeline, target = AGREE[name]
    exported = exported_by(project, pipeline, target)
    assert exported.runtime == "onnx", exported.refusal
    assert furthest(exported.onnx, pipeline) <= 1


@pytest.mark.parametrize("name", REFUSED)
def test_onnx_is_refused_for(name, project):
    pipeline, target, reason = REFUSED[name]
    exported = exported_by(project, pipeline, target)
    assert exported.runtime == "python"
    assert re.search(reason, exported.refusal), exported.refusal
    by_skops = read_model(exported.skops.content, exported.skops.trusted)
    assert np.array_equal(by_skops.predict(FRESH), pipeline.predict(FRESH))


def splits_of(model):
    """The thresholds of the trees on the second number, which is the power."""
    if hasattr(model, "_predictors"):
        nodes = np.concatenate([tree.nodes for (tree,) in model._predictors])
        return np.unique(nodes["num_threshold"][(nodes["feature_idx"] == 1) & (nodes["is_leaf"] == 0)])
    trees = [tree.tree_ for tree in np.ravel(model.estimators_)]
    return np.unique(np.concatenate([tree.threshold[tree.feature == 1] for tree in trees]))


@pytest.mark.parametrize("name", ["random forest", "boosting", "histogram boosting", "histogram boosting, Poisson"])
def test_a_value_lies_on_the_same_side_of_a_split_however_near(name, project):
    pipeline, target = AGREE[name]
    exported = exported_by(project, pipeline, target)
    splits = splits_of(pipeline[-1])
    assert len(splits) > 10
    near = np.concatenate([np.nextafter(splits, -np.inf), splits, np.nextafter(splits, np.inf)])
    rows = FRESH.head(len(near)).assign(power=near)
    assert furthest(exported.onnx, pipeline, rows) <= 1


def exported_by(project, pipeline, target):
    """Fits the pipeline and exports it as a project does."""
    y = target(SEEN)
    pipeline.fit(SEEN, y)
    outputs = [Output(f"score_{place}", "Score") for place in range(1 if y.ndim == 1 else y.shape[1])]
    task = "classification" if is_classifier(pipeline) else "regression"
    one = replace(project, columns=COLUMNS, outputs=outputs, task=task, build_model=lambda: pipeline)
    return export(one, pipeline, SEEN)


def furthest(onnx, pipeline, rows=FRESH):
    """The furthest that the graph is from scikit-learn, in multiples of what is allowed; infinite for another label."""
    session = onnxruntime.InferenceSession(onnx.content)
    names = [output.name for output in session.get_outputs()]
    given = dict(zip(names, session.run(names, feeds(session, rows)), strict=True))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Found unknown categories")
        expected = pipeline.predict(rows).reshape(len(rows), -1)
        chances = pipeline.predict_proba(rows) if hasattr(pipeline, "predict_proba") else []
    worst = 0.0
    for place, output in enumerate(onnx.outputs):
        values = given[output["onnx"]].reshape(len(rows), -1)[:, output.get("column", 0)]
        if not is_classifier(pipeline):
            allowed = 1e-5 * np.maximum(np.abs(expected[:, place]), pipeline.predict(SEEN).std())
            worst = max(worst, (np.abs(values - expected[:, place]) / allowed).max())
            continue
        if (values.astype(object) != expected[:, place].astype(object)).any():
            return np.inf
        if len(chances):
            by_class = chances[place] if isinstance(chances, list) else chances
            worst = max(worst, np.abs(given[output["probabilities"]["onnx"]] - by_class).max() / 1e-6)
    return worst


def feeds(session, rows):
    """Rows as any runtime gives them to a graph: a missing text is empty, all numbers are of one kind."""
    kinds = {"tensor(string)": object, "tensor(float)": np.float32, "tensor(double)": np.float64}
    return {
        taken.name: rows[[taken.name]].fillna("" if "string" in taken.type else np.nan).to_numpy(kinds[taken.type])
        for taken in session.get_inputs()
    }
