import json

import pytest

from {{ cookiecutter.package_name }} import checking, training
from {{ cookiecutter.package_name }}.contract import may_be_sent
from {{ cookiecutter.package_name }}.evaluation import evaluate
from {{ cookiecutter.package_name }}.fitting import fit
from {{ cookiecutter.package_name }}.trained import TrainedModel


@pytest.fixture
def published(project):
    data = project.dataset.load_training_data()
    model = fit(project.build_model(), *data)
    training.publish(project, model, data, evaluate(project, model, data))
    return project


def test_a_published_model_is_fresh_and_scores(published):
    assert list(checking.findings(published)) == []
    trained = TrainedModel(published)
    (row,) = [example.row for example in published.examples]
    assert trained.score([row])[0] == pytest.approx(trained.estimator_scores([row])[0].values[0], rel=1e-5)
    assert trained.make_prediction(published.dataset, "3", {"zone": "city"}) > 0


def test_a_change_of_code_and_lock_is_found(published):
    (published.folder / "features.py").write_text("SOMETHING = 1\n")
    published.lock_file.write_text("numpy==2.4.7\n")
    found = " ".join(checking.findings(published))
    assert "The code changed" in found
    assert "requirements.lock changed" in found


def test_another_index_is_no_change_of_the_lock(published):
    published.lock_file.write_text("--index-url https://other.example\nnumpy==2.4.6\n")
    assert list(checking.findings(published)) == []


def test_another_score_is_found(published):
    file = published.artefacts / "model.json"
    description = json.loads(file.read_text(encoding="utf-8"))
    description["golden"]["rows"][0]["prediction"] *= 1.01
    file.write_text(json.dumps(description), encoding="utf-8")
    assert any("Golden row 0" in finding for finding in checking.findings(published))


@pytest.mark.parametrize(
    ("name", "value", "may"),
    [
        ("age", 40, True),
        ("age", 17, False),
        ("age", 40.5, False),
        ("age", True, False),
        ("age", None, False),
        ("zone", None, True),
        ("zone", 3, False),
        ("since", "2024-02-30", False),
        ("since", "2024-2-3", False),
        ("since", "2024-02-29", True),
        ("garage", 1, False),
        ("garage", False, True),
    ],
)
def test_a_value_is_held_to_its_column(project, name, value, may):
    column = next(column for column in project.columns if column.name == name)
    assert may_be_sent(value, column) == may
