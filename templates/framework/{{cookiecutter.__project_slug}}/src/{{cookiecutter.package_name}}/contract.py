"""What every model project is held to, whatever it predicts."""

from datetime import date
from typing import Any, ClassVar

import pandas as pd
import pytest

from .checking import findings
from .columns import Column
from .export import NotInOnnx, export_onnx, export_skops
from .frames import frame_of, rows_of
from .golden import synthetic_rows
from .parity import differences, tolerance_of, within
from .project import ModelProject
from .protocols import Dataset, Model, TrainingData
from .scores import model_scores, scores_of
from .trained import TrainedModel

# Training again, perhaps with another processor's arithmetic, may move a score by this share of itself.
RETRAINED = 1e-6


class ModelContract:
    """Tests that a project inherits. They need its fixture `project`; `key` is one that its dataset knows."""

    key: ClassVar[str]

    def test_the_data_is_features_target_and_weight(self, project: ModelProject, data: TrainingData) -> None:
        X, y, weight = data
        assert isinstance(project.dataset, Dataset)
        assert project.columns, "Fill in COLUMNS in columns.py: what a row holds."
        assert list(X.columns) == project.names
        assert len(X) == len(y) > 0
        assert not pd.DataFrame(y).isna().any(axis=None)
        if weight is not None:
            assert len(weight) == len(X)
            assert (weight > 0).all()

    def test_the_data_is_what_a_caller_may_send(self, project: ModelProject, data: TrainingData) -> None:
        rows = rows_of(data[0], project.columns)
        for column in project.columns:
            different = {row[column.name] for row in rows}
            refused = [value for value in different if not may_be_sent(value, column)]
            assert not refused, f"{column.name} holds what its column does not allow."

    def test_the_examples_are_what_a_caller_may_send(self, project: ModelProject) -> None:
        assert project.examples, "Fill in EXAMPLES in columns.py: rows to try the model with."
        for example in project.examples:
            assert set(example.row) <= set(project.names), example.title
            for column in project.columns:
                assert may_be_sent(example.row.get(column.name), column), (example.title, column.name)

    def test_a_key_gives_one_row_of_features(self, project: ModelProject) -> None:
        frame = project.dataset.load_prediction_data(self.key)
        assert list(frame.columns) == project.names
        assert len(frame) == 1
        with pytest.raises(KeyError):
            project.dataset.load_prediction_data("no such key")

    def test_the_model_is_asked_by_features_or_by_key(self, project: ModelProject, trained: TrainedModel) -> None:
        assert isinstance(trained, Model)
        (row,) = rows_of(project.dataset.load_prediction_data(self.key), project.columns)
        assert trained.make_prediction(project.dataset, self.key) == trained.score([row])[0]
        example = project.examples[0].row
        assert trained.make_prediction(project.dataset, self.key, example) == trained.score([row | example])[0]

    def test_a_row_scores_the_same_alone(self, project: ModelProject, fitted: Any, data: TrainingData) -> None:
        rows = synthetic_rows(project.columns, data[0], count=5)
        together = model_scores(fitted, frame_of(rows, project.columns))
        for at, row in enumerate(rows):
            alone = model_scores(fitted, frame_of([row], project.columns))
            apart = differences(alone, [scores.take(at) for scores in together], 1.0)
            assert apart[0] <= 1e-9, row

    def test_onnx_agrees_on_every_row_or_does_not_serve(
        self, project: ModelProject, fitted: Any, data: TrainingData, trained: TrainedModel
    ) -> None:
        try:
            parity = export_onnx(project, fitted, data[0]).parity
        except NotInOnnx:
            assert trained.description["runtime"] == "python"
            return
        assert parity.probes > 0
        assert parity.beyond == 0
        assert parity.worst <= parity.tolerance

    def test_skops_holds_the_model(
        self, project: ModelProject, fitted: Any, data: TrainingData, trained: TrainedModel
    ) -> None:
        if trained.keeps_estimator:
            assert export_skops(project, fitted, data[0]).trusted == trained.description["python"]["trusted"]

    def test_training_again_gives_the_golden_scores(
        self, project: ModelProject, fitted: Any, trained: TrainedModel
    ) -> None:
        golden = trained.description["golden"]
        scores = model_scores(fitted, frame_of([item["row"] for item in golden["rows"]], project.columns))
        given = scores_of(trained.description["outputs"], [item["prediction"] for item in golden["rows"]])
        assert differences(scores, given, golden["scale"]).max() <= max(RETRAINED, tolerance_of(given))

    def test_the_artefact_is_fresh(self, project: ModelProject) -> None:
        again = f"Run `python -m {project.package} train` and commit the artefact."
        assert not list(findings(project)), again


def may_be_sent(value: Any, column: Column) -> bool:
    """Whether a row with this value in this column is taken."""
    if value is None:
        return column.nullable
    if column.type == "boolean":
        return isinstance(value, bool)
    if column.kind == "string":
        return isinstance(value, str) and (column.type == "string" or is_date(value))
    if isinstance(value, bool) or not isinstance(value, int if column.type == "integer" else int | float):
        return False
    return within(value, column.minimum, column.maximum)


def is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
