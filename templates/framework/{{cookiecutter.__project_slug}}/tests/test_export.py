import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, SplineTransformer

from {{ cookiecutter.package_name }} import converters, parity
from {{ cookiecutter.package_name }}.columns import Output
from {{ cookiecutter.package_name }}.export import (
    WORST_FILE,
    NotInOnnx,
    TrainingRefused,
    export,
    export_onnx,
    export_skops,
)
from {{ cookiecutter.package_name }}.fitting import fit
from {{ cookiecutter.package_name }}.skops_file import TypesNotTrusted, read_model


def with_trees(trees, names=("age", "garage", "value")):
    return Pipeline([("features", ColumnTransformer([("all", "passthrough", list(names))])), ("regressor", trees)])


@pytest.fixture
def data(project):
    return project.dataset.load_training_data()


def test_a_regression_agrees_on_every_row_and_probe(project, data):
    exported = export(project, fit(project.build_model(), *data), data[0])
    assert exported.runtime == "onnx"
    assert exported.onnx.parity.rows == len(data[0])
    assert exported.onnx.parity.probes > 10
    assert exported.onnx.parity.worst <= parity.TOLERANCE
    assert exported.onnx.graph == "mixed"
    assert not (project.root / WORST_FILE).exists()


@pytest.mark.parametrize("loss", ["poisson", "gamma"])
def test_the_exponential_that_the_converter_forgets_is_there(project, data, loss):
    X, y, weight = data
    model = fit(with_trees(HistGradientBoostingRegressor(loss=loss, max_iter=10)), X, y + 0.1, weight)
    assert export_onnx(project, model, X).parity.beyond == 0


def test_without_that_exponential_the_model_is_not_served_by_onnx(project, data, monkeypatch):
    monkeypatch.setattr(converters, "has_log_link", lambda model: False)
    model = fit(with_trees(HistGradientBoostingRegressor(loss="poisson", max_iter=10)), *data)
    exported = export(project, model, data[0])
    assert exported.runtime == "python"
    assert "beyond the tolerance 1e-05" in exported.refusal
    worst = json.loads((project.root / WORST_FILE).read_text(encoding="utf-8"))
    assert worst[0].keys() == {"row", "onnx", "scikit-learn"}


def test_splits_by_category_are_refused_with_the_reason(project, data):
    trees = HistGradientBoostingRegressor(categorical_features=[1], max_iter=5)
    with pytest.raises(NotInOnnx, match="categorical_features"):
        export_onnx(project, fit(with_trees(trees), *data), data[0])


def test_splits_between_a_value_and_none_are_refused_with_the_reason(project, data):
    X, _, _ = data
    model = with_trees(RandomForestClassifier(10, random_state=0)).fit(X, np.where(X["value"].isna(), "none", "some"))
    with pytest.raises(NotInOnnx, match="between a value and none"):
        export_onnx(project, model, X)


def test_a_bare_estimator_of_several_outputs_gets_its_columns_joined(project, data):
    X, y, _ = data
    numbers = [column for column in project.columns if column.name in ("age", "garage")]
    outputs = (Output("claims", "Claims"), Output("cost", "Cost"))
    several = replace(project, columns=numbers, outputs=outputs, task="regression")
    features = X[["age", "garage"]]
    model = LinearRegression().fit(features, pd.DataFrame({"claims": y, "cost": 2 * y}))
    exported = export_onnx(several, model, features)
    assert [output["column"] for output in exported.outputs] == [0, 1]


@pytest.mark.parametrize("labels", [["no", "yes"], [3, 7], [False, True]])
def test_labels_of_any_kind_keep_it(project, data, labels):
    X, y, _ = data
    model = with_trees(RandomForestClassifier(10, max_depth=4, random_state=0), ["age", "garage"])
    model.fit(X, np.where(y > 0, labels[1], labels[0]))
    exported = export_onnx(project, model, X)
    assert exported.outputs[0]["probabilities"]["labels"] == labels
    assert exported.parity.tolerance == parity.PROBABILITY


def test_what_onnx_lacks_goes_to_skops_with_its_types(project, data):
    X, y, _ = data
    spline = ColumnTransformer([("age", SplineTransformer(n_knots=3), ["age"])])
    trees = GradientBoostingRegressor(n_estimators=3)
    target = TransformedTargetRegressor(trees, transformer=FunctionTransformer(within))
    exported = export(project, Pipeline([("spline", spline), ("target", target)]).fit(X, y), X)
    assert exported.onnx is None
    assert any("within" in name for name in exported.skops.trusted)
    with pytest.raises(TypesNotTrusted, match="within"):
        read_model(exported.skops.content, [])


def test_what_nothing_can_hold_is_refused(project, data):
    X, y, _ = data
    steps = [("as_is", FunctionTransformer(lambda rows: rows[["age"]])), ("linear", LinearRegression())]
    model = Pipeline(steps).fit(X, y)
    with pytest.raises(TrainingRefused, match="cannot be published"):
        export_skops(project, model, X)


def within(values):
    return values


def test_a_sample_keeps_the_extremes(project, data):
    ages = [row["age"] for row in parity.parity_rows(data[0], project.columns, most=3)]
    assert {data[0]["age"].min(), data[0]["age"].max()} <= set(ages)
