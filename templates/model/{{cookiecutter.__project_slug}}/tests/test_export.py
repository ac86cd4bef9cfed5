import json

import pytest
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from {{ cookiecutter.package_name }} import train as training
from {{ cookiecutter.package_name }}.dataset import load_training_data
from {{ cookiecutter.package_name }}.export import (
    TOLERANCE,
    NotInOnnx,
    TrainingRefused,
    export_onnx,
    export_python,
    parity_rows,
    predict,
)
from {{ cookiecutter.package_name }}.model import build_model
from {{ cookiecutter.package_name }}.skops_file import TypesNotTrusted, read_model


def test_onnx_agrees_with_scikit_learn_on_every_row(trained):
    X, _, _ = load_training_data()
    try:
        parity = export_onnx(trained, X).parity
    except NotInOnnx:
        pytest.skip("The model has the runtime python.")
    assert parity.rows == len(X)
    assert parity.probes > 0
    assert parity.beyond == 0
    assert parity.worst <= TOLERANCE


def boosted() -> Pipeline:
    # The converter leaves the exponential out of this one: every score is wrong.
    boosting = HistGradientBoostingRegressor(loss="poisson", max_iter=5)
    return Pipeline([("features", build_model().named_steps["features"]), ("regressor", boosting)])


def test_a_model_that_onnx_gets_wrong_is_published_for_python(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(training, "build_model", boosted)
    (tmp_path / "model.onnx").write_bytes(b"of the training before")
    training.train(tmp_path)
    said = capsys.readouterr().out
    assert "beyond the tolerance 1e-05" in said
    assert "model.skops" in said
    assert sorted(file.name for file in tmp_path.iterdir()) == ["model.json", "model.skops"]
    description = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    assert description["runtime"] == "python"
    model = read_model((tmp_path / "model.skops").read_bytes(), description["python"]["trusted"])
    golden = description["golden"]["rows"]
    assert predict(model, [item["row"] for item in golden]).tolist() == [item["prediction"] for item in golden]


def test_training_is_refused_where_skops_cannot_hold_the_model_either(tmp_path, monkeypatch):
    steps = [("as_is", FunctionTransformer(lambda rows: rows)), *boosted().steps]
    monkeypatch.setattr(training, "build_model", lambda: Pipeline(steps))
    with pytest.raises(TrainingRefused, match=r"cannot be published"):
        training.train(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_loads_only_with_the_types_that_training_recorded():
    X, y, weight = load_training_data()
    steps = [("as_is", FunctionTransformer(within_the_project)), *boosted().steps]
    exported = export_python(Pipeline(steps).fit(X, y, regressor__sample_weight=weight), X)
    assert any("within_the_project" in name for name in exported.trusted)
    with pytest.raises(TypesNotTrusted, match="within_the_project"):
        read_model(exported.content, [name for name in exported.trusted if "within_the_project" not in name])


def within_the_project(rows):
    return rows


def test_a_sample_keeps_the_extremes():
    X, _, _ = load_training_data()
    bonus = [row["Bonus"] for row in parity_rows(X, most=3)]
    assert len(bonus) == 5
    assert {1, 7} <= set(bonus)
