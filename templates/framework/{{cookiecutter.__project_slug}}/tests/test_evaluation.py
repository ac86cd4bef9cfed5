import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import GammaRegressor, LinearRegression, LogisticRegression, PoissonRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from {{ cookiecutter.package_name }}.columns import Column, Output
from {{ cookiecutter.package_name }}.evaluation import evaluate
from {{ cookiecutter.package_name }}.factors import levels_of, relativities
from {{ cookiecutter.package_name }}.fitting import fit
from {{ cookiecutter.package_name }}.project import ModelProject
from {{ cookiecutter.package_name }}.report import write_report
from {{ cookiecutter.package_name }}.sample import sample_of

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = (
    Column("zone", "string", "Zone & <home>", labels={"a": "$x$ \\frac{|} [b](c)"}),
    Column("age", "number", "Age_of_the `car`", unit="years"),
    Column("since", "date", "Customer since"),
    Column("paperless", "boolean", "Paperless"),
    Column("income", "number", "Income", nullable=True),
)
OUTPUTS = {"frequency": "claims per year", "severity": "kroner per claim", "regression": "kroner", "classification": ""}


def build(estimator):
    features = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore", drop="first"), ["zone"]),
        (SimpleImputer(), ["age", "income"]),
        ("passthrough", ["paperless"]),
    )
    return make_pipeline(features, estimator)


ESTIMATORS = {
    "frequency": lambda: build(PoissonRegressor(alpha=0, solver="newton-cholesky", tol=1e-10)),
    "severity": lambda: build(GammaRegressor(alpha=0, solver="newton-cholesky")),
    "regression": lambda: build(LinearRegression()),
    "classification": lambda: build(LogisticRegression(max_iter=2000)),
}


def target_of(task, frame, draw):
    mean = np.exp(-1.5 + 1.5 * (frame["zone"] == "b") + 0.08 * frame["age"])
    if task == "classification":
        return np.where(draw.random(len(frame)) < mean / (1 + mean), "renewed", "left")
    return {
        "frequency": lambda: draw.poisson(mean).astype(float),
        "severity": lambda: draw.gamma(3, mean * 1000),
        "regression": lambda: mean + draw.normal(0, 0.3, len(frame)),
    }[task]()


@pytest.fixture(scope="session", params=OUTPUTS)
def evaluated(request, frame):
    """A project, its data, the model on all rows and what was found out."""
    project = ModelProject(
        package="package",
        task=request.param,
        dataset=None,
        build_model=ESTIMATORS[request.param],
        columns=COLUMNS,
        outputs=[Output("target", "The target", OUTPUTS[request.param])],
        examples=[],
        weight_unit="policies",
    )
    draw = np.random.default_rng(3)
    data = (frame, pd.Series(target_of(request.param, frame, draw)), pd.Series(draw.integers(1, 4, len(frame)) * 1.0))
    model = fit(project.build_model(), *data)
    return project, data, model, evaluate(project, model, data)


@pytest.fixture(scope="session")
def report(evaluated, tmp_path_factory):
    """The folder of the report."""
    project, _, _, evaluation = evaluated
    folder = tmp_path_factory.mktemp("report")
    write_report(folder, description_of(project), evaluation)
    return folder


def description_of(project):
    properties = {column.name: {"type": column.kind, "title": column.title} for column in project.columns}
    return {
        "name": "a_model",
        "version": "1.0.0",
        "description": "Any | <b>model</b>",
        "task": project.task,
        "runtime": "python",
        "outputs": [{"name": "target", "unit": project.outputs[0].unit}],
        "input": {"x-order": list(properties), "properties": properties},
    }


def value_of(evaluation, name):
    return next(metric.value for metric in evaluation.metrics if metric.name == name)


def test_every_task_has_its_measures_and_plots(evaluated):
    project, _, _, evaluation = evaluated
    assert evaluation.refusal == ""
    assert (evaluation.fitted_rows, evaluation.held_out_rows) == (450, 150)
    names = {plot.name for plot in evaluation.plots}
    assert {"residuals", "column-importance", "features", "learning-curve", "factor-01", "factor-05"} <= names
    own = {
        "classification": {"roc", "precision-recall", "calibration", "confusion"},
        "regression": {"deciles"},
    }
    assert own.get(project.task, {"lorenz", "deciles"}) <= names
    assert all(np.isfinite(metric.value) for metric in evaluation.metrics)
    assert all(plot.alt.endswith(".") and len(plot.table) for plot in evaluation.plots)


def test_predicted_claims_are_the_actual_claims(evaluated):
    project, _, _, evaluation = evaluated
    if project.task in ("frequency", "regression"):
        assert value_of(evaluation, "balance") == pytest.approx(1, abs=1e-6)
    assert value_of(evaluation, "balance_held_out") == pytest.approx(1, abs=0.3)


def test_the_model_knows_more_than_the_mean(evaluated):
    assert value_of(evaluated[3], "d2") > 0.02


def test_the_files_are_the_same_each_time_and_tell_no_time(evaluated, report, tmp_path):
    project, data, model, evaluation = evaluated
    (tmp_path / "left-over.svg").write_text("<svg/>")
    write_report(tmp_path, description_of(project), evaluate(project, model, data))
    first, second = ({file.name: file.read_bytes() for file in folder.iterdir()} for folder in (report, tmp_path))
    assert first == second
    assert len(first) == len(evaluation.plots) + 2
    for name, content in first.items():
        assert b"<dc:date>" not in content, name
        assert b"\r" not in content, name


def test_plots_are_svg_with_a_title_words_and_text(evaluated, report):
    for plot in evaluated[3].plots:
        root = ElementTree.parse(report / f"{plot.name}.svg").getroot()
        assert root.findtext(f"{SVG}title") == plot.title
        texts = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
        assert plot.title[:20] in texts, plot.name
        assert not list(root.iter(f"{SVG}script"))


def test_the_card_shows_hostile_names_as_text(evaluated, report):
    card = (report / "model-card.md").read_text(encoding="utf-8")
    assert card.startswith("# a\\_model 1.0.0\n\nAny \\| \\<b>model\\</b>\n")
    assert "Age\\_of\\_the \\`car\\` (`age`)" in card
    document = json.loads((report / "evaluation.json").read_text(encoding="utf-8"))
    assert [plot["file"] for plot in document["plots"]] == [f"{plot.name}.svg" for plot in evaluated[3].plots]


def test_doubling_every_weight_changes_no_measure(evaluated):
    project, (X, y, weight), model, evaluation = evaluated
    if project.task not in ("frequency", "severity"):
        pytest.skip("of models without a penalty, against which the weights would count")
    doubled = evaluate(project, model, (X, y, weight * 2))
    for before, after in zip(evaluation.metrics, doubled.metrics, strict=True):
        assert after.value == pytest.approx(before.value, rel=1e-4), before.name


def test_relativities_of_a_log_link_are_those_of_its_coefficients(evaluated):
    project, (X, y, weight), model, _ = evaluated
    if project.task != "frequency":
        pytest.skip("of a Poisson regression")
    sample = sample_of(X, y, weight)
    levels = levels_of(X["zone"], sample.weight, COLUMNS[0])
    found = relativities(lambda rows: model.predict(rows), sample, "zone", levels, base=0)
    expected = np.exp([0, *model[-1].coef_[:2]])
    assert found == pytest.approx(expected, rel=1e-9)


def test_levels_are_values_ranges_others_and_missing(frame):
    weight = np.ones(len(frame))
    zone = levels_of(frame["zone"], weight, COLUMNS[0])
    assert zone.labels == [COLUMNS[0].labels["a"], "b", "c"]
    income = levels_of(frame["income"], weight, COLUMNS[4])
    assert len(income.labels) == 11
    assert income.labels[-1] == "missing"
    assert (income.of_row == 10).sum() == frame["income"].isna().sum()
    ends = [label.split(" to ") for label in income.labels[:-1]]
    assert all(float(before[1]) <= float(after[0]) for before, after in pairwise(ends))
    since = levels_of(frame["since"], weight, COLUMNS[2])
    assert since.labels[0].startswith(frame["since"].min())
    assert all(value in set(frame["since"]) for value in since.values)
    many = levels_of(pd.Series([str(number % 50) for number in range(600)]), weight, COLUMNS[0])
    assert many.labels[-1] == "36 others"
    numbered = levels_of(pd.Series(["10", "9", "1"] * 200), weight, COLUMNS[0])
    assert numbered.labels == ["1", "9", "10"]


def test_more_labels_than_two_are_evaluated(frame):
    draw = np.random.default_rng(5)
    y = pd.Series(np.where(frame["zone"] == "b", "b", draw.choice(["a", "c"], len(frame))))
    outputs = [Output("y", "Y")]
    project = ModelProject("package", "classification", None, ESTIMATORS["classification"], COLUMNS, outputs, [])
    evaluation = evaluate(project, fit(project.build_model(), frame, y, None), (frame, y, None))
    assert value_of(evaluation, "roc_auc") > 0.6
    roc = next(plot for plot in evaluation.plots if plot.name == "roc")
    assert roc.table["label"].unique().tolist() == ["a", "b", "c"]
    assert not [plot for plot in evaluation.plots if plot.name.startswith("factor")]


def test_what_cannot_be_evaluated_says_why(evaluated):
    project, (X, y, weight), model, _ = evaluated
    few = evaluate(project, model, (X[:10], y[:10], weight[:10]))
    assert few.refusal == "An evaluation needs 40 rows that count; the data has 10."
    several = evaluate(project, model, (X, pd.DataFrame({"a": y, "b": y}), weight))
    assert "several" in several.refusal

    class Unfit(LinearRegression):
        def fit(self, X, y, sample_weight=None):
            raise ValueError("no rows of zone d")

    unfit = evaluate(replace(project, build_model=lambda: build(Unfit())), model, (X, y, weight))
    assert unfit.refusal == "The model cannot be fitted on three rows of four: no rows of zone d"
    assert unfit.plots == []


def test_serving_needs_no_plots():
    code = "import sys, {{ cookiecutter.package_name }}.worker; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
