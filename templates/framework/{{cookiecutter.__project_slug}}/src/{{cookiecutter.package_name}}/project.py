"""One model project, as the framework trains, exports, describes and tests it."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .columns import Column, Example, Output
from .protocols import Dataset


@dataclass(frozen=True)
class ModelProject:
    """`package` is the name of the project's package; `build_model` gives an unfitted scikit-learn estimator.

    `weight_unit` is what the weights of the training data count.
    """

    package: str
    task: Literal["frequency", "severity", "regression", "classification"]
    dataset: Dataset
    build_model: Callable[[], Any]
    columns: Sequence[Column]
    outputs: Sequence[Output]
    examples: Sequence[Example]
    weight_unit: str = "rows"

    @property
    def names(self) -> list[str]:
        """The columns' names, in the model's order."""
        return [column.name for column in self.columns]

    @property
    def folder(self) -> Path:
        """The folder of the package."""
        return Path(str(sys.modules[self.package].__file__)).parent

    @property
    def root(self) -> Path:
        """The project's root, which is there in a checkout and not in an installed wheel."""
        return self.folder.parent.parent

    @property
    def artefacts(self) -> Path:
        return self.folder / "artefacts"

    @property
    def reports(self) -> Path:
        """A folder for each version of the model, with what its evaluation found out."""
        return self.root / "reports"

    @property
    def lock_file(self) -> Path:
        return self.root / "requirements.lock"
