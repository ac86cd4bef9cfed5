import pytest
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.pipeline import Pipeline

from {{ cookiecutter.package_name }} import train as training
from {{ cookiecutter.package_name }}.dataset import load_training_data
from {{ cookiecutter.package_name }}.export import TOLERANCE, TrainingRefused, export, parity_rows
from {{ cookiecutter.package_name }}.model import build_model


def test_onnx_agrees_with_scikit_learn_on_every_row(trained):
    X, _, _ = load_training_data()
    _, _, parity = export(trained, X)
    assert parity.rows == len(X)
    assert parity.probes > 0
    assert parity.beyond == 0
    assert parity.worst <= TOLERANCE


def test_training_is_refused_where_onnx_disagrees(tmp_path, monkeypatch):
    # The converter leaves the exponential out of this one: every score is wrong.
    boosting = HistGradientBoostingRegressor(loss="poisson", max_iter=5)
    model = Pipeline([("features", build_model().named_steps["features"]), ("regressor", boosting)])
    monkeypatch.setattr(training, "build_model", lambda: model)
    with pytest.raises(TrainingRefused, match=r"beyond the tolerance 1e-05"):
        training.train(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_sample_keeps_the_extremes():
    X, _, _ = load_training_data()
    bonus = [row["Bonus"] for row in parity_rows(X, most=3)]
    assert len(bonus) == 5
    assert {1, 7} <= set(bonus)
