"""Fixtures for the tests of a model project. They build on the fixture `project`, which the project itself gives."""

from typing import Any

import pytest

from .fitting import fit
from .project import ModelProject
from .protocols import TrainingData
from .trained import TrainedModel

# So that a failed assertion of the contract shows its values.
pytest.register_assert_rewrite(f"{__package__}.contract")


@pytest.fixture(scope="session")
def data(project: ModelProject) -> TrainingData:
    """Features, target and weights."""
    return project.dataset.load_training_data()


@pytest.fixture(scope="session")
def fitted(project: ModelProject, data: TrainingData) -> Any:
    """The model, fitted anew."""
    return fit(project.build_model(), *data)


@pytest.fixture(scope="session")
def trained(project: ModelProject) -> TrainedModel:
    """The model of the artefact."""
    return TrainedModel(project)
