"""The trained model of an artefact, as the package's users ask it."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from .columns import Row, Scalar
from .export import OnnxModel, SkopsModel
from .fitting import fit
from .frames import frame_of, rows_of
from .onnx_scores import OnnxSession, onnx_scores
from .project import ModelProject
from .protocols import Dataset, Prediction
from .scores import Scores, model_scores, predictions
from .skops_file import read_model


class TrainedModel:
    """Keeps the protocol `Model` with the artefact of a project, which is read on the first question."""

    def __init__(self, project: ModelProject) -> None:
        self.project = project

    @cached_property
    def description(self) -> dict[str, Any]:
        """The content of model.json.

        Raises:
            FileNotFoundError: nothing was trained yet.
        """
        file = self.project.artefacts / "model.json"
        if not file.exists():
            package = self.project.package
            raise FileNotFoundError(f"{package} has no trained model yet. Run `python -m {package} train`.")
        description: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return description

    @cached_property
    def onnx(self) -> OnnxSession:
        return OnnxSession((self.project.artefacts / OnnxModel.file).read_bytes())

    @cached_property
    def skops(self) -> SkopsModel:
        """The file that holds the fitted estimator, with the types in it that model.json says to trust.

        Raises:
            FileNotFoundError: the project does not keep it.
        """
        if not self.keeps_estimator:
            raise FileNotFoundError(f"The artefact holds no {SkopsModel.file}. Training writes it.")
        content = (self.project.artefacts / SkopsModel.file).read_bytes()
        return SkopsModel(content, self.description["python"]["trusted"])

    @property
    def keeps_estimator(self) -> bool:
        return SkopsModel.file in self.description["files"]

    @cached_property
    def estimator(self) -> Any:
        """The fitted scikit-learn estimator; where the artefact does not keep it, it is fitted anew.

        Raises:
            TypesNotTrusted: the file is none that training wrote.
        """
        if not self.keeps_estimator:
            return fit(self.project.build_model(), *self.project.dataset.load_training_data())
        return read_model(self.skops.content, self.skops.trusted)

    def score(self, rows: Sequence[Row]) -> list[Prediction]:
        """One prediction a row, by the runtime that model.json names.

        Raises:
            ValueError: a row lacks a column, or has one that the model does not know.
        """
        for at, row in enumerate(rows):
            self.check_row(at, row)
        return predictions([output["name"] for output in self.description["outputs"]], self.scores(rows))

    def scores(self, rows: Sequence[Row]) -> list[Scores]:
        if self.description["runtime"] == "onnx":
            return onnx_scores(self.onnx, self.description["outputs"], rows)
        return self.estimator_scores(rows)

    def estimator_scores(self, rows: Sequence[Row]) -> list[Scores]:
        """What scikit-learn says of rows, whatever the runtime."""
        return model_scores(self.estimator, frame_of(rows, self.project.columns))

    def make_prediction(self, dataset: Dataset, key: str, overrides: Mapping[str, Scalar] | None = None) -> Prediction:
        """The prediction for what the dataset knows by `key`, some of its features replaced by `overrides`.

        Raises:
            KeyError: there is nothing by this key.
        """
        (row,) = rows_of(dataset.load_prediction_data(key), self.project.columns)
        return self.score([row | dict(overrides or {})])[0]

    def check_row(self, at: int, row: Row) -> None:
        required = [column.name for column in self.project.columns if not column.nullable]
        lacking = [name for name in required if row.get(name) is None]
        unknown = [name for name in row if name not in self.project.names]
        if lacking:
            raise ValueError(f"Row {at} lacks {', '.join(lacking)}.")
        if unknown:
            raise ValueError(f"Row {at} has {', '.join(unknown)}; the columns are {', '.join(self.project.names)}.")
